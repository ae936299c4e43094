// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/model/limits.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ruascope {

// One entry of a zip archive. Its name is the sender's word: shown, never used as a path.
struct ZipEntry {
  std::string name;
  std::int64_t index = 0;
  bool encrypted = false;
};

// Where another archive begins behind the first one in `bytes`, as when two were joined; 0 if there is none.
// Throws what ZipArchive::open() throws.
std::int64_t next_zip_archive(const SeekableSource& bytes, std::int64_t most_entries);

// A zip archive, open for reading.
class ZipArchive {
 public:
  // Throws ReadError "corrupt" if this is no zip archive or its directory is damaged, "truncated" if it has
  // none, and "limit:entries" before a directory of many more than `most_entries` is read.
  static std::shared_ptr<const ZipArchive> open(std::shared_ptr<const SeekableSource> bytes,
                                                std::int64_t most_entries = Limits{}.entries);

  virtual ~ZipArchive() = default;
  // All entries but directories.
  virtual std::vector<ZipEntry> entries() const = 0;
  virtual std::int64_t entry_count() const = 0;
  // True if something other than blanks and NULs follows the archive.
  virtual bool has_trailing_bytes() const = 0;
  // The unpacked bytes of an entry. Reading throws ReadError "encrypted", "method" or "corrupt".
  virtual std::shared_ptr<const ByteSource> entry(const ZipEntry& entry) const = 0;
};

}  // namespace ruascope
