// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ruascope {

// The mailboxes of a From: field (RFC 5322 section 3.6.2), as a log writes it.
struct FromField {
  std::string domain{};  // of the last mailbox
  int authors = 0;       // how many mailboxes with a domain there are
};
FromField read_from_field(std::string_view value);

}  // namespace ruascope
