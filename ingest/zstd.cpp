// SPDX-License-Identifier: MIT
#include "ingest/zstd.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"
#include "ingest/packed_input.hpp"
#include "ingest/streams.hpp"

#include <zstd.h>
#include <zstd_errors.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

// RFC 8878, sections 3.1.1 and 3.1.2.
bool begins_frame(std::string_view bytes) {
  const bool is_skippable =
      bytes.size() >= 4 && (bytes[0] & '\xF0') == '\x50' && bytes.substr(1, 3) == "\x2A\x4D\x18";
  return is_skippable || bytes.starts_with("\x28\xB5\x2F\xFD");
}

class ZstdStream final : public ByteStream {
 public:
  ZstdStream(std::unique_ptr<ByteStream> packed, std::shared_ptr<Notes> notes)
      : packed_(std::move(packed), std::move(notes)) {
    constexpr int window_of_16_mib = 24;
    if (!zstd_ ||
        ZSTD_isError(ZSTD_DCtx_setParameter(zstd_.get(), ZSTD_d_windowLogMax, window_of_16_mib)) != 0)
      throw Error("libzstd could not be set up");
  }

  std::size_t read(char* buffer, std::size_t size) override {
    ZSTD_outBuffer out{buffer, size, 0};
    while (out.pos == 0 && !ended_) unpack_some(out);
    return out.pos;
  }

 private:
  void unpack_some(ZSTD_outBuffer& out) {
    const auto input = packed_.rest();
    if (input.empty() && !has_more_)
      throw ReadError("truncated", "the compressed data ends too early",
                      fmt::format("byte {}", packed_.taken()));
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    const auto left = ZSTD_decompressStream(zstd_.get(), &out, &in);
    packed_.take(in.pos);
    if (ZSTD_isError(left) != 0) throw_damage(left);
    has_more_ = left != 0 && out.pos == out.size;
    // Another frame may follow, or one that is to be skipped.
    if (left == 0) ended_ = !packed_.goes_on(begins_frame);
  }

  [[noreturn]] void throw_damage(std::size_t code) const {
    if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge)
      throw ReadError("method", "zstd with a window of more than 16 MiB is not supported", {},
                      "unpack it and import that");
    throw ReadError("corrupt", fmt::format("the compressed data is damaged ({})", ZSTD_getErrorName(code)),
                    fmt::format("byte {}", packed_.taken()));
  }

  PackedInput packed_;
  Handle<ZSTD_DCtx, ZSTD_freeDCtx> zstd_{ZSTD_createDCtx()};
  bool has_more_ = false;  // what was unpacked did not fit
  bool ended_ = false;
};

}  // namespace

std::shared_ptr<const ByteSource> zstd_source(std::shared_ptr<const ByteSource> packed,
                                              std::shared_ptr<Notes> notes) {
  return transformed(std::move(packed), [notes = std::move(notes)](std::unique_ptr<ByteStream> from) {
    return std::make_unique<ZstdStream>(std::move(from), notes);
  });
}

}  // namespace ruascope
