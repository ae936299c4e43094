// SPDX-License-Identifier: MIT
#include "store/daily_batch.hpp"

#include "ingest/model/messages.hpp"

#include <algorithm>

namespace ruascope {
namespace {

bool is_same_row(BookedRow one, const BookedRow& other) {
  one.messages = other.messages;
  return one == other;
}

}  // namespace

// OR FAIL: where a row fails the transaction is rolled back as a whole, so that SQLite need not be able to
// take back this statement alone and keep a copy of each page that it changes.
DailyBatch::DailyBatch(Sqlite& database)
    : sorted_(database, "booked_rows", 7), add_(database.prepare(R"sql(
        INSERT OR FAIL INTO daily SELECT c0, c1, c2, c3, c4, c5, c6 FROM booked_rows WHERE true
        ON CONFLICT DO UPDATE SET messages = messages_add(messages, excluded.messages))sql")) {}

void DailyBatch::flush() {
  if (rows_.empty()) return;
  std::sort(rows_.begin(), rows_.end());
  auto& values = sorted_.values;
  values.clear();
  for (std::size_t index = 0; index < rows_.size();) {
    auto row = rows_[index];
    while (++index < rows_.size() && is_same_row(row, rows_[index]))
      row.messages = add_messages(row.messages, rows_[index].messages);
    values.insert(values.end(), {row.domain, row.day, row.source, row.results, row.disposition,
                                 row.organization, row.messages});
  }
  rows_.clear();
  add_.run();
}

}  // namespace ruascope
