// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace ruascope {

// Texts (or bytes) by id, each read once: names of domains, organizations, addresses.
class TextLookup {
 public:
  // `sql` gives the text of the id that is its one parameter.
  TextLookup(Sqlite& database, std::string_view sql) : find_(database.prepare(sql)) {}
  const std::string& of(std::int64_t id);

 private:
  Statement find_;
  std::unordered_map<std::int64_t, std::string> texts_;
};

// Result sets by id, each read once.
class ResultSetLookup {
 public:
  struct Entry {
    RecordRow::Results results;
    bool passes = false;
    bool has_reasons = false;
    std::vector<Signature> signatures;  // read on the first call of signatures()
    bool signatures_read = false;
  };

  explicit ResultSetLookup(Sqlite& database);
  const Entry& of(std::int64_t id);
  const std::vector<Signature>& signatures(std::int64_t id);

 private:
  // Listings meet each result set of a large store once in a while: what is remembered is bounded.
  static constexpr std::size_t most_remembered = 20'000;

  Statement find_;
  std::unordered_map<std::int64_t, Entry> entries_;
};

// Result sets and the names of reporters: what most questions look up.
struct ResultLookups {
  explicit ResultLookups(Sqlite& database)
      : result_sets(database), organizations(database, "SELECT name FROM organization WHERE id = ?1") {}
  ResultSetLookup result_sets;
  TextLookup organizations;
};

// Adds messages with these results and this disposition.
void count_messages(MessageCounts& counts, std::int64_t messages, const ResultSetLookup::Entry& results,
                    Disposition disposition);

}  // namespace ruascope
