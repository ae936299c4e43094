// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/report.hpp"
#include "store/queries.hpp"
#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// The file or part of a mail in which something was unreadable.
struct KeptInput {
  Digest digest{};
  std::string origin;
  std::string name;  // as its sender declared it
  std::optional<Carrier> carrier;
  std::string bytes;
};

// How the store knows the input of an unreadable.
struct InputRow {
  std::optional<Digest> digest;      // of its bytes, if they were read
  std::optional<std::int64_t> kept;  // the row that keeps them
};

// Keeps unreadable inputs; the same (origin, reason, place) of an input with the same digest once, seen
// again. At most 100,000 are kept, as checked at the first and every 1,000 after it; of more those not seen
// for longest go, with the inputs that none is left of. Within a write transaction.
class UnreadableKeeper {
 public:
  // At most `most_bytes` of inputs are kept together; beyond that the oldest bytes go, their rows stay.
  UnreadableKeeper(Sqlite& database, std::int64_t most_bytes);

  // Keeps the bytes of an input, once. Returns their row; nullopt if they are more than may be kept.
  std::optional<std::int64_t> keep_input(const KeptInput& input);

  // Returns the row of the unreadable. Of an input that is kept no more its digest alone is noted.
  std::int64_t keep(const Unreadable& what, const InputRow& input, std::int64_t now);

 private:
  void make_room(std::int64_t size);
  void drop_surplus();

  Sqlite& database_;
  std::int64_t most_bytes_;
  std::int64_t bytes_ = 0;         // kept when the store's version was the one below
  std::int64_t data_version_ = 0;  // 0: never looked
  std::int64_t rows_ = 0;          // since this keeper began
  Statement add_, adopt_, find_input_, add_input_, drop_oldest_, forget_input_;
};

// The columns that list_unreadable can order by.
std::vector<std::string_view> unreadable_orders();

// Hands out all that is kept, without an order as it was first seen. Streams.
void list_unreadable(Sqlite& database, const Order& order,
                     const std::function<void(const UnreadableRow&)>& take);

std::optional<UnreadableRow> find_unreadable(Sqlite& database, std::int64_t id);

// What was found unreadable for `reason` in a kept input as a whole, not in something within it.
std::optional<Unreadable> find_unreadable_as_whole(Sqlite& database, std::int64_t input,
                                                   std::string_view reason);

// The bytes of the input of an unreadable; nullopt if they were not kept.
std::optional<KeptInput> kept_input(Sqlite& database, std::int64_t input);

// Removes the unreadables with these ids, and the inputs that none is left of. Returns how many there were.
std::int64_t drop_unreadable(Sqlite& database, const std::vector<std::int64_t>& ids);

// Removes all of them. Returns how many there were.
std::int64_t drop_all_unreadable(Sqlite& database);

}  // namespace ruascope
