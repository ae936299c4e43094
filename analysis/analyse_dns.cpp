// SPDX-License-Identifier: MIT
#include "analysis/analyse_dns.hpp"

#include "analysis/alignment.hpp"
#include "analysis/host_name.hpp"
#include "ingest/model/domain_name.hpp"
#include "ingest/model/messages.hpp"
#include "store/dns_facts.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

Filter last_days(Sqlite& store, const std::vector<std::string>& domains, std::int64_t days) {
  Filter filter;
  filter.domains = domains;
  filter.until = newest_day(store, filter);
  if (filter.until) filter.since = static_cast<Day>(*filter.until - days + 1);
  return filter;
}

// The selectors that mail of some organizations is signed with, and the mail with one author domain.
class SelectorUses {
 public:
  SelectorUses(Sqlite& store, const std::set<std::string>& organizations, std::string author = {})
      : results_(store), organizations_(organizations), author_(std::move(author)) {}

  void take(const SourceCombinations& source) {
    for (const auto& combination : source.combinations) {
      const auto messages = messages_of(combination);
      const auto& results = results_of(combination.results);
      if (results.is_by_author) messages_ = add_messages(messages_, messages);
      if (results.is_by_author && results.passes) passed_ = add_messages(passed_, messages);
      for (const auto& [name, passes] : results.names) {
        auto& use = uses_[name];
        use.name = name;
        use.messages = add_messages(use.messages, messages);
        if (!passes) continue;
        use.passed = add_messages(use.passed, messages);
        if (!combination.days.empty()) use.last_passed = std::max(use.last_passed, combination.days.back());
      }
    }
  }

  // By name; of too many those that pass most. Anybody may make up selectors, and reports.
  std::vector<SelectorUse> uses() const {
    constexpr std::size_t most = 500;
    std::vector<SelectorUse> uses;
    for (const auto& [name, use] : uses_) uses.push_back(use);
    if (uses.size() <= most) return uses;
    std::stable_sort(uses.begin(), uses.end(), [](const SelectorUse& one, const SelectorUse& other) {
      return std::tie(one.passed, one.messages) > std::tie(other.passed, other.messages);
    });
    uses.resize(most);
    std::sort(uses.begin(), uses.end(),
              [](const SelectorUse& one, const SelectorUse& other) { return one.name < other.name; });
    return uses;
  }

  // Of the author, and those of them that pass DMARC.
  std::int64_t messages() const { return messages_; }
  std::int64_t passed() const { return passed_; }

 private:
  struct Results {
    bool is_by_author = false, passes = false;
    std::map<SelectorName, bool> names;  // and whether a signature passes
  };

  const Results& results_of(std::int64_t number) {
    const auto [found, is_new] = by_number_.try_emplace(number);
    if (!is_new) return found->second;
    const auto read = results_.read(number);
    auto& results = found->second;
    results.is_by_author = read.header_from == author_;
    results.passes = passes_dmarc(read.dkim.value, read.spf.value);
    for (const auto& entry : read.dkim_results) {
      if (!entry.selector || entry.selector->empty() || !is_of_ours(entry.domain)) continue;
      const SelectorName name{entry.domain, *entry.selector};
      // Reports may say what no name server can be asked for.
      if (is_dns_name(name.dns_name())) results.names[name] |= entry.result.value == DkimResult::pass;
    }
    return results;
  }

  bool is_of_ours(const std::string& domain) {
    const auto [found, is_new] = is_ours_.try_emplace(domain, false);
    if (is_new) found->second = organizations_.contains(organizational_domain(domain));
    return found->second;
  }

  ResultSetReader results_;
  const std::set<std::string>& organizations_;
  std::string author_;
  std::int64_t messages_ = 0, passed_ = 0;
  std::unordered_map<std::int64_t, Results> by_number_;
  std::unordered_map<std::string, bool> is_ours_;
  std::map<SelectorName, SelectorUse> uses_;
};

std::vector<SelectorName> names_of(const std::vector<SelectorUse>& uses) {
  std::vector<SelectorName> names;
  for (const auto& use : uses) names.push_back(use.name);
  return names;
}

// From when on reporters have seen nothing but p=none.
std::optional<Day> none_since(std::vector<PublishedPeriod> periods) {
  std::sort(periods.begin(), periods.end(),
            [](const auto& one, const auto& other) { return one.first_day > other.first_day; });
  std::optional<Day> since;
  for (const auto& period : periods) {
    if (!tells_policy(period)) continue;
    if (period.record.p != Policy::none) break;
    since = period.first_day;
  }
  return since;
}

// What reports on a policy domain tell, beside the mail of the domain below it that is checked.
ReportedDomain with_reports(Sqlite& store, const std::string& policy_domain, const AnalysisOptions& options,
                            std::int64_t now, ReportedDomain reported) {
  Filter whole;
  whole.domains = {policy_domain};
  auto periods = published_periods(store, whole);
  // One that ends in the future has a wrong clock, and says nothing about today.
  std::erase_if(periods,
                [&](const PublishedPeriod& period) { return period.end > now + 2 * seconds_per_day; });
  if (const auto newest = newest_day(store, {}))
    reported.newest_end = (std::int64_t{*newest} + 1) * seconds_per_day;
  const auto filter = last_days(store, {policy_domain}, options.check.window_days);
  for (const auto& period : periods) {
    reported.has_reports = true;
    reported.last_end = std::max(reported.last_end, period.end);
    reported.last_day = std::max(reported.last_day, period.last_day);
  }
  reported.none_since = none_since(periods);
  if (filter.until) reported.published = published_now(published_periods(store, filter), options.readiness);
  return reported;
}

