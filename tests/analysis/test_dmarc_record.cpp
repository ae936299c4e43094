// SPDX-License-Identifier: MIT
#include "analysis/dmarc_record.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace std::string_literals;

// "tag: text" of each fault, a line each; fatal ones begin with '!'.
std::string faults(std::string_view txt) {
  std::string lines;
  for (const auto& fault : parse_dmarc(txt).faults)
    lines += (fault.is_fatal ? "!" : "") + fault.tag + ": " + fault.text + "\n";
  return lines;
}

// The same for a record with p=none.
std::string faults_of(const std::string& tags) { return faults("v=DMARC1; p=none; " + tags); }

bool has(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

std::string rewritten(std::string_view txt, const PolicyRecord& to) {
  return with_tags(parse_dmarc(txt), to);
}

PolicyRecord policies(Policy p, std::optional<Policy> sp = {}, std::optional<Policy> np = {}) {
  PolicyRecord record;
  record.p = p;
  record.sp = sp;
  record.np = np;
  return record;
}

TEST_CASE("A DMARC record is told by its version") {
  for (const auto txt : {"v=DMARC1", "v=DMARC1;", "v=DMARC1; p=none", "v=DMARC1 p=none",
                         "v = DMARC1 ; p=none", "v\t=\tDMARC1\t", "V=DMARC1;p=none"})
    CHECK(is_dmarc_record(txt));
  for (const auto txt :
       {"", "v", "v=", "v=DMARC", "v=dmarc1; p=none", "v=DMARC12; p=none", " v=DMARC1; p=none",
        "p=none; v=DMARC1", "v=spf1 -all", "vDMARC1", "v=DMARC1,p=none"})
    CHECK_FALSE(is_dmarc_record(txt));
}

TEST_CASE("A record without fault gives its policy, addresses and tags") {
  const auto record = parse_dmarc(
      "v=DMARC1; p=Reject; sp=quarantine;np=none; adkim=s; aspf = R; fo=1:d; psd=n; t=y; "
      "rua=mailto:dmarc@Firma.example , mailto:a%21b@post.example; ruf=mailto:f@firma.example;");
  CHECK(record.faults.empty());
  CHECK(record.has_policy);
  CHECK(record.psd == 'n');
  PolicyRecord expected = policies(Policy::reject, Policy::quarantine, Policy::none);
  expected.adkim = AlignmentMode::strict;
  expected.aspf = AlignmentMode::relaxed;
  expected.is_testing = true;
  expected.fo = "1:d";
  CHECK(record.policy == expected);
  REQUIRE(record.rua.size() == 2);
  CHECK(record.rua[0] == ReportAddress{"mailto:dmarc@Firma.example", "dmarc@Firma.example", "firma.example"});
  CHECK(record.rua[1] == ReportAddress{"mailto:a%21b@post.example", "a!b@post.example", "post.example"});
  CHECK(record.ruf.size() == 1);
  REQUIRE(record.tags.size() == 11);
  CHECK(record.tags[1] == RecordTag{"p", "Reject"});
  CHECK(record.tags[5] == RecordTag{"aspf", "R"});
}

TEST_CASE("A policy that is missing or unknown is none with a valid rua and no policy without") {
  const std::string rua = "; rua=mailto:a@b.example";
  for (const auto p : {"", "; p=", "; p=rejct"}) {
    const auto with_rua = parse_dmarc("v=DMARC1"s + p + rua);
    CHECK_FALSE(with_rua.has_policy);
    CHECK(with_rua.policy.p == Policy::none);
    CHECK_FALSE(with_rua.faults.back().is_fatal);
    for (const auto bad_rua : {"", "; rua=a@b.example", "; rua=mailto:b.example", "; rua="}) {
      const auto without = parse_dmarc("v=DMARC1"s + p + bad_rua);
      CHECK_FALSE(without.has_policy);
      CHECK(without.policy.p != Policy::none);
      CHECK(without.faults.back().is_fatal);
    }
  }
  CHECK(has(faults("v=DMARC1"), "!p: is missing"));
  CHECK(has(faults("v=DMARC1; p=rejct" + rua),
            "p: \"rejct\" is not none, quarantine or reject; p=none counts"));
}

TEST_CASE("An sp or np that is not known makes the whole record count as p=none, or for nothing") {
  for (const auto tag : {"sp=nothing", "np=all", "sp=all; np=reject"}) {
    const auto with_rua = parse_dmarc("v=DMARC1; p=reject; "s + tag + "; rua=mailto:a@b.example");
    CHECK_FALSE(with_rua.has_policy);
    CHECK(with_rua.policy == policies(Policy::none));
    CHECK(has(faults("v=DMARC1; p=reject; "s + tag), "!" + std::string{tag}.substr(0, 2) + ": "));
  }
}

// Tags behind p=none, and what a fault says of them.
const std::vector<std::pair<std::string, std::string>> faulty_tags{
    {"x=1", "x: is no tag of DMARC"},
    {"p=reject", "p: is there more than once"},
    {"P=reject", "p: is there more than once"},
    {"pct=50", "pct: was removed by RFC 9989"},
    {"rf=afrf", "rf: was removed by RFC 9989"},
    {"ri=86400", "ri: was removed by RFC 9989"},
    {"sp=nothing", "!sp: \"nothing\" is not none, quarantine or reject"},
    {"np=all", "!np: \"all\" is not none"},
    {"adkim=relaxed", "adkim: \"relaxed\" is neither r nor s"},
    {"aspf=x", "aspf: \"x\" is neither"},
    {"fo=1:x", "fo: \"1:x\" is no list"},
    {"fo=1:", "fo: \"1:\" is no list"},
    {"fo=1,d", "fo: \"1,d\" is no list"},
    {"t=yes", "t: \"yes\" is not y or n"},
    {"psd=x", "psd: \"x\" is not y, n or u"},
    {"pct=101", "pct: \"101\" is no number from 0 to 100"},
    {"pct=-1", "pct: \"-1\" is no number"},
    {"pct=5%", "pct: \"5%\" is no number"},
    {"pct=99999999999999999999", "is no number"},
    {"rua=", "rua: has no value"},
    {"rua", ": no tag, as it has no name and '=': \"rua\""},
    {"=x", ": no tag"},
    {"rua=a@b.example", "rua: \"a@b.example\" is no URI; mailto: is missing"},
    {"ruf=nowhere", "ruf: \"nowhere\" is no URI\n"},
    {"rua=https://b.example/r", "rua: \"https://b.example/r\" is not mailto:"},
    {"rua=mailto:b.example", "rua: \"mailto:b.example\" is no address with a host"},
    {"rua=mailto:@b.example", "is no address"},
    {"rua=mailto:a@", "is no address"},
    {"rua=mailto:a@b..example", "is no address"},
    {"rua=mailto:a%0A@b.example", "is no address"},
    {"rua=mailto:a b@b.example", "is no URI"},
    {"rua=mailto:", "is no URI\n"},
    {"rua=mailto:a@b.example,", "rua: has an empty entry"},
    {"rua=,mailto:a@b.example", "rua: has an empty entry"},
    {"rua=mailto:a@b.example!10m", "rua: \"mailto:a@b.example!10m\" has a size limit"},
};

TEST_CASE("Each fault of a tag is named") {
  for (const auto& [tags, expected] : faulty_tags) {
    INFO(tags << "\n" << faults_of(tags));
    CHECK(has(faults_of(tags), expected));
    CHECK_FALSE(has(faults_of(tags), "!"s + expected));
  }
  CHECK(has(faults("v=DMARC1 p=none; rua=mailto:a@b.example"), "v: there is text behind DMARC1"));
  CHECK(has(faults("v=spf1 -all"), "!v: does not begin with v=DMARC1"));
}

TEST_CASE("An address is read without its size limit, headers and escapes") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"mailto:a@b.example!10m", "a@b.example"},
      {"mailto:a@b.example!5", "a@b.example"},
      {"MAILTO:a@b.example", "a@b.example"},
      {"mailto:a@b.example?subject=x", "a@b.example"},
      {"mailto:a%2Cb%21c@b.example", "a,b!c@b.example"},
      {"mailto:a%zz%4@b.example", "a%zz%4@b.example"},
      {"mailto:a!b@b.example", "a!b@b.example"}};
  for (const auto& [uri, expected] : cases) {
    const auto record = parse_dmarc("v=DMARC1; p=none; rua=" + uri);
    REQUIRE(record.rua.size() == 1);
    CHECK(record.rua[0] == ReportAddress{uri, expected, "b.example"});
  }
  CHECK(parse_dmarc("v=DMARC1; p=none; rua=https://b.example/").rua[0].host.empty());
}

