// SPDX-License-Identifier: MIT
// What can be configured of mail: a row a key.
#include "cli/config_keys.hpp"
#include "ingest/model/error.hpp"
#include "reports/delivery/mail_message.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

// A text of [mail] that is looked at by `check`, which throws UsageError.
ConfigKey mail_key(const std::string& name, const std::string& meaning, const std::string& allowed,
                   std::string MailConfig::* member, void (*check)(const std::string&) = nullptr) {
  return {"mail." + name,
          variable_of("mail." + name),
          meaning,
          allowed,
          [member, check](Config& config, const std::string& value) {
            const auto text = value == "none" ? "" : value;
            if (check != nullptr && !text.empty()) check(text);
            config.mail.*member = text;
          },
          [member](const Config& config) {
            return (config.mail.*member).empty() ? "none" : config.mail.*member;
          }};
}

// Where a secret comes from: three keys.
void add_secret_keys(const std::string& name, const std::string& meaning, SecretConfig MailConfig::* secret,
                     std::vector<ConfigKey>& keys) {
  const auto key = [&](const std::string& suffix, const std::string& what, const std::string& allowed,
                       std::string SecretConfig::* member) {
    return ConfigKey{name + suffix,
                     variable_of(name + suffix),
                     what,
                     allowed,
                     [secret, member](Config& config, const std::string& value) {
                       config.mail.*secret.*member = value == "none" ? "" : value;
                     },
                     [secret, member](const Config& config) {
                       const auto& value = config.mail.*secret.*member;
                       return value.empty() ? "none" : value;
                     }};
  };
  keys.push_back(key("-command", meaning + ": the first line that a command prints",
                     "a command line, or none", &SecretConfig::command));
  keys.push_back(key("-file", meaning + ": the first line of a file", "the path of a file, or none",
                     &SecretConfig::file));
  auto of_environment = key("", meaning + ", of the environment alone", "text", &SecretConfig::value);
  of_environment.is_secret = true;
  of_environment.get = [secret](const Config& config) {
    return std::string{(config.mail.*secret).value.empty() ? "none" : "(hidden)"};
  };
  keys.push_back(std::move(of_environment));
}

ConfigKey mail_security_key() {
  constexpr std::array<std::string_view, 3> words{"starttls", "tls", "none"};  // in the order of SmtpSecurity
  return {"mail.security",
          "RUASCOPE_MAIL_SECURITY",
          "how the connection to mail.server is made safe",
          "starttls, tls or none",
          [words](Config& config, const std::string& value) {
            config.mail.security = static_cast<SmtpSecurity>(place_of(value, words));
          },
          [words](const Config& config) {
            return std::string{words[static_cast<std::size_t>(config.mail.security)]};
          }};
}

void check_from(const std::string& text) {
  if (parse_addresses(text).size() != 1) throw UsageError("not one address");
}

}  // namespace

void add_mail_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(
      mail_key("from", "who mail comes from", "an address, or none", &MailConfig::from, check_from));
  keys.push_back(mail_key("to", "who gets it", "addresses, or none", &MailConfig::to,
                          [](const std::string& text) { (void)parse_addresses(text); }));
  keys.back().is_list = true;
  keys.push_back(mail_key("server", "the SMTP server that takes it", "a name or address, or none",
                          &MailConfig::server, check_host));
  keys.push_back(number_key("mail", "port", "its port; 0: 587, 465 with tls, 25 with none", 0, 65535,
                            &Config::mail, &MailConfig::port));
  keys.push_back(mail_security_key());
  keys.push_back(mail_key("ca-file", "certificates to trust in place of the system's",
                          "the path of a file, or none", &MailConfig::ca_file));
  keys.push_back(mail_key("user", "who logs in there", "text, or none", &MailConfig::user));
  add_secret_keys("mail.password", "their password", &MailConfig::password, keys);
  keys.push_back(mail_key("sendmail", "a command that takes mail on stdin, in place of a server",
                          "a command line as \"/usr/sbin/sendmail -t -i\", or none", &MailConfig::sendmail));
  keys.push_back(number_key("mail", "timeout", "seconds that each answer may take", 1, 3600, &Config::mail,
                            &MailConfig::timeout_seconds));
  keys.push_back(number_key("mail", "retries", "further attempts after failures that may pass", 0, 10,
                            &Config::mail, &MailConfig::retries));
  keys.push_back(mail_key("unsent", "the folder of mail that could not be sent",
                          "the path of a folder; none: beside the store", &MailConfig::unsent));
}

}  // namespace ruascope
