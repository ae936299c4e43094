// SPDX-License-Identifier: MIT
#include "tests/cli/mailbox_world.hpp"

#include "tests/support/report_text.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> command_of(const std::string& settings, const std::string& folder,
                                    const std::string& certificate) {
  std::vector<std::string> words{"env"};
  if (!settings.empty()) words.push_back(settings);
  for (const auto& word : {server_script("dovecot"), folder, certificate, certificates().key})
    words.push_back(word);
  return words;
}

// Where scripts/install-deps unpacks it.
std::string cyrus_programs() { return std::string{RUASCOPE_SOURCE_DIR} + "/build/cyrus"; }

// The server's own user goes through it.
void open_to_all(const TemporaryFolder& folder) {
  fs::permissions(folder.path(""), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec |
                                       fs::perms::group_read | fs::perms::others_read);
}

}  // namespace

bool has_dovecot() { return has_parts({"/usr/bin/python3", "openssl", "/usr/sbin/dovecot"}); }

Dovecot::Dovecot(const std::string& settings, const std::string& certificate) {
  open_to_all(folder);
  fs::create_directories(folder.path("mail/dmarc/rawlog"));
  process_ = std::make_unique<ServerProcess>(command_of(settings, folder.path(""), certificate),
                                             folder.path("server.log"));
  const auto ports = process_->ready_ports(2);
  starttls_port = ports[0];
  tls_port = ports[1];
}

std::string Dovecot::maildir(const std::string& name) const {
  const auto home = folder.path("mail/" + user);
  if (name == "INBOX") return home + "/Maildir";
  auto path = name;
  std::replace(path.begin(), path.end(), '/', '.');
  return home + (user == "other" ? "/Folders/." : "/Maildir/.") + path;
}

void Dovecot::make_folder(const std::string& name) {
  const auto box = maildir(name);
  if (fs::exists(box)) return;
  for (const auto* part : {"new", "cur", "tmp"}) fs::create_directories(fs::path(box) / part);
  output_of({"chown", "-R", "mail:mail", folder.path("mail/" + user)});
}

void Dovecot::deliver(const std::string& bytes, const std::string& name) {
  make_folder(name);
  const auto box = maildir(name);
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

bool has_cyrus() {
  return has_parts({"/usr/bin/python3", "openssl", cyrus_programs() + "/usr/lib/cyrus/bin/imapd"});
}

Cyrus::Cyrus() {
  open_to_all(folder);
  process_ = std::make_unique<ServerProcess>(
      std::vector<std::string>{server_script("cyrus"), cyrus_programs(), folder.path("server"),
                               certificates().server, certificates().key},
      folder.path("server.log"));
  const auto ports = process_->ready_ports(2);
  starttls_port = ports[0];
  tls_port = ports[1];
}

void Cyrus::deliver(const std::string& bytes, const std::string& name) {
  output_of({"/usr/bin/python3", server_script("imap_folder.py"), starttls_port, name,
             folder.write("mail", bytes)});
}

int Cyrus::messages(const std::string& name) const {
  return std::stoi(output_of({"/usr/bin/python3", server_script("imap_folder.py"), starttls_port, name}));
}

void MailboxWorld::configure(const Dovecot& server, const std::string& lines) {
  configure_port(server.tls_port, lines, server.user);
}

void MailboxWorld::configure_port(const std::string& tls_port, const std::string& lines,
                                  const std::string& user) {
  configure_text(
      fmt::format("[mailbox.rua]\nhost = \"localhost\"\nport = {}\nca-file = \"{}\"\nuser = \"{}\"\n"
                  "attempts = 3\n{}",
                  tls_port, certificates().ca, user, lines));
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

const std::string private_mail = "From: friend@example.com\r\nSubject: lunch?\r\n\r\nToday?\r\n";
const std::string broken_mail =
    "From: r@reporter.example\r\nMIME-Version: 1.0\r\nContent-Type: application/gzip; name=\"r.xml.gz\"\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nH4sIAAAAAAAA/w==\r\n";

nlohmann::json counts_of(const Answer& answer) {
  INFO(answer.err);
  INFO(answer.out);
  REQUIRE_FALSE(answer.out.empty());
  return nlohmann::json::parse(answer.out);
}

}  // namespace ruascope::test
