// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/charset.hpp"
#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"
#include "ingest/notes.hpp"
#include "ingest/tag_soup.hpp"

#include <memory>

namespace ruascope {

// A document that strict reading refused, mended: decoded to UTF-8, characters and tags put right. It may
// hold several reports, one after the other.
class Repair {
 public:
  // Reads all of `document` once to tell its charset. Throws ReadError "charset" and what reading throws.
  Repair(std::shared_ptr<const ByteSource> document, const Limits& limits);

  // The current report as well-formed XML; reading it throws what TagSoup throws.
  std::shared_ptr<const ByteSource> xml() const;

  // Of the last time that xml() was read to its end: what was mended, and whether records may be missing.
  Notes notes() const;
  bool is_partial() const { return state_->ending.partial; }

  // True of all reports of the document but the first.
  bool is_further() const { return reports_ > 1; }
  // True if another report follows in the document.
  bool has_more() const { return state_->ending.more; }
  // Goes on to the next report of the document. False if there is none.
  bool next();
  // The line of the document that the current report begins in.
  std::int64_t first_line() const { return first_line_; }

 private:
  class Source;
  struct State {
    Charset charset;
    DecodeTally tally;
    Notes notes;
    SoupEnding ending;
  };

  const Limits& limits_;
  std::int64_t first_line_ = 1;
  std::shared_ptr<const ByteSource> text_;  // of the current report on: the document, or what it decodes to
  std::shared_ptr<const SeekableSource> decoded_;  // the whole, once there is a second report
  std::int64_t offset_ = 0;
  std::int64_t reports_ = 1;
  std::shared_ptr<State> state_;
};

}  // namespace ruascope
