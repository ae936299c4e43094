// SPDX-License-Identifier: MIT
#include "tests/roles/role_world.hpp"

#include "tests/roles/role_parts.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

namespace ruascope::test {
namespace {

using namespace role_parts;

constexpr Day monday = std::chrono::sys_days{std::chrono::year{2026} / 9 / 28}.time_since_epoch().count();

// All names of the world are made of one label and "example" and what stands before.
std::string_view organization(std::string_view domain) {
  const auto last = domain.rfind('.');
  const auto before = domain.rfind('.', last - 1);
  return before == std::string_view::npos ? domain : domain.substr(before + 1);
}

bool aligned(const std::string& domain, const std::string& from,
             const std::optional<Token<AlignmentMode>>& mode) {
  return mode->value == AlignmentMode::strict ? domain == from : organization(domain) == organization(from);
}

SpfEntry spf_entry(const Reporter& reporter, const Mail& mail) {
  SpfEntry entry{
      mail.envelope.empty() ? mail.helo : mail.envelope, std::nullopt, {mail.spf, {}}, std::nullopt};
  const bool helo = mail.envelope.empty() && reporter.envelope && !reporter.rfc9990;
  if (reporter.scope) entry.scope = Token<SpfScope>{helo ? SpfScope::helo : SpfScope::mfrom, {}};
  return entry;
}

// As the receiver saw it, whatever it reports of that.
void evaluate(const PublishedPolicy& policy, ResultSet& results) {
  const auto& spf = results.spf_results[0];
  const bool spf_passes =
      spf.result.value == SpfResult::pass && aligned(spf.domain, results.header_from, policy.aspf);
  const bool dkim_passes =
      std::any_of(results.dkim_results.begin(), results.dkim_results.end(), [&](const DkimEntry& entry) {
        return entry.result.value == DkimResult::pass &&
               aligned(entry.domain, results.header_from, policy.adkim);
      });
  results.dkim = {dkim_passes ? Verdict::pass : Verdict::fail, {}};
  results.spf = {spf_passes ? Verdict::pass : Verdict::fail, {}};
}

bool passes(const ResultSet& results) { return passes_dmarc(results.dkim.value, results.spf.value); }

// What is asked for mail of `from` that fails.
Policy asked(const PublishedPolicy& policy, const std::string& from) {
  return from != policy.domain && policy.sp ? policy.sp->value : policy.p->value;
}

std::vector<Reason> reasons_of(const Firm& firm, const Reporter& reporter, const Mail& mail) {
  const bool enforced = asked(firm.policy, mail.from) != Policy::none;
  const bool named = reporter.overrides == Overrides::always ||
                     (reporter.overrides == Overrides::against_policy && enforced);
  return named ? mail.reasons : std::vector<Reason>{};
}

ResultSet results_of(const Firm& firm, const Reporter& reporter, const Mail& mail) {
  ResultSet results;
  results.header_from = mail.from;
  if (reporter.envelope) results.envelope_from = mail.envelope;
  results.dkim_results = mail.signatures;
  results.spf_results = {spf_entry(reporter, mail)};
  evaluate(firm.policy, results);
  if (!passes(results)) results.reasons = reasons_of(firm, reporter, mail);
  if (!reporter.selectors)
    for (auto& entry : results.dkim_results) entry.selector.reset();
  return results;
}

// A policy is not applied while the DNS does not answer (RFC 7489 section 6.6.2).
bool undetermined(const ResultSet& results) {
  return results.spf_results[0].result.value == SpfResult::temperror;
}

Disposition disposition_of(const Firm& firm, const Reporter& reporter, const ResultSet& results) {
  const auto policy = asked(firm.policy, results.header_from);
  if (passes(results))
    return reporter.rfc9990 && policy != Policy::none ? Disposition::pass : Disposition::none;
  if (!results.reasons.empty() || undetermined(results)) return Disposition::none;
  if (policy == Policy::reject) return Disposition::reject;
  return policy == Policy::quarantine ? Disposition::quarantine : Disposition::none;
}

// A terse reporter leaves out what has its default, and sp.
PublishedPolicy reported_policy(const Firm& firm, const Reporter& reporter) {
  auto policy = firm.policy;
  if (reporter.rfc9990) {
    policy.pct.reset();
    policy.discovery_method = Token<DiscoveryMethod>{DiscoveryMethod::psl, {}};
  }
  if (!reporter.terse) return policy;
  policy.sp.reset();
  policy.pct.reset();
  for (auto* mode : {&policy.adkim, &policy.aspf})
    if ((*mode)->value == AlignmentMode::relaxed) mode->reset();
  return policy;
}

ReportHead head_of(const Firm& firm, const Reporter& reporter, Day day, std::size_t number) {
  ReportHead head;
  head.org_name = reporter.org_name;
  head.email = reporter.email;
  head.begin = day * seconds_per_day;
  head.end = head.begin + seconds_per_day - 1;
  head.report_id = fmt::format("{}.{}.{:06}", head.begin, firm.domain, number);
  head.policy = reported_policy(firm, reporter);
  if (reporter.rfc9990) {
    head.version = "1.0";
    head.xml_namespace = "urn:ietf:params:xml:ns:dmarc-2.0";
  }
  return head;
}

using Key = std::tuple<std::size_t, std::size_t, std::size_t>;

class WorldBuilder {
 public:
  void add(const Firm& firm, const std::vector<Flow>& flows, Draw& draw);
  // Makes reports of all that was added.
  RoleWorld finish();

