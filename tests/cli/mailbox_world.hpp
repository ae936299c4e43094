// SPDX-License-Identifier: MIT
#pragma once

#include "tests/cli/cli_world.hpp"
#include "tests/support/servers.hpp"

#include <string>
#include <vector>

namespace ruascope::test {

// What the tests of mailboxes need; false: the test is to be left.
bool has_dovecot();

// A Dovecot of the test's own, and mail in it. The user is "dmarc", the password "p/ss word".
class Dovecot {
 public:
  // `settings`: environment of the server, as "DOVECOT_MOVE=no".
  explicit Dovecot(const std::string& settings = {}, const std::string& certificate = certificates().server);

  // Puts a message into a folder: "INBOX", or "A/B".
  void deliver(const std::string& bytes, const std::string& folder = "INBOX");
  // The messages of a folder.
  std::vector<std::string> messages(const std::string& folder = "INBOX") const;
  // What clients have sent in all sessions so far.
  std::string commands() const;
  std::string maildir(const std::string& folder) const;

  TemporaryFolder folder;
  std::string tls_port, starttls_port;

 private:
  std::unique_ptr<ServerProcess> process_;
  int number_ = 0;
};

struct MailboxWorld : CliWorld {
  // [mailbox.rua] with these lines beside host, port and password.
  void configure(const Dovecot& server, const std::string& lines = {});
  void configure_text(const std::string& text);
};

// A mail with a report in it, whose id tells it from others.
std::string report_mail(const std::string& id);

}  // namespace ruascope::test
