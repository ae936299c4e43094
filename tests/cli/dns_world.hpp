// SPDX-License-Identifier: MIT
#pragma once

#include "tests/cli/cli_world.hpp"
#include "tests/support/servers.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ruascope::test {

// What tests of DNS need; false: the test is to be left.
bool has_name_server();

// Command lines whose questions go to a real name server with the zones of tests/dns.
class DnsWorld : public CliWorld {
 public:
  DnsWorld();
  // Another server, or the same one again.
  void ask(const std::string& server) { environment["RUASCOPE_DNS_SERVERS"] = server; }
  // Ends the name server: nobody listens there any more.
  void end_server() { server_.reset(); }
  const std::string& server() const { return address_; }

 private:
  std::unique_ptr<ServerProcess> server_;
  std::string address_;
};

// Takes questions, and never answers.
class SilentServer {
 public:
  SilentServer();
  ~SilentServer();
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  const std::string& address() const { return address_; }

 private:
  int socket_ = -1;
  std::string address_;
};

// What a report says of one source; days are counted back from "now", which is a day's morning.
struct ReportedMail {
  std::string domain;
  int days_ago = 1;
  std::string policy = "none";
  std::string source = "192.0.2.1";
  int messages = 10;
  std::string dkim_domain{}, selector{};  // of a signature; none where empty
  bool passes = true;                     // the signature does, and so does DMARC
};
// The document of a report on that, and its import.
std::string report_document(const ReportedMail& mail);
void import_mail(const CliWorld& world, const ReportedMail& mail);

}  // namespace ruascope::test
