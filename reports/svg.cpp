// SPDX-License-Identifier: MIT
#include "reports/svg.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

double scaled(std::int64_t part, std::int64_t whole, double size) {
  return whole <= 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole) * size;
}

// Two decimals, and no "-0".
std::string number(double value) { return fmt::format("{:.2f}", value < 0.005 ? 0.0 : value); }

std::string rectangle(double x, double y, double width, double height, std::string_view style) {
  if (height < 0.005 || width < 0.005) return {};
  return fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>)", style, number(x),
                     number(y), number(width), number(height));
}

std::string totals_text(const std::vector<SummaryDay>& days) {
  std::string text;
  for (const auto& part : outcomes()) {
    std::int64_t sum = 0;
    for (const auto& day : days) sum = add_messages(sum, part.of(day.counts));
    if (sum > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", group_thousands(sum), part.name);
  }
  return text.empty() ? "no messages" : text;
}

// Lines and dots in the page's ground colour, on the colour of the style.
struct Pattern {
  const char* style;
  const char* lines;
};
constexpr std::array<Pattern, 9> patterns{{
    {"failed", "M-1 7L7 -1"},
    {"quarantined", "M1 2h2M4 5h2"},
    {"rejected", "M-1 7L7 -1M-1 -1L7 7"},
    {"unknown", "M0 3h6"},
    {"class1", "M-1 7L7 -1"},
    {"class2", "M-1 -1L7 7"},
    {"class3", "M1 2h2M4 5h2"},
    {"class4", "M0 3h6"},
    {"class5", "M-1 7L7 -1M-1 -1L7 7"},
}};

}  // namespace

const std::array<MailOutcome, 5>& outcomes() {
  static constexpr std::array<MailOutcome, 5> all{{
      {"passed", "passed and delivered",
       [](const MessageCounts& counts) {
         return std::max<std::int64_t>(0, counts.delivered - counts.failed_delivered);
       }},
      {"failed", "failed, delivered", [](const MessageCounts& counts) { return counts.failed_delivered; }},
      {"quarantined", "quarantined", [](const MessageCounts& counts) { return counts.quarantined; }},
      {"rejected", "rejected", [](const MessageCounts& counts) { return counts.rejected; }},
      {"unknown", "unknown", [](const MessageCounts& counts) { return counts.disposition_unknown; }},
  }};
  return all;
}

std::string chart_patterns() {
  std::string out = R"(<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>)";
  for (const auto& pattern : patterns)
    out += fmt::format(R"-(<pattern id="fill-{0}" width="6" height="6" patternUnits="userSpaceOnUse">)-"
                       R"-(<rect width="6" height="6" style="fill:var(--{0})"/>)-"
                       R"-(<path d="{1}" style="stroke:var(--ground);stroke-width:1.3"/></pattern>)-",
                       pattern.style, pattern.lines);
  return out + "</defs></svg>";
}

std::string swatch(std::string_view style) {
  return fmt::format(
      R"(<svg class="swatch" viewBox="0 0 14 14" aria-hidden="true"><rect class="{}" x="1" y="1" width="12" height="12"/></svg>)",
      style);
}

std::string outcome_chart(const std::vector<SummaryDay>& days, std::string_view id) {
  constexpr double width = 700;
  constexpr double height = 150;
  constexpr double top = 16;
  constexpr double bottom = 22;
  constexpr double gap = 2;
  std::int64_t most = 0;
  for (const auto& day : days) most = std::max(most, day.counts.messages);
  const auto step = width / static_cast<double>(std::max<std::size_t>(days.size(), 1));
  std::string out = fmt::format(
      R"(<svg class="chart" viewBox="0 0 700 188" role="img" aria-labelledby="{0}-t {0}-d">)"
      R"(<title id="{0}-t">Messages by outcome per day</title><desc id="{0}-d">{1} to {2}: {3}; at most {4} a day.</desc>)",
      id, days.empty() ? "" : format_day(days.front().day), days.empty() ? "" : format_day(days.back().day),
      totals_text(days), group_thousands(most));
  out += fmt::format(R"(<text class="axis" x="0" y="11">{}</text>)", group_thousands(most));
  out += fmt::format(R"(<line class="grid" x1="0" y1="{0}" x2="700" y2="{0}"/>)", number(top));
  for (std::size_t at = 0; at < days.size(); ++at) {
    const auto x = static_cast<double>(at) * step;
    auto y = top + height;
    for (const auto& part : outcomes()) {
      const auto size = scaled(part.of(days[at].counts), most, height);
      y -= size;
      out += rectangle(x + gap / 2, y, step - gap, size, part.style);
    }
    // Mondays, where there is room for their names.
    if (monday_of(days[at].day) == days[at].day)
      out += fmt::format(R"(<line class="tick" x1="{0}" y1="{1}" x2="{0}" y2="{2}"/>)"
                         R"(<text class="axis" x="{3}" y="{4}">{5}</text>)",
                         number(x), number(top + height), number(top + height + 4), number(x + 2),
                         number(top + height + bottom - 6), format_day(days[at].day).substr(5));
  }
  out += fmt::format(R"(<line class="base" x1="0" y1="{0}" x2="700" y2="{0}"/></svg>)", number(top + height));
  return out;
}

std::string sparkline(const std::vector<std::int64_t>& values, std::string_view words) {
  constexpr double height = 20;
  constexpr double step = 3;
  std::int64_t most = 0;
  for (const auto value : values) most = std::max(most, value);
  auto out = fmt::format(R"(<svg class="spark" viewBox="0 0 {} 21" role="img"><title>{}</title>)",
                         number(step * static_cast<double>(std::max<std::size_t>(values.size(), 1))),
                         html_text(words));
  for (std::size_t at = 0; at < values.size(); ++at) {
    const auto size = values[at] > 0 ? std::max(1.0, scaled(values[at], most, height)) : 0;
    out += rectangle(static_cast<double>(at) * step, height - size, step - 1, size, "amount");
  }
  return out + fmt::format(R"(<line class="base" x1="0" y1="20.5" x2="{}" y2="20.5"/></svg>)",
                           number(step * static_cast<double>(values.size())));
}

std::string class_bar(const ClassCounts& messages, std::string_view id) {
  constexpr double width = 700;
  std::int64_t all = 0;
  std::string words;
  for (std::size_t at = 0; at < messages.size(); ++at) {
    all = add_messages(all, messages[at]);
    if (messages[at] == 0) continue;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", spaced(names<SourceClass>[at]),
                         group_thousands(messages[at]));
  }
  auto out =
      fmt::format(R"(<svg class="classes" viewBox="0 0 700 24" role="img" aria-labelledby="{0}-t {0}-d">)"
                  R"(<title id="{0}-t">Messages by class of source</title><desc id="{0}-d">{1}</desc>)",
                  id, words.empty() ? "no messages" : words);
  double x = 0;
  for (std::size_t at = 0; at < messages.size(); ++at) {
    const auto size = scaled(messages[at], all, width);
    out += rectangle(x, 1, std::max(0.0, size - 1), 22, fmt::format("class{}", at));
    x += size;
  }
  return out + "</svg>";
}

}  // namespace ruascope
