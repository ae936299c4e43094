// SPDX-License-Identifier: MIT
#include "store/conditions.hpp"

#include "ingest/model/domain_name.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string json_array(const std::vector<std::int64_t>& ids) {
  return fmt::format("[{}]", fmt::join(ids, ","));
}

}  // namespace

bool takes_domain(const Filter& filter, std::string_view domain) {
  return filter.domains.empty() ||
         std::any_of(filter.domains.begin(), filter.domains.end(), [&](std::string_view want) {
           return want.starts_with('.') ? is_same_or_below(domain, want.substr(1)) : domain == want;
         });
}

void Conditions::append(std::string condition, Value value) {
  values_.push_back(std::move(value));
  const auto mark = condition.find('?');
  condition.replace(mark, 1, fmt::format("?{}", values_.size()));
  sql_ += (sql_.empty() ? "" : " AND ") + condition;
}

void Conditions::add(const char* condition, std::int64_t value) { append(condition, value); }

void Conditions::add(const char* condition, std::string value) { append(condition, std::move(value)); }

void Conditions::add_ids(const char* condition, const std::vector<std::int64_t>& ids) {
  append(condition, json_array(ids));
}

// The texts are keys that the project makes: digits and blanks, so that they need no escaping.
void Conditions::add_texts(const char* condition, const std::vector<std::string>& texts) {
  append(condition, texts.empty() ? std::string{"[]"} : fmt::format("[\"{}\"]", fmt::join(texts, "\",\"")));
}

void Conditions::add_network(const char* column, const IpNetwork& network) {
  const std::string name{column};
  append(name + " >= ?", Blob{std::string{network.first.bytes()}});
  append(name + " <= ?", Blob{std::string{network.last().bytes()}});
  append("length(" + name + ") = ?", static_cast<std::int64_t>(network.first.bytes().size()));
}

std::string Conditions::sql() const { return sql_.empty() ? "1" : sql_; }

void Conditions::bind(Statement& statement) const {
  for (std::size_t index = 0; index < values_.size(); ++index) {
    const auto parameter = static_cast<int>(index + 1);
    const auto& value = values_[index];
    if (const auto* number = std::get_if<std::int64_t>(&value))
      statement.bind_one(parameter, *number);
    else if (const auto* text = std::get_if<std::string>(&value))
      statement.bind_one(parameter, *text);
    else
      statement.bind_one(parameter, Statement::Blob{std::get<Blob>(value).bytes});
  }
}

std::vector<std::int64_t> matching_domains(Sqlite& database, const Filter& filter) {
  std::vector<std::int64_t> ids;
  const auto& domains = filter.domains;
  // One domain by its name: who asks for a thousand, one after the other, does not read all of them each
  // time.
  if (domains.size() == 1 && !domains.front().starts_with('.')) {
    auto row = database.prepare(
        "SELECT id FROM name WHERE name = ?1 AND id IN (SELECT domain FROM policy WHERE domain = name.id)");
    row.bind(domains.front());
    if (row.step()) ids.push_back(row.integer(0));
    return ids;
  }
  auto rows =
      database.prepare("SELECT id, name FROM name WHERE id IN (SELECT domain FROM policy) ORDER BY name");
  while (rows.step())
    if (takes_domain(filter, rows.text(1))) ids.push_back(rows.integer(0));
  return ids;
}

std::vector<std::int64_t> matching_organizations(Sqlite& database, const std::string& reporter) {
  std::vector<std::int64_t> ids;
  auto rows = database.prepare("SELECT id, name FROM organization");
  while (rows.step())
    if (is_same_ignoring_case(rows.text(1), reporter)) ids.push_back(rows.integer(0));
  return ids;
}

}  // namespace ruascope
