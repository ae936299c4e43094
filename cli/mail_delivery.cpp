// SPDX-License-Identifier: MIT
#include "cli/mail_delivery.hpp"

#include "cli/output.hpp"
#include "cli/secret.hpp"
#include "ingest/digest.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "reports/delivery/child.hpp"
#include "reports/delivery/mail_message.hpp"
#include "reports/delivery/smtp.hpp"
#include "reports/escape.hpp"

#include <filesystem>
#include <ostream>
#include <thread>

#include <fmt/format.h>

namespace ruascope {
namespace {

namespace fs = std::filesystem;

std::string hex_of(const Digest& digest) {
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return text;
}

OutgoingMail mail_of(const MailConfig& config, const MailContent& content, std::int64_t now) {
  OutgoingMail mail;
  mail.from = parse_addresses(config.from).front();
  mail.to = parse_addresses(config.to);
  mail.subject = content.subject;
  mail.text = content.text;
  mail.html = content.html;
  mail.date = now;
  mail.list_id = "dmarc-summary." + domain_of(mail.from);
  // The same mail to the same people at the same time is the same message, however often it is sent.
  Hasher hasher;
  for (const auto& part : {config.from, config.to, content.subject, content.text, content.html})
    hasher.add(part + '\0');
  mail.message_id = fmt::format("{}.{}@{}", now, hex_of(hasher.finish()), domain_of(mail.from));
  return mail;
}

SmtpServer server_of(const MailConfig& config, std::ostream& err) {
  SmtpServer server;
  server.host = config.server;
  server.port = config.port;
  server.security = config.security;
  server.ca_file = config.ca_file;
  server.user = config.user;
  if (!config.user.empty()) server.password = read_secret(config.password, "mail.password", err);
  if (!config.user.empty() && server.password.empty())
    throw UsageError(
        "mail.user is configured, and no password",
        "mail.password-command, mail.password-file or the environment variable RUASCOPE_MAIL_PASSWORD");
  server.timeout_seconds = config.timeout_seconds;
  server.retries = config.retries;
  return server;
}

// As commands on this system write and expect them.
std::string with_plain_newlines(std::string text) {
  std::erase(text, '\r');
  return text;
}

std::vector<Undelivered> hand_over(const MailConfig& config, const OutgoingMail& mail,
                                   const std::string& message, std::ostream& err) {
  if (!config.server.empty()) {
    std::vector<std::string> to;
    for (const auto& one : mail.to) to.push_back(one.address);
    return send_smtp(server_of(config, err), mail.from.address, to, message,
                     [](std::chrono::seconds pause) { std::this_thread::sleep_for(pause); });
  }
  const auto end = run_child(config.sendmail, with_plain_newlines(message),
                             {"mail.sendmail", static_cast<int>(config.timeout_seconds)});
  std::vector<Undelivered> failed;
  if (end.status == 0) return failed;
  for (const auto& one : mail.to)
    failed.push_back({one.address, fmt::format("mail.sendmail ended with status {}", end.status)});
  return failed;
}

// Where a mail stays until it is sent: beside the store unless a folder is named.
fs::path unsent_path(const MailConfig& config, const std::string& store, const std::string& name) {
  const auto folder =
      config.unsent.empty() ? fs::path(store).parent_path() / "unsent" : fs::path(config.unsent);
  return folder / name;
}

// Writes the mail to where it stays until it is sent; says where that is. Where it cannot be written it is
// sent all the same.
std::string keep(const Context& context, const fs::path& path, const std::string& message) {
  try {
    fs::create_directories(path.parent_path());
    write_file(path.string(), message, context.out);
    return "the mail is kept: " + path.string();
  } catch (const std::exception&) {
    context.err << fmt::format("ruascope: warning: the mail cannot be kept as {} while it is sent\n",
                               terminal_text(path.string()));
    return "mail.unsent names a folder that may be written to";
  }
}

}  // namespace

void require_mail(const Config& config) {
  const auto missing = [](const std::string& key, const std::string& example) {
    throw UsageError(fmt::format("there is no {} in the configuration, so no mail can be sent", key),
                     fmt::format("under [mail]: {}", example));
  };
  const auto& mail = config.mail;
  if (mail.from.empty()) missing("mail.from", "from = \"DMARC <dmarc@example.com>\"");
  if (mail.to.empty()) missing("mail.to", "to = [\"postmaster@example.com\"]");
  if (mail.server.empty() && mail.sendmail.empty())
    missing("mail.server", "server = \"smtp.example.com\", or sendmail = \"/usr/sbin/sendmail -t -i\"");
  if (!mail.server.empty() && !mail.sendmail.empty())
    throw UsageError("mail.server and mail.sendmail are both configured", "keep one of them");
  if (mail.security == SmtpSecurity::none && !mail.user.empty())
    throw UsageError("mail.user without TLS would show the password to the network",
                     "mail.security = \"starttls\" or \"tls\"");
}

void send_mail(const Context& context, const MailContent& content, const std::string& name) {
  const auto& config = context.config();
  require_mail(config);
  const auto mail = mail_of(config.mail, content, context.now());
  const auto message = mail_message(mail);
  const auto kept =
      unsent_path(config.mail, config.database,
                  fmt::format("{}-{}.eml", name, mail.message_id.substr(mail.message_id.find('.') + 1, 8)));
  const auto hint = keep(context, kept, message);
  std::vector<Undelivered> failed;
  try {
    failed = hand_over(config.mail, mail, message, context.err);
  } catch (const Error& error) {
    throw Error(error.what(), error.hint().empty() ? hint : error.hint() + "; " + hint);
  }
  for (const auto& one : failed)
    context.err << fmt::format("ruascope: error: no mail to {}: {}\n", terminal_text(one.recipient),
                               terminal_text(one.reason));
  if (!failed.empty())
    throw Error(fmt::format("the mail was not sent to {} of {}", failed.size(),
                            counted(static_cast<std::int64_t>(mail.to.size()), "recipient")),
                hint);
  std::error_code ignored;
  fs::remove(kept, ignored);
  if (!config.quiet)
    context.err << fmt::format("sent to {}: {}\n",
                               counted(static_cast<std::int64_t>(mail.to.size()), "recipient"),
                               terminal_text(content.subject));
}

}  // namespace ruascope
