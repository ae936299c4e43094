// SPDX-License-Identifier: MIT
#include "ingest/zstd.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"
#include "ingest/streams.hpp"

#include <array>
#include <zstd.h>
#include <zstd_errors.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

class ZstdStream final : public ByteStream {
 public:
  explicit ZstdStream(std::unique_ptr<ByteStream> packed) : packed_(std::move(packed)) {
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
    if (in_.pos == in_.size && !has_more_) {
      in_ = {input_.data(), packed_->read(input_.data(), input_.size()), 0};
      consumed_ += in_.size;
      if (in_.size == 0) {
        if (within_frame_)
          throw ReadError("truncated", "the compressed data ends too early",
                          fmt::format("byte {}", consumed_));
        ended_ = true;
        return;
      }
    }
    const auto left = ZSTD_decompressStream(zstd_.get(), &out, &in_);
    if (ZSTD_isError(left) != 0) throw_damage(left);
    within_frame_ = left != 0;
    has_more_ = within_frame_ && out.pos == out.size;
  }

  [[noreturn]] void throw_damage(std::size_t code) const {
    if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge)
      throw ReadError("method", "zstd with a window of more than 16 MiB is not supported", {},
                      "unpack it and import that");
    throw ReadError("corrupt", fmt::format("the compressed data is damaged ({})", ZSTD_getErrorName(code)),
                    fmt::format("byte {}", consumed_ - in_.size + in_.pos));
  }

  std::unique_ptr<ByteStream> packed_;
  Handle<ZSTD_DCtx, ZSTD_freeDCtx> zstd_{ZSTD_createDCtx()};
  std::array<char, 32 << 10> input_{};
  ZSTD_inBuffer in_{nullptr, 0, 0};
  std::size_t consumed_ = 0;
  bool within_frame_ = false;
  bool has_more_ = false;  // what was unpacked did not fit
  bool ended_ = false;
};

}  // namespace

std::shared_ptr<const ByteSource> zstd_source(std::shared_ptr<const ByteSource> packed) {
  return transformed(std::move(packed), [](std::unique_ptr<ByteStream> from) {
    return std::make_unique<ZstdStream>(std::move(from));
  });
}

}  // namespace ruascope
