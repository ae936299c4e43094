// SPDX-License-Identifier: MIT
#include "ingest/model/time.hpp"
#include "tests/ingest/log_reading.hpp"

#include <cstdlib>
#include <ctime>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope {
using namespace test;
namespace {

using Json = nlohmann::json;

Json fields_of(const Rejection& rejection) {
  const auto& reply = rejection.reply;
  Json fields{{"kind", names<RejectionKind>[static_cast<std::size_t>(rejection.kind)]},
              {"recipient_domain", rejection.recipient_domain},
              {"receiver", reply.host},
              {"code", reply.code},
              {"enhanced_code", reply.enhanced_code},
              {"stage", names<Stage>[static_cast<std::size_t>(reply.stage)]},
              {"reporting_host", rejection.reporting_host},
              {"message_id", rejection.message_id},
              {rejection.is_from_assumed ? "from_assumed" : "from_domain", rejection.from_domain}};
  if (rejection.time) fields["time"] = format_time(*rejection.time);
  if (rejection.envelope_from) fields["envelope_from"] = *rejection.envelope_from;
  if (reply.host_address) fields["receiver_ip"] = reply.host_address->text();
  if (rejection.source_ip) fields["source_ip"] = rejection.source_ip->text();
  return fields;
}

void check_rejection(const Rejection& rejection, const Json& wanted) {
  auto found = fields_of(rejection);
  for (const auto& [name, value] : wanted.items()) {
    INFO(name);
    if (name == "text_has")
      CHECK_THAT(rejection.reply.text, Catch::Matchers::Contains(value.get<std::string>()));
    else
      CHECK(found[name] == value);
  }
  const bool has_from = wanted.contains("from_domain") || wanted.contains("from_assumed");
  if (has_from) CHECK(rejection.is_from_assumed == wanted.contains("from_assumed"));
  for (const char* name : {"code", "enhanced_code", "recipient_domain", "receiver"}) {
    INFO(name);
    if (!wanted.contains(name)) CHECK((found[name] == "" || found[name] == 0));
  }
  CHECK(rejection.signatures.empty());
  CHECK_FALSE(rejection.has_original);
  CHECK(rejection.is_zone_known);
}

// Those of the same time stay in their order.
template <class Value, class Time>
std::vector<Value> in_order_of(const std::vector<Value>& values, Time time_of) {
  std::multimap<std::string, const Value*> sorted;
  for (const auto& value : values) sorted.emplace(time_of(value), &value);
  std::vector<Value> result;
  for (const auto& [time, value] : sorted) result.push_back(*value);
  return result;
}

TEST_CASE("the rejections of each log of the collection are found") {
  const auto cases = Json::parse(file_text("expected.json"));
  REQUIRE(cases.size() > 50);
  for (const auto& one : cases) {
    const auto name = one["file"].get<std::string>();
    INFO(name);
    auto found = read(*source_of(name));
    std::vector<Json> wanted(one["rejections"].begin(), one["rejections"].end());
    found = in_order_of(
        found, [](const Rejection& found_one) { return found_one.time ? format_time(*found_one.time) : ""; });
    wanted = in_order_of(wanted, [](const Json& wanted_one) { return wanted_one.value("time", ""); });
    REQUIRE(found.size() == wanted.size());
    for (std::size_t index = 0; index < found.size(); ++index) {
      INFO(index);
      check_rejection(found[index], wanted[index]);
    }
  }
}

TEST_CASE("each log of the collection is known by its first bytes") {
  for (const auto& one : Json::parse(file_text("expected.json"))) {
    const auto name = one["file"].get<std::string>();
    INFO(name);
    CHECK(is_mail_log(read_head(*source_of(name), 1 << 24).substr(0, 8 << 10)));
  }
}

TEST_CASE("what is no log of a mail server is not taken for one") {
  CHECK_FALSE(is_mail_log(""));
  CHECK_FALSE(is_mail_log("hello\nworld\n"));
  CHECK_FALSE(is_mail_log("today postfix said nothing\n"));
  CHECK_FALSE(
      is_mail_log("Nov 15 00:00:01 host kernel: hello\nNov 15 00:00:02 host sshd[2]: postfix/smtp[1]: x\n"));
  CHECK_FALSE(is_mail_log("192.0.2.1 - - [09/Nov/2026:07:00:00 +0000] \"GET /smtpd HTTP/1.1\" 200 5\n"));
  CHECK_FALSE(is_mail_log("2026-11-09 07:00:00 INFO => started\n2026-11-09 07:00:01 a-b: c\n"));
  CHECK_FALSE(is_mail_log("2026-11-09T07:00:00Z app: sendmail was called\n"));
  CHECK_FALSE(is_mail_log("From a@b.example Mon Nov  9 07:00:00 2026\nSubject: x\n\nhello\n"));
  CHECK_FALSE(is_mail_log("{\"organization-name\": \"x\", \"policies\": []}"));
  CHECK_FALSE(is_mail_log("#Software: Microsoft Internet Information Services 10.0\n"));
}

TEST_CASE("a mail server's line among others makes a mail log") {
  std::string head;
  while (head.size() < 7000) head += "Nov 15 00:00:01 host sshd[2]: Failed password for root\n";
  CHECK_FALSE(is_mail_log(head));
  CHECK(is_mail_log(head + "Nov 15 00:00:02 host postfix/qmgr[3]: 3C005A19D3: removed\n"));
  CHECK(is_mail_log("2023-11-15 00:00:01 1r3xyz-0001 <= a@example.com\n"));
  CHECK(is_mail_log("Nov  5 00:00:01 mx sendmail[1]: x\n"));
}

TEST_CASE("the same log gives the same identities, and so do halves that overlap") {
  const auto whole = file_text("postfix.log");
  const auto identities = [](const Rejections& rejections) {
    std::set<std::string> all;
    for (const auto& rejection : rejections)
      all.insert(rejection.identities.begin(), rejection.identities.end());
    return all;
  };
  const auto all = identities(read(whole));
  CHECK(all == identities(read(whole)));
  const auto middle = whole.find('\n', whole.size() / 2) + 1;
  const auto quarter = whole.find('\n', whole.size() / 4) + 1;
  auto halves = identities(read(whole.substr(0, middle)));
  halves.merge(identities(read(whole.substr(quarter))));
  for (const auto& identity : halves) CHECK(all.count(identity) == 1);
  CHECK(halves == all);
}

TEST_CASE("an identity has the message, and the line as it stands") {
  const auto found = read(sender_line("AB12CD") + cleanup_line("AB12CD", "message-id=<m@x>") +
                          bounce_line("AB12CD") + removed_line("AB12CD"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].identities ==
        std::vector<std::string>{"message m@x kunde.example 550",
                                 "queue AB12CD a.b@kunde.example 550 2026-11-09",
                                 "line mail AB12CD a.b@kunde.example Nov  9 12:00:00 no"});
}

TEST_CASE("a stamp without a zone is in that of the machine, which is told") {
  const char* before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TZ", "Europe/Berlin", 1);
  ::tzset();
  const auto found = read(*memory_source(bounce_line("AB12CD")), {std::nullopt, end_of_2026});
  const auto zoned = read(*source_of("postfix-rfc3339.log"), {std::nullopt, end_of_2026});
  if (before == nullptr)
    ::unsetenv("TZ");
  else
    ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].is_zone_known);
  CHECK(format_time(found[0].time.value()) == "2026-11-09T11:00:00Z");
  REQUIRE(zoned.size() == 2);
  CHECK(zoned[0].is_zone_known);
}

