// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ruascope {

// Bytes that can be read from any place.
class SeekableSource : public ByteSource {
 public:
  virtual std::int64_t size() const = 0;
  // Reads up to `size` bytes from `offset` on; 0 means the end. Throws InputError when the medium fails.
  virtual std::size_t read_at(std::int64_t offset, char* buffer, std::size_t size) const = 0;
  std::unique_ptr<ByteStream> open() const override;
};

// The bytes of a string that the source owns.
std::shared_ptr<const SeekableSource> memory_source(std::string bytes);

// A file, opened now; a pipe or device is spooled. Throws InputError if it cannot be opened.
std::shared_ptr<const SeekableSource> file_source(const std::string& path);

// `length` bytes of `whole` from `offset` on.
std::shared_ptr<const SeekableSource> slice(std::shared_ptr<const SeekableSource> whole, std::int64_t offset,
                                            std::int64_t length);

// Reads `stream` to its end and keeps the bytes: up to 1 MiB in memory, more in an unlinked temporary file.
// More than `max_bytes` throws ReadError "limit:<limit_name>".
std::shared_ptr<const SeekableSource> spool(ByteStream& stream, std::int64_t max_bytes,
                                            std::string_view limit_name);

// Standard input or another file that cannot be sought, spooled without a limit. Takes no ownership of `fd`.
std::shared_ptr<const SeekableSource> spool_descriptor(int fd, const std::string& name);

// `source` itself if it can be sought, else spooled.
std::shared_ptr<const SeekableSource> seekable(const std::shared_ptr<const ByteSource>& source,
                                               std::int64_t max_bytes, std::string_view limit_name);

// What the rest of one input may unpack to; shared by the sources below it.
struct UnpackBudget {
  std::int64_t left = 0;
  bool reported = false;  // that it was exceeded; the rest is not read
};

// `inner`, refusing to yield more than limits.entry_bytes or what is left of `budget`. Bytes that are read a
// second time are not counted again.
std::shared_ptr<const ByteSource> limited(std::shared_ptr<const ByteSource> inner, const Limits& limits,
                                          std::shared_ptr<UnpackBudget> budget);

// The whole of `source`, at most `max_bytes` of it.
std::string read_head(const ByteSource& source, std::size_t max_bytes);

// The ReadError of a limit: names the knob that moves it.
[[noreturn]] void throw_limit(std::string_view limit_name, std::int64_t limit, const std::string& place = {});

}  // namespace ruascope
