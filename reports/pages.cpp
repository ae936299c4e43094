// SPDX-License-Identifier: MIT
#include "reports/pages.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "reports/escape.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string dkim_text(const ResultSet& results) {
  if (results.dkim_results.empty()) return "no signature";
  std::string text;
  for (const auto& entry : results.dkim_results)
    text += fmt::format("{}{} {}{}", text.empty() ? "DKIM " : ", ", name_of(entry.result.value),
                        entry.domain.empty() ? "(no domain)" : entry.domain,
                        entry.selector ? "/" + *entry.selector : "");
  return text;
}

std::string spf_text(const ResultSet& results) {
  if (results.spf_results.empty()) return "no SPF";
  const auto& entry = results.spf_results.front();
  return fmt::format("SPF {} {}", name_of(entry.result.value),
                     entry.domain.empty() ? "(no domain)" : entry.domain);
}

// Above a list of many: the first so many, and how many more there are.
constexpr std::size_t most_lines = 12;

std::string rest_line(std::size_t number) {
  return number > most_lines ? fmt::format("    and {} more\n", number - most_lines) : "";
}

// What differs only in what is not shown here, as the recipient's domain, is one line.
std::string mail_lines(const SourcePage& page, std::size_t width) {
  using Line = std::pair<Cause, std::string>;
  std::map<Line, std::int64_t> sums;
  for (std::size_t at = 0; at < page.results.size(); ++at) {
    const auto& results = page.results[at];
    const auto what =
        fmt::format("From: {}; {}; {}", results.header_from, dkim_text(results), spf_text(results));
    auto& sum = sums[{page.source.mail_causes[at], what}];
    sum = add_messages(sum, messages_of(page.source.mail.combinations[at]));
  }
  std::vector<std::pair<Line, std::int64_t>> lines(sums.begin(), sums.end());
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& one, const auto& other) { return one.second > other.second; });
  std::string text;
  for (std::size_t at = 0; at < std::min(lines.size(), most_lines); ++at) {
    const auto& [line, messages] = lines[at];
    text += fmt::format("  {:>9}  {}\n", group_thousands(messages), name_of(line.first)) +
            wrapped(line.second, 13, width);
  }
  return text + rest_line(lines.size());
}

std::string activity_lines(const std::vector<ActivityRow>& rows, std::size_t from) {
  std::string text;
  for (std::size_t line = from; line < std::min(rows.size(), from + most_lines); ++line)
    text += fmt::format(
        "  {:>9}  {}{}\n", group_thousands(rows[line].messages), terminal_text(rows[line].key),
        rows[line].dmarc_fail == 0 ? ""
                                   : fmt::format(" ({} failed)", group_thousands(rows[line].dmarc_fail)));
  return text;
}

// The newest days matter most.
std::string day_lines(const std::vector<ActivityRow>& days) {
  const auto left_out = days.size() - std::min(days.size(), most_lines);
  const auto text = activity_lines(days, left_out);
  return left_out == 0 ? text : fmt::format("    {} earlier days\n", left_out) + text;
}

std::string verdict_line(const JudgedSource& source) {
  const auto& counts = source.totals.counts;
  return fmt::format("{}: {} passed, {} failed; {} delivered, {} quarantined, {} rejected",
                     messages_text(counts.messages), group_thousands(counts.dmarc_pass),
                     group_thousands(counts.dmarc_fail), group_thousands(counts.delivered),
                     group_thousands(counts.quarantined), group_thousands(counts.rejected));
}

}  // namespace

std::string findings_page(const std::vector<Finding>& findings, const RenderOptions& options) {
  std::string text;
  for (const auto& finding : findings) {
    auto head = fmt::format("{}: {}", name_of(finding.severity), finding.code);
    if (!finding.domain.empty()) head += " " + terminal_text(finding.domain);
    if (finding.subject != finding.domain) head += ", " + terminal_text(finding.subject);
    if (finding.messages > 0)
      head += fmt::format(" ({}{})", messages_text(finding.messages),
                          finding.rejections == 0 || finding.rejections == finding.messages
                              ? ""
                              : fmt::format(", {} seen refused", group_thousands(finding.rejections)));
    if (finding.last_day) head += fmt::format(", last on {}", format_day(*finding.last_day));
    auto title = wrapped(head, 0, width_of(options));
    title.pop_back();
    text += bold(title, options) + "\n" + wrapped(finding.what, 2, width_of(options)) +
            wrapped("-> " + finding.advice, 2, width_of(options)) + "\n";
  }
  return text;
}

