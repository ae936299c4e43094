// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/limits.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ruascope {

// Watches XML on its way to libxml2 for what costs the parser before it tells of it: the attributes of one
// tag (compared with each other) and the text of one CDATA section (held as a whole).
class MarkupGuard {
 public:
  explicit MarkupGuard(const Limits& limits) : limits_(limits) {}

  // Looks at the next bytes. Throws ReadError "limit:xml-attributes" or "limit:xml-text-bytes".
  void look_at(std::string_view bytes);

 private:
  enum class State { text, opened, declaration, comment, tag, quoted, cdata };
  void take(char c);
  std::string place() const;

  const Limits& limits_;
  State state_ = State::text;
  char quote_ = 0;
  std::int64_t line_ = 1;
  std::int64_t attributes_ = 0;  // of the current tag
  std::int64_t length_ = 0;      // of the current tag or section
  char before_ = 0;
  char before_that_ = 0;
};

}  // namespace ruascope
