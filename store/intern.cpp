// SPDX-License-Identifier: MIT
#include "store/intern.hpp"

#include "store/result_json.hpp"

#include <cstring>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Strangers choose what is interned: the memory it takes is bounded by starting over.
constexpr std::size_t most_cached = 30'000;
constexpr std::size_t most_sources_cached = 60'000;  // these take less each, and there are more of them
constexpr std::size_t longest_cached = 512;

template <class E>
std::optional<std::int64_t> number(const std::optional<Token<E>>& token) {
  if (!token) return std::nullopt;
  return static_cast<std::int64_t>(token->value);
}

// The id that `find` gives, or that `add` makes.
template <class Bind>
std::int64_t find_or_add(Sqlite& database, Statement& find, Statement& add, const Bind& bind) {
  bind(find);
  if (find.step()) {
    const auto id = find.integer(0);
    find.reset();
    return id;
  }
  bind(add);
  add.run();
  return database.last_insert_id();
}

// Parts of a key, each ended by a byte that no text of a report holds.
constexpr char end_of_part = '\0';

void put(std::string& key, const std::optional<std::string>& text) {
  if (text) key += *text;
  key += text ? end_of_part : '\1';
  key += end_of_part;
}

template <class E>
void put(std::string& key, const std::optional<Token<E>>& token) {
  key += token ? static_cast<char>('0' + static_cast<int>(token->value)) : '-';
  if (token) key += token->raw;
  key += end_of_part;
}

std::string key_of(const ReportHead& head) {
  std::string key;
  for (const auto* text : {&head.org_name, &head.email, &head.xml_namespace})
    key.append(*text) += end_of_part;
  for (const auto* text : {&head.extra_contact_info, &head.generator, &head.version}) put(key, *text);
  return key;
}

std::string key_of(const PublishedPolicy& policy) {
  std::string key;
  for (const auto* text : {&policy.domain, &policy.domain_raw}) key.append(*text) += end_of_part;
  for (const auto* token : {&policy.p, &policy.sp, &policy.np}) put(key, *token);
  for (const auto* token : {&policy.adkim, &policy.aspf}) put(key, *token);
  key += fmt::format("{}", policy.pct.value_or(-1));
  key += end_of_part;
  put(key, policy.fo);
  put(key, policy.testing);
  put(key, policy.discovery_method);
  put(key, policy.psd);
  return key;
}

template <class Cache, class Key, class Make>
std::int64_t cached(Cache& cache, const Key& key, const Make& make, std::size_t most = most_cached) {
  if (const auto found = cache.find(key); found != cache.end()) return found->second;
  if (cache.size() >= most) cache.clear();
  const auto id = make();
  cache.emplace(key, id);
  return id;
}

}  // namespace

