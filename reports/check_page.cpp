// SPDX-License-Identifier: MIT
// The records of a domain and what is wrong with them, for people and as JSON.
#include "reports/check_page.hpp"

#include "ingest/model/text.hpp"
#include "reports/cells.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string state_words(const DnsState& state) {
  if (!state.status) return "not looked up";
  auto words = *state.status == DnsStatus::found ? fmt::format("since {}", format_day(day_of(state.since)))
                                                 : std::string{status_text(*state.status)};
  if (state.failure)
    words += fmt::format("; asked again in vain ({}), as of {}", status_text(*state.failure),
                         format_day(day_of(state.asked_at)));
  return words;
}

std::string first_or_all(const std::vector<std::string>& records) {
  std::string text;
  for (const auto& record : records) text += (text.empty() ? "" : " | ") + record;
  return text;
}

RecordLine dmarc_line(const DmarcStep& step) {
  return {"DMARC", "_dmarc." + step.domain, first_or_all(step.records),
          step.state.is_answered() && step.records.empty() ? "none" : state_words(step.state)};
}

RecordLine spf_line(const DomainRecords& records) {
  const auto& own = records.spf.own();
  auto state = own.state.is_answered() && own.records.empty() ? "none" : state_words(own.state);
  if (own.outcome == SpfOutcome::sound)
    state += fmt::format(", {} of 10{}", counted(records.spf.lookups, "look-up"),
                         records.spf.is_known ? "" : " at least");
  return {"SPF", records.domain, first_or_all(own.records), state};
}

std::string key_words(const PublishedKey& key) {
  if (key.records.empty()) return state_words(key.state);
  if (key.key.is_revoked) return "revoked";
  const auto bits = key.key.bits == 0 ? std::string{"not readable"} : fmt::format("{} bits", key.key.bits);
  return fmt::format("{} {}, {}", key.key.kind_text, bits, state_words(key.state));
}

std::string time_json(std::int64_t seconds) {
  return seconds == 0 ? "null" : json_string(format_time(seconds));
}

std::string state_fields(const DnsState& state) {
  return fmt::format("\"status\":{},\"since\":{},\"asked_at\":{},\"failure\":{}",
                     state.status ? json_string(name_of(*state.status)) : "null", time_json(state.since),
                     time_json(state.asked_at),
                     state.failure ? json_string(name_of(*state.failure)) : "null");
}

std::string step_json(const DmarcStep& step) {
  return fmt::format("{{\"name\":{},{},\"records\":{}}}", json_string("_dmarc." + step.domain),
                     state_fields(step.state), cell_json(step.records));
}

std::string node_json(const SpfNode& node) {
  return fmt::format("{{\"domain\":{},\"term\":{},{},\"records\":{},\"lookups\":{}}}",
                     json_string(node.domain), cell_json(cell_or_null(node.term)), state_fields(node.state),
                     cell_json(node.records), node.lookups);
}

std::string key_json(const PublishedKey& key) {
  return fmt::format(
      "{{\"domain\":{},\"selector\":{},{},\"records\":{},\"type\":{},\"bits\":{},\"revoked\":{}}}",
      json_string(key.selector.domain), json_string(key.selector.selector), state_fields(key.state),
      cell_json(key.records), key.records.empty() ? "null" : json_string(key.key.kind_text),
      key.key.bits == 0 ? "null" : std::to_string(key.key.bits), key.key.is_revoked);
}

std::string target_json(const ReportTarget& target) {
  const auto known = [](const std::optional<bool>& value) {
    return value ? *value ? "true" : "false" : "null";
  };
  const bool is_known = !target.is_external || target.state.is_answered();
  return fmt::format("{{\"uri\":{},\"external\":{},\"authorized\":{},\"takes_mail\":{}}}",
                     json_string(target.address.uri), target.is_external,
                     known(is_known ? std::optional{target.is_authorized} : std::nullopt),
                     known(target.takes_mail));
}

std::string finding_json(const RecordFinding& finding) {
  return fmt::format(
      "{{\"severity\":{},\"code\":{},\"name\":{},\"what\":{},\"why\":{},\"advice\":{},\"replacement\":{}}}",
      json_string(name_of(finding.severity)), json_string(finding.code), json_string(finding.name),
      json_string(finding.what), json_string(finding.why), cell_json(cell_or_null(finding.advice)),
      cell_json(cell_or_null(finding.replacement)));
}

