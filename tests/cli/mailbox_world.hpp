// SPDX-License-Identifier: MIT
#pragma once

#include "tests/cli/cli_world.hpp"
#include "tests/support/servers.hpp"

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace ruascope::test {

// What the tests of mailboxes need; false: the test is to be left.
bool has_dovecot();
bool has_cyrus();

// A Dovecot of the test's own, and mail in it. The password is "p/ss word".
class Dovecot {
 public:
  // `settings`: environment of the server, as "DOVECOT_MOVE=no".
  explicit Dovecot(const std::string& settings = {}, const std::string& certificate = certificates().server);

  // Puts a message into a folder: "INBOX", or "A/B".
  void deliver(const std::string& bytes, const std::string& folder = "INBOX");
  // The messages of a folder.
  std::vector<std::string> messages(const std::string& folder = "INBOX") const;
  // Makes an empty folder.
  void make_folder(const std::string& folder);
  // What clients have sent in all sessions of "dmarc" so far.
  std::string commands() const;
  std::string maildir(const std::string& folder) const;

  TemporaryFolder folder;
  std::string tls_port, starttls_port;
  std::string user = "dmarc";  // or "other", whose folder Full is full

 private:
  std::unique_ptr<ServerProcess> process_;
  int number_ = 0;
};

// A Cyrus, as a server of another make. The user has the folders INBOX, Done and Full, into which 10 KB fit.
class Cyrus {
 public:
  Cyrus();

  void deliver(const std::string& bytes, const std::string& folder = "INBOX");
  // How many messages are in a folder.
  int messages(const std::string& folder = "INBOX") const;

  TemporaryFolder folder;
  std::string tls_port, starttls_port;

 private:
  std::unique_ptr<ServerProcess> process_;
};

struct MailboxWorld : CliWorld {
  // [mailbox.rua] with these lines beside host, port and password.
  void configure(const Dovecot& server, const std::string& lines = {});
  void configure_port(const std::string& tls_port, const std::string& lines,
                      const std::string& user = "dmarc");
  void configure_text(const std::string& text);
};

// A mail with a report in it, whose id tells it from others.
std::string report_mail(const std::string& id);

// A mail with nothing of ours in it, and one whose report cannot be read.
extern const std::string private_mail, broken_mail;

// The counts that "fetch --format json" prints.
nlohmann::json counts_of(const Answer& answer);

}  // namespace ruascope::test
