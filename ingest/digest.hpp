// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/report.hpp"

#include <memory>
#include <string_view>

namespace ruascope {

// SHA-256, cut to the 16 bytes of a Digest: collisions by chance are out of the question, and who forges one
// gains no more than hiding a report of their own.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  void add(std::string_view bytes);
  // The digest of all added since the last one; the hasher is empty again.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// HMAC-SHA-256 (RFC 2104), cut likewise: what must be told again without being kept. Nobody without `key` can
// find out what `text` was by trying.
Digest keyed_digest(std::string_view key, std::string_view text);

// The digest of all bytes of `source`; throws what reading them throws.
Digest digest_of(const ByteSource& source);

}  // namespace ruascope
