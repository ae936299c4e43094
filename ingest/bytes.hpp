// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ruascope {

// Bytes that can be read from any place.
class SeekableSource : public ByteSource {
 public:
  virtual std::int64_t size() const = 0;
  // All bytes, if they are in memory; valid as long as the source. Empty where they are not.
  virtual std::string_view in_memory() const { return {}; }
  // Reads up to `size` bytes from `offset` on; 0 means the end. Throws InputError when the medium fails.
  virtual std::size_t read_at(std::int64_t offset, char* buffer, std::size_t size) const = 0;
  std::unique_ptr<ByteStream> open() const override;
};

// The bytes of a string that the source owns.
std::shared_ptr<const SeekableSource> memory_source(std::string bytes);

// A file, opened now: up to 1 MiB is read at once. A pipe or device is handed to `spool`, or spooled without
// a limit. Throws InputError if it cannot be opened or read.
using SpoolDescriptor = std::function<std::shared_ptr<const SeekableSource>(int fd, const std::string& name)>;
std::shared_ptr<const SeekableSource> file_source(const std::string& path, const SpoolDescriptor& spool = {});

// `size` bytes from `offset` on; fewer where the source ends before.
std::string read_piece(const SeekableSource& bytes, std::int64_t offset, std::size_t size);

// `length` bytes of `whole` from `offset` on.
std::shared_ptr<const SeekableSource> slice(std::shared_ptr<const SeekableSource> whole, std::int64_t offset,
                                            std::int64_t length);

// Reads `stream` to its end and keeps the bytes: up to 1 MiB in memory, more in an unlinked temporary file.
// More than `max_bytes` throws ReadError "limit:<limit_name>".
std::shared_ptr<const SeekableSource> spool(ByteStream& stream, std::int64_t max_bytes,
                                            std::string_view limit_name);

// The bytes of a file that cannot be sought, as they come. Takes no ownership of `fd`.
std::unique_ptr<ByteStream> descriptor_stream(int fd, const std::string& name);

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

// `source` itself if it can be sought, is damaged or holds more than 1 MiB; else its bytes in memory, so that
// what unpacks or decodes them runs once.
std::shared_ptr<const ByteSource> held_if_small(const std::shared_ptr<const ByteSource>& source);

// The whole of `source`, at most `max_bytes` of it.
std::string read_head(const ByteSource& source, std::size_t max_bytes);

// The ReadError of a limit: names the knob that moves it.
[[noreturn]] void throw_limit(std::string_view limit_name, std::int64_t limit, const std::string& place = {});

}  // namespace ruascope
