// SPDX-License-Identifier: MIT
#include "ingest/xz.hpp"

#include "ingest/model/error.hpp"
#include "ingest/streams.hpp"

#include <array>
#include <lzma.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

class XzStream final : public ByteStream {
 public:
  explicit XzStream(std::unique_ptr<ByteStream> packed) : packed_(std::move(packed)) {
    constexpr std::uint64_t most_memory = 20 << 20;  // a dictionary of 16 MiB and what goes with it
    if (lzma_stream_decoder(&lzma_, most_memory, LZMA_CONCATENATED) != LZMA_OK)
      throw Error("liblzma could not be set up");
  }
  XzStream(const XzStream&) = delete;
  XzStream& operator=(const XzStream&) = delete;
  ~XzStream() override { lzma_end(&lzma_); }

  std::size_t read(char* buffer, std::size_t size) override {
    lzma_.next_out = reinterpret_cast<std::uint8_t*>(buffer);
    lzma_.avail_out = size;
    while (lzma_.avail_out == size && !ended_) unpack_some();
    return size - lzma_.avail_out;
  }

 private:
  void unpack_some() {
    if (lzma_.avail_in == 0 && !input_ended_) {
      lzma_.avail_in = packed_->read(input_.data(), input_.size());
      lzma_.next_in = reinterpret_cast<const std::uint8_t*>(input_.data());
      input_ended_ = lzma_.avail_in == 0;
    }
    const auto place = fmt::format("byte {}", lzma_.total_in);
    switch (lzma_code(&lzma_, input_ended_ ? LZMA_FINISH : LZMA_RUN)) {
      case LZMA_OK: return;
      case LZMA_STREAM_END: ended_ = true; return;
      case LZMA_BUF_ERROR: throw ReadError("truncated", "the compressed data ends too early", place);
      case LZMA_MEMLIMIT_ERROR:
        throw ReadError("method", "xz with a dictionary of more than 16 MiB is not supported", {},
                        "unpack it and import that");
      default: throw ReadError("corrupt", "the compressed data is damaged (xz)", place);
    }
  }

  std::unique_ptr<ByteStream> packed_;
  lzma_stream lzma_ = LZMA_STREAM_INIT;
  std::array<char, 32 << 10> input_{};
  bool input_ended_ = false;
  bool ended_ = false;
};

}  // namespace

std::shared_ptr<const ByteSource> xz_source(std::shared_ptr<const ByteSource> packed) {
  return transformed(std::move(packed), [](std::unique_ptr<ByteStream> from) {
    return std::make_unique<XzStream>(std::move(from));
  });
}

}  // namespace ruascope