// Long texts are broken anywhere: a key has no blanks.
void add_text(const std::string& text, std::size_t indent, Page& page) {
  const auto safe = terminal_text(text);
  constexpr std::size_t least_width = 20;
  const auto width = std::max(page.width(), indent + least_width) - indent;
  for (std::string_view rest = safe; !rest.empty();) {
    const auto part = clip_utf8(rest, width);
    page.line(std::string(indent, ' ').append(part));
    rest.remove_prefix(part.size());
  }
}

std::string verdict(const DnsCheck& check) {
  const auto count = [&](Severity severity) {
    return std::count_if(check.findings.begin(), check.findings.end(),
                         [&](const RecordFinding& finding) { return finding.severity == severity; });
  };
  std::string text;
  for (const auto severity : {Severity::critical, Severity::serious, Severity::warning})
    if (const auto number = count(severity); number > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", number, name_of(severity));
  return text.empty() ? "nothing wrong with its records" : text;
}

}  // namespace

std::vector<RecordLine> record_lines(const DomainRecords& records) {
  std::vector<RecordLine> lines;
  lines.push_back(dmarc_line(records.dmarc.steps.front()));
  const auto* policy = records.dmarc.policy();
  if (policy != nullptr && policy != &records.dmarc.steps.front()) lines.push_back(dmarc_line(*policy));
  lines.push_back(spf_line(records));
  for (const auto& key : records.keys)
    lines.push_back({"DKIM", key.name(), first_or_all(key.records), key_words(key)});
  std::string hosts;
  for (const auto& host : records.mx) hosts += (hosts.empty() ? "" : ", ") + host;
  lines.push_back({"MX", records.domain, hosts,
                   records.has_null_mx ? "takes no mail (null MX)" : state_words(records.mx_state)});
  return lines;
}

std::string check_page(const DnsCheck& check, const RenderOptions& options) {
  Page page(options);
  page.title(fmt::format("{}: {}", check.records.domain, verdict(check)));
  std::set<std::pair<std::string, std::string>> shown;
  for (const auto& finding : check.findings) {
    page.title(fmt::format("{}: {} {}", name_of(finding.severity), finding.code, finding.name));
    page.paragraph(finding.what);
    page.paragraph(finding.why);
    if (!finding.advice.empty()) page.paragraph("-> " + finding.advice);
    if (finding.replacement.empty()) continue;
    if (!shown.emplace(finding.name, finding.replacement).second) {
      page.paragraph("The record above has this mended, too.");
      continue;
    }
    page.line(fmt::format("  {} TXT", terminal_text(finding.name)));
    add_text(finding.replacement, 4, page);
  }
  page.title("Records");
  for (const auto& line : record_lines(check.records)) {
    page.paragraph(fmt::format("{:<6}{} ({})", line.kind, line.name, line.state));
    add_text(line.text, 8, page);
  }
  return page.finish();
}

std::string check_json(const DnsCheck& check) {
  const auto& records = check.records;
  const auto* policy = records.dmarc.policy();
  return fmt::format(
      "{{\"schema_version\":1,\"command\":\"check\",\"domain\":{},\"worst\":{},\"findings\":{},"
      "\"dmarc\":{{\"walk\":{},\"policy_domain\":{},\"organizational_domain\":{},\"rua\":{},\"ruf\":{}}},"
      "\"spf\":{{\"tree\":{},\"lookups\":{},\"voids\":{},\"complete\":{}}},"
      "\"dkim\":{},\"mx\":{{{},\"hosts\":{},\"null_mx\":{}}}}}\n",
      json_string(records.domain), check.findings.empty() ? "null" : json_string(name_of(check.worst())),
      list_json(check.findings, finding_json), list_json(records.dmarc.steps, step_json),
      policy == nullptr ? "null" : json_string(policy->domain),
      records.dmarc.is_known ? json_string(records.dmarc.organizational) : "null",
      list_json(records.rua, target_json), list_json(records.ruf, target_json),
      list_json(records.spf.nodes, node_json), records.spf.lookups, records.spf.voids.size(),
      records.spf.is_known, list_json(records.keys, key_json), state_fields(records.mx_state),
      cell_json(records.mx), records.has_null_mx);
}

}  // namespace ruascope
