// SPDX-License-Identifier: MIT
#include "analysis/catalogue.hpp"
#include "ingest/model/error.hpp"

#include <thread>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

const std::string cisco = "DMARC unauthenticated mail is prohibited.";

std::string id_in(const Catalogue& catalogue, std::string_view text) {
  const auto match = catalogue.match(text, "");
  return match ? match->entry->id : "";
}

// A row of the catalogue: id, class, hosts and pattern as told.
std::string row(const std::string& id, const std::string& refusal_class, const std::string& hosts,
                const std::string& pattern) {
  return id + "\tMine\t" + refusal_class + "\tP\t550\t5.7.1\t" + hosts + "\t" + pattern +
         "\tB\t-\t-\tA note.\n";
}

TEST_CASE("A user's rows come before the built-in ones, and replace those with their ids") {
  auto catalogue = Catalogue::well_known();
  const auto before = catalogue.entries().size();
  catalogue.add("# mine\n\n" + row("mine", "O:policy", "-", "unauthenticated mail is prohibited"),
                "mine.tsv");
  CHECK(catalogue.entries().size() == before + 1);
  CHECK(id_in(catalogue, cisco) == "mine");
  const auto match = catalogue.match(cisco, "");
  CHECK(match->entry->kind == "policy");
  CHECK(match->entry->note == "A note.");
  CHECK(id_in(Catalogue::well_known(), cisco) == "cisco-dmarc");
  catalogue.add(row("mine", "D", "-", "nothing like it") + row("cisco-dmarc", "D", "-", "or like it"),
                "2.tsv");
  CHECK(catalogue.entries().size() == before + 1);
  CHECK(id_in(catalogue, cisco).empty());
}

TEST_CASE("A row for certain hosts counts for them and those below alone") {
  Catalogue catalogue;
  catalogue.add(row("a", "D", "firma.example,post.example", "we said no") + row("b", "S", "-", "said no"),
                "test");
  const auto id_at = [&](std::string_view host) { return catalogue.match("We  said NO.", host)->entry->id; };
  CHECK(id_at("mx.firma.example") == "a");
  CHECK(id_at("post.example") == "a");
  CHECK(id_at("notfirma.example") == "b");
  CHECK(id_at("") == "b");
}

TEST_CASE("Variables stand for what varies, and give domain and address") {
  Catalogue catalogue;
  catalogue.add(row("a", "D", "-", "from {domain} by {ip}: {id} {any}refused ({address}, {url})") +
                    row("b", "D", "-", "MI:{X} [{ip}] it's"),
                "test");
  const auto match = catalogue.match(
      "Mail from Firma.EXAMPLE by 2001:db8::1: q17 was refused (*@post.example, https://post.example/x).",
      "");
  REQUIRE(match);
  CHECK(match->domain == "firma.example");
  CHECK(match->ip == IpAddress::parse("2001:db8::1"));
  CHECK(catalogue.match("mi:{x} [192.0.2.7] it's", "")->ip == IpAddress::parse("192.0.2.7"));
  CHECK_FALSE(catalogue.match("mi:{x} [192.0.2.777] it's", ""));
  CHECK_FALSE(catalogue.match("mi:{x} [mx.example] it's", ""));
  CHECK_FALSE(catalogue.match("MI:y [192.0.2.7] it's", ""));
}

TEST_CASE("A domain in another script is matched and not given out, as it is not folded here") {
  const auto match = Catalogue::well_known().match("rejected by DMARC policy for m\xC3\xBCller.example", "");
  REQUIRE(match);
  CHECK(match->entry->id == "opendmarc-reject");
  CHECK(match->domain.empty());
}

// What is said of a table that is refused; empty if it is taken.
std::string refused(const std::string& table) {
  Catalogue catalogue;
  try {
    catalogue.add(table, "mine.tsv");
  } catch (const Error& error) {
    CHECK(catalogue.entries().empty());
    return error.what();
  }
  return {};
}

TEST_CASE("A row that is none is refused with its origin and line") {
  const auto good = row("a", "D", "-", "said no");
  CHECK(refused(good).empty());
  CHECK(refused("").empty());
  CHECK(refused("a b\n") == "mine.tsv: line 1: 1 field instead of 12");
  CHECK(refused(good + "# x\n\n" + row("b", "Z", "-", "said no")) == "mine.tsv: line 4: \"Z\" is no class");
  for (const char* none : {"", "d", "D:x", "O", "O:", "O:a,b", "O:A", "X:", "Xdmarc", "DA"})
    CHECK(refused(row("b", none, "-", "said no")).starts_with("mine.tsv: line 1: "));
  for (const char* fine : {"D", "X", "X:dmarc,spam", "O:relay"})
    CHECK(refused(row("b", fine, "-", "said no")).empty());
  CHECK(refused(good + good) == "mine.tsv: line 2: the id a stands there twice");
  CHECK(refused(row("A b", "D", "-", "said no")).starts_with("mine.tsv: line 1: the id"));
  CHECK(refused(row("a", "D", "-", "-")) == "mine.tsv: line 1: there is no pattern");
  CHECK(refused(row("a", "D", "-", "said {no}")) == "mine.tsv: line 1: {no} is no variable");
  CHECK(refused(row("a", "D", "-", "{any} no {id}")).starts_with("mine.tsv: line 1: the pattern needs"));
  CHECK(refused(row("a", "D", "-", "from {ip} or {ip} came")).starts_with("mine.tsv: line 1: {domain} and"));
  CHECK(refused(row("a", "D", "-", std::string(600, 'x'))) == "mine.tsv: line 1: the pattern is too long");
  CHECK(refused("a\tb\tD\tPP\t-\t-\t-\tsaid no\t-\t-\t-\t-") ==
        "mine.tsv: line 1: \"PP\" is none of P, T, Q and PT");
  CHECK(refused("a\tb\tD\tP\t55\t-\t-\tsaid no\t-\t-\t-\t-") == "mine.tsv: line 1: \"55\" is no reply code");
  CHECK(refused("a\tb\tD\tP\t-\t5.7\t-\tsaid no\t-\t-\t-\t-") ==
        "mine.tsv: line 1: \"5.7\" is no enhanced status code");
  CHECK(refused("a\tb\tD\tP\t-\t-\t-\tsaid no\tQ\t-\t-\t-") ==
        "mine.tsv: line 1: \"Q\" is none of O, S, B and C");
}

TEST_CASE("Patterns are text: what is special in regular expressions stands for itself") {
  for (const std::string pattern :
       {"a(b[c", "x+y*z?", "\\d\\Q.\\E", "^said$ |no", "{{any}}", "[[:alpha:]]said"}) {
    Catalogue catalogue;
    catalogue.add(row("a", "D", "-", pattern + " text"), "test");
    INFO(pattern);
    if (pattern != "{{any}}") CHECK(catalogue.match("so " + pattern + " text.", ""));
    CHECK_FALSE(catalogue.match("so said no text", ""));
  }
}

TEST_CASE("Copies of the catalogue may be used by several threads at once") {
  const std::string text = "550 5.7.1 rejected by DMARC policy for firma.example";
  Catalogue shared;
  shared.add(row("a", "D", "-", "by DMARC policy for {domain}"), "test");
  std::array<std::string, 4> domains;
  std::vector<std::thread> threads;
  for (auto& domain : domains)
    threads.emplace_back([&domain, &text, copy = shared] { domain = copy.match(text, "")->domain; });
  for (auto& thread : threads) thread.join();
  for (const auto& domain : domains) CHECK(domain == "firma.example");
}

}  // namespace
}  // namespace ruascope
