// SPDX-License-Identifier: MIT
// Readiness, for people and as JSON.
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "reports/cells.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"
#include "reports/policy_pages.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_lines = 12;

std::string number_json(const std::optional<double>& value, bool is_share) {
  if (!value) return "null";
  return is_share ? fmt::format("{}", *value) : fmt::format("{}", static_cast<std::int64_t>(*value));
}

std::string check_json(const ReadinessCheck& check) {
  return fmt::format("{{\"name\":{},\"status\":{},\"value\":{},\"threshold\":{},\"why\":{}}}",
                     json_string(check.name), json_string(name_of(check.status)),
                     number_json(check.value, check.is_share), number_json(check.threshold, check.is_share),
                     json_string(check.why));
}

std::string blocker_json(const Blocker& blocker) {
  return fmt::format(
      "{{\"source_ip\":{},\"sender\":{},\"class\":{},\"cause\":{},\"messages\":{},\"advice\":{},\"mended\":{}"
      "}}",
      json_string(blocker.source_ip), cell_json(cell_or_null(blocker.sender)),
      json_string(name_of(blocker.source_class)), json_string(name_of(blocker.cause)), blocker.messages,
      cell_json(cell_or_null(blocker.advice)), blocker.is_mended);
}

std::string what_if_json(const StepCounts& counts) {
  std::string by_class;
  for (std::size_t at = 0; at < names<SourceClass>.size(); ++at)
    by_class += fmt::format("{}{}:{}", at == 0 ? "" : ",", json_string(names<SourceClass>[at]),
                            counts.not_delivered[at]);
  return fmt::format(
      "{{\"messages\":{},\"would_be_rejected\":{},\"would_be_quarantined\":{},\"by_class\":{{{}}}}}",
      counts.messages, counts.rejected, counts.quarantined, by_class);
}

std::string day_json(std::optional<Day> day) { return day ? json_string(format_day(*day)) : "null"; }

// Without the braces.
std::string readiness_fields(const Readiness& readiness) {
  const auto& step = readiness.step;
  const auto policy = [&](const PolicyRecord& record) {
    return readiness.has_reports ? json_string(name_of(record.p.value_or(Policy::unknown))) : "null";
  };
  return fmt::format(
      "\"domain\":{},\"window\":{{\"since\":{},\"until\":{}}},\"from\":{},\"to\":{},\"verdict\":{},"
      "\"confidence\":{},"
      "\"checks\":{},\"blockers\":{},\"what_if\":{},\"next_record\":{},\"next_record_complete\":{},"
      "\"published\":{},\"notes\":{}",
      json_string(readiness.domain), day_json(readiness.since), day_json(readiness.until), policy(step.from),
      policy(step.to), json_string(name_of(readiness.verdict)), json_string(name_of(readiness.confidence)),
      list_json(readiness.checks, check_json), list_json(readiness.blockers, blocker_json),
      what_if_json(readiness.what_if), cell_json(cell_or_null(readiness.next_record)),
      readiness.is_next_complete, readiness.has_reports ? json_string(policy_text(step.from)) : "null",
      cell_json(readiness.notes));
}

// Addresses of one sender that ask for the same step stand together.
struct BlockerGroup {
  const Blocker* worst;
  std::int64_t messages = 0;
  std::size_t others = 0;
};

std::vector<BlockerGroup> grouped(const std::vector<Blocker>& blockers) {
  std::vector<BlockerGroup> groups;
  for (const auto& blocker : blockers) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const BlockerGroup& group) {
      return !blocker.sender.empty() && group.worst->sender == blocker.sender &&
             group.worst->advice == blocker.advice;
    });
    if (same == groups.end()) {
      groups.push_back({&blocker, blocker.messages, 0});
      continue;
    }
    same->messages = add_messages(same->messages, blocker.messages);
    ++same->others;
  }
  std::stable_sort(groups.begin(), groups.end(), [](const BlockerGroup& one, const BlockerGroup& other) {
    return one.messages > other.messages;
  });
  return groups;
}

void add_blockers(const std::vector<Blocker>& blockers, Page& page) {
  if (blockers.empty()) return;
  page.title("In the way");
  const auto groups = grouped(blockers);
  for (std::size_t at = 0; at < std::min(groups.size(), most_lines); ++at) {
    const auto& [worst, messages, others] = groups[at];
    page.paragraph(fmt::format("{}{} ({}{}{}), {}: {}", worst->source_ip,
                               others == 0 ? "" : fmt::format(" and {} more", others), worst->sender,
                               worst->sender.empty() ? "" : ", ", spaced(name_of(worst->source_class)),
                               name_of(worst->cause), messages_text(messages)));
    page.paragraph("-> " + worst->advice, 4);
  }
  if (groups.size() > most_lines) page.paragraph(fmt::format("and {} more", groups.size() - most_lines));
}

}  // namespace

std::string share_text(double share) {
  constexpr double hundredths = 10'000;
  constexpr double guard = 1e-6;  // 0.29 * 10000 is 2899.9999
  return fmt::format("{:.10g} %", std::floor(share * hundredths + guard) / 100);
}

std::string figure_text(const std::optional<double>& value, bool is_share) {
  if (!value) return "-";
  return is_share ? share_text(*value) : group_thousands(static_cast<std::int64_t>(*value));
}

