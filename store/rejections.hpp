// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/rejection.hpp"
#include "ingest/model/report.hpp"
#include "store/filter.hpp"
#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <functional>
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

  struct Added {
    std::int64_t id = 0;
    bool is_new = false;
  };
  // If it is known, what the stored one lacks is taken from this one, as the From: header of a bounce where a
  // log told the envelope alone.
  Added add(const Rejection& rejection, const RejectionKeys& keys, const std::string& origin,
            std::int64_t now);

 private:
  std::vector<std::int64_t> find(const RejectionKeys& keys);
  void merge(std::int64_t into, std::int64_t row);
  std::int64_t insert(const Rejection& rejection, const RejectionKeys& keys, const std::string& origin,
                      std::int64_t now);
  void complete(std::int64_t id, const Rejection& rejection, const RejectionKeys& keys);
  void bind(Statement& statement, const Rejection& rejection, const std::optional<Digest>& message);

  Sqlite& database_;
  Statement find_, insert_, read_, update_, add_identity_;
};

// Hands out the rejections in the filter's window, the newest first; one without a time stands on the day
// that it was imported. Other parts of the filter aside. Streams.
void list_rejections(Sqlite& database, const Filter& filter, const std::function<void(RejectionRow)>& take);
// The failure reports in the filter's window.
std::vector<RejectionRow> failure_reports(Sqlite& database, const Filter& filter);
// What else than failure reports tells of the message with this digest of its Message-ID.
std::vector<RejectionRow> rejections_of_message(Sqlite& database, std::string_view message);

// The newest day of any rejection; one that lies more than two days behind its import says nothing about
// today and is passed over.
std::optional<Day> newest_rejection_day(Sqlite& database);

// How many are older than `day`.
std::int64_t count_rejections_before(Sqlite& database, Day day);
// Removes them. Returns how many there were.
std::int64_t drop_rejections_before(Sqlite& database, Day day);

}  // namespace ruascope
