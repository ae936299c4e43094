// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ruascope {

// Bytes that are read once, front to back.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Reads up to `size` bytes into `buffer`; 0 means the end. Throws ReadError when the bytes are damaged and
  // InputError when their medium fails.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
};

// Bytes that can be read again and again: a file, a part of one, memory, an unpacked entry.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The stream may outlive neither the source nor what the source stands on.
  virtual std::unique_ptr<ByteStream> open() const = 0;
};

// What the mail around a document says of it; all of it may be forged.
struct Carrier {
  std::string message_id;
  std::string from_domain;
  std::string subject;
  bool operator==(const Carrier&) const = default;
};

// Named bytes. `origin` is what a person can find them by, e.g. "reports.mbox#17: google.zip: a.xml"; `name`
// is the last file name on the way to them ("a.xml"), as declared by whoever sent it. A name never opens a
// file.
struct Document {
  std::string origin;
  std::shared_ptr<const ByteSource> bytes;
  std::optional<Carrier> carrier;
  std::string name{};
  std::optional<std::int64_t> written_at{};  // of a file: when it was changed last, seconds since the epoch
};

}  // namespace ruascope