std::size_t Interner::Hash::operator()(const Digest& digest) const {
  std::size_t hash = 0;  // any bytes of a SHA-256 are a hash
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

std::size_t Interner::Hash::operator()(const IpAddress& address) const {
  return std::hash<std::string_view>{}(address.bytes());
}

Interner::Interner(Sqlite& database)
    : database_(database),
      find_name_(database.prepare("SELECT id FROM name WHERE name = ?1")),
      add_name_(database.prepare("INSERT INTO name (name) VALUES (?1)")),
      find_organization_(database.prepare("SELECT id FROM organization WHERE name = ?1")),
      add_organization_(database.prepare("INSERT INTO organization (name) VALUES (?1)")),
      find_submitter_(database.prepare(
          "SELECT id FROM submitter WHERE organization = ?1 AND email = ?2 AND extra_contact_info IS ?3 AND "
          "generator IS ?4 AND version IS ?5 AND xml_namespace IS ?6")),
      add_submitter_(database.prepare("INSERT INTO submitter (organization, email, extra_contact_info, "
                                      "generator, version, xml_namespace) "
                                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")),
      find_policy_(database.prepare(
          "SELECT id FROM policy WHERE domain = ?1 AND p IS ?2 AND sp IS ?3 AND np IS ?4 AND adkim IS ?5 AND "
          "aspf IS ?6 AND pct IS ?7 AND fo IS ?8 AND testing IS ?9 AND discovery_method IS ?10 AND raw IS "
          "?11")),
      add_policy_(database.prepare(
          "INSERT INTO policy (domain, p, sp, np, adkim, aspf, pct, fo, testing, discovery_method, raw) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")),
      find_source_(database.prepare("SELECT id FROM source WHERE address = ?1")),
      add_source_(database.prepare("INSERT INTO source (address, ip) VALUES (?1, ?2)")),
      find_result_set_(database.prepare("SELECT id FROM result_set WHERE key = ?1")),
      add_result_set_(database.prepare("INSERT INTO result_set (key, content, header_from, envelope_from, "
                                       "envelope_to, dkim, spf, derived, "
                                       "reasons, dkim_results, spf_results, raw) VALUES (?1, ?2, ?3, ?4, ?5, "
                                       "?6, ?7, ?8, ?9, ?10, ?11, ?12)")) {}

std::int64_t Interner::name(const std::string& name) {
  return cached(names_, name, [&] {
    return find_or_add(database_, find_name_, add_name_, [&](Statement& statement) { statement.bind(name); });
  });
}

std::optional<std::int64_t> Interner::optional_name(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return name(*text);
}

std::int64_t Interner::organization(const std::string& name) {
  if (name.size() > longest_cached) organizations_.clear();
  return cached(organizations_, name, [&] {
    return find_or_add(database_, find_organization_, add_organization_,
                       [&](Statement& statement) { statement.bind(name); });
  });
}

std::int64_t Interner::submitter(const ReportHead& head) {
  const auto key = key_of(head);
  if (key.size() > longest_cached) return find_or_add_submitter(head);
  return cached(submitters_, key, [&] { return find_or_add_submitter(head); });
}

std::int64_t Interner::find_or_add_submitter(const ReportHead& head) {
  const auto by = organization(head.org_name);
  const auto name_space = head.xml_namespace.empty() ? std::nullopt : std::optional{head.xml_namespace};
  return find_or_add(database_, find_submitter_, add_submitter_, [&](Statement& statement) {
    statement.bind(by, head.email, head.extra_contact_info, head.generator, head.version, name_space);
  });
}

std::int64_t Interner::policy(const PublishedPolicy& policy) {
  const auto key = key_of(policy);
  if (key.size() > longest_cached) return find_or_add_policy(policy);
  return cached(policies_, key, [&] { return find_or_add_policy(policy); });
}

std::int64_t Interner::find_or_add_policy(const PublishedPolicy& policy) {
  const auto domain = name(policy.domain);
  const auto raw = raw_json(policy);
  return find_or_add(database_, find_policy_, add_policy_, [&](Statement& statement) {
    statement.bind(domain, number(policy.p), number(policy.sp), number(policy.np), number(policy.adkim),
                   number(policy.aspf), policy.pct, policy.fo, number(policy.testing),
                   number(policy.discovery_method), raw);
  });
}

std::int64_t Interner::source(const IpAddress& address) {
  return cached(
      sources_, address,
      [&] {
        find_source_.bind(Statement::Blob{address.bytes()});
        if (find_source_.step()) {
          const auto id = find_source_.integer(0);
          find_source_.reset();
          return id;
        }
        add_source_.bind(Statement::Blob{address.bytes()}, address.text()).run();
        return database_.last_insert_id();
      },
      most_sources_cached);
}

std::int64_t Interner::result_set(const Record& record) {
  return cached(result_sets_, record.results_key, [&] {
    find_result_set_.bind(Statement::Blob{bytes_of(record.results_key)});
    if (!find_result_set_.step()) return insert_result_set(record);
    const auto id = find_result_set_.integer(0);
    find_result_set_.reset();
    return id;
  });
}

std::int64_t Interner::insert_result_set(const Record& record) {
  const auto& results = *record.results;
  const auto header_from = name(results.header_from);
  const auto envelope_from = optional_name(results.envelope_from);
  const auto envelope_to = optional_name(results.envelope_to);
  add_result_set_
      .bind(Statement::Blob{bytes_of(record.results_key)}, Statement::Blob{bytes_of(record.results_content)},
            header_from, envelope_from, envelope_to, static_cast<int>(results.dkim.value),
            static_cast<int>(results.spf.value), results.derived(), reasons_json(results.reasons),
            dkim_json(results.dkim_results), spf_json(results.spf_results), raw_json(record))
      .run();
  return database_.last_insert_id();
}

void Interner::forget() {
  names_.clear();
  organizations_.clear();
  submitters_.clear();
  policies_.clear();
  sources_.clear();
  result_sets_.clear();
}

}  // namespace ruascope
