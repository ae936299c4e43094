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

DailyBatch::DailyBatch(Sqlite& database)
    : add_(database.prepare(R"sql(
        INSERT INTO daily VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET messages = messages_add(messages, excluded.messages))sql")) {}

void DailyBatch::flush() {
  std::sort(rows_.begin(), rows_.end());
  for (std::size_t index = 0; index < rows_.size();) {
    auto row = rows_[index];
    while (++index < rows_.size() && is_same_row(row, rows_[index]))
      row.messages = add_messages(row.messages, rows_[index].messages);
    add_.bind(row.domain, row.day, row.source, row.results, row.disposition, row.organization, row.messages)
        .run();
  }
  rows_.clear();
}

}  // namespace ruascope
