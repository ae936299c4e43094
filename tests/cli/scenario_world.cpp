// SPDX-License-Identifier: MIT
#include "tests/cli/scenario_world.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope::test {
namespace {

const std::string bounces = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/bounces/";
const int first_day = all_days.front();
const int last_day = all_days.back();

struct Reporter {
  std::string org_name;
  std::string email;
  int own_mail;                // of the server that passes, a day
  std::int64_t begins_at = 0;  // in its zone's midnight, seconds before that of UTC
};
const std::vector<Reporter> reporters{
    {"google.com", "noreply-dmarc-support@google.com", 60},
    {"Enterprise Outlook", "dmarcreport@microsoft.com", 40},
    {"Outlook.com", "dmarcreport@microsoft.com", 15},
    {"Yahoo", "dmarchelp@yahooinc.com", 8},
    {"Mail.Ru", "dmarc_support@corp.mail.ru", 2},
    {"GMX", "noreply-dmarc@sicher.gmx.net", 25, 3600},
    {"stadtwerke-lindenau.example", "postmaster@stadtwerke-lindenau.example", 5},
    {"uni-musterstadt.example", "dmarc@uni-musterstadt.example", 3},
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>{stream}, {}};
}

// As SPF and DKIM are taken, relaxed.
bool is_aligned(const std::string& domain, const std::string& result) {
  return result == "pass" && domain.ends_with("firma.example");
}

RecordText record_of(const Mail& mail) {
  RecordText record;
  record.source_ip = mail.source;
  record.count = std::to_string(mail.count);
  record.disposition = mail.disposition;
  record.header_from = mail.header_from;
  record.auth_results.clear();
  bool passes_dkim = false;
  std::istringstream signatures(mail.dkim);
  for (std::string text; std::getline(signatures, text, ';');) {
    const auto words = words_of(text);
    passes_dkim |= is_aligned(words.at(0), words.at(2));
    record.auth_results +=
        fmt::format("<dkim><domain>{}</domain><selector>{}</selector><result>{}</result></dkim>", words[0],
                    words[1], words[2]);
  }
  const auto spf = words_of(mail.spf);
  record.auth_results += fmt::format("<spf><domain>{}</domain><scope>mfrom</scope><result>{}</result></spf>",
                                     spf.at(0), spf.at(1));
  record.dkim = passes_dkim ? "pass" : "fail";
  record.spf = is_aligned(spf[0], spf[1]) ? "pass" : "fail";
  if (!mail.reason.empty())
    record.more_evaluated = fmt::format("<reason><type>{}</type></reason>", mail.reason);
  return record;
}

}  // namespace

std::string log_of(const Delivery& delivery) {
  const auto& [host, stamp, queue_id, message_id, sender, recipient, relay, outcome] = delivery;
  const auto line = [&](const std::string& daemon, const std::string& text) {
    return fmt::format("{} {} postfix/{}[1184]: {}: {}\n", stamp, host, daemon, queue_id, text);
  };
  return line("cleanup", fmt::format("message-id=<{}>", message_id)) +
         line("qmgr", fmt::format("from=<{}>, size=4711, nrcpt=1 (queue active)", sender)) +
         line("smtp", fmt::format("to=<{}>, relay={}:25, delay=0.8, delays=0.1/0/0.3/0.4, dsn=5.0.0, {}",
                                  recipient, relay, outcome)) +
         (outcome.starts_with("status=deferred") ? "" : line("qmgr", "removed"));
}

std::string bounced(const std::string& relay, const std::string& reply, const std::string& stage) {
  return fmt::format("status=bounced (host {} said: {} (in reply to {} command))", relay, reply, stage);
}

ScenarioWorld::ScenarioWorld(const std::string& day, std::string policy)
    : event_(parse_day(day).value()), policy_(std::move(policy)) {}

void ScenarioWorld::reported(const std::string& reporter, const std::vector<int>& days, const Mail& mail) {
  for (const int at : days) failing_[{reporter, at}].push_back(record_of(mail));
}

