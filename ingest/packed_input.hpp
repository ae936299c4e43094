// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/notes.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

namespace ruascope {

// The packed bytes that an unpacker is fed with, and what stands behind them.
class PackedInput {
 public:
  PackedInput(std::unique_ptr<ByteStream> packed, std::shared_ptr<Notes> notes)
      : packed_(std::move(packed)), notes_(std::move(notes)) {}

  // What was not taken yet, up to 32 KiB; empty at the end of the input. Valid until the next call of any.
  std::string_view rest();
  void take(std::size_t bytes) { at_ += bytes; }
  // How many bytes were taken in all.
  std::size_t taken() const { return taken_before_ + at_; }

  // Behind the end of what was packed: passes over white space and NULs. True if something follows that
  // `begins_another` knows by its first bytes; other bytes are noted as "trailing".
  bool goes_on(bool (*begins_another)(std::string_view));

 private:
  bool has(std::size_t bytes);

  std::unique_ptr<ByteStream> packed_;
  std::shared_ptr<Notes> notes_;
  std::array<char, 32 << 10> buffer_;  // filled before it is read
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::size_t taken_before_ = 0;
  bool ended_ = false;
};

}  // namespace ruascope
