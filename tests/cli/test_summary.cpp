// SPDX-License-Identifier: MIT
// The weekly summary, as text, page, Markdown and JSON.
#include "ingest/model/time.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

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

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

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
  // Reports of Wednesday: the week before is the last whole one.
  CHECK(world.json({"--domain", "nordwind-archiv.example"})["week"] == "2026-W45");
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
        "1 of 3 domains ask for a look. nordwind.example: 2 senders lose mail under p=reject: 278 messages "
        "failed in "
        "this period, 223 in the one before.");
  const auto first_week = world.json({"--week", "2026-W42", "--domain", "nordwind.example"});
  CHECK(has(first_week["verdict"], "would have lost"));
  CHECK(has(first_week["verdict"], "too little is known: enough days"));
  CHECK(summary["domains"][0]["rejections"]["dmarc"] == 78);
  CHECK(summary["domains"][0]["rejections"]["explained"][0] ==
        Json{{"source", "203.0.113.77"}, {"rejections", 72}});
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
  CHECK(times(page, "<svg") == times(page, "role=\"img\""));
  CHECK(times(page, "<svg") == times(page, "<title id=") + times(page, "role=\"img\"><title>"));
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
  CHECK(has(after["verdict"], "No report came of this period, after 6335 messages in the one before"));
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
  CHECK_FALSE(has(page, ">nordwind.example<"));
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
