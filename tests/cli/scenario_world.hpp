// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/time.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace ruascope::test {

using Json = nlohmann::json;

const std::vector<int> all_days{-10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2};

// Receivers, as logs name them.
const std::string google = "gmail-smtp-in.l.google.com[192.0.2.134]";
const std::string mail_ru = "mxs.mail.ru[192.0.2.170]";
const std::string stadtwerke = "esa1.stadtwerke-lindenau.example[192.0.2.181]";

// What `explain` says wherever a source is not proven.
const std::string only_counts = "reports count messages and hold no single one";

// Mail as a receiver reports it.
struct Mail {
  std::string source;
  int count = 1;
  std::string dkim{};  // "esp.example s1 pass", several parted by ";"; empty: not signed
  std::string spf{};   // "bounce.esp.example pass"
  std::string disposition = "none";
  std::string header_from = "firma.example";
  std::string reason{};  // an override that the receiver states
};

// One delivery in the log of a Postfix, or an attempt at it.
struct Delivery {
  std::string host;   // whose log it is
  std::string stamp;  // in front of each line
  std::string queue_id;
  std::string message_id;
  std::string sender;
  std::string recipient;
  std::string relay;    // "mx.example[192.0.2.1]"
  std::string outcome;  // "status=sent (250 ok)"
};
std::string log_of(const Delivery& delivery);
// "status=bounced (host RELAY said: REPLY (in reply to STAGE command))"
std::string bounced(const std::string& relay, const std::string& reply,
                    const std::string& stage = "end of DATA");

// firma.example in the days around a rejection: its server 192.0.2.10 signs with fa2026 and passes at all
// receivers. Tests add what fails.
class ScenarioWorld : public CliWorld {
 public:
  explicit ScenarioWorld(const std::string& day, std::string policy = "<p>reject</p>");

  // Days are counted from that of the rejection.
  void reported(const std::string& reporter, const std::vector<int>& days, const Mail& mail);

  // Imports the reports, then the bounce (a file of tests/data/bounces) and the log, or the log first; and
  // all of it a second time, which must bring nothing new. Either may be empty. Returns how many rejections
  // came.
  int import_all(const std::string& bounce, const std::string& log = {}, bool is_log_first = false);

  // The rows of the week before the rejection and the days behind it, the newest first.
  Json rejections() const;
  // The row of one source; null if there is none.
  Json source(const std::string& address) const;
  // By a process, which reads the file on its standard input.
  Json explain_bounce(const std::string& bounce) const;
  Json explain_log() const;

 private:
  std::string write_reports() const;
  int import_new(const std::vector<std::string>& paths) const;
  Json explain_file(const std::string& path) const;
  std::string day(int from_event) const { return format_day(event_ + from_event); }

  Day event_;
  std::string policy_;
  std::map<std::pair<std::string, int>, std::vector<RecordText>> failing_;
};

// Strangers in the domain's name, on other days and at other receivers than what is looked for.
void add_strangers(ScenarioWorld& world);

// True if some text of the list holds the words.
bool has_words(const Json& list, const std::string& words);

// Each fails the test where something else is said: of a row of `rejections`, of `sources`, of `explain`.
void check_match(const Json& row, const std::string& source, const std::string& confidence);
void check_source(const ScenarioWorld& world, const std::string& address, const std::string& source_class,
                  const std::string& cause, int rejections);
void check_repair(const Json& explained, const std::vector<std::string>& steps);
void check_policy_step(const Json& explained, const std::string& words);

}  // namespace ruascope::test