TEST_CASE("an offset that is given holds for stamps without a zone") {
  const auto found = read(*memory_source(bounce_line("AB12CD")), {-5 * 3600, end_of_2026});
  REQUIRE(found.size() == 1);
  CHECK(found[0].is_zone_known);
  CHECK(format_time(found[0].time.value()) == "2026-11-09T17:00:00Z");
}

TEST_CASE("a stamp without a year is before the log was written") {
  const auto of = [](const std::string& day, std::int64_t written_at) {
    auto line = bounce_line("AB12CD");
    line.replace(0, 6, day);
    const auto found = read(*memory_source(line), {0, written_at});
    return found.at(0).time ? format_time(*found[0].time) : "";
  };
  constexpr std::int64_t new_year = 1798761600;  // 2027-01-01T00:00:00Z
  CHECK(of("Dec 31", new_year) == "2026-12-31T12:00:00Z");
  CHECK(of("Jan  1", new_year) == "2027-01-01T12:00:00Z");
  CHECK(of("Jan  2", new_year) == "2026-01-02T12:00:00Z");
  CHECK(of("Jan  1", new_year - 60) == "2027-01-01T12:00:00Z");  // clocks differ
  CHECK(of("Jan  1", new_year - 8000) == "2026-01-01T12:00:00Z");
  CHECK(of("Feb 29", new_year).empty());
  CHECK(of("Feb 31", new_year).empty());
}

TEST_CASE("where no zone is known, a stamp may be a day ahead of the file's time") {
  auto line = bounce_line("AB12CD");
  line.replace(0, 6, "Jan  1");
  const auto found = read(*memory_source(line), {std::nullopt, end_of_2026});
  REQUIRE(found.size() == 1);
  CHECK(format_day(day_of(found[0].time.value())).starts_with("2027-01-01"));
}

TEST_CASE("lines out of order around the year's end do not make another year") {
  auto before = bounce_line("AB12C1");
  auto after = bounce_line("AB12C2");
  auto late = bounce_line("AB12C3");
  auto last = bounce_line("AB12C4");
  before.replace(0, 6, "Dec 31");
  late.replace(0, 6, "Dec 31");
  after.replace(0, 6, "Jan  1");
  last.replace(0, 6, "Jan  2");
  const auto found = read(before + after + late + last);
  REQUIRE(found.size() == 4);
  CHECK(format_time(found[0].time.value()) == "2025-12-31T12:00:00Z");
  CHECK(format_time(found[1].time.value()) == "2026-01-01T12:00:00Z");
  CHECK(format_time(found[2].time.value()) == "2025-12-31T12:00:00Z");
  CHECK(format_time(found[3].time.value()) == "2026-01-02T12:00:00Z");
}

}  // namespace
}  // namespace ruascope