// The mail of the domain, and the selectors that sign as it or a name below it, or above it, which are
// aligned with it.
void read_mail(Sqlite& store, const AnalysisOptions& options, const std::string& domain,
               ReportedDomain& reported) {
  const std::set<std::string> organization{organizational_domain(domain)};
  SelectorUses mail(store, organization, domain);
  for (const auto& source :
       source_combinations(store, last_days(store, {"." + *organization.begin()}, options.check.window_days)))
    mail.take(source);
  reported.messages = mail.messages();
  reported.passed = mail.passed();
  reported.selectors = mail.uses();
  std::erase_if(reported.selectors, [&](const SelectorUse& use) {
    return !is_same_or_below(use.name.domain, domain) && !is_same_or_below(domain, use.name.domain);
  });
}

}  // namespace

DnsBook stored_dns(Sqlite& store, std::optional<std::int64_t> moment) {
  const auto reader = std::make_shared<DnsFactReader>(store);
  return DnsBook([reader, moment](const DnsQuestion& question) {
    return moment ? reader->at(question, *moment) : reader->newest(question);
  });
}

DnsBook fresh_dns(Sqlite& store, std::int64_t now) {
  const auto reader = std::make_shared<DnsFactReader>(store);
  return DnsBook([reader, now](const DnsQuestion& question) {
    auto known = reader->newest(question);
    return known && known->expires_at > now ? known : std::nullopt;
  });
}

DnsSubjects dns_subjects(Sqlite& store, const Filter& filter, const AnalysisOptions& options) {
  const auto ours = own_organizations(store, options);
  const std::set<std::string> organizations(ours.begin(), ours.end());
  SelectorUses selectors(store, organizations);
  std::set<std::string> domains;
  std::map<std::int64_t, std::pair<IpAddress, std::int64_t>> messages;  // by the source's number
  for (const auto& source : source_combinations(store, filter)) {
    if (organizations.contains(organizational_domain(source.domain))) domains.insert(source.domain);
    selectors.take(source);
    auto& sum = messages.try_emplace(source.source_number, source.source, 0).first->second.second;
    for (const auto& combination : source.combinations) sum = add_messages(sum, messages_of(combination));
  }
  if (filter.domains.empty())
    for (const auto& domain : listed_domains(store, options)) domains.insert(domain);
  std::vector<std::pair<IpAddress, std::int64_t>> sources;
  for (const auto& [number, source] : messages) sources.push_back(source);
  std::sort(sources.begin(), sources.end(), [](const auto& one, const auto& other) {
    return one.second != other.second ? one.second > other.second : one.first < other.first;
  });
  DnsSubjects subjects{{domains.begin(), domains.end()}, names_of(selectors.uses()), {}};
  for (const auto& [address, count] : sources) subjects.sources.push_back(address);
  return subjects;
}

void read_records(DnsBook& book, const DnsSubjects& subjects) {
  // Of which domain the selectors are looked at makes no difference.
  auto selectors = subjects.selectors;
  for (const auto& domain : subjects.domains) domain_records(book, domain, std::exchange(selectors, {}));
}

void read_hosts(DnsBook& book, std::span<const IpAddress> sources) {
  for (const auto& source : sources) host_of(book, source);
}

std::optional<DnsCheck> stored_check(Sqlite& store, const std::string& domain, const AnalysisOptions& options,
                                     Day day) {
  auto book = stored_dns(store);
  const auto* known = book.find({"_dmarc." + domain, DnsType::txt});
  if (known == nullptr) return std::nullopt;
  return DomainCheck(store, domain, options, (std::int64_t{day} + 1) * seconds_per_day).read(book);
}

std::vector<Finding> record_findings(Sqlite& store, const Filter& filter, const AnalysisOptions& options) {
  std::vector<Finding> findings;
  const auto newest = newest_day(store, filter);
  if (!newest || !has_dns_facts(store)) return findings;
  for (const auto& totals : domain_totals(store, filter)) {
    const auto check = stored_check(store, totals.domain, options, filter.until.value_or(*newest));
    if (!check) continue;
    for (const auto& one : check->findings) {
      if (one.severity < Severity::warning || one.is_of_policy()) continue;
      auto advice = one.advice;
      if (!one.replacement.empty()) advice += fmt::format(" {} TXT \"{}\"", one.name, one.replacement);
      findings.push_back({one.severity, one.code, totals.domain, one.about.empty() ? one.name : one.about, 0,
                          one.what + " " + one.why, advice});
    }
  }
  return findings;
}

DomainCheck::DomainCheck(Sqlite& store, std::string domain, const AnalysisOptions& options, std::int64_t now)
    : store_(store), domain_(std::move(domain)), options_(options), now_(now) {
  read_mail(store_, options_, domain_, mail_);
}

DnsCheck DomainCheck::read(DnsBook& book) {
  auto records = domain_records(book, domain_, names_of(mail_.selectors));
  const auto* policy = records.dmarc.policy();
  const auto policy_domain = policy == nullptr ? domain_ : policy->domain;
  auto found = reported_.find(policy_domain);
  if (found == reported_.end())
    found =
        reported_.emplace(policy_domain, with_reports(store_, policy_domain, options_, now_, mail_)).first;
  return check_records(std::move(records), found->second, options_.check, now_);
}

}  // namespace ruascope