// "mail.example.com; AS64496 Example Networks, DE"; empty where nothing is known.
std::string place_line(const Judgement& judgement) {
  std::string text;
  if (judgement.host)
    text =
        judgement.host->name + (judgement.host->is_confirmed ? "" : " (does not name the address in turn)");
  if (!judgement.network) return text;
  const auto& [asn, holder, country] = *judgement.network;
  std::string network;
  for (const auto& part : {asn == 0 ? std::string{} : fmt::format("AS{}", asn), holder})
    if (!part.empty()) network += (network.empty() ? "" : " ") + part;
  if (!country.empty()) network += (network.empty() ? "" : ", ") + country;
  return text + (text.empty() ? "" : "; ") + network;
}

std::string source_page(const SourcePage& page, const RenderOptions& options) {
  const auto& totals = page.source.totals;
  const auto& judgement = page.source.judgement;
  const auto width = width_of(options);
  auto text =
      bold(fmt::format("{} for {}", totals.source_ip, terminal_text(totals.domain)), options) + "\n\n";
  const auto sender = judgement.sender.empty() ? "" : fmt::format(" ({})", terminal_text(judgement.sender));
  text += wrapped(fmt::format("{}{}, {}; confidence: {}", name_of(judgement.source_class), sender,
                              name_of(judgement.cause), name_of(judgement.confidence)),
                  2, width);
  text += wrapped(place_line(judgement), 2, width);
  text += wrapped(verdict_line(page.source), 2, width);
  if (const auto refused = page.source.rejections.value_or(0); refused > 0)
    text += wrapped(
        fmt::format("{} rejection{} of its mail in bounces and logs (see: ruascope rejections --source {})",
                    group_thousands(refused), refused == 1 ? "" : "s", totals.source_ip),
        2, width);
  text += wrapped(
      fmt::format("seen {} to {} by {} reporter{}", format_day(totals.first_day), format_day(totals.last_day),
                  totals.reporters.size(), totals.reporters.size() == 1 ? "" : "s"),
      2, width);
  if (judgement.is_ignored) text += wrapped("on the list of sources to ignore", 2, width);
  text += "\n" + bold("Evidence", options) + "\n";
  for (const auto& line : judgement.evidence) text += wrapped("- " + line, 2, width);
  text += "\n" + bold("What to do", options) + "\n";
  for (const auto& line : judgement.advice) text += wrapped(line, 2, width);
  text += "\n" + bold("Mail", options) + "\n" + mail_lines(page, width);
  text += "\n" + bold("Reporters", options) + "\n" + activity_lines(page.activity.reporters, 0) +
          rest_line(page.activity.reporters.size());
  text += "\n" + bold("Days", options) + "\n" + day_lines(page.activity.days);
  return text;
}

Json combinations_json(const SourcePage& page) {
  std::string text = "[";
  for (std::size_t at = 0; at < page.results.size(); ++at) {
    const auto& results = page.results[at];
    text += fmt::format(
        "{}{{\"messages\":{},\"cause\":{},\"header_from\":{},\"envelope_from\":{},\"dkim\":{},\"spf\":{},"
        "\"dkim_results\":{},\"spf_results\":{}}}",
        at == 0 ? "" : ",", messages_of(page.source.mail.combinations[at]),
        json_string(name_of(page.source.mail_causes[at])), json_string(results.header_from),
        results.envelope_from ? json_string(*results.envelope_from) : "null",
        json_string(name_of(results.dkim.value)), json_string(name_of(results.spf.value)),
        json_string(dkim_text(results)), json_string(spf_text(results)));
  }
  return {text + "]"};
}

Json activity_json(const std::vector<ActivityRow>& rows, const char* key) {
  std::string text = "[";
  for (const auto& row : rows)
    text += fmt::format("{}{{\"{}\":{},\"messages\":{},\"dmarc_fail\":{}}}", text.size() > 1 ? "," : "", key,
                        json_string(row.key), row.messages, row.dmarc_fail);
  return {text + "]"};
}

}  // namespace ruascope
