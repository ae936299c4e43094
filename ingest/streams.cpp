// SPDX-License-Identifier: MIT
#include "ingest/streams.hpp"

#include <algorithm>

namespace ruascope {
namespace {

class TransformedSource final : public ByteSource {
 public:
  TransformedSource(std::shared_ptr<const ByteSource> inner, Transform transform)
      : inner_(std::move(inner)), transform_(std::move(transform)) {}
  std::unique_ptr<ByteStream> open() const override { return transform_(inner_->open()); }

 private:
  std::shared_ptr<const ByteSource> inner_;
  Transform transform_;
};

class MemoryStream final : public ByteStream {
 public:
  explicit MemoryStream(std::string bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const auto got = bytes_.copy(buffer, size, given_);
    given_ += got;
    return got;
  }

 private:
  std::string bytes_;
  std::size_t given_ = 0;
};

}  // namespace

std::unique_ptr<ByteStream> memory_stream(std::string bytes) {
  return std::make_unique<MemoryStream>(std::move(bytes));
}

std::size_t MadeStream::read(char* buffer, std::size_t size) {
  if (given_ == ready_.size()) {
    ready_.clear();
    given_ = 0;
  }
  while (ready_.empty() && !ended_) make_some();
  const auto got = ready_.copy(buffer, size, given_);
  given_ += got;
  return got;
}

bool append_chunk(ByteStream& stream, std::string& text, std::size_t most_bytes) {
  // Growing the text for what may not come costs more than copying what does.
  char chunk[16 << 10];
  const auto got = stream.read(chunk, std::min(most_bytes, sizeof chunk));
  text.append(chunk, got);
  return got > 0;
}

std::shared_ptr<const ByteSource> transformed(std::shared_ptr<const ByteSource> inner, Transform transform) {
  return std::make_shared<TransformedSource>(std::move(inner), std::move(transform));
}

std::shared_ptr<const ByteSource> without_first(std::shared_ptr<const ByteSource> inner, std::size_t number) {
  return transformed(std::move(inner), [number](std::unique_ptr<ByteStream> stream) {
    char dropped[4096];
    for (auto left = number; left > 0;) {
      const auto got = stream->read(dropped, std::min(left, sizeof dropped));
      if (got == 0) break;
      left -= got;
    }
    return stream;
  });
}

}  // namespace ruascope
