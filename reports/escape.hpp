// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ruascope {

// Every escape of the project stands here and is tested together: all text from reports is a stranger's.

// A JSON string with its quotes, in ASCII: what could steer a terminal or turn the reading direction leaves
// as \uXXXX. Ill-formed UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

// Text for a terminal: control characters, direction marks and invisible ones as \u{XXXX}.
std::string terminal_text(std::string_view text);

// A CSV field (RFC 4180), quoted where needed. Unless `raw`, text that a spreadsheet would run as a formula
// gets a leading apostrophe, and characters that steer a terminal are written as terminal_text() does.
std::string csv_field(std::string_view text, bool raw);

// Text within HTML or SVG, in quoted attributes too; what steers a terminal or the reading direction is
// written as terminal_text() does.
std::string html_text(std::string_view text);

// The content of a Markdown table cell.
std::string markdown_cell(std::string_view text);

// Columns that `text` takes on a terminal: wide East Asian characters two, the commonest combining marks
// none.
std::size_t display_width(std::string_view text);

// The longest start of `text` that takes at most `columns`, ending in an ellipsis if something was cut.
std::string fit_width(std::string_view text, std::size_t columns);

}  // namespace ruascope
