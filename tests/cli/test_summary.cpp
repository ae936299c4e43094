// SPDX-License-Identifier: MIT
// The weekly summary, as text, page, Markdown and JSON.
#include "ingest/model/time.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"
#include "tests/support/text.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

struct SummaryWorld : CliWorld {
  SummaryWorld() { data({"import", sample_data, "--quiet"}); }

  std::string page(std::vector<std::string> words = {}) const {
    const auto file = folder.path("week.html");
    words.insert(words.begin(), {"summary", "--html", file});
    CHECK(data(words).empty());
    return read_file(file);
  }
  Json json(std::vector<std::string> words = {}) const {
    words.insert(words.begin(), {"summary", "--format", "json"});
    return Json::parse(data(words));
  }
};

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++number;
  return number;
}

TEST_CASE("the page of the sample story is as approved") {
  const SummaryWorld world;
  const auto page = world.page();
  const std::string path = "tests/expected/summary.html";
  if (std::getenv("RUASCOPE_APPROVE") != nullptr) std::ofstream(path) << page;
  CHECK(page == (fs::exists(path) ? read_file(path) : ""));
  CHECK(page == world.page());  // the same store and window, the same bytes
  CHECK(page.size() < 100'000);
}

TEST_CASE("the last whole week that reports cover is meant, or the one that is named") {
  const SummaryWorld world;
  CHECK(world.json()["week"] == "2026-W46");
  CHECK(world.json({"--week", "2026-W44"})["window"] ==
        Json{{"since", "2026-10-26"}, {"until", "2026-11-01"}});
  // One domain's summary is of the same week: if it has fallen silent, that is what there is to tell.
  CHECK(world.json({"--domain", "nordwind-archiv.example"})["week"] == "2026-W46");
  const auto ten_days = world.json({"--since", "2026-11-01", "--until", "2026-11-10"});
  CHECK(ten_days["week"].is_null());
  CHECK(ten_days["window"]["until"] == "2026-11-10");
}

TEST_CASE("figures agree with those of the questions, and with the week before") {
  const SummaryWorld world;
  for (const auto* week : {"2026-W44", "2026-W46"}) {
    const auto domains = Json::parse(world.data({"domains", "--week", week, "--format", "json"}));
    const auto summary = world.json({"--week", week});
    for (const auto& row : domains["rows"])
      for (const auto& domain : summary["domains"]) {
        if (domain["domain"] != row["domain"]) continue;
        for (const auto* name :
             {"messages", "dmarc_pass", "dmarc_fail", "delivered", "quarantined", "rejected"})
          CHECK(domain["counts"][name] == row[name]);
        std::int64_t of_senders = 0;
        for (const auto& sender : domain["senders"])
          of_senders += sender["counts"]["messages"].get<std::int64_t>();
        CHECK(of_senders == row["messages"].get<std::int64_t>());
      }
  }
  const auto now = world.json({"--week", "2026-W46"});
  const auto before = world.json({"--week", "2026-W45"});
  CHECK(now["domains"][0]["domain"] == before["domains"][0]["domain"]);
  CHECK(now["domains"][0]["before"] == before["domains"][0]["counts"]);
}

TEST_CASE("what asks for a look stands first") {
  const SummaryWorld world;
  const auto summary = world.json();
  CHECK(summary["domains"][0]["domain"] == "nordwind.example");
  CHECK(summary["verdict"] ==
        "1 of 3 domains asks for a look. nordwind.example: 2 senders lose mail under p=reject: 278 messages "
        "failed in "
        "this period, 223 in the one before.");
  const auto first_week = world.json({"--week", "2026-W42", "--domain", "nordwind.example"});
  CHECK(has(first_week["verdict"], "would have lost"));
  CHECK(has(first_week["verdict"], "too little is known: enough days"));
  CHECK(summary["domains"][0]["rejections"]["dmarc"] == 78);
  CHECK(summary["domains"][0]["rejections"]["explained"][0] ==
        Json{{"source", "203.0.113.77"}, {"rejections", 72}, {"before", 0}});
  CHECK(summary["domains"][0]["days"].size() == 35);
}

TEST_CASE("the page loads nothing, runs nothing, and says what its pictures show") {
  const SummaryWorld world;
  const auto page = world.page();
  CHECK(has(page, "default-src 'none'"));
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "http://"));
  CHECK_FALSE(has(page, "https://"));
  CHECK_FALSE(has(page, " src="));
  CHECK(times(page, "<svg") > 3);
  // A picture says what it shows; a swatch stands beside its words, and the patterns show nothing.
  CHECK(times(page, "<svg") == times(page, "role=\"img\"") + times(page, "aria-hidden=\"true\""));
  CHECK(times(page, "role=\"img\"") == times(page, "<title id=") + times(page, "role=\"img\"><title>"));
}

