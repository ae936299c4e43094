// SPDX-License-Identifier: MIT
#include "analysis/dmarc_record.hpp"

#include "analysis/tag_list.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/token_names.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr auto npos = std::string_view::npos;

// The value of one of some letters, lowered; 0 where it is none of them.
char letter_of(std::string_view value, std::string_view letters) {
  const auto lower = lower_ascii(value.substr(0, 2));
  return lower.size() == 1 && letters.find(lower.front()) != npos ? lower.front() : '\0';
}

class Parser {
 public:
  DmarcRecord parse(std::string_view txt) {
    if (txt.size() > most_record_bytes) note("", "longer than a TXT record can be", true);
    auto rest = txt.substr(0, most_record_bytes);
    judge_version(rest);
    while (!rest.empty()) read_part(take_until(rest, ';'));
    judge_policy();
    return std::move(record_);
  }

 private:
  void note(std::string_view tag, std::string text, bool is_fatal = false) {
    keep({clipped(tag), std::move(text), is_fatal, false});
  }
  void keep(RecordFault fault) {
    if (record_.faults.size() < most_record_faults || fault.is_fatal)
      record_.faults.push_back(std::move(fault));
  }

  void judge_version(std::string_view txt) {
    if (!is_dmarc_record(txt)) return note("v", "does not begin with v=DMARC1", true);
    const auto version = take_until(txt, ';');
    if (strip(version.substr(version.find('=') + 1)) != "DMARC1")
      note("v", fmt::format("there is text behind DMARC1, is a ';' missing? \"{}\"", clipped(version)));
  }

  void read_part(std::string_view part) {
    if (part.empty()) return;
    const auto equals = part.find('=');
    const auto published = strip(part.substr(0, equals));
    if (equals == npos || published.empty())
      return note("", fmt::format("no tag, as it has no name and '=': \"{}\"", clipped(part)));
    const std::string value{strip(part.substr(equals + 1))};
    record_.tags.push_back({std::string{published}, value});
    const auto name = lower_ascii(published);
    if (!seen_.insert(name).second) return note(name, "is there more than once; the first counts");
    if (value.empty()) return note(name, "has no value");
    read_tag(name, value);
  }

  void read_tag(const std::string& name, const std::string& value) {
    if (name == "v") return;
    if (name == "p" || name == "sp" || name == "np") return read_policy_tag(name, value);
    if (name == "adkim" || name == "aspf") return read_mode(name, value);
    if (name == "rua" || name == "ruf") return read_addresses(name, value);
    if (name == "t" || name == "psd") return read_switch(name, value);
    if (name == "fo") return read_fo(value);
    if (name == "pct" || name == "rf" || name == "ri") return read_removed(name, value);
    keep({clipped(name), "is no tag of DMARC and is ignored", false, true});
  }

  void read_policy_tag(const std::string& name, const std::string& value) {
    const auto policy = value_named<Policy>(lower_ascii(value)).value_or(Policy::unknown);
    (name == "p" ? record_.policy.p : name == "sp" ? record_.policy.sp : record_.policy.np) = policy;
    if (policy == Policy::unknown) unknown_.push_back({name, value});
  }

  void read_mode(const std::string& name, const std::string& value) {
    const auto mode = value_named<AlignmentMode>(lower_ascii(value));
    (name == "adkim" ? record_.policy.adkim : record_.policy.aspf) = mode;
    if (!mode) note(name, fmt::format("\"{}\" is neither r nor s; r counts", clipped(value)));
  }

  void read_fo(const std::string& value) {
    record_.policy.fo = value;
    std::string_view rest = value;
    bool is_known = value.back() != ':';
    while (!rest.empty() && is_known) is_known = letter_of(take_until(rest, ':'), "01ds") != '\0';
    if (!is_known) note("fo", fmt::format("\"{}\" is no list of 0, 1, d and s", clipped(value)));
  }

  void read_switch(const std::string& name, const std::string& value) {
    const bool is_t = name == "t";
    const char letter = letter_of(value, is_t ? "yn" : "ynu");
    if (letter == '\0')
      note(name, fmt::format("\"{}\" is not {}", clipped(value),
                             is_t ? "y or n; n counts" : "y, n or u; u counts"));
    else if (is_t)
      record_.policy.is_testing = letter == 'y';
    else
      record_.psd = letter;
  }

  void read_removed(const std::string& name, const std::string& value) {
    note(name, fmt::format("was removed by RFC 9989, and receivers that follow it ignore it: {}",
                           name == "pct"  ? "the policy is for all mail"
                           : name == "rf" ? "failure reports have one format"
                                          : "reports cover a day"));
    if (name == "pct") read_pct(value);
  }

  void read_pct(const std::string& value) {
    unsigned percent = 101;
    const auto* end = value.data() + value.size();
    if (std::from_chars(value.data(), end, percent).ptr == end && percent <= 100)
      record_.policy.pct = percent;
    else
      note("pct", fmt::format("\"{}\" is no number from 0 to 100", clipped(value)));
  }

