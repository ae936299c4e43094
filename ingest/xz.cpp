// SPDX-License-Identifier: MIT
#include "ingest/xz.hpp"

#include "ingest/model/error.hpp"
#include "ingest/packed_input.hpp"
#include "ingest/streams.hpp"

#include <lzma.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

class XzStream final : public ByteStream {
 public:
  XzStream(std::unique_ptr<ByteStream> packed, std::shared_ptr<Notes> notes)
      : packed_(std::move(packed), std::move(notes)) {
    start();
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
  void start() {
    constexpr std::uint64_t most_memory = 20 << 20;  // a dictionary of 16 MiB and what goes with it
    if (lzma_stream_decoder(&lzma_, most_memory, 0) != LZMA_OK) throw Error("liblzma could not be set up");
  }

  void unpack_some() {
    const auto input = packed_.rest();
    lzma_.next_in = reinterpret_cast<const std::uint8_t*>(input.data());
    lzma_.avail_in = input.size();
    const auto result = lzma_code(&lzma_, input.empty() ? LZMA_FINISH : LZMA_RUN);
    packed_.take(input.size() - lzma_.avail_in);
    const auto place = fmt::format("byte {}", packed_.taken());
    switch (result) {
      case LZMA_OK: return;
      case LZMA_STREAM_END: return end_stream();
      case LZMA_BUF_ERROR: throw ReadError("truncated", "the compressed data ends too early", place);
      case LZMA_MEMLIMIT_ERROR:
        throw ReadError("method", "xz with a dictionary of more than 16 MiB is not supported", {},
                        "unpack it and import that");
      default: throw ReadError("corrupt", "the compressed data is damaged (xz)", place);
    }
  }

  // Another stream may follow.
  void end_stream() {
    ended_ = !packed_.goes_on([](std::string_view bytes) {
      constexpr std::string_view magic{"\xFD\x37\x7A\x58\x5A\0", 6};
      return bytes.starts_with(magic);
    });
    if (!ended_) start();
  }

  PackedInput packed_;
  lzma_stream lzma_ = LZMA_STREAM_INIT;
  bool ended_ = false;
};

}  // namespace

std::shared_ptr<const ByteSource> xz_source(std::shared_ptr<const ByteSource> packed,
                                            std::shared_ptr<Notes> notes) {
  return transformed(std::move(packed), [notes = std::move(notes)](std::unique_ptr<ByteStream> from) {
    return std::make_unique<XzStream>(std::move(from), notes);
  });
}

}  // namespace ruascope
