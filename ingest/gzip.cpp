// SPDX-License-Identifier: MIT
#include "ingest/gzip.hpp"

#include "ingest/model/error.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>
#include <zlib.h>

namespace ruascope {
namespace {

class GzipStream final : public ByteStream {
 public:
  GzipStream(std::unique_ptr<ByteStream> packed, std::shared_ptr<Notes> notes)
      : packed_(std::move(packed)), notes_(std::move(notes)) {
    constexpr int gzip_or_zlib = 32 + MAX_WBITS;
    if (inflateInit2(&zlib_, gzip_or_zlib) != Z_OK) throw Error("zlib could not be set up");
  }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;
  ~GzipStream() override { inflateEnd(&zlib_); }

  std::size_t read(char* buffer, std::size_t size) override {
    zlib_.next_out = reinterpret_cast<Bytef*>(buffer);
    zlib_.avail_out = static_cast<uInt>(size);
    while (zlib_.avail_out == size && !ended_) inflate_some();
    return size - zlib_.avail_out;
  }

 private:
  void inflate_some() {
    if (zlib_.avail_in == 0 && !refill()) {
      throw ReadError("truncated", "the compressed data ends too early", place());
    }
    switch (inflate(&zlib_, Z_NO_FLUSH)) {
      case Z_OK:
      case Z_BUF_ERROR: break;
      case Z_STREAM_END: end_member(); break;
      default:
        throw ReadError("corrupt",
                        fmt::format("the compressed data is damaged ({})",
                                    zlib_.msg != nullptr ? zlib_.msg : "unknown error"),
                        place());
    }
  }

  // After a member: another one, or padding, or bytes that do not belong there.
  void end_member() {
    while (skip_padding()) {
      if (zlib_.avail_in < 2) keep_and_refill();
      if (zlib_.avail_in >= 2 && zlib_.next_in[0] == 0x1f && zlib_.next_in[1] == 0x8b) {
        inflateReset(&zlib_);
        return;
      }
      notes_->add_once("trailing", "bytes after the compressed data");
      break;
    }
    ended_ = true;
  }

  // True at the first byte that is no padding, false at the end of the input.
  bool skip_padding() {
    constexpr std::string_view padding{"\0 \t\r\n", 5};
    for (;;) {
      if (zlib_.avail_in == 0 && !refill()) return false;
      if (padding.find(static_cast<char>(*zlib_.next_in)) == std::string_view::npos) return true;
      ++zlib_.next_in;
      --zlib_.avail_in;
    }
  }

  bool refill() {
    const auto got = packed_->read(input_.data(), input_.size());
    consumed_ += static_cast<std::int64_t>(got);
    zlib_.next_in = reinterpret_cast<Bytef*>(input_.data());
    zlib_.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  // Brings the byte after the single one left, so that a member's two magic bytes can be compared.
  void keep_and_refill() {
    input_[0] = static_cast<char>(*zlib_.next_in);
    const auto got = packed_->read(input_.data() + 1, input_.size() - 1);
    consumed_ += static_cast<std::int64_t>(got);
    zlib_.next_in = reinterpret_cast<Bytef*>(input_.data());
    zlib_.avail_in = static_cast<uInt>(got + 1);
  }

  std::string place() const { return fmt::format("byte {}", consumed_ - zlib_.avail_in); }

  std::unique_ptr<ByteStream> packed_;
  std::shared_ptr<Notes> notes_;
  z_stream zlib_{};
  std::array<char, 32 << 10> input_{};
  std::int64_t consumed_ = 0;
  bool ended_ = false;
};

class GzipSource final : public ByteSource {
 public:
  GzipSource(std::shared_ptr<const ByteSource> packed, std::shared_ptr<Notes> notes)
      : packed_(std::move(packed)), notes_(std::move(notes)) {}
  std::unique_ptr<ByteStream> open() const override {
    return std::make_unique<GzipStream>(packed_->open(), notes_);
  }

 private:
  std::shared_ptr<const ByteSource> packed_;
  std::shared_ptr<Notes> notes_;
};

}  // namespace

std::shared_ptr<const ByteSource> gzip_source(std::shared_ptr<const ByteSource> packed,
                                              std::shared_ptr<Notes> notes) {
  return std::make_shared<GzipSource>(std::move(packed), std::move(notes));
}

}  // namespace ruascope
