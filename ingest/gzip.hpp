// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/notes.hpp"

#include <memory>

namespace ruascope {

enum class Deflate {
  wrapped,  // gzip (RFC 1952) or zlib (RFC 1950)
  raw,      // RFC 1951, nothing around it
};

// The unpacked bytes of a gzip file (any number of members), a zlib stream, or bare deflate. White space and
// NULs after the last member are passed over; other bytes there are noted as "trailing". Where all data came
// out, a missing checksum is noted as "truncated" and a wrong one as "malformed" with wrong_checksum.
// Reading throws ReadError "corrupt", and "truncated" for data that ends too early; with `accept_cut` that is
// noted and ends the stream.
std::shared_ptr<const ByteSource> gzip_source(std::shared_ptr<const ByteSource> packed,
                                              std::shared_ptr<Notes> notes, Deflate format = Deflate::wrapped,
                                              bool accept_cut = false);

inline constexpr const char* wrong_checksum = "checksum of the compressed data";

}  // namespace ruascope
