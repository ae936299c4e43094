// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/lines.hpp"

#include <memory>
#include <optional>

namespace ruascope {

// The messages of an mbox file (RFC 4155), one after the other, in constant memory. A "From " line parts two
// messages only where a header line follows it, since XML text may hold such lines. A file that begins with a
// line of four Control-A is of MMDF, where such lines part messages and nothing else does: anyone can mail
// one of either kind, so what the first line is decides.
class MboxReader {
 public:
  explicit MboxReader(std::shared_ptr<const SeekableSource> mbox);

  // The next message without its "From " line; nullopt at the end.
  std::optional<std::shared_ptr<const SeekableSource>> next();

 private:
  std::optional<std::shared_ptr<const SeekableSource>> next_of_mmdf(std::int64_t start);
  // Past the envelope lines before the header: quoted ones, and that of MMDF.
  std::int64_t skip_envelope(std::int64_t offset) const;
  std::shared_ptr<const SeekableSource> message(std::int64_t start, std::int64_t end, bool has_quoted) const;

  std::shared_ptr<const SeekableSource> mbox_;
  LineReader lines_;
  bool is_mmdf_ = false;
  std::optional<std::int64_t>
      message_start_;  // of the message that next() returns; its start is read already
};

}  // namespace ruascope
