// SPDX-License-Identifier: MIT
#include "store/overlaps.hpp"

#include "ingest/model/time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

// The days that reports of up to 36 hours are booked on which overlap a period: their midpoints lie no
// further than 18 hours from it, and a minute for what ends are rounded by.
struct Days {
  Day first;
  Day last;
};

Days days_around(std::int64_t begin, std::int64_t end) {
  constexpr std::int64_t margin = 18 * 3600 + 60;
  constexpr std::int64_t earliest = 0;
  constexpr std::int64_t latest = std::int64_t{1} << 40;  // strangers choose both
  constexpr Day most_days = 40;                           // a longer period is compared about its end alone
  const auto last = day_of(std::clamp(end, earliest, latest) + margin);
  return {std::max(day_of(std::clamp(begin, earliest, latest) - margin), last - most_days), last};
}

}  // namespace

const std::vector<std::int64_t>& DomainFamilies::of(Sqlite& database, std::int64_t id,
                                                    const std::string& domain) {
  if (!is_read_) {
    auto domains = database.prepare("SELECT id, name FROM name WHERE id IN (SELECT domain FROM policy)");
    while (domains.step()) add(domains.integer(0), std::string{domains.text(1)});
    is_read_ = true;
  }
  if (!families_.contains(id)) add(id, domain);
  return families_[id];
}

void DomainFamilies::forget() {
  is_read_ = false;
  families_.clear();
  ids_.clear();
  below_.clear();
}

void DomainFamilies::add(std::int64_t id, const std::string& domain) {
  auto& family = families_[id];
  family.push_back(id);
  ids_[domain] = id;
  for (const auto other : below_[domain]) {
    family.push_back(other);
    families_[other].push_back(id);
  }
  for (auto dot = domain.find('.'); dot != std::string::npos; dot = domain.find('.', dot + 1)) {
    const auto above = domain.substr(dot + 1);
    below_[above].push_back(id);
    const auto found = ids_.find(above);
    if (found == ids_.end()) continue;
    family.push_back(found->second);
    families_[found->second].push_back(id);
  }
}

Overlaps::Overlaps(Sqlite& database)
    : database_(database),
      find_of_day_(database.prepare(R"sql(
        SELECT report.id, report.report_id, name.name
        FROM report JOIN submitter ON submitter.id = report.submitter JOIN name ON name.id = report.domain
        WHERE report.domain = ?1 AND report.last_day = ?2 AND report.multiset = ?3 AND submitter.organization = ?4
          AND report.begin < ?6 AND report.end > ?5
        ORDER BY report.id LIMIT 1)sql")),
      find_of_several_days_(database.prepare(R"sql(
        SELECT report.id, report.report_id, name.name
        FROM report JOIN submitter ON submitter.id = report.submitter JOIN name ON name.id = report.domain
        WHERE report.domain = ?1 AND report.last_day >= ?2 AND report.first_day < report.last_day
          AND report.multiset = ?3 AND submitter.organization = ?4 AND report.begin < ?6 AND report.end > ?5
        ORDER BY report.id LIMIT 1)sql")) {}

void Overlaps::begin() {
  any_of_several_days_ =
      database_.integer("SELECT EXISTS (SELECT 1 FROM report WHERE first_day < last_day AND domain >= 0)") !=
      0;
}

std::optional<Warning> Overlaps::warning_of(const Subject& subject) {
  std::optional<Found> oldest;
  const auto& head = subject.head;
  const Statement::Blob multiset{bytes_of(subject.multiset)};
  const auto days = days_around(head.begin, head.end);
  for (const auto domain : families_.of(database_, subject.domain, head.policy.domain)) {
    for (auto day = days.first; day <= days.last; ++day)
      look(find_of_day_.bind(domain, day, multiset, subject.organization, head.begin, head.end), oldest);
    if (!any_of_several_days_) continue;
    look(find_of_several_days_.bind(domain, days.first, multiset, subject.organization, head.begin, head.end),
         oldest);
  }
  if (!oldest) return std::nullopt;
  return Warning{"overlap", oldest->text, 1};
}

void Overlaps::look(Statement& find, std::optional<Found>& oldest) {
  if (find.step() && (!oldest || find.integer(0) < oldest->report))
    oldest =
        Found{find.integer(0), fmt::format("same records as report {} of {}", find.text(1), find.text(2))};
  find.reset();
}

}  // namespace ruascope
