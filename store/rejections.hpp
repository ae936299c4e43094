// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/rejection.hpp"
#include "ingest/model/report.hpp"
#include "store/filter.hpp"
#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What a rejection is known by, as digests with the store's key.
struct RejectionKeys {
  std::vector<Digest> identities;
  std::optional<Digest> message;  // of the Message-ID
};

// The key of this store for such digests: 32 bytes, made with the store.
std::string secret_key(Sqlite& database);

// Writes rejections, each once. Within a write transaction.
class RejectionWriter {
 public:
  explicit RejectionWriter(Sqlite& database);

  // False if it is known: then what the stored one lacks is taken from this one, as the From: header of a
  // bounce where a log told the envelope alone.
  bool add(const Rejection& rejection, const RejectionKeys& keys, const std::string& origin,
           std::int64_t now);

 private:
  std::optional<std::int64_t> find(const RejectionKeys& keys);
  void insert(const Rejection& rejection, const RejectionKeys& keys, const std::string& origin,
              std::int64_t now);
  void complete(std::int64_t id, const Rejection& rejection, const RejectionKeys& keys);
  void bind(Statement& statement, const Rejection& rejection, const std::optional<Digest>& message);

  Sqlite& database_;
  Statement find_, insert_, read_, update_, add_identity_;
};

// The rejections in the filter's window (UTC days of their time; those without a time always), the newest
// first. Other parts of the filter aside.
std::vector<RejectionRow> rejections(Sqlite& database, const Filter& filter);

// The newest day of any rejection.
std::optional<Day> newest_rejection_day(Sqlite& database);

// How many are older than `day`.
std::int64_t count_rejections_before(Sqlite& database, Day day);
// Removes them. Returns how many there were.
std::int64_t drop_rejections_before(Sqlite& database, Day day);

}  // namespace ruascope
