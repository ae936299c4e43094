// SPDX-License-Identifier: MIT
// What can be configured of a mailbox: a row a key.
#include "cli/config_keys.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

using Text = std::string MailboxConfig::*;
using Number = std::int64_t MailboxConfig::*;

MailboxKey text_key(const char* name, const char* meaning, const char* allowed, Text member,
                    void (*check)(const std::string&) = nullptr) {
  return {name, meaning, allowed,
          [member, check](MailboxConfig& mailbox, const std::string& value) {
            if (check != nullptr) check(value);
            mailbox.*member = value == "none" ? "" : value;
          },
          [member](const MailboxConfig& mailbox) {
            return (mailbox.*member).empty() ? "none" : mailbox.*member;
          }};
}

MailboxKey number_key(const char* name, const char* meaning, std::int64_t least, std::int64_t most,
                      Number member) {
  return {name, meaning, fmt::format("a number from {} to {}", least, most),
          [member, least, most](MailboxConfig& mailbox, const std::string& value) {
            mailbox.*member = number_between(value, least, most);
          },
          [member](const MailboxConfig& mailbox) { return std::to_string(mailbox.*member); }};
}

MailboxKey secret_key(const char* name, const char* meaning, const char* allowed,
                      std::string SecretConfig::* member) {
  return {name, meaning, allowed,
          [member](MailboxConfig& mailbox, const std::string& value) {
            mailbox.password.*member = value == "none" ? "" : value;
          },
          [member](const MailboxConfig& mailbox) {
            const auto& value = mailbox.password.*member;
            return value.empty() ? "none" : value;
          }};
}

AfterReading after_of(const std::string& text) {
  constexpr std::string_view move = "move:";
  if (text == "keep") return {};
  if (text == "seen") return {AfterReading::Kind::seen, {}};
  if (text == "delete") return {AfterReading::Kind::remove, {}};
  if (!text.starts_with(move) || text.size() == move.size()) throw UsageError("unknown word");
  return {AfterReading::Kind::move, text.substr(move.size())};
}

MailboxKey failures_key() {
  return {"failures", "what becomes of messages that cannot be read", "keep, seen or move:FOLDER",
          [](MailboxConfig& mailbox, const std::string& value) {
            // What is in them is kept nowhere else.
            if (value == "delete") throw UsageError("what could not be read is not removed");
            mailbox.after_failure = after_of(value);
          },
          [](const MailboxConfig& mailbox) { return after_text(mailbox.after_failure); }};
}

MailboxKey after_key() {
  return {"after", "what becomes of messages that are stored", "keep, seen, move:FOLDER or delete",
          [](MailboxConfig& mailbox, const std::string& value) { mailbox.after = after_of(value); },
          [](const MailboxConfig& mailbox) { return after_text(mailbox.after); }};
}

MailboxKey security_key() {
  static constexpr std::array<std::string_view, 3> words{"tls", "starttls",
                                                         "none"};  // in the order of ImapSecurity
  return {"security", "how the connection is made safe", "tls, starttls or none",
          [](MailboxConfig& mailbox, const std::string& value) {
            mailbox.security = static_cast<ImapSecurity>(place_of(value, words));
          },
          [](const MailboxConfig& mailbox) {
            return std::string{words[static_cast<std::size_t>(mailbox.security)]};
          }};
}

MailboxKey login_key() {
  static constexpr std::array<std::string_view, 5> words{"auto", "plain", "login", "xoauth2", "oauthbearer"};
  return {
      "login", "the SASL mechanism", "auto, plain, login, xoauth2 or oauthbearer",
      [](MailboxConfig& mailbox, const std::string& value) { mailbox.login = words[place_of(value, words)]; },
      [](const MailboxConfig& mailbox) { return mailbox.login; }};
}

// Names may have blanks, but no commas.
MailboxKey folders_key() {
  return {"folders",
          "folders to read, patterns with * and %",
          "names, as an array or with commas",
          [](MailboxConfig& mailbox, const std::string& value) {
            mailbox.folders.clear();
            for (std::size_t at = 0; at <= value.size();) {
              const auto end = std::min(value.find(',', at), value.size());
              if (const auto name = trim(std::string_view{value}.substr(at, end - at)); !name.empty())
                mailbox.folders.emplace_back(name);
              at = end + 1;
            }
            if (mailbox.folders.empty()) throw UsageError("no name");
          },
          [](const MailboxConfig& mailbox) {
            std::string text;
            for (const auto& folder : mailbox.folders) text += (text.empty() ? "" : ", ") + folder;
            return text;
          },
          true};
}

std::vector<MailboxKey> make_keys() {
  return {
      text_key("host", "the IMAP server", "a name or address", &MailboxConfig::host, check_host),
      number_key("port", "its port; 0: 993 with tls, else 143", 0, 65535, &MailboxConfig::port),
      security_key(),
      text_key("ca-file", "certificates to trust in place of the system's", "the path of a file, or none",
               &MailboxConfig::ca_file),
      text_key("user", "who logs in", "text", &MailboxConfig::user),
      secret_key("password-command", "the first line that a command prints", "a command line, or none",
                 &SecretConfig::command),
      secret_key("password-file", "the first line of a file", "the path of a file, or none",
                 &SecretConfig::file),
      text_key("token-command", "the first line that a command prints is an OAuth token",
               "a command line, or none", &MailboxConfig::token_command),
      login_key(),
      folders_key(),
      text_key("path", "a file, folder, Maildir or mbox in place of a server", "a path, or none",
               &MailboxConfig::path),
      after_key(),
      failures_key(),
      number_key("timeout", "seconds that an answer may take", 1, 3600, &MailboxConfig::timeout_seconds),
      number_key("attempts", "connections in a row without a message between them", 1, 100,
                 &MailboxConfig::attempts),
  };
}

}  // namespace

std::string after_text(const AfterReading& after) {
  switch (after.kind) {
    case AfterReading::Kind::seen: return "seen";
    case AfterReading::Kind::remove: return "delete";
    case AfterReading::Kind::move: return "move:" + after.folder;
    default: return "keep";
  }
}

const std::vector<MailboxKey>& mailbox_keys() {
  static const auto keys = make_keys();
  return keys;
}

std::string password_variable(const std::string& mailbox) {
  return variable_of("mailbox." + mailbox + ".password");
}

}  // namespace ruascope
