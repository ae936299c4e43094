// SPDX-License-Identifier: MIT
#include "tests/ingest/describe.hpp"

#include <fmt/format.h>

namespace ruascope::test {
namespace {

// A block is lines: what would end one is written as it is in C.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) line += c == '\n' ? std::string{"\\n"} : c == '\r' ? "\\r" : std::string{c};
  return line;
}

std::string text_of(const std::optional<std::string>& text) { return text.value_or("-"); }

template <class E>
std::string token_text(const Token<E>& token) {
  const std::string name{name_of(token.value)};
  return token.raw.empty() ? name : fmt::format("{} ({})", name, token.raw);
}

template <class E>
std::string token_text(const std::optional<Token<E>>& token) {
  return token ? token_text(*token) : "-";
}

template <class List, class Write>
std::string joined(const List& list, const Write& write) {
  std::string text;
  for (const auto& entry : list) text += (text.empty() ? "" : " | ") + write(entry);
  return text.empty() ? "-" : text;
}

std::string reasons_text(const ResultSet& results) {
  return joined(results.reasons, [](const Reason& reason) {
    return fmt::format("{}({})", token_text(reason.type), reason.comment.value_or(""));
  });
}

std::string dkim_text(const ResultSet& results) {
  return joined(results.dkim_results, [](const DkimEntry& entry) {
    return fmt::format("{}/{}/{}/{}", entry.domain, text_of(entry.selector), token_text(entry.result),
                       text_of(entry.human_result));
  });
}

std::string spf_text(const ResultSet& results) {
  return joined(results.spf_results, [](const SpfEntry& entry) {
    return fmt::format("{}/{}/{}/{}", entry.domain.empty() ? entry.domain_raw : entry.domain,
                       token_text(entry.scope), token_text(entry.result), text_of(entry.human_result));
  });
}

using Fields = std::vector<std::pair<const char*, std::string>>;

Fields fields_of(const RecordingSink::Report& report) {
  const auto& head = report.head;
  const auto& policy = head.policy;
  const auto as_text = [](const std::string& text) { return text.empty() ? std::string{"-"} : text; };
  return {{"org_name", as_text(head.org_name)},
          {"email", as_text(head.email)},
          {"extra_contact_info", text_of(head.extra_contact_info)},
          {"begin", std::to_string(head.begin)},
          {"end", std::to_string(head.end)},
          {"errors", joined(head.errors, [](const std::string& error) { return error; })},
          {"generator", text_of(head.generator)},
          {"version", text_of(head.version)},
          {"namespace", as_text(head.xml_namespace)},
          {"schema", std::string{name_of(report.end.schema)}},
          {"partial", report.end.partial ? "yes" : "no"},
          {"domain", policy.domain},
          {"domain_raw", as_text(policy.domain_raw)},
          {"p", token_text(policy.p)},
          {"sp", token_text(policy.sp)},
          {"np", token_text(policy.np)},
          {"adkim", token_text(policy.adkim)},
          {"aspf", token_text(policy.aspf)},
          {"pct", policy.pct ? std::to_string(*policy.pct) : "-"},
          {"fo", text_of(policy.fo)},
          {"testing", token_text(policy.testing)},
          {"discovery_method", token_text(policy.discovery_method)},
          {"psd", text_of(policy.psd)},
          {"records", std::to_string(report.records.size())}};
}

Fields fields_of(const Record& record) {
  const auto& results = *record.results;
  return {{"source_ip", record.source_ip.text()},
          {"count", std::to_string(record.count)},
          {"disposition", token_text(record.disposition)},
          {"dkim", token_text(results.dkim)},
          {"spf", token_text(results.spf)},
          {"derived", results.derived() ? "yes" : "no"},
          {"header_from", results.header_from},
          {"envelope_from", text_of(results.envelope_from)},
          {"envelope_to", text_of(results.envelope_to)},
          {"reasons", reasons_text(results)},
          {"dkim_results", dkim_text(results)},
          {"spf_results", spf_text(results)}};
}

// The base report as it is read, written out again by hand so that the catalogue stands on its own.
const Fields& base_fields() {
  static const Fields fields{{"org_name", "reporter.example"},
                             {"email", "dmarc@reporter.example"},
                             {"extra_contact_info", "-"},
                             {"begin", "1700000000"},
                             {"end", "1700086399"},
                             {"errors", "-"},
                             {"generator", "-"},
                             {"version", "1.0"},
                             {"namespace", "-"},
                             {"schema", "rfc7489"},
                             {"partial", "no"},
                             {"domain", "example.com"},
                             {"domain_raw", "-"},
                             {"p", "none"},
                             {"sp", "none"},
                             {"np", "-"},
                             {"adkim", "r"},
                             {"aspf", "r"},
                             {"pct", "100"},
                             {"fo", "-"},
                             {"testing", "-"},
                             {"discovery_method", "-"},
                             {"psd", "-"},
                             {"records", "1"}};
  return fields;
}

const Fields& base_record() {
  static const Fields fields{{"source_ip", "192.0.2.1"},
                             {"count", "1"},
                             {"disposition", "none"},
                             {"dkim", "pass"},
                             {"spf", "fail"},
                             {"derived", "no"},
                             {"header_from", "example.com"},
                             {"envelope_from", "-"},
                             {"envelope_to", "-"},
                             {"reasons", "-"},
                             {"dkim_results", "example.com/s1/pass/-"},
                             {"spf_results", "bounces.example.net/mfrom/pass/-"}};
  return fields;
}

std::string describe_record(const Record& record, std::size_t number) {
  std::string text;
  const auto fields = fields_of(record);
  for (std::size_t index = 0; index < fields.size(); ++index)
    if (fields[index] != base_record()[index])
      text += fmt::format("{} {}={}", text.empty() ? "" : ";", fields[index].first,
                          on_one_line(fields[index].second));
  return text.empty() ? text : fmt::format("  record {}:{}\n", number, text);
}

std::string describe(const RecordingSink::Report& report) {
  auto text = fmt::format("report {}\n", on_one_line(report.end.report_id.value_or(report.head.report_id)));
  const auto fields = fields_of(report);
  for (std::size_t index = 0; index < fields.size(); ++index)
    if (fields[index] != base_fields()[index])
      text += fmt::format("  {}: {}\n", fields[index].first, on_one_line(fields[index].second));
  for (std::size_t number = 1; number <= report.records.size(); ++number)
    text += describe_record(report.records[number - 1], number);
  for (const auto& warning : report.end.warnings)
    text += fmt::format("  warning: {} {}{}\n", warning.kind, on_one_line(warning.subject),
                        warning.times > 1 ? fmt::format(" x{}", warning.times) : "");
  return text;
}

}  // namespace

std::string describe(const RecordingSink& sink) {
  const auto text_or_dash = [](const std::string& word) { return word.empty() ? std::string{"-"} : word; };
  std::string text;
  for (const auto& report : sink.reports) text += describe(report);
  for (const auto& one : sink.rejections)
    text += fmt::format("rejection: {} {} {} from {} to {}: {}\n", name_of(one.kind), one.reply.code,
                        one.reply.enhanced_code.empty() ? "-" : one.reply.enhanced_code,
                        text_or_dash(one.from_domain), text_or_dash(one.recipient_domain),
                        on_one_line(one.reply.text));
  for (const auto& what : sink.refused)
    text += fmt::format("unreadable: {}: {}{}{}\n", what.reason, what.place, what.place.empty() ? "" : ": ",
                        on_one_line(what.message));
  for (const auto& kind : sink.passed_over)
    text += fmt::format("ignored: {}\n", kind.substr(0, kind.find(' ')));
  return text;
}

}  // namespace ruascope::test
