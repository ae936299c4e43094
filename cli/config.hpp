// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "analysis/thresholds.hpp"
#include "ingest/imap_source.hpp"
#include "ingest/model/limits.hpp"
#include "reports/delivery/smtp.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What is kept of inputs that could not be read.
struct KeepConfig {
  std::int64_t bytes = 64LL << 20;       // of all of them together; 0 keeps none
  std::int64_t input_bytes = 4LL << 20;  // of one; larger ones are not kept
};

// Where a password or token comes from.
struct SecretConfig {
  std::string command;      // its first line of output
  std::string file;         // its first line
  std::string value;        // of the environment, never of the configuration file
  std::string credentials;  // folder of files named without a path ($CREDENTIALS_DIRECTORY)
};

// How mail is sent.
struct MailConfig {
  std::string from, to;  // addresses as in a header
  std::string server;    // SMTP; empty: by `sendmail`
  std::int64_t port = 0;
  SmtpSecurity security = SmtpSecurity::starttls;
  std::string ca_file, user;
  SecretConfig password;
  std::string sendmail;  // a command line that takes a message on stdin
  std::int64_t timeout_seconds = 120, retries = 3;
  std::string unsent;  // folder of mail that could not be sent; empty: beside the store
};

// What a scheduled run does beside reading mailboxes.
struct RunConfig {
  std::string alert_command;  // is given new findings as JSON on its stdin
  bool mails_alerts = false;  // by [mail]
  Severity alert_severity = Severity::warning;
  std::optional<int> summary_day;  // 0: Monday; absent: no summary
  std::string summary_html;        // where its page goes; empty: nowhere
  bool mails_summary = false;
  std::string keep;  // "13m": what is older is removed; empty: nothing
};

// How DNS is asked.
struct DnsConfig {
  std::string servers;  // empty: the system's
  std::int64_t timeout_seconds = 5;
  std::int64_t run_seconds = 60;  // that a scheduled run asks for; 0: it does not ask
};

// A mailbox that is read on a schedule: on a server, or where `path` says.
struct MailboxConfig {
  std::string name;
  std::string host;
  std::int64_t port = 0;
  ImapSecurity security = ImapSecurity::tls;
  std::string ca_file, user;
  SecretConfig password;
  std::string token_command;  // its first line is an OAuth token
  std::string login = "auto";
  std::vector<std::string> folders{"INBOX"};
  std::string path;  // a file, a folder, a Maildir or an mbox, in place of a host
  AfterReading after, after_failure;
  std::int64_t timeout_seconds = 60;
  std::int64_t attempts = 5;
};

// All that can be configured, as plain values. Command line > environment > file > default.
struct Config {
  std::string database;  // path of the store
  std::string color = "auto";
  bool quiet = false;
  Limits limits;
  KeepConfig keep;
  Thresholds thresholds;
  ReadinessThresholds readiness;
  ChangeThresholds changes;
  CheckThresholds check;
  DnsConfig dns;
  MailConfig mail;
  RunConfig run;
  std::vector<MailboxConfig> mailboxes;  // in the order of their names
  std::string own_file;                  // entries as "own import" reads them; empty: none
  std::string services_file;             // further services; empty: none
  std::string rejections_file;           // further texts of receivers; empty: none
  std::string receivers_file;            // further receivers; empty: none
  std::string asn_db;                    // networks of addresses; empty: none
  std::string log_zone = "local";        // of log lines that name none: local, UTC or an offset
};

// One key: its dotted name in the file ("limits.records"), the environment variable that sets it, and what it
// may hold.
struct ConfigKey {
  std::string name;
  std::string variable;
  std::string meaning;
  std::string allowed;
  // Throws UsageError saying what is allowed.
  std::function<void(Config&, const std::string& value)> set;
  std::function<std::string(const Config&)> get;  // as `config check` shows it
  bool is_list = false;                           // several values may stand in an array
  bool is_secret = false;                         // the environment alone may set it
};
const std::vector<ConfigKey>& config_keys();

// A key of [mailbox.NAME].
struct MailboxKey {
  std::string name;
  std::string meaning;
  std::string allowed;
  std::function<void(MailboxConfig&, const std::string& value)> set;  // throws UsageError
  std::function<std::string(const MailboxConfig&)> get;
  bool is_list = false;
};
const std::vector<MailboxKey>& mailbox_keys();
// "keep", "move:Done": as it is configured.
std::string after_text(const AfterReading& after);
// Where the environment has a mailbox's password: "my-box" is RUASCOPE_MAILBOX_MY_BOX_PASSWORD.
std::string password_variable(const std::string& mailbox);

// Where values come from; tests pass their own environment.
struct ConfigSources {
  std::optional<std::string> file;  // named by --config; must exist then
  std::function<std::optional<std::string>(const std::string& variable)> environment;
};

struct LoadedConfig {
  Config config;
  std::string file;                           // the file that was read, empty if none
  std::map<std::string, std::string> set_by;  // key name -> "line 3" or the variable's name
};

// Reads the file (named, else $RUASCOPE_CONFIG, else $XDG_CONFIG_HOME/ruascope/ruascope.toml, else
// /etc/ruascope/ruascope.toml) and the environment. Throws UsageError with file, line and what is allowed.
LoadedConfig load_config(const ConfigSources& sources);

// Seconds east of UTC: "UTC" or an offset as "+01:00". nullopt for anything else.
std::optional<std::int64_t> parse_zone(std::string_view text);

// A number of bytes or things: digits, optionally followed by K, M or G (times 1024) and B or iB.
std::optional<std::int64_t> parse_amount(std::string_view text);

}  // namespace ruascope
