// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/notes.hpp"

#include <memory>

namespace ruascope {

// The unpacked bytes of a gzip file (RFC 1952, any number of members) or a zlib stream (RFC 1950). White
// space and NULs after the last member are passed over; other bytes there are noted as "trailing".
// Reading throws ReadError "truncated" or "corrupt".
std::shared_ptr<const ByteSource> gzip_source(std::shared_ptr<const ByteSource> packed,
                                              std::shared_ptr<Notes> notes);

}  // namespace ruascope