TEST_CASE("a quiet week speaks, a week without reports says so") {
  const SummaryWorld world;
  const auto quiet = world.data({"summary", "--week", "2026-W43", "--domain", "nordwind-shop.example"});
  CHECK(has(quiet, "Too little was reported to judge the step to p=reject."));
  CHECK(has(quiet, "Passed DMARC"));
  const auto silent = world.data({"summary", "--week", "2026-W48", "--domain", "nordwind-shop.example"});
  CHECK(has(silent, "No report came of this period"));
  // After mail there is silence: that comes before anything else.
  const auto after = world.json({"--week", "2026-W47"});
  CHECK(has(after["verdict"], "No report came of this period, after 6,335 messages in the one before"));
  CHECK(after["domains"][0]["changes"].empty());
  const CliWorld empty;
  CHECK(empty.run({"summary"}).status == 1);
}

TEST_CASE("longer periods have all of their rejections") {
  const SummaryWorld world;
  const auto summary = world.json({"--since", "2026-10-12", "--until", "2026-12-13"});
  for (const auto& domain : summary["domains"])
    if (domain["domain"] == "nordwind.example") CHECK(domain["rejections"]["dmarc"] == 78);
}

TEST_CASE("what is mended is no step to take, and no step is told twice") {
  const SummaryWorld world;
  const auto summary = world.json();
  const auto& domain = summary["domains"][0];
  std::multiset<std::string> subjects;
  for (const auto& row : domain["todo"]) subjects.insert(row["subject"]);
  CHECK(subjects.count("briefpost.example") == 0);
  CHECK(subjects.count("203.0.113.77") == 1);
  for (const auto& sender : domain["senders"])
    if (sender["sender"] == "briefpost.example") CHECK(sender["cause"] == "esp-return-path");
}

TEST_CASE("summary --split writes a page a domain and an index") {
  const SummaryWorld world;
  const auto folder = world.folder.path("pages");
  world.data({"summary", "--split", folder});
  CHECK(has(read_file(folder + "/index.html"), "href=\"nordwind.example.html\""));
  const auto page = read_file(folder + "/nordwind-shop.example.html");
  CHECK(has(page, "nordwind-shop.example"));
  // Whom the others' mail does not concern is not shown it.
  CHECK_FALSE(has(page, "nordwind.example"));
  CHECK_FALSE(has(page, "nordwind-archiv"));
  CHECK(page == world.page({"--domain", "nordwind-shop.example", "--week", "2026-W46"}));
}

TEST_CASE("a page of one domain has its reporters alone, and no other's unreadable inputs") {
  CliWorld world;
  ReportText report;
  for (const auto* domain : {"one.example", "two.example"}) {
    report.domain = domain;
    report.org_name = std::string{"reporter of "} + domain;
    report.report_id = domain;
    world.folder.write(std::string{domain} + ".xml", report.xml());
  }
  world.folder.write("secret-name-of-two.xml", "<feedback><report_metadata>");
  CHECK(world
            .run({"import", "--quiet", world.folder.path("one.example.xml"),
                  world.folder.path("two.example.xml"), world.folder.path("secret-name-of-two.xml")})
            .status == 3);
  const auto pages = world.folder.path("pages");
  world.data({"summary", "--week", "2023-W46", "--split", pages});
  const auto page = read_file(pages + "/one.example.html");
  CHECK(has(page, "reporter of one.example"));
  CHECK_FALSE(has(page, "two"));
  CHECK(has(page, "1 input is kept as unreadable"));
  const auto index = read_file(pages + "/index.html");
  for (const auto* words :
       {"one.example.html", "two.example.html", "reporter of two.example", "secret-name-of-two"})
    CHECK(has(index, words));
}

TEST_CASE("a domain that is asked for by name and was not reported is told") {
  const SummaryWorld world;
  const auto text = world.data({"summary", "--week", "2026-W46", "--domain", "forgotten.example"});
  CHECK(has(text, "No report came of this period: nobody knows what was sent."));
  CHECK(has(text, "== forgotten.example"));
}

TEST_CASE("silence since the newest report is told, whatever week is asked for") {
  SummaryWorld world;
  CHECK(world.json()["silent_days"] == 2);
  CHECK_FALSE(has(world.data({"summary"}), "The newest report tells of"));
  world.environment["RUASCOPE_CHANGES_SILENT_DAYS"] = "1";
  for (const auto* week : {"2026-W46", "2026-W44"})
    CHECK(has(world.data({"summary", "--week", week, "--format", "markdown"}),
              "The newest report tells of 2026-11-15; none has come in the 2 days since."));
  CHECK(has(world.page(), "none has come in the 2 days since"));
}

TEST_CASE("rejections that stand in no section are counted beside them") {
  const SummaryWorld world;
  // The shop's page is not told of others' rejections; that of all tells what has no section.
  CHECK(world.json({"--domain", "nordwind-shop.example", "--week", "2026-W46"})["rejections_elsewhere"] == 0);
  world.folder.write(
      "postfix.log",
      "2026-11-12T10:00:00+00:00 mail postfix/smtp[9]: 4ABCDEF: to=<x@receiver.example>, "
      "relay=mx.receiver.example[192.0.2.99]:25, delay=1, delays=0/0/0/1, dsn=5.7.1, status=bounced "
      "(host mx.receiver.example[192.0.2.99] said: 550 5.7.1 Unauthenticated email from "
      "elsewhere.example is not accepted due to domain's DMARC policy (in reply to end of DATA "
      "command))\n");
  world.data({"import", "--quiet", world.folder.path("postfix.log")});
  CHECK(world.json()["rejections_elsewhere"] == 1);
  CHECK(has(world.data({"summary"}), "1 rejection of the period are of domains"));
}

