// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ruascope {

// The field name of a header line (RFC 5322 section 2.2), empty if the line is none.
std::string_view field_name(std::string_view line);

// True for the fields that mails begin with or always have: From, Received, Subject, X-... .
bool is_mail_field(std::string_view name);

}  // namespace ruascope