TEST_CASE("pct and the first of a repeated tag are kept") {
  CHECK(parse_dmarc("v=DMARC1; p=none; pct=0").policy.pct == 0);
  CHECK(parse_dmarc("v=DMARC1; p=none; pct=100").policy.pct == 100);
  CHECK_FALSE(parse_dmarc("v=DMARC1; p=none; pct=101").policy.pct);
  CHECK(parse_dmarc("v=DMARC1; p=none; p=reject").policy.p == Policy::none);
}

TEST_CASE("The text to publish keeps the order and whatever is not replaced") {
  const auto reject = policies(Policy::reject);
  CHECK(rewritten("v=DMARC1;p=none;rua=mailto:A@b.example!10m,https://x.example;x=Y z", reject) ==
        "v=DMARC1; p=reject; rua=mailto:A@b.example!10m,https://x.example; x=Y z");
  CHECK(rewritten("v=DMARC1; rua=mailto:a@b.example; p=none; sp=none", reject) ==
        "v=DMARC1; rua=mailto:a@b.example; p=reject");
  CHECK(rewritten("v=DMARC1; rua=mailto:a@b.example", reject) ==
        "v=DMARC1; p=reject; rua=mailto:a@b.example");
  CHECK(rewritten("v=DMARC1; p=none; pct=20; rf=afrf; ri=3600; t=y; fo=1", reject) ==
        "v=DMARC1; p=reject; fo=1");
  auto partly = reject;
  partly.pct = 20;
  CHECK(rewritten("v=DMARC1; p=none; pct=100; fo=1", partly) == "v=DMARC1; p=reject; pct=20; fo=1");
  CHECK(rewritten("v=DMARC1; p=none; junk; P=none; p=reject", reject) == "v=DMARC1; p=reject");
}