  void read_addresses(const std::string& name, std::string_view value) {
    auto& addresses = name == "rua" ? record_.rua : record_.ruf;
    if (value.back() == ',') note(name, "has an empty entry");
    while (!value.empty()) {
      const auto uri = take_until(value, ',');
      if (!uri.empty()) addresses.push_back(report_address(uri));
      uri.empty() ? note(name, "has an empty entry") : judge_address(name, addresses.back());
    }
  }

  void judge_address(const std::string& name, const ReportAddress& address) {
    const auto quoted = clipped(address.uri);
    const bool is_mail = is_mailto(address.uri);
    if (!is_uri(address.uri))
      return note(name, fmt::format("\"{}\" is no URI{}", quoted,
                                    address.uri.find('@') != npos && !is_mail ? "; mailto: is missing" : ""));
    if (name == "rua" && (!is_mail || !address.host.empty())) has_rua_uri_ = true;
    if (!is_mail) return note(name, fmt::format("\"{}\" is not mailto:, and few send anywhere else", quoted));
    if (address.host.empty())
      return note(name, fmt::format("\"{}\" is no address with a host behind @", quoted));
    if (has_size_limit(address.uri))
      note(name, fmt::format("\"{}\" has a size limit (!), which RFC 9989 removed", quoted));
  }

  // A policy that is missing or not known makes receivers take p=none instead of the whole record.
  void judge_policy() {
    auto& policy = record_.policy;
    record_.has_policy = policy.p && unknown_.empty();
    if (record_.has_policy) return;
    const auto* then = has_rua_uri_ ? "p=none counts in its place, as there is a valid rua"
                                    : "without a valid rua the record counts for nothing";
    if (!policy.p) note("p", fmt::format("is missing; {}", then), !has_rua_uri_);
    for (const auto& [name, value] : unknown_)
      note(name, fmt::format("\"{}\" is not none, quarantine or reject; {}", clipped(value), then),
           !has_rua_uri_);
    if (!has_rua_uri_) return;
    policy.p = Policy::none;
    policy.sp.reset();
    policy.np.reset();
  }

  DmarcRecord record_;
  std::set<std::string> seen_;
  std::vector<RecordTag> unknown_;  // policies that are not known
  bool has_rua_uri_ = false;
};

bool has_tag(const std::vector<RecordTag>& tags, std::string_view name) {
  return std::any_of(tags.begin(), tags.end(),
                     [&](const RecordTag& tag) { return is_same_ignoring_case(tag.name, name); });
}

// The tags that a new record keeps or replaces; those of ours that are missing get a place.
std::vector<RecordTag> places(std::vector<RecordTag> tags) {
  std::erase_if(tags, [](const RecordTag& tag) {
    const auto name = lower_ascii(tag.name);
    return name == "v" || name == "rf" || name == "ri";
  });
  if (!has_tag(tags, "p")) tags.insert(tags.begin(), {"p", ""});
  const auto is_p = [](const RecordTag& tag) { return is_same_ignoring_case(tag.name, "p"); };
  const auto behind_p = std::find_if(tags.begin(), tags.end(), is_p) - tags.begin() + 1;
  for (const auto* name : {"np", "sp"})
    if (!has_tag(tags, name)) tags.insert(tags.begin() + behind_p, {name, ""});
  if (!has_tag(tags, "t")) tags.push_back({"t", ""});
  return tags;
}

// What a tag of ours says now; nothing where it is not to be published.
std::string new_value(std::string_view name, const PolicyRecord& to) {
  if (name == "t") return to.is_testing ? "y" : "";
  if (name == "pct") return to.pct.value_or(100) < 100 ? fmt::format("{}", *to.pct) : "";
  const auto policy = name == "p" ? to.p : name == "sp" ? to.sp : to.np;
  if (policy && *policy != Policy::unknown) return std::string{name_of(*policy)};
  return name == "p" ? "none" : "";
}

}  // namespace

bool is_dmarc_record(std::string_view txt) {
  if (!txt.starts_with('v') && !txt.starts_with('V')) return false;
  const auto equals = txt.find_first_not_of(record_spaces, 1);
  if (equals == npos || txt[equals] != '=') return false;
  const auto value = txt.find_first_not_of(record_spaces, equals + 1);
  if (value == npos || !txt.substr(value).starts_with("DMARC1")) return false;
  const auto rest = txt.substr(value + 6);
  return rest.empty() || rest.front() == ';' || record_spaces.find(rest.front()) != npos;
}

DmarcRecord parse_dmarc(std::string_view txt) { return Parser{}.parse(txt); }

std::string with_tags(const DmarcRecord& record, const PolicyRecord& to) {
  std::string text = "v=DMARC1";
  std::set<std::string> written;
  for (const auto& tag : places(record.tags)) {
    const auto name = lower_ascii(tag.name);
    const bool is_ours = name == "p" || name == "sp" || name == "np" || name == "t" || name == "pct";
    if (!is_ours)
      text += fmt::format("; {}={}", tag.name, tag.value);
    else if (const auto value = new_value(name, to); !value.empty() && written.insert(name).second)
      text += fmt::format("; {}={}", name, value);
  }
  return text;
}

}  // namespace ruascope
