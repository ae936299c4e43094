// SPDX-License-Identifier: MIT
#include "store/dns_facts.hpp"

#include <algorithm>

namespace ruascope {
namespace {

std::int64_t number_of(DnsType type) { return static_cast<std::int64_t>(type); }
std::int64_t number_of(DnsStatus status) { return static_cast<std::int64_t>(status); }

}  // namespace

// Each gives one fact with its values, a row each.
DnsFactReader::DnsFactReader(Sqlite& store)
    : until_(store.prepare(R"sql(
        SELECT status, ttl, first_at, last_at, expires_at, server, value FROM
          (SELECT * FROM dns_fact WHERE name = ?1 AND type = ?2 AND first_at <= ?3
            ORDER BY first_at DESC, id DESC LIMIT 1) AS fact
          LEFT JOIN dns_value ON dns_value.fact = fact.id ORDER BY number)sql")),
      first_(store.prepare(R"sql(
        SELECT status, ttl, first_at, last_at, expires_at, server, value FROM
          (SELECT * FROM dns_fact WHERE name = ?1 AND type = ?2 ORDER BY first_at, id LIMIT 1) AS fact
          LEFT JOIN dns_value ON dns_value.fact = fact.id ORDER BY number)sql")),
      failure_(store.prepare(R"sql(
        SELECT status, asked_at, expires_at, server FROM dns_failure WHERE name = ?1 AND type = ?2)sql")) {}

std::optional<KnownDns> DnsFactReader::read(Statement& find, const DnsQuestion& question) {
  if (!find.step()) return std::nullopt;
  KnownDns known;
  known.fact.question = question;
  known.fact.status = static_cast<DnsStatus>(find.integer(0));
  known.fact.ttl = find.integer(1);
  known.since = find.integer(2);
  known.fact.asked_at = find.integer(3);
  known.expires_at = find.integer(4);
  known.fact.server = std::string{find.text(5)};
  do {
    if (!find.is_null(6)) known.fact.values.emplace_back(find.blob(6));
  } while (find.step());
  return known;
}

std::optional<DnsFact> DnsFactReader::failure(const DnsQuestion& question) {
  failure_.bind(question.name, number_of(question.type));
  if (!failure_.step()) return std::nullopt;
  DnsFact fact;
  fact.question = question;
  fact.status = static_cast<DnsStatus>(failure_.integer(0));
  fact.asked_at = failure_.integer(1);
  failure_expires_at_ = failure_.integer(2);
  fact.server = std::string{failure_.text(3)};
  failure_.reset();
  return fact;
}

std::optional<KnownDns> DnsFactReader::newest(const DnsQuestion& question) {
  auto known = read(until_.bind(question.name, number_of(question.type), INT64_MAX), question);
  auto failed = failure(question);
  if (!failed) return known;
  if (!known) return KnownDns{*failed, failed->asked_at, failure_expires_at_, std::nullopt};
  known->failure = std::move(failed);
  known->expires_at = failure_expires_at_;
  return known;
}

std::optional<KnownDns> DnsFactReader::at(const DnsQuestion& question, std::int64_t moment) {
  auto known = read(until_.bind(question.name, number_of(question.type), moment), question);
  return known ? known : read(first_.bind(question.name, number_of(question.type)), question);
}

DnsFactWriter::DnsFactWriter(Sqlite& store)
    : store_(store),
      reader_(store),
      add_(store.prepare(R"sql(
        INSERT INTO dns_fact (name, type, status, ttl, first_at, last_at, expires_at, server)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7))sql")),
      add_value_(store.prepare("INSERT INTO dns_value (fact, number, value) VALUES (?1, ?2, ?3)")),
      last_longer_(store.prepare(R"sql(
        UPDATE dns_fact SET ttl = ?3, last_at = max(last_at, ?4), expires_at = ?5, server = ?6
        WHERE id = (SELECT id FROM dns_fact WHERE name = ?1 AND type = ?2
          ORDER BY first_at DESC, id DESC LIMIT 1))sql")),
      add_failure_(store.prepare(R"sql(
        INSERT OR REPLACE INTO dns_failure (name, type, status, asked_at, expires_at, server)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6))sql")),
      remove_failure_(store.prepare("DELETE FROM dns_failure WHERE name = ?1 AND type = ?2")) {}

DnsFactWriter::Kept DnsFactWriter::keep(const DnsFact& fact) {
  if (!is_answer(fact.status)) return keep_failure(fact);
  const auto& question = fact.question;
  const auto known = reader_.newest(question);
  const bool has_answer = known && is_answer(known->fact.status);
  const bool is_same = has_answer && known->fact.status == fact.status && known->fact.values == fact.values;
  if (is_same)
    last_longer_
        .bind(question.name, number_of(question.type), fact.ttl, fact.asked_at,
              fact.asked_at + lifetime_of(fact), fact.server)
        .run();
  else
    add(fact, has_answer ? std::max(known->since, fact.asked_at) : fact.asked_at);
  remove_failure_.bind(question.name, number_of(question.type)).run();
  return is_same ? Kept::same : has_answer ? Kept::changed : Kept::first;
}

void DnsFactWriter::add(const DnsFact& fact, std::int64_t first_at) {
  add_.bind(fact.question.name, number_of(fact.question.type), number_of(fact.status), fact.ttl, first_at,
            fact.asked_at + lifetime_of(fact), fact.server)
      .run();
  const auto id = store_.last_insert_id();
  for (std::size_t number = 0; number < fact.values.size(); ++number)
    add_value_.bind(id, static_cast<std::int64_t>(number), Statement::Blob{fact.values[number]}).run();
}

DnsFactWriter::Kept DnsFactWriter::keep_failure(const DnsFact& fact) {
  add_failure_
      .bind(fact.question.name, number_of(fact.question.type), number_of(fact.status), fact.asked_at,
            fact.asked_at + lifetime_of(fact), fact.server)
      .run();
  return Kept::failure;
}

bool has_dns_facts(Sqlite& store) { return store.prepare("SELECT 1 FROM dns_fact LIMIT 1").gives_a_row(); }

}  // namespace ruascope