std::string ScenarioWorld::write_reports() const {
  for (const auto& reporter : reporters)
    for (int at = first_day; at <= last_day; ++at) {
      ReportText report;
      report.org_name = reporter.org_name;
      report.email = reporter.email;
      report.report_id = fmt::format("{}.{}", reporter.org_name, day(at));
      const auto begin = std::int64_t{event_ + at} * seconds_per_day - reporter.begins_at;
      report.begin = std::to_string(begin);
      report.end = std::to_string(begin + seconds_per_day - 1);
      report.domain = "firma.example";
      report.policy = policy_;
      report.records = {
          record_of({"192.0.2.10", reporter.own_mail, "firma.example fa2026 pass", "firma.example pass"})};
      if (const auto more = failing_.find({reporter.org_name, at}); more != failing_.end())
        report.records.insert(report.records.end(), more->second.begin(), more->second.end());
      folder.write(fmt::format("reports/{}.xml", report.report_id), report.xml());
    }
  return folder.path("reports");
}

int ScenarioWorld::import_new(const std::vector<std::string>& paths) const {
  int sum = 0;
  for (const auto& path : paths) {
    CAPTURE(path);
    const auto counts = Json::parse(data({"import", path, "--log-zone", "UTC", "--format", "json"}));
    CHECK(counts["unreadable"] == 0);
    sum += counts["rejections_new"].get<int>();
  }
  return sum;
}

int ScenarioWorld::import_all(const std::string& bounce, const std::string& log, bool is_log_first) {
  std::vector<std::string> paths{write_reports()};
  if (!bounce.empty()) paths.push_back(bounces + bounce);
  if (!log.empty()) {
    const auto file = folder.write("mail.log", log);
    // Stamps without a year are taken from when the file was written.
    const std::chrono::sys_seconds written{std::chrono::days{event_ + 1}};
    std::filesystem::last_write_time(file, std::chrono::file_clock::from_sys(written));
    paths.insert(is_log_first ? paths.begin() + 1 : paths.end(), file);
  }
  const int found = import_new(paths);
  CHECK(import_new(paths) == 0);
  return found;
}

Json ScenarioWorld::rejections() const {
  return Json::parse(
      data({"rejections", "--since", day(first_day), "--until", day(last_day), "--format", "json"}))["rows"];
}

Json ScenarioWorld::source(const std::string& address) const {
  const auto rows = Json::parse(data({"sources", "--source", address, "--since", day(first_day), "--until",
                                      day(last_day), "--format", "json"}))["rows"];
  CHECK(rows.size() <= 1);
  return rows.empty() ? Json() : rows[0];
}

Json ScenarioWorld::explain_file(const std::string& path) const {
  const auto answer = run_shell("\"$RUASCOPE\" explain --format json - < \"" + path + "\"", *this);
  INFO(answer.err);
  REQUIRE(answer.status == 0);
  return Json::parse(answer.out);
}
Json ScenarioWorld::explain_bounce(const std::string& bounce) const { return explain_file(bounces + bounce); }
Json ScenarioWorld::explain_log() const { return explain_file(folder.path("mail.log")); }

bool has_words(const Json& list, const std::string& words) {
  return std::any_of(list.begin(), list.end(), [&](const Json& text) {
    return text.get<std::string>().find(words) != std::string::npos;
  });
}

void add_strangers(ScenarioWorld& world) {
  world.reported("Yahoo", {-6}, {"203.0.113.17", 1, "", "firma.example fail", "reject"});
  world.reported("Outlook.com", {-3}, {"198.18.4.4", 2, "", "kauf.example pass", "reject"});
  world.reported("GMX", {-1}, {"2001:db8:bad::1", 1, "", "firma.example softfail", "reject"});
}

void check_match(const Json& row, const std::string& source, const std::string& confidence) {
  CAPTURE(row["matched"].dump(), row["possible_sources"].dump(), row["limits"].dump());
  REQUIRE(row["matched"].is_object());
  CHECK(row["matched"]["source_ip"] == source);
  CHECK(row["matched"]["confidence"] == confidence);
}

void check_source(const ScenarioWorld& world, const std::string& address, const std::string& source_class,
                  const std::string& cause, int rejections) {
  const auto row = world.source(address);
  CAPTURE(address, row.dump());
  REQUIRE(row.is_object());
  CHECK(row["class"] == source_class);
  CHECK(row["cause"] == cause);
  CHECK(row["rejections"] == rejections);
}

void check_repair(const Json& explained, const std::vector<std::string>& steps) {
  CAPTURE(explained["repair"].dump());
  for (const auto& words : steps) {
    CAPTURE(words);
    CHECK(has_words(explained["repair"], words));
  }
}

void check_policy_step(const Json& explained, const std::string& words) {
  CAPTURE(words, explained["policy_step"].dump());
  REQUIRE(explained["policy_step"].is_string());
  CHECK(explained["policy_step"].get<std::string>().find(words) != std::string::npos);
}

}  // namespace ruascope::test
