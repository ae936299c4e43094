// SPDX-License-Identifier: MIT
#include "tests/cli/mailbox_world.hpp"

#include "tests/support/report_text.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> command_of(const std::string& settings, const std::string& folder,
                                    const std::string& certificate) {
  std::vector<std::string> words{"env"};
  if (!settings.empty()) words.push_back(settings);
  for (const auto& word :
       {std::string{RUASCOPE_SOURCE_DIR} + "/tests/servers/dovecot", folder, certificate, certificates().key})
    words.push_back(word);
  return words;
}

}  // namespace

bool has_dovecot() { return has_parts({"/usr/bin/python3", "openssl", "/usr/sbin/dovecot"}); }

Dovecot::Dovecot(const std::string& settings, const std::string& certificate) {
  // The server's own user goes through it.
  fs::permissions(folder.path(""), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec |
                                       fs::perms::group_read | fs::perms::others_read);
  fs::create_directories(folder.path("mail/dmarc/rawlog"));
  process_ = std::make_unique<ServerProcess>(command_of(settings, folder.path(""), certificate),
                                             folder.path("server.log"));
  std::istringstream ready(process_->line());
  std::string word;
  ready >> word >> starttls_port >> tls_port;
  REQUIRE(word == "ready");
}

std::string Dovecot::maildir(const std::string& name) const {
  const auto inbox = folder.path("mail/dmarc/Maildir");
  if (name == "INBOX") return inbox;
  auto path = name;
  std::replace(path.begin(), path.end(), '/', '.');
  return inbox + "/." + path;
}

void Dovecot::deliver(const std::string& bytes, const std::string& name) {
  const auto box = maildir(name);
  const bool is_new = !fs::exists(box);
  for (const auto* part : {"new", "cur", "tmp"}) fs::create_directories(fs::path(box) / part);
  if (is_new) output_of({"chown", "-R", "mail:mail", box});
  const auto file = fmt::format("{:06}.test", ++number_);
  std::ofstream(box + "/tmp/" + file, std::ios::binary) << bytes;
  output_of({"chown", "mail:mail", box + "/tmp/" + file});
  fs::rename(box + "/tmp/" + file, box + "/new/" + file);
}

std::vector<std::string> Dovecot::messages(const std::string& name) const {
  std::vector<std::string> found;
  for (const auto* part : {"new", "cur"}) {
    const auto path = fs::path(maildir(name)) / part;
    if (!fs::exists(path)) continue;
    for (const auto& entry : fs::directory_iterator(path)) found.push_back(entry.path().filename());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string Dovecot::commands() const {
  std::string text;
  for (const auto& entry : fs::directory_iterator(folder.path("mail/dmarc/rawlog")))
    if (entry.path().extension() == ".in") text += read_file(entry.path());
  return text;
}

void MailboxWorld::configure(const Dovecot& server, const std::string& lines) {
  configure_text(
      fmt::format("[mailbox.rua]\nhost = \"localhost\"\nport = {}\nca-file = \"{}\"\nuser = \"dmarc\"\n"
                  "attempts = 3\n{}",
                  server.tls_port, certificates().ca, lines));
  environment["RUASCOPE_MAILBOX_RUA_PASSWORD"] = "p/ss word";
}

void MailboxWorld::configure_text(const std::string& text) {
  environment["RUASCOPE_CONFIG"] = folder.write("ruascope.toml", text);
}

std::string report_mail(const std::string& id) {
  ReportText report;
  report.report_id = id;
  return mail_with(gzip(report.xml()), "report.xml.gz", "application/gzip");
}

}  // namespace ruascope::test
