// SPDX-License-Identifier: MIT
#include "ingest/digest.hpp"

#include "ingest/bytes.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"

#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace ruascope {

struct Hasher::State {
  Handle<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};

  void start() const {
    // Fetched once: a lookup by name at each digest costs more than hashing a record.
    static const Handle<EVP_MD, EVP_MD_free> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    if (!algorithm || EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) != 1)
      throw Error("the cryptographic library offers no SHA-256");
  }
};

Hasher::Hasher() : state_(std::make_unique<State>()) { state_->start(); }
Hasher::~Hasher() = default;

void Hasher::add(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

Digest Hasher::finish() {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> whole{};
  EVP_DigestFinal_ex(state_->context.get(), whole.data(), nullptr);
  state_->start();
  Digest digest{};
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  return digest;
}

Digest keyed_digest(std::string_view key, std::string_view text) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> whole{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), whole.data(),
           nullptr) == nullptr)
    throw Error("the cryptographic library offers no HMAC-SHA-256");
  Digest digest{};
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  return digest;
}

Digest digest_of(const ByteSource& source) {
  Hasher hasher;
  const auto* seekable = dynamic_cast<const SeekableSource*>(&source);
  if (seekable != nullptr && !seekable->in_memory().empty()) {
    hasher.add(seekable->in_memory());
    return hasher.finish();
  }
  char chunk[64 << 10];
  const auto stream = source.open();
  while (const auto got = stream->read(chunk, sizeof chunk)) hasher.add({chunk, got});
  return hasher.finish();
}

}  // namespace ruascope