TEST_CASE("of many domains the first have a section, the others a row") {
  const CliWorld world;
  ReportText report;
  for (int at = 0; at < 230; ++at) {
    report.domain = fmt::format("d{:03}.example", at);
    report.report_id = report.domain;
    world.folder.write("in/" + report.domain + ".xml", report.xml());
  }
  world.data({"import", "--quiet", world.folder.path("in")});
  const auto file = world.folder.path("week.html");
  world.data({"summary", "--week", "2023-W46", "--html", file});
  const auto page = read_file(file);
  CHECK(times(page, "<section aria-labelledby=\"domain") == 20);
  CHECK(has(page, "and 10 more: ruascope domains --since 2023-11-13 --until 2023-11-19"));
  CHECK(has(page, "<th scope=\"row\">d219.example"));
  CHECK(page.size() < 400'000);
  const auto json = Json::parse(world.data({"summary", "--week", "2023-W46", "--format", "json"}));
  CHECK(json["domains"].size() == 230);
  // As a mail it is shorter.
  const auto mail = world.folder.path("mail.eml");
  const auto config = world.folder.write(
      "mail.toml",
      "[mail]\nfrom = \"a@example.com\"\nto = \"b@example.com\"\nsendmail = \"cat > " + mail + "\"\n");
  world.data({"summary", "--week", "2023-W46", "--mail", "--config", config, "--quiet"});
  CHECK(read_file(mail).size() < 200'000);
}

TEST_CASE("a page may go to stdout") {
  const SummaryWorld world;
  CHECK(world.data({"summary", "--html", "-"}) == world.page());
}

TEST_CASE("templates of one's own stand in for the built-in ones") {
  const SummaryWorld world;
  const auto folder = world.folder.path("own");
  fs::create_directories(folder);
  world.folder.write("own/summary.mustache", "{{title}}|{{#domains}}{{name}},{{/domains}}");
  CHECK(world.page({"--template", folder}) ==
        "DMARC summary, week 2026-W46|nordwind.example,nordwind-shop.example,nordwind-archiv.example,");
  world.folder.write("own/summary.mustache", "{{#domains}}");
  const auto answer = world.run({"summary", "--html", world.folder.path("x.html"), "--template", folder});
  CHECK(answer.status == 2);
  CHECK(has(answer.err, "summary.mustache"));
  CHECK_FALSE(fs::exists(world.folder.path("x.html")));
  CHECK(world.run({"summary", "--template", folder}).status == 2);
  // Each template for itself; a folder without any is a mistake.
  fs::remove(folder + "/summary.mustache");
  CHECK(has(world.run({"summary", "--html", world.folder.path("x.html"), "--template", folder}).err,
            "no template is there"));
  world.folder.write("own/item.mustache", "<li>ITEM {{head}}</li>");
  CHECK(has(world.page({"--template", folder}), "<li>ITEM 203.0.113.77"));
  world.folder.write("own/index.mustache", "{{#domains}}[{{file}}]{{/domains}}");
  world.data({"summary", "--split", world.folder.path("pages"), "--template", folder});
  CHECK(has(read_file(world.folder.path("pages/index.html")), "[nordwind.example.html]"));
  CHECK(world.run({"summary", "--html", world.folder.path("x.html"), "--template", "/nonexistent"}).status ==
        2);
}

TEST_CASE("names from outside are text in every form of the summary") {
  CliWorld world;
  ReportText report;
  report.org_name = "&lt;script&gt;alert(1)&lt;/script&gt;&amp;quot;' onload=x \xE2\x80\xAE";
  report.records[0].header_from = "&lt;b&gt;.example.com";
  report.records[0].auth_results =
      "<dkim><domain>&lt;img src=x "
      "onerror=alert(1)&gt;.example</domain><selector>s</selector><result>pass</result>"
      "</dkim><spf><domain>&lt;svg/onload=alert(1)&gt;.example</domain><result>pass</result></spf>";
  world.folder.write("in.xml", report.xml());
  world.data({"import", "--quiet", world.folder.path("in.xml")});
  const auto html = world.folder.path("week.html");
  world.data({"summary", "--week", "2023-W46", "--html", html});
  const auto page = read_file(html);
  CHECK(has(page, "&lt;script&gt;"));
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "<img"));
  CHECK_FALSE(has(page, "<svg/"));
  CHECK_FALSE(has(page, "\xE2\x80\xAE"));
  for (const auto* format : {"table", "markdown", "json"}) {
    const auto text = world.data({"summary", "--week", "2023-W46", "--format", format});
    CHECK_FALSE(has(text, "\xE2\x80\xAE"));
  }
  const auto markdown = world.data({"summary", "--week", "2023-W46", "--format", "markdown"});
  CHECK(times(markdown, "<script") > 0);
  CHECK(times(markdown, "<script") == times(markdown, "\\<script"));
}

}  // namespace
}  // namespace ruascope::test
