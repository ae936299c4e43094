// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"
#include "store/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ruascope {

// Policy domains by what lies below and above them.
class DomainFamilies {
 public:
  // The ids of `domain` itself, of those stored that lie below it, and of those that it lies below.
  const std::vector<std::int64_t>& of(Sqlite& database, std::int64_t id, const std::string& domain);
  // To be read anew, as another process may have added some.
  void forget();

 private:
  void add(std::int64_t id, const std::string& domain);

  bool is_read_ = false;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> families_;
  std::unordered_map<std::string, std::int64_t> ids_;
  std::unordered_map<std::string, std::vector<std::int64_t>> below_;  // of names, stored as domains or not
};

// Finds reports that tell of the same mail as another: of the same reporter, with the same records, about the
// same mail as far as domain and period tell.
class Overlaps {
 public:
  struct Subject {
    std::int64_t domain;  // ids
    std::int64_t organization;
    const ReportHead& head;
    const Digest& multiset;
  };

  explicit Overlaps(Sqlite& database);

  // Called as a transaction begins, and with each report that is booked on several days.
  void begin();
  void take_note_of_several_days() { any_of_several_days_ = true; }

  // What is to be noted of the report, which is not stored yet; the oldest of several is named.
  std::optional<Warning> warning_of(const Subject& subject);
  void forget() { families_.forget(); }

 private:
  struct Found {
    std::int64_t report;
    std::string text;
  };
  void look(Statement& find, std::optional<Found>& oldest);

  Sqlite& database_;
  DomainFamilies families_;
  bool any_of_several_days_ = true;
  Statement find_of_day_;
  Statement find_of_several_days_;
};

}  // namespace ruascope
