// SPDX-License-Identifier: MIT
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"
#include "reports/policy_pages.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_lines = 12;

struct WhatIfTable {
  const char* title;
  const std::vector<WhatIfRow>& rows;
  WhatIfBy by;
};

// Delivered is what is left: the columns say what is lost, and what was let through before.
void add_table(const WhatIfTable& table, Page& page) {
  constexpr std::size_t figures = 4 * 13;
  const auto width = std::clamp<std::size_t>(page.width() - std::min(page.width(), figures + 2), 12, 40);
  page.title(fmt::format("{}", table.title));
  page.line("  " + padded("", width) +
            fmt::format("{:>13}{:>13}{:>13}{:>13}", "messages", "delivered", "quarantined", "rejected"));
  for (std::size_t at = 0; at < std::min(table.rows.size(), most_lines); ++at) {
    const auto& row = table.rows[at];
    auto name = row.key.empty() ? "(no name)" : row.key;
    if (table.by == WhatIfBy::source_class) name = spaced(name);
    if (row.source_class && row.key.empty()) name = fmt::format("({})", spaced(name_of(*row.source_class)));
    page.line("  " + padded(name, width) +
              fmt::format("{:>13}{:>13}{:>13}{:>13}", group_thousands(row.counts.messages),
                          group_thousands(row.counts.under.delivered),
                          group_thousands(row.counts.under.quarantined),
                          group_thousands(row.counts.under.rejected)));
  }
  if (table.rows.size() > most_lines)
    page.paragraph(fmt::format("and {} more: --by {}", table.rows.size() - most_lines, name_of(table.by)));
}

std::string outcome_text(const Outcomes& outcomes) {
  auto text = fmt::format("{} delivered, {} quarantined, {} rejected", group_thousands(outcomes.delivered),
                          group_thousands(outcomes.quarantined), group_thousands(outcomes.rejected));
  if (outcomes.unknown > 0) text += fmt::format(", {} unknown", group_thousands(outcomes.unknown));
  return text;
}

constexpr std::array<std::string_view, names<Difference>.size()> difference_words{
    "fared the same",
    "came under another policy then",
    "fared otherwise in spite of the policy: the receiver overrode it and said why",
    "were spared by sampling or tests (pct, t=y)",
    "fared otherwise, and the receiver did not say why",
    "have no known outcome"};

void add_differences(const WhatIf& replayed, Page& page) {
  page.title("Against what happened");
  page.paragraph(fmt::format("Reported: {}.", outcome_text(replayed.total.reported)));
  for (std::size_t at = 0; at < names<Difference>.size(); ++at)
    if (const auto messages = replayed.total.differences[at]; messages > 0)
      page.item("- ", fmt::format("{} {}", group_thousands(messages), difference_words[at]));
  if (replayed.total.let_through > 0)
    page.paragraph(fmt::format("Receivers let {} through in spite of the policy before, and may do so again.",
                               messages_text(replayed.total.let_through)));
}

void add_rejections(const ReplayedRejections& rejections, bool is_testing, Page& page) {
  if (rejections.rejections + rejections.others == 0) return;
  const auto again = [](const Outcomes& outcomes) {
    return fmt::format("{} would be rejected again, {} quarantined instead, {} delivered",
                       group_thousands(outcomes.rejected), group_thousands(outcomes.quarantined),
                       group_thousands(outcomes.delivered));
  };
  page.title("Rejections in bounces and logs");
  page.paragraph(
      fmt::format("{} for DMARC: {}.", group_thousands(rejections.rejections), again(rejections.under)));
  if (is_testing) page.paragraph(fmt::format("Where t=y is ignored: {}.", again(rejections.ignoring_t)));
  if (rejections.others > 0)
    page.paragraph(
        fmt::format("{} for other reasons: no policy changes them.", group_thousands(rejections.others)));
}

}  // namespace

std::string what_if_page(const WhatIf& replayed, const RenderOptions& options) {
  Page page(options);
  if (replayed.total.messages == 0) {
    page.title(fmt::format("{}: no report in these days", replayed.domain));
    return page.finish();
  }
  const auto& total = replayed.total;
  page.title(fmt::format("{} under {} (published: {})", replayed.domain, policy_text(replayed.policy),
                         policy_text(replayed.published)));
  page.paragraph(days_text(replayed.since, replayed.until));
  page.paragraph(fmt::format("{}: {}.", messages_text(total.messages), outcome_text(total.under)));
  if (replayed.policy.is_testing)
    page.paragraph(
        fmt::format("That is how RFC 9989 reads t=y. Receivers that still follow RFC 7489 ignore it: {}.",
                    outcome_text(total.ignoring_t)));
  if (replayed.has_unused_names)
    page.paragraph(
        "Names under which nobody sends are taken for names that do not exist (np): DNS was not asked.");
  add_table({"By class", replayed.by_class, WhatIfBy::source_class}, page);
  add_table({"By sender", replayed.by_sender, WhatIfBy::sender}, page);
  add_table({"By reporter", replayed.by_reporter, WhatIfBy::reporter}, page);
  if (replayed.by_day.size() <= most_lines)
    add_table({"By day", replayed.by_day, WhatIfBy::day}, page);
  else
    page.paragraph(fmt::format("{} days: --by day", replayed.by_day.size()));
  add_differences(replayed, page);
  add_rejections(replayed.rejections, replayed.policy.is_testing, page);
  return page.finish();
}

}  // namespace ruascope
