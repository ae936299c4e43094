// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/error.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ruascope {

// What went wrong with an IMAP server. `lost`: the connection; all may be well with the next one.
enum class ImapFault { connect, tls, login, lost, refused, protocol };

class ImapError : public Error {
 public:
  ImapError(ImapFault fault, const std::string& what, std::string hint = {})
      : Error(what, std::move(hint)), fault_(fault) {}
  ImapFault fault() const { return fault_; }
  // Whether another connection may do better.
  bool may_pass() const {
    return fault_ == ImapFault::connect || fault_ == ImapFault::lost || fault_ == ImapFault::protocol;
  }

 private:
  ImapFault fault_;
};

// Bytes to a server and back.
class ImapChannel {
 public:
  virtual ~ImapChannel() = default;
  // Waits for at least one byte. Throws ImapError `lost` at the end, when the medium fails, and when nothing
  // comes for too long.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  virtual void write(std::string_view bytes) = 0;
};

enum class ImapSecurity { tls, starttls, none };

constexpr std::int64_t usual_port(ImapSecurity security) { return security == ImapSecurity::tls ? 993 : 143; }

// Whose mail it is, and where.
struct ImapAccount {
  std::string host;
  std::int64_t port = 0;  // 0: the usual one
  ImapSecurity security = ImapSecurity::tls;
  std::string ca_file;  // certificates to trust in place of the system's; empty: those
  std::string user;
  std::string password;               // or
  std::string token;                  // of OAuth (RFC 7628)
  std::string login = "auto";         // SASL mechanism: auto, plain, login, xoauth2, oauthbearer
  std::int64_t timeout_seconds = 60;  // for each answer
};

// A server's words without the account's secrets, which it may repeat as they are or in base64.
std::string without_secrets(const ImapAccount& account, std::string text);

// Connects, makes it safe as asked for or not at all, and logs in. Throws ImapError.
std::unique_ptr<ImapChannel> connect_imap(const ImapAccount& account);

}  // namespace ruascope
