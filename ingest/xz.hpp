// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"

#include <memory>

namespace ruascope {

// The unpacked bytes of an xz file, any number of streams. Reading throws ReadError "truncated", "corrupt",
// and "method" for a dictionary beyond 16 MiB (xz -8 and -9), which would have to be held in memory.
std::shared_ptr<const ByteSource> xz_source(std::shared_ptr<const ByteSource> packed);

}  // namespace ruascope
