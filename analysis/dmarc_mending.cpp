// SPDX-License-Identifier: MIT
// DMARC records as they are to be published.
#include "analysis/check_rules.hpp"
#include "analysis/policy_step.hpp"
#include "analysis/tag_list.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/token_names.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace ruascope {
namespace {

// A URI that reports can go to, written as RFC 9989 wants it; empty where it is none.
std::string mended_uri(const ReportAddress& address) {
  auto uri = address.uri;
  if (!is_uri(uri) && uri.find('@') != std::string::npos && uri.find(':') == std::string::npos)
    uri = "mailto:" + uri;
  if (has_size_limit(uri)) uri.resize(uri.rfind('!'));
  const auto read = report_address(uri);
  return is_uri(uri) && (!is_mailto(uri) || !read.host.empty()) ? uri : std::string{};
}

// Those of each tag of that name, should it be there more than once.
std::vector<ReportAddress> addresses_of(const DmarcRecord& record, std::string_view name) {
  std::vector<ReportAddress> addresses;
  for (const auto& tag : record.tags) {
    if (!is_same_ignoring_case(tag.name, name)) continue;
    for (std::string_view rest = tag.value; !rest.empty();)
      addresses.push_back(report_address(take_until(rest, ',')));
  }
  return addresses;
}

// A tag as it is to stand in the record; without a value where it is to go.
RecordTag mended_tag(const RecordTag& tag, const DmarcRecord& record) {
  const auto name = lower_ascii(tag.name);
  const bool is_policy = name == "p" || name == "sp" || name == "np" || name == "t" || name == "pct";
  if (is_policy) return {name, tag.value};
  if (name == "rua" || name == "ruf") return {name, mended_uris(addresses_of(record, name))};
  auto value = tag.value;
  if (name == "fo") std::replace(value.begin(), value.end(), ',', ':');
  const auto alone = parse_dmarc(fmt::format("v=DMARC1; p=none; {}={}", name, value));
  return {name, alone.faults.empty() ? value : ""};
}

// Of a tag that says it more than once the weakest.
void weaken(std::optional<Policy>& policy, const DmarcRecord& record, std::string_view name) {
  for (const auto& tag : record.tags) {
    if (!is_same_ignoring_case(tag.name, name)) continue;
    const auto said = value_named<Policy>(lower_ascii(tag.value)).value_or(Policy::none);
    if (policy && strictness(said) < strictness(*policy)) policy = said;
  }
}

// Asks for no more than each does; for nothing where one of them counts for nothing.
PolicyRecord weakest(const std::vector<DmarcRecord>& records) {
  Policy least[] = {Policy::reject, Policy::reject, Policy::reject};
  for (const auto& record : records)
    for (std::size_t at = 0; at < std::size(least); ++at) {
      const auto done = record.has_policy ? least_action(record.policy, all_addressed[at]) : Policy::none;
      if (strictness(done) < strictness(least[at])) least[at] = done;
    }
  return with_policies({}, least[0], least[1], least[2]);
}

// Strict alignment lets less mail pass: it stands where each of them wants it.
bool is_in_each(const std::vector<DmarcRecord>& records, std::optional<AlignmentMode> PolicyRecord::* mode) {
  return std::all_of(records.begin(), records.end(),
                     [&](const DmarcRecord& record) { return record.policy.*mode == AlignmentMode::strict; });
}

// Where reports on the domain go today by a record above. Others than its own organization would have to say
// that they take those on the domain itself.
std::vector<ReportAddress> inherited_addresses(const DomainRecords& records) {
  std::vector<ReportAddress> addresses;
  if (records.dmarc.applies == 0) return addresses;
  for (const auto& target : records.rua)
    if (!target.is_external && target.takes_mail != false) addresses.push_back(target.address);
  return addresses;
}

}  // namespace

std::string mended_uris(const std::vector<ReportAddress>& addresses) {
  std::string list;
  std::set<std::string> seen;
  for (const auto& address : addresses) {
    // Some write spaces where commas belong.
    std::istringstream words(address.uri);
    for (std::string word; words >> word;)
      if (const auto uri = mended_uri(report_address(word)); !uri.empty() && seen.insert(uri).second)
        list += (list.empty() ? "" : ",") + uri;
  }
  return list;
}

bool has_report_uri(const DmarcRecord& record) {
  return std::any_of(record.tags.begin(), record.tags.end(),
                     [](const RecordTag& tag) { return tag.name == "rua"; });
}

bool has_repeated_tag(const DmarcRecord& record) {
  std::set<std::string> seen;
  return !std::all_of(record.tags.begin(), record.tags.end(),
                      [&](const RecordTag& tag) { return seen.insert(lower_ascii(tag.name)).second; });
}

bool asks_for_something(const PolicyRecord& policy) {
  return std::any_of(std::begin(all_addressed), std::end(all_addressed),
                     [&](Addressed one) { return strictness(asked(policy, one)) > 0; });
}

DmarcRecord mended_dmarc(const DmarcRecord& record) {
  DmarcRecord mended;
  mended.policy = record.policy;
  weaken(mended.policy.p, record, "p");
  weaken(mended.policy.sp, record, "sp");
  weaken(mended.policy.np, record, "np");
  if (mended.policy.pct == 100 || !asks_for_something(mended.policy)) mended.policy.pct.reset();
  std::set<std::string> seen;
  for (const auto& published : record.tags) {
    auto tag = mended_tag(published, record);
    if (!tag.value.empty() && seen.insert(tag.name).second) mended.tags.push_back(std::move(tag));
  }
  return mended;
}

DmarcRecord joined_dmarc(const std::vector<DmarcRecord>& records) {
  DmarcRecord all;
  for (const auto& record : records) all.tags.insert(all.tags.end(), record.tags.begin(), record.tags.end());
  std::erase_if(all.tags, [&](const RecordTag& tag) {
    return (is_same_ignoring_case(tag.name, "adkim") && !is_in_each(records, &PolicyRecord::adkim)) ||
           (is_same_ignoring_case(tag.name, "aspf") && !is_in_each(records, &PolicyRecord::aspf));
  });
  all = mended_dmarc(all);
  all.policy = weakest(records);
  return all;
}

void offer_dmarc(RecordFinding& finding, DmarcRecord record, const DomainRecords& records) {
  if (!has_report_uri(record)) {
    auto uris = mended_uris(inherited_addresses(records));
    if (uris.empty() && !records.report_host.empty()) {
      uris = "mailto:dmarc-reports@" + records.report_host;
      finding.advice += " Make the mailbox first, or name another.";
    }
    if (uris.empty())
      finding.advice += " Add rua= with an address that takes mail.";
    else
      record.tags.push_back({"rua", uris});
  }
  finding.replacement = with_tags(record, record.policy);
  const auto& published = records.dmarc.steps.front().records;
  if (published.size() == 1 && published.front() == finding.replacement) finding.replacement.clear();
}

}  // namespace ruascope
