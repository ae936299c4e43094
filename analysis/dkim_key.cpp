// SPDX-License-Identifier: MIT
#include "analysis/dkim_key.hpp"

#include "analysis/tag_list.hpp"
#include "ingest/model/text.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace ruascope {
namespace {

constexpr std::size_t ed25519_bytes = 32;
constexpr auto npos = std::string_view::npos;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, FreeKey>;

// True if a list such as "sha1:sha256" has one of `wanted`.
bool lists(std::string_view list, std::initializer_list<std::string_view> wanted) {
  while (!list.empty()) {
    const auto word = take_until(list, ':');
    for (const auto one : wanted)
      if (is_same_ignoring_case(word, one)) return true;
  }
  return false;
}

// White space may stand anywhere in it (RFC 6376 section 2.10).
std::optional<std::string> from_base64(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (record_spaces.find(c) == npos) digits += c;
  const auto padding = digits.size() - (digits.find_last_not_of('=') + 1);
  if (digits.size() % 4 != 0 || padding > 2 || digits.find('=') < digits.size() - padding)
    return std::nullopt;
  std::string bytes(digits.size() / 4 * 3, '\0');
  const auto size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(digits.data()), static_cast<int>(digits.size()));
  // It leaves out a '-' at the end, and takes '=' for a digit of zeros.
  if (size < 0 || static_cast<std::size_t>(size) != bytes.size()) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  return bytes;
}

// A key and the bytes behind it.
struct ReadKey {
  KeyHandle key;
  std::size_t left = 0;
};

// A SubjectPublicKeyInfo, or the bare RSAPublicKey of RFC 6376 section 3.6.1, as some publish it.
ReadKey read_rsa(std::string_view der) {
  const auto* start = reinterpret_cast<const unsigned char*>(der.data());
  const auto size = static_cast<long>(der.size());
  const auto* at = start;
  ERR_set_mark();
  KeyHandle key{d2i_PUBKEY(nullptr, &at, size)};
  if (!key) key.reset(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &(at = start), size));
  // Nobody else is to find our faults in the queue.
  ERR_pop_to_mark();
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key.get()) <= 0) return {};
  return {std::move(key), der.size() - static_cast<std::size_t>(at - start)};
}

class Parser {
 public:
  DkimKey parse(std::string_view txt);

 private:
  void note(std::string text);
  void read_part(std::string_view part, bool is_first);
  void read_tag(std::string_view name, std::string_view value, bool is_first);
  void read_kind(std::string_view value);
  void read_key();
  void read_bytes(std::string_view bytes);
  void read_rsa_key(std::string_view bytes);

  DkimKey key_;
  std::optional<std::string_view> data_;
  std::set<std::string_view> seen_;
};

void Parser::note(std::string text) {
  if (key_.faults.size() < most_record_faults) key_.faults.push_back(std::move(text));
}

DkimKey Parser::parse(std::string_view txt) {
  if (txt.size() > most_record_bytes) note("the record is longer than a TXT record can be");
  auto rest = txt.substr(0, most_record_bytes);
  bool is_first = true;
  while (!rest.empty()) read_part(take_until(rest, ';'), std::exchange(is_first, false));
  read_key();
  return std::move(key_);
}

void Parser::read_part(std::string_view part, bool is_first) {
  if (part.empty()) return;
  const auto equals = part.find('=');
  const auto name = strip(part.substr(0, equals));
  if (equals == npos || name.empty())
    return note(fmt::format("\"{}\" is no tag, as it has no name and '='", clipped(part)));
  if (!seen_.insert(name).second)
    return note(fmt::format("\"{}\" is there more than once; the first counts", clipped(name)));
  read_tag(name, strip(part.substr(equals + 1)), is_first);
}

void Parser::read_tag(std::string_view name, std::string_view value, bool is_first) {
  if (name == "p") data_ = value;
  if (name == "k") read_kind(value);
  if (name == "v" && !is_first) note("v= is not the first tag");
  if (name == "v" && value != "DKIM1") note(fmt::format("v= is \"{}\", not DKIM1", clipped(value)));
  if (name == "h" && !lists(value, {"sha256"}))
    note(fmt::format("h= is \"{}\", without sha256", clipped(value)));
  if (name == "s" && !lists(value, {"email", "*"}))
    note(fmt::format("s= is \"{}\", without email or *", clipped(value)));
  if (name != "t") return;
  key_.is_testing = lists(value, {"y"});
  key_.is_strict = lists(value, {"s"});
}

void Parser::read_kind(std::string_view value) {
  key_.kind_text = clipped(value);
  const bool is_rsa = is_same_ignoring_case(value, "rsa");
  const bool is_ed25519 = is_same_ignoring_case(value, "ed25519");
  key_.kind = is_rsa ? KeyKind::rsa : is_ed25519 ? KeyKind::ed25519 : KeyKind::other;
  if (key_.kind == KeyKind::other) note(fmt::format("k= is \"{}\", neither rsa nor ed25519", clipped(value)));
}

void Parser::read_key() {
  if (!data_) return note("p= is missing");
  key_.is_revoked = data_->empty();
  if (key_.is_revoked) return;
  const auto bytes = from_base64(*data_);
  if (!bytes) return note(fmt::format("p= is not base64: \"{}\"", clipped(*data_)));
  read_bytes(*bytes);
}

void Parser::read_bytes(std::string_view bytes) {
  if (key_.kind == KeyKind::rsa) return read_rsa_key(bytes);
  if (key_.kind == KeyKind::other) return;
  if (bytes.size() == ed25519_bytes)
    key_.bits = 256;
  else
    note(fmt::format("p= is no ed25519 key: it has {} bytes, not {}", bytes.size(), ed25519_bytes));
}

void Parser::read_rsa_key(std::string_view bytes) {
  const auto read = read_rsa(bytes);
  if (!read.key) return note("p= is no RSA key");
  key_.bits = EVP_PKEY_get_bits(read.key.get());
  if (read.left > 0)
    note(fmt::format("p= has {} behind the key", counted(static_cast<std::int64_t>(read.left), "byte")));
}

}  // namespace

DkimKey parse_dkim_key(std::string_view txt) { return Parser{}.parse(txt); }

}  // namespace ruascope
