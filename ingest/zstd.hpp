// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"

#include <memory>

namespace ruascope {

// The unpacked bytes of a Zstandard file (RFC 8878), any number of frames. Reading throws ReadError
// "truncated", "corrupt", and "method" for a window beyond 16 MiB, which would have to be held in memory.
std::shared_ptr<const ByteSource> zstd_source(std::shared_ptr<const ByteSource> packed);

}  // namespace ruascope
