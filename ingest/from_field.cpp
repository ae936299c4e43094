// SPDX-License-Identifier: MIT
#include "ingest/from_field.hpp"

#include "ingest/log_record.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

namespace ruascope {
namespace {

// A comment at the front of `text`, which may hold others; `text` then begins behind it.
void pass_comment(std::string_view& text) {
  int depth = 0;
  std::size_t at = 0;
  do {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '(')
      ++depth;
    else if (text[at] == ')')
      --depth;
    ++at;
  } while (at < text.size() && depth > 0);
  text.remove_prefix(std::min(at, text.size()));
}

std::string_view take_quoted(std::string_view& text) {
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  const auto quoted = text.substr(0, end + 1);
  text.remove_prefix(quoted.size());
  return quoted;
}

// The mailbox at the front of `value`, up to the ',' or ';' behind it.
std::string take_mailbox(std::string_view& value) {
  std::string bare;
  std::string_view address;
  while (!value.empty() && value.front() != ',' && value.front() != ';') {
    if (value.front() == '(') {
      pass_comment(value);
    } else if (value.front() == '"') {
      bare += take_quoted(value);
    } else if (value.front() == '<') {
      address = take_angle(value).value_or("");
      if (address.empty()) value = {};  // cut off: nothing behind it can be told
    } else {
      bare += value.front();
      value.remove_prefix(1);
    }
  }
  if (!value.empty()) value.remove_prefix(1);
  return address.empty() ? std::string{trim(bare)} : std::string{address};
}

}  // namespace

FromField read_from_field(std::string_view value) {
  FromField field;
  while (!value.empty()) {
    auto domain = domain_of(take_mailbox(value));
    if (domain.empty()) continue;
    ++field.authors;
    field.domain = std::move(domain);
  }
  return field;
}

}  // namespace ruascope