TEST_CASE("Policies that are new stand right behind p and others where they stood") {
  const auto all = policies(Policy::reject, Policy::quarantine, Policy::none);
  CHECK(rewritten("v=DMARC1; p=none; adkim=s", all) == "v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s");
  CHECK(rewritten("v=DMARC1; np=reject; p=none; adkim=s; SP=none", all) ==
        "v=DMARC1; np=none; p=reject; adkim=s; sp=quarantine");
  CHECK(rewritten("v=DMARC1; p=none; sp=x", policies(Policy::unknown, Policy::unknown)) ==
        "v=DMARC1; p=none");
  auto testing = policies(Policy::quarantine);
  testing.is_testing = true;
  CHECK(rewritten("v=DMARC1; p=none; t=n; fo=1", testing) == "v=DMARC1; p=quarantine; t=y; fo=1");
  CHECK(rewritten("v=DMARC1; p=none; fo=1", testing) == "v=DMARC1; p=quarantine; fo=1; t=y");
}

TEST_CASE("A rewritten record reads as what was asked for") {
  for (const auto txt :
       {"v=DMARC1", "v=DMARC1; p", "v = DMARC1; sp=none; pct=7; p=reject; aspf=s", "junk", ""}) {
    const auto to = policies(Policy::quarantine, Policy::reject);
    const auto again = parse_dmarc(rewritten(txt, to));
    CHECK(again.faults.empty());
    CHECK(again.policy.p == to.p);
    CHECK(again.policy.sp == to.sp);
  }
}

TEST_CASE("Hostile text costs little and is quoted in short") {
  const std::string megabyte(1000000, 'a');
  const std::vector<std::string> cases{"",
                                       megabyte,
                                       "v=DMARC1; p=" + megabyte,
                                       "v=DMARC1; rua=" + std::string(1000000, ','),
                                       "v=DMARC1; p=none; " + megabyte + "=1",
                                       std::string(1000000, ';'),
                                       std::string(1000000, '='),
                                       std::string(1000000, '\0'),
                                       std::string(1000000, '\xff'),
                                       "v=DMARC1; rua=mailto:\xff%\0@%!"s,
                                       "v=DMARC1\0; p=none"s};
  for (const auto& txt : cases) {
    const auto record = parse_dmarc(txt);
    CHECK(record.faults.size() <= 70);
    CHECK(with_tags(record, policies(Policy::none)).size() <= 140000);
    for (const auto& fault : record.faults) CHECK(fault.text.size() + fault.tag.size() < 400);
  }
  CHECK(has(faults("v=DMARC1; p=none; n=" + megabyte), "!: longer than a TXT record can be"));
  CHECK(parse_dmarc(std::string(1000000, ';')).tags.empty());
}

}  // namespace
}  // namespace ruascope