std::string needed_text(const ReadinessCheck& check) {
  if (!check.threshold) return {};
  if (!check.is_share && *check.threshold == 0) return "none";
  return "at least " + figure_text(check.threshold, check.is_share);
}

std::string readiness_verdict(const Readiness& readiness) {
  const auto to = policy_text(readiness.step.to);
  const auto from = policy_text(readiness.step.from);
  switch (readiness.verdict) {
    case ReadinessVerdict::ready:
      return readiness.step.is_change() ? fmt::format("ready for {} (published: {})", to, from)
                                        : fmt::format("sound under {}, nothing left to tighten", from);
    case ReadinessVerdict::not_ready:
      return readiness.step.is_change() ? fmt::format("not ready for {} (published: {})", to, from)
                                        : fmt::format("not sound under {}, which is published", from);
    case ReadinessVerdict::not_enough_data: break;
  }
  if (!readiness.has_reports) return "not enough data: no report in these days";
  if (!readiness.step.is_change())
    return fmt::format("{} is published, nothing left to tighten; not enough data to judge it", from);
  return fmt::format("not enough data to tell about {} (published: {})", to, from);
}

std::string what_if_sentence(const Readiness& readiness) {
  const auto& counts = readiness.what_if;
  std::string by_class;
  for (std::size_t at = 0; at < names<SourceClass>.size(); ++at)
    if (counts.not_delivered[at] > 0)
      by_class += fmt::format("{}{} {}", by_class.empty() ? "" : ", ", spaced(names<SourceClass>[at]),
                              group_thousands(counts.not_delivered[at]));
  return fmt::format("Of {} in the window {} would be rejected and {} quarantined{}.",
                     messages_text(counts.messages), group_thousands(counts.rejected),
                     group_thousands(counts.quarantined), by_class.empty() ? "" : ": " + by_class);
}

std::string days_text(std::optional<Day> since, std::optional<Day> until) {
  if (!since || !until) return "all days (UTC)";
  return fmt::format("{} to {} (UTC)", format_day(*since), format_day(*until));
}

std::string readiness_page(const Readiness& readiness, const RenderOptions& options) {
  Page page(options);
  page.title(fmt::format("{}: {}", readiness.domain, readiness_verdict(readiness)));
  page.paragraph(fmt::format("{}{}", days_text(readiness.since, readiness.until),
                             readiness.confidence == Confidence::none
                                 ? ""
                                 : fmt::format("; confidence: {}", name_of(readiness.confidence))));
  if (!readiness.has_reports) {
    page.paragraph(
        "Silence is no success: publish a rua address, import its reports, and ask again in four weeks.");
    return page.finish();
  }
  page.title("Checks");
  for (const auto& check : readiness.checks) {
    const auto measured =
        check.value || check.threshold ? ": " + figure_text(check.value, check.is_share) : std::string{};
    page.line(fmt::format("  {:<12}{}{}{}", spaced(name_of(check.status)), spaced(check.name), measured,
                          check.threshold ? fmt::format(" ({})", needed_text(check)) : ""));
    page.paragraph(check.why, 14);
  }
  add_blockers(readiness.blockers, page);
  if (readiness.has_reports) {
    page.title(fmt::format("Under {}", policy_text(readiness.step.to)));
    page.paragraph(what_if_sentence(readiness));
  }
  if (!readiness.next_record.empty()) {
    page.title(readiness.verdict == ReadinessVerdict::ready
                   ? "The next record"
                   : "The next record, once nothing stands in the way");
    page.line(fmt::format("  _dmarc.{} TXT", terminal_text(readiness.domain)));
    page.line("  " + terminal_text(readiness.next_record));
  }
  for (const auto& note : readiness.notes) page.item("- ", note);
  return page.finish();
}

std::string readiness_json(const Readiness& readiness) {
  return "{\"schema_version\":1,\"command\":\"readiness\"," + readiness_fields(readiness) + "}\n";
}

std::string readiness_object(const Readiness& readiness) { return "{" + readiness_fields(readiness) + "}"; }

std::string readiness_json(const std::vector<Readiness>& all) {
  return "{\"schema_version\":1,\"command\":\"readiness\",\"domains\":" + list_json(all, readiness_object) +
         "}\n";
}

std::string readiness_overview(const std::vector<Readiness>& all, const RenderOptions& options) {
  Page page(options);
  for (const auto& readiness : all) {
    page.title(fmt::format("{}: {}", readiness.domain, readiness_verdict(readiness)));
    std::string missing;
    for (const auto& check : readiness.checks) {
      if (check.status == CheckStatus::block)
        page.paragraph(fmt::format("{}: {}", spaced(check.name), check.why));
      if (check.status == CheckStatus::no_data && check.value && !check.is_share)
        missing += fmt::format("{}{} {} ({})", missing.empty() ? "" : ", ", spaced(check.name),
                               figure_text(check.value, false), needed_text(check));
    }
    page.paragraph(missing);
    if (!readiness.blockers.empty()) {
      const auto& worst = readiness.blockers.front();
      page.paragraph(
          fmt::format("-> {} ({}): {}", worst.source_ip, messages_text(worst.messages), worst.advice));
    }
    if (readiness.verdict == ReadinessVerdict::ready && !readiness.next_record.empty())
      page.line("  " + terminal_text(readiness.next_record));
  }
  return page.finish();
}

}  // namespace ruascope
