// SPDX-License-Identifier: MIT
#include "ingest/gzip.hpp"

#include "ingest/deflate.hpp"
#include "ingest/model/error.hpp"
#include "ingest/streams.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>
#include <zlib.h>

namespace ruascope {
namespace {

class GzipStream final : public ByteStream {
 public:
  GzipStream(std::unique_ptr<ByteStream> packed, std::shared_ptr<Notes> notes, Deflate format,
             bool accept_cut)
      : packed_(std::move(packed)), notes_(std::move(notes)), format_(format), accept_cut_(accept_cut) {
    constexpr int gzip_or_zlib = 32 + MAX_WBITS;
    const int window = format == Deflate::raw ? -MAX_WBITS : gzip_or_zlib;
    if (inflateInit2(&zlib_, window) != Z_OK) throw Error("zlib could not be set up");
  }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;
  ~GzipStream() override { inflateEnd(&zlib_); }

  std::size_t read(char* buffer, std::size_t size) override {
    if (consumed_ == 0 && !ended_) begin();
    if (unpacked_) return unpacked_->read(buffer, size);
    zlib_.next_out = reinterpret_cast<Bytef*>(buffer);
    zlib_.avail_out = static_cast<uInt>(size);
    while (zlib_.avail_out == size && !ended_) inflate_some();
    return size - zlib_.avail_out;
  }

 private:
  // What is small enough is unpacked at once.
  void begin() {
    if (!refill()) return;
    std::size_t got = zlib_.avail_in;
    while (got < input_.size()) {
      const auto more = packed_->read(input_.data() + got, input_.size() - got);
      if (more == 0) break;
      got += more;
    }
    consumed_ = static_cast<std::int64_t>(got);
    zlib_.avail_in = static_cast<uInt>(got);
    if (format_ != Deflate::wrapped || got == input_.size()) return;
    auto unpacked = unpack_gzip_at_once({input_.data(), got});
    if (!unpacked) return;
    unpacked_ = memory_stream(std::move(*unpacked));
  }

  void inflate_some() {
    if (zlib_.avail_in == 0 && !refill()) return end_early();
    // Z_BLOCK stops between blocks, which shows whether all data came out before a checksum failed.
    const int result = inflate(&zlib_, Z_BLOCK);
    constexpr int between_blocks = 128, last_block = 64;
    data_ended_ =
        data_ended_ || (zlib_.data_type & (between_blocks | last_block)) == (between_blocks | last_block);
    if (result == Z_STREAM_END) return end_member();
    if (result == Z_OK || result == Z_BUF_ERROR) return;
    const std::string reason = zlib_.msg != nullptr ? zlib_.msg : "unknown error";
    if (!data_ended_)
      throw ReadError("corrupt", fmt::format("the compressed data is damaged ({})", reason), place());
    notes_->add_once("malformed", wrong_checksum);
    ended_ = true;
  }

  void end_early() {
    // Bare deflate is at its end without another byte.
    if (data_ended_ && inflate(&zlib_, Z_BLOCK) == Z_STREAM_END) {
      ended_ = true;
      return;
    }
    if (!data_ended_ && !accept_cut_)
      throw ReadError("truncated", "the compressed data ends too early", place(),
                      "fetch the report again; a mail or file may have been cut");
    notes_->add_once("truncated", data_ended_ ? "checksum of the compressed data" : "compressed data");
    ended_ = true;
  }

  // After a member: another one, or padding, or bytes that do not belong there.
  void end_member() {
    while (skip_padding()) {
      if (zlib_.avail_in < 2) keep_and_refill();
      if (zlib_.avail_in >= 2 && zlib_.next_in[0] == 0x1f && zlib_.next_in[1] == 0x8b) {
        inflateReset(&zlib_);
        data_ended_ = false;
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
  std::array<char, 32 << 10> input_;  // filled before it is read: clearing it costs as much as small reports
  std::int64_t consumed_ = 0;
  Deflate format_;
  bool accept_cut_;
  std::unique_ptr<ByteStream> unpacked_;  // where all was unpacked at once
  bool data_ended_ = false;               // of the current member: what follows is its checksum
  bool ended_ = false;
};

}  // namespace

std::shared_ptr<const ByteSource> gzip_source(std::shared_ptr<const ByteSource> packed,
                                              std::shared_ptr<Notes> notes, Deflate format, bool accept_cut) {
  return transformed(std::move(packed),
                     [notes = std::move(notes), format, accept_cut](std::unique_ptr<ByteStream> from) {
                       return std::make_unique<GzipStream>(std::move(from), notes, format, accept_cut);
                     });
}

}  // namespace ruascope