 private:
  void add_day(const Flow& flow, std::size_t day, Draw& draw);
  void put(std::size_t day, const Flow& flow, std::size_t reporter, Record record);
  void prepare(const Flow& flow);

  std::vector<Firm> firms_;
  std::map<Key, std::vector<Record>> records_;  // by day, firm and reporter
  std::vector<Record> records_of_flow_;         // without address and count: receivers by mails
  RoleWorld world_;
};

void WorldBuilder::add(const Firm& firm, const std::vector<Flow>& flows, Draw& draw) {
  firms_.push_back(firm);
  for (const auto& flow : flows) {
    prepare(flow);
    for (std::size_t day = 0; day < flow.volumes.size(); ++day) add_day(flow, day, draw);
  }
}

void WorldBuilder::prepare(const Flow& flow) {
  records_of_flow_.clear();
  for (const auto index : flow.receivers)
    for (const auto& mail : flow.mails) {
      const auto& reporter = reporters()[index];
      Record record;
      record.results.edit() = results_of(firms_.back(), reporter, mail);
      record.disposition = {disposition_of(firms_.back(), reporter, *record.results), {}};
      records_of_flow_.push_back(std::move(record));
    }
}

// Each message goes to some receiver, from some address.
void WorldBuilder::add_day(const Flow& flow, std::size_t day, Draw& draw) {
  std::vector<int> receivers;
  std::vector<int> mails;
  for (const auto index : flow.receivers) receivers.push_back(reporters()[index].weight);
  for (const auto& mail : flow.mails) mails.push_back(mail.weight);
  std::map<Key, int> counts;  // by receiver, mail and address
  for (int message = 0; message < flow.volumes[day]; ++message) {
    const auto receiver = draw.pick(receivers);
    const auto mail = draw.pick(mails);
    const auto from = draw.below(static_cast<int>(flow.addresses.size()));
    ++counts[{receiver, mail, static_cast<std::size_t>(from)}];
  }
  for (const auto& [key, count] : counts) {
    const auto& [receiver, mail, from] = key;
    auto record = records_of_flow_[receiver * flow.mails.size() + mail];
    record.source_ip = IpAddress::parse(flow.addresses[from]).value();
    record.count = count;
    put(day, flow, flow.receivers[receiver], std::move(record));
  }
}

void WorldBuilder::put(std::size_t day, const Flow& flow, std::size_t reporter, Record record) {
  const auto [known, fresh] =
      world_.roles.emplace(std::pair{firms_.back().domain, record.source_ip.text()}, flow.role);
  if (!fresh && known->second != flow.role) throw std::logic_error("two roles for " + known->first.second);
  auto& records = records_[{day, firms_.size() - 1, reporter}];
  for (auto& other : records)
    if (other.source_ip == record.source_ip && other.disposition == record.disposition &&
        other.results == record.results) {
      other.count += record.count;
      return;
    }
  records.push_back(std::move(record));
}

RoleWorld WorldBuilder::finish() {
  for (auto& [key, records] : records_) {
    const auto& [day, firm, reporter] = key;
    const auto head =
        head_of(firms_[firm], reporters()[reporter], monday + static_cast<Day>(day), world_.reports.size());
    world_.reports.push_back({head, std::move(records)});
  }
  return std::move(world_);
}

}  // namespace

RoleWorld make_role_world(std::uint64_t seed, int domains, int days) {
  WorldBuilder builder;
  for (int index = 0; index < domains; ++index) {
    Draw draw(Draw(seed).next() + static_cast<std::uint64_t>(index));
    draw = Draw(draw.next());
    const auto firm = make_firm(index, draw);
    Stage stage{firm, draw, seed, days};
    add_own(stage);
    add_forgotten(stage);
    add_third_parties(stage);
    add_forwarders(stage);
    add_mailing_list(stage);
    add_abuse(stage);
    builder.add(firm, stage.flows, draw);
  }
  auto world = builder.finish();
  world.first_day = monday;
  world.last_day = monday + days - 1;
  return world;
}

}  // namespace ruascope::test
