// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/notes.hpp"

#include <memory>

namespace ruascope {

// The unpacked bytes of a Zstandard file (RFC 8878), any number of frames. White space and NULs after the
// last one are passed over; other bytes there are noted as "trailing". Reading throws ReadError "truncated",
// "corrupt", and "method" for a window beyond 16 MiB, which would have to be held in memory.
std::shared_ptr<const ByteSource> zstd_source(std::shared_ptr<const ByteSource> packed,
                                              std::shared_ptr<Notes> notes);

}  // namespace ruascope
