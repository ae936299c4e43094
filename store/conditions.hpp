// SPDX-License-Identifier: MIT
#pragma once

#include "store/filter.hpp"
#include "store/sqlite.hpp"

#include <string>
#include <variant>
#include <vector>

namespace ruascope {

// The conditions of one query, joined by AND; values are only ever bound. Each condition is a literal with
// one
// "?", which becomes the next parameter.
class Conditions {
 public:
  void add(const char* condition, std::int64_t value);
  void add(const char* condition, std::string value);
  // `condition` is one of the project's literals with "?" where a JSON array of ids is to be bound.
  void add_ids(const char* condition, const std::vector<std::int64_t>& ids);
  // The same with a JSON array of texts.
  void add_texts(const char* condition, const std::vector<std::string>& texts);
  // An address block: `column` lies in it.
  void add_network(const char* column, const IpNetwork& network);

  // "1" if there are none.
  std::string sql() const;
  void bind(Statement& statement) const;

 private:
  struct Blob {
    std::string bytes;
  };
  using Value = std::variant<std::int64_t, std::string, Blob>;
  void append(std::string condition, Value value);

  std::string sql_;
  std::vector<Value> values_;
};

// The ids of the policy domains that the filter chooses; all of them if it names none.
std::vector<std::int64_t> matching_domains(Sqlite& database, const Filter& filter);

// The ids of the organizations with the filter's reporter name.
std::vector<std::int64_t> matching_organizations(Sqlite& database, const std::string& reporter);

}  // namespace ruascope
