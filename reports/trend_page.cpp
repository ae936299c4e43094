// SPDX-License-Identifier: MIT
// A trend as small charts in a terminal.
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"
#include "reports/policy_pages.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Eighths of a column, and what stands for them where there are no blocks.
constexpr std::array<const char*, 9> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<const char*, 9> plain{" ", ".", ".", ":", "-", "=", "+", "*", "#"};

std::size_t scaled(std::int64_t part, std::int64_t whole, std::size_t steps) {
  if (part <= 0 || whole <= 0) return 0;
  const auto exact = static_cast<double>(part) / static_cast<double>(whole) * static_cast<double>(steps);
  // What is there is seen.
  return std::clamp<std::size_t>(static_cast<std::size_t>(exact + 0.5), 1, steps);
}

std::string repeated(const char* mark, std::size_t times) {
  std::string text;
  for (std::size_t at = 0; at < times; ++at) text += mark;
  return text;
}

// What passed, then what failed.
std::string bar(const MessageCounts& counts, std::int64_t most, std::size_t width, bool has_blocks) {
  const auto all = scaled(counts.messages, most, width);
  const auto failed = std::min(all, scaled(counts.dmarc_fail, most, width));
  return repeated(has_blocks ? "█" : "#", all - failed) + repeated(has_blocks ? "░" : "-", failed);
}

// A line of bars, periods put together until they fit.
std::string sparkline(const std::vector<std::int64_t>& values, std::size_t width, bool has_blocks) {
  const auto together =
      std::max<std::size_t>(1, (values.size() + width - 1) / std::max<std::size_t>(width, 1));
  std::vector<std::int64_t> sums;
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (at % together == 0) sums.push_back(0);
    sums.back() = add_messages(sums.back(), values[at]);
  }
  const auto most = sums.empty() ? 0 : *std::max_element(sums.begin(), sums.end());
  std::string line;
  for (const auto sum : sums) line += (has_blocks ? blocks : plain)[scaled(sum, most, blocks.size() - 1)];
  return line;
}

std::string percent_text(const MessageCounts& counts) {
  if (counts.messages == 0) return "";
  // Cut, so that 100.0 % means all.
  const auto tenths = static_cast<std::int64_t>(static_cast<long double>(counts.dmarc_pass) * 1000 /
                                                static_cast<long double>(counts.messages));
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

constexpr std::size_t count_width = 11;
constexpr std::size_t percent_width = 9;

std::string periods_page(const TrendPage& page, const RenderOptions& options) {
  std::int64_t most = 0;
  std::size_t name_width = 7;
  for (const auto& row : page.rows) {
    most = std::max(most, row.counts.messages);
    name_width = std::max(name_width, row.period.name.size());
  }
  const auto left = name_width + 2 * count_width + percent_width + 2;
  const auto width = width_of(options);
  const auto bar_width = std::clamp<std::size_t>(width - std::min(width, left), 10, 60);
  auto text = bold(fmt::format("{:<{}}{:>{}}{:>{}}{:>{}}", "Period", name_width, "Messages", count_width,
                               "Failed", count_width, "Passed", percent_width),
                   options) +
              "\n";
  for (const auto& row : page.rows) {
    auto line =
        fmt::format("{:<{}}{:>{}}{:>{}}{:>{}}  ", row.period.name, name_width,
                    group_thousands(row.counts.messages), count_width, group_thousands(row.counts.dmarc_fail),
                    count_width, percent_text(row.counts), percent_width) +
        (row.counts.messages == 0 ? "no report" : bar(row.counts, most, bar_width, options.has_blocks));
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text + fmt::format("bars: {} passed, {} failed\n", options.has_blocks ? "█" : "#",
                            options.has_blocks ? "░" : "-");
}

struct Share {
  std::string key;
  std::optional<SourceClass> source_class;
  std::int64_t messages = 0;
  MessageCounts counts;
  std::map<Day, std::int64_t> periods;
};

std::vector<Share> shares_of(const std::vector<TrendRow>& rows) {
  std::map<std::pair<std::string, int>, Share> by_key;
  for (const auto& row : rows) {
    const auto of_class = row.source_class ? static_cast<int>(*row.source_class) : -1;
    auto& share = by_key[{row.key, of_class}];
    share.key = row.key;
    share.source_class = row.source_class;
    share.counts.messages = add_messages(share.counts.messages, row.counts.messages);
    share.counts.dmarc_pass = add_messages(share.counts.dmarc_pass, row.counts.dmarc_pass);
    share.counts.dmarc_fail = add_messages(share.counts.dmarc_fail, row.counts.dmarc_fail);
    share.periods[row.period.first_day] = row.counts.messages;
  }
  std::vector<Share> shares;
  for (auto& [key, share] : by_key) shares.push_back(std::move(share));
  std::stable_sort(shares.begin(), shares.end(), [](const Share& one, const Share& other) {
    return one.counts.messages > other.counts.messages;
  });
  return shares;
}

std::string name_of_share(const Share& share) {
  if (!share.key.empty()) return share.key;
  return share.source_class ? fmt::format("({})", name_of(*share.source_class)) : "(no name)";
}

std::string shares_page(const TrendPage& page, const RenderOptions& options) {
  const auto shares = shares_of(page.rows);
  if (shares.empty()) return {};
  const auto since = page.rows.front().period.first_day;
  const auto until = page.rows.back().period.last_day;
  const auto periods = trend_periods(since, until, page.by);
  std::size_t name_width = 8;
  for (const auto& share : shares)
    name_width = std::max(name_width, display_width(terminal_text(name_of_share(share))));
  const auto width = width_of(options);
  name_width = std::min(name_width, std::max<std::size_t>(12, width / 3));
  const auto left = name_width + 2 * count_width + percent_width + 2;
  const auto line_width = std::max<std::size_t>(8, width - std::min(width, left));
  auto text = bold(fmt::format("{}{:>{}}{:>{}}{:>{}}  {}", padded(std::string{name_of(page.of)}, name_width),
                               "Messages", count_width, "Failed", count_width, "Passed", percent_width,
                               "Messages by " + std::string{name_of(page.by)}),
                   options) +
              "\n";
  const auto shown =
      page.limit ? std::min(shares.size(), static_cast<std::size_t>(*page.limit)) : shares.size();
  for (std::size_t at = 0; at < shown; ++at) {
    const auto& share = shares[at];
    std::vector<std::int64_t> values;
    for (const auto& period : periods) {
      const auto found = share.periods.find(period.first_day);
      values.push_back(found == share.periods.end() ? 0 : found->second);
    }
    auto line = fmt::format("{}{:>{}}{:>{}}{:>{}}  {}", padded(name_of_share(share), name_width),
                            group_thousands(share.counts.messages), count_width,
                            group_thousands(share.counts.dmarc_fail), count_width, percent_text(share.counts),
                            percent_width, sparkline(values, line_width, options.has_blocks));
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text;
}

}  // namespace

std::string trend_page(const TrendPage& page, const RenderOptions& options) {
  return page.of == TrendOf::all ? periods_page(page, options) : shares_page(page, options);
}

}  // namespace ruascope
