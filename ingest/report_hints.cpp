// SPDX-License-Identifier: MIT
#include "ingest/report_hints.hpp"

#include "ingest/idn.hpp"
#include "ingest/model/text.hpp"

#include <array>
#include <charconv>
#include <vector>

namespace ruascope {
namespace {

constexpr std::size_t longest_hint = 512;

std::string_view without_endings(std::string_view name) {
  static constexpr std::array<std::string_view, 7> endings{".gz",  ".zip", ".xml", ".xz",
                                                           ".zst", ".eml", ".b64"};
  for (bool found = true; found;) {
    found = false;
    for (const auto ending : endings)
      if (name.size() > ending.size() &&
          is_same_ignoring_case(name.substr(name.size() - ending.size()), ending)) {
        name.remove_suffix(ending.size());
        found = true;
      }
  }
  return name;
}

std::optional<std::int64_t> seconds(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::string domain_or_empty(std::string_view text) { return fold_domain(trim(text)).value_or(std::string{}); }

void read_file_name(std::string_view name, ReportHints& hints) {
  name = without_endings(name.substr(name.rfind('/') + 1));
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= name.size() && parts.size() < 4;) {
    const auto end = std::min(name.find('!', start), name.size());
    parts.push_back(name.substr(start, end - start));
    start = end + 1;
    if (parts.size() == 4 && start < name.size()) hints.report_id = name.substr(start);
  }
  if (parts.size() < 4 || !seconds(parts[2]) || !seconds(parts[3])) {
    hints.report_id.clear();
    return;
  }
  hints.organization = domain_or_empty(parts[0]);
  hints.domain = domain_or_empty(parts[1]);
  hints.begin = seconds(parts[2]);
  hints.end = seconds(parts[3]);
}

// The text behind `keyword` up to the next one; without the marks that reporters put around it.
std::string_view value_of(std::string_view subject, std::string_view keyword) {
  static constexpr std::array<std::string_view, 4> keywords{
      "report domain:", "submitter:", "report-id:", "date:"};
  const auto folded = lower_ascii(subject);
  const auto at = folded.find(keyword);
  if (at == std::string::npos) return {};
  const auto start = at + keyword.size();
  auto end = subject.size();
  for (const auto other : keywords) end = std::min(end, folded.find(other, start));
  constexpr std::string_view marks = " \t\r\n;{}<>";
  auto value = subject.substr(start, end - start);
  const auto first = value.find_first_not_of(marks);
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(marks) - first + 1);
}

}  // namespace

ReportHints read_hints(std::string_view file_name, std::string_view subject) {
  ReportHints hints;
  read_file_name(clip_utf8(file_name, longest_hint), hints);
  subject = clip_utf8(subject, longest_hint);
  if (const auto domain = domain_or_empty(value_of(subject, "report domain:")); !domain.empty())
    hints.domain = domain;
  if (const auto submitter = value_of(subject, "submitter:"); !submitter.empty())
    hints.organization = submitter;
  if (const auto id = value_of(subject, "report-id:"); !id.empty()) hints.report_id = id;
  return hints;
}

}  // namespace ruascope
