// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// A header field (RFC 5322 section 2.2): its name in lower case, its value unfolded and trimmed.
struct HeaderField {
  std::string name;
  std::string value;
  bool operator==(const HeaderField&) const = default;
};

// A block of header fields, as mails, delivery reports and feedback reports have. Of a hostile one the first
// 10,000 fields are kept, and the first 8 KiB of each.
class HeaderFields {
 public:
  // Takes the block at the front of `text` off it, with the empty line behind it. Lines that are no field are
  // passed over.
  static HeaderFields take(std::string_view& text);
  // All of `text` as blocks with empty lines between them (RFC 3464 section 2.1); at most so many.
  static std::vector<HeaderFields> blocks(std::string_view text, std::size_t most);

  // The first of this name, which is in lower case; empty if there is none.
  std::string_view value(std::string_view name) const;
  bool has(std::string_view name) const;
  const std::vector<HeaderField>& all() const { return fields_; }
  bool empty() const { return fields_.empty(); }

 private:
  std::vector<HeaderField> fields_;
};

}  // namespace ruascope
