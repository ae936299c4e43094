// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ruascope {

// A stream whose bytes are made piece by piece out of something else.
class MadeStream : public ByteStream {
 public:
  std::size_t read(char* buffer, std::size_t size) final;

 protected:
  // Appends to ready_ or sets ended_; called again until it has done one of both.
  virtual void make_some() = 0;

  std::string ready_;
  bool ended_ = false;

 private:
  std::size_t given_ = 0;  // of ready_
};

// A stream of these bytes.
std::unique_ptr<ByteStream> memory_stream(std::string bytes);

// Appends up to `most_bytes` of `stream` to `text`. False at the end of the stream.
bool append_chunk(ByteStream& stream, std::string& text, std::size_t most_bytes);

// What `transform` makes of the bytes of `inner`, each time it is opened: an unpacker, a decoder.
using Transform = std::function<std::unique_ptr<ByteStream>(std::unique_ptr<ByteStream>)>;
std::shared_ptr<const ByteSource> transformed(std::shared_ptr<const ByteSource> inner, Transform transform);

// `inner` from its byte `number` on.
std::shared_ptr<const ByteSource> without_first(std::shared_ptr<const ByteSource> inner, std::size_t number);

}  // namespace ruascope
