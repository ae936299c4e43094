// SPDX-License-Identifier: MIT
#include "reports/page.hpp"

#include "ingest/model/text.hpp"
#include "reports/escape.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Further lines of what begins with a mark stand below its text.
std::size_t mark_width(std::string_view text) {
  for (const std::string_view mark : {"- ", "-> "})
    if (text.starts_with(mark)) return mark.size();
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  return digits > 0 && text.substr(digits).starts_with(". ") ? digits + 2 : 0;
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  std::string margin(indent, ' ');
  std::string out;
  std::string line;
  const auto flush = [&] {
    if (!line.empty()) out += margin + line + "\n";
    if (!line.empty()) margin = std::string(indent + mark_width(text), ' ');
    line.clear();
  };
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (word.empty()) continue;
    const auto shown = terminal_text(word);
    const bool is_full =
        width > 0 && !line.empty() && margin.size() + display_width(line) + 1 + display_width(shown) > width;
    if (is_full) flush();
    line += (line.empty() ? "" : " ") + shown;
  }
  flush();
  return out;
}

std::size_t width_of(const RenderOptions& options) {
  constexpr std::size_t usual_width = 80;
  return options.width == 0 ? usual_width : options.width;
}

std::string bold(const std::string& text, const RenderOptions& options) {
  return options.color ? "\x1b[1m" + text + "\x1b[0m" : text;
}

std::string messages_text(std::int64_t number) {
  return fmt::format("{} message{}", group_thousands(number), number == 1 ? "" : "s");
}

std::string spaced(std::string_view label) {
  std::string words{label};
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string padded(const std::string& text, std::size_t width) {
  const auto shown = fit_width(terminal_text(text), width);
  return shown + std::string(width - std::min(width, display_width(shown)), ' ');
}

void Page::title(const std::string& words) {
  if (!text_.empty()) text_ += "\n";
  const auto lines = wrapped(words, 0, width_);
  text_ += bold(lines.substr(0, lines.size() - 1), options_) + "\n";
}

void Page::paragraph(const std::string& words, std::size_t indent) {
  if (!words.empty()) text_ += wrapped(words, indent, width_);
}

}  // namespace ruascope
