// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/lines.hpp"

#include <memory>
#include <optional>

namespace ruascope {

// The messages of an mbox file (RFC 4155), one after the other, in constant memory. A "From " line parts two
// messages only where a header line follows it, since XML text may hold such lines. The lines of four
// Control-A that MMDF puts around its messages part them as well.
class MboxReader {
 public:
  explicit MboxReader(std::shared_ptr<const SeekableSource> mbox);

  // The next message without its "From " line; nullopt at the end.
  std::optional<std::shared_ptr<const SeekableSource>> next();

 private:
  void skip_to_mmdf_mark();
  // Past the envelope lines before the header: quoted ones, and that of MMDF.
  std::int64_t skip_envelope(std::int64_t offset) const;
  std::shared_ptr<const SeekableSource> message(std::int64_t start, std::int64_t end, bool has_quoted) const;

  std::shared_ptr<const SeekableSource> mbox_;
  LineReader lines_;
  std::optional<std::int64_t>
      message_start_;  // of the message that next() returns; its start is read already
};

}  // namespace ruascope
