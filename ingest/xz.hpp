// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/notes.hpp"

#include <memory>

namespace ruascope {

// The unpacked bytes of an xz file, any number of streams. White space and NULs after the last one are passed
// over; other bytes there are noted as "trailing". Reading throws ReadError "truncated", "corrupt",
// and "method" for a dictionary beyond 16 MiB (xz -8 and -9), which would have to be held in memory.
std::shared_ptr<const ByteSource> xz_source(std::shared_ptr<const ByteSource> packed,
                                            std::shared_ptr<Notes> notes);

}  // namespace ruascope
