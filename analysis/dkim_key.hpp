// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// k= of a key record (RFC 6376 section 3.6.1, RFC 8463).
enum class KeyKind { rsa, ed25519, other };

// Verifiers must not take RSA keys below (RFC 8301 section 3.2).
inline constexpr int least_rsa_bits = 1024;

// The public key that a selector publishes.
struct DkimKey {
  KeyKind kind = KeyKind::rsa;
  std::string kind_text = "rsa";  // as published, at most 60 bytes
  int bits = 0;             // of the modulus, 256 for ed25519; 0: not readable, revoked, or of another kind
  bool is_revoked = false;  // p= is empty
  bool is_testing = false;  // t=y
  bool is_strict = false;   // t=s: i= must not be below d=
  // What is wrong but for its size, the first 64; each quotes at most 60 bytes of the record, which are a
  // stranger's text.
  std::vector<std::string> faults;
};

// Reads any bytes; throws nothing. `txt`: the strings of the record joined. Of more than 65,535 bytes, which
// DNS has no room for, the rest is not read. Of a repeated tag the first counts.
DkimKey parse_dkim_key(std::string_view txt);

}  // namespace ruascope
