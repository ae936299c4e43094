// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/report.hpp"
#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <functional>
#include <optional>
#include <string>
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

// Keeps unreadable inputs; the same (origin, reason, place) once, seen again. Within a write transaction.
class UnreadableKeeper {
 public:
  // At most `most_bytes` of inputs are kept together; beyond that the oldest bytes go, their rows stay.
  UnreadableKeeper(Sqlite& database, std::int64_t most_bytes);

  // Without `input` its place and reason alone are kept.
  void keep(const Unreadable& what, const std::optional<KeptInput>& input, std::int64_t now);

 private:
  std::int64_t keep_input(const KeptInput& input);

  Sqlite& database_;
  std::int64_t most_bytes_;
  std::int64_t bytes_;  // kept now
  Statement add_, find_input_, add_input_;
};

// All that is kept, in the order it was first seen.
void list_unreadable(Sqlite& database, const std::function<void(const UnreadableRow&)>& take);

std::optional<UnreadableRow> find_unreadable(Sqlite& database, std::int64_t id);

// The bytes of the input of an unreadable; nullopt if they were not kept.
std::optional<KeptInput> kept_input(Sqlite& database, std::int64_t input);

// Removes the unreadables with these ids, and the inputs that none is left of. Returns how many there were.
std::int64_t drop_unreadable(Sqlite& database, const std::vector<std::int64_t>& ids);

}  // namespace ruascope
