// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/rejection.hpp"

#include <string>
#include <string_view>

namespace ruascope {

// Reads what a receiver answered out of how programs write it: Postfix's "host H[IP] said: ... (in reply to
// end of DATA command)", Exim's "SMTP error from remote mail server after end of data: host H [IP]: ...",
// Exchange's "Remote Server returned '...'" and "... -> 550 ...", qmail's "Remote host said: ...", "smtp;
// ..." of a Diagnostic-Code, doubled codes, lines that were joined with their codes left in, "\n" written
// out.
Reply read_reply(std::string_view text);

// True if a reply code stands in `text` where programs put one: at the start of a line, or behind ":", "'",
// "#" and the like; not any number of three digits.
bool has_marked_reply(std::string_view text);

// The piece of JSON (events of mail services) that holds a reply; empty if none does.
std::string reply_in_json(std::string_view text);

// The reply code that `text` begins with, behind one '#' or '(' or quote; 0 if it begins with none.
int leading_code(std::string_view text);

// "5.7.26" at the front of `text`, behind one '#' or '('; empty if there is none.
std::string_view leading_enhanced_code(std::string_view text);

}  // namespace ruascope
