// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ruascope {

// How a connection is made safe; where it is asked for, a server that cannot is no server.
enum class SmtpSecurity { starttls, tls, none };

// A server that takes mail (RFC 5321; submission, RFC 6409).
struct SmtpServer {
  std::string host;
  std::int64_t port = 0;  // 0: 587 for STARTTLS, 465 for TLS, 25 for none
  SmtpSecurity security = SmtpSecurity::starttls;
  std::string ca_file;                 // certificates to trust in place of the system's; empty: those
  std::string user, password;          // empty: no login
  std::int64_t timeout_seconds = 120;  // of each answer
  std::int64_t retries = 3;            // after failures that may pass
};

// Who did not get a mail, and why.
struct Undelivered {
  std::string recipient;
  std::string reason;  // one line, without secrets
};

// Hands a message (lines ended by CRLF) to the server, for each recipient alone: one that is refused keeps
// the mail from no other. Returns those who did not get it. `wait` is called between attempts.
std::vector<Undelivered> send_smtp(const SmtpServer& server, const std::string& sender,
                                   const std::vector<std::string>& recipients, const std::string& message,
                                   const std::function<void(std::chrono::seconds)>& wait);

}  // namespace ruascope
