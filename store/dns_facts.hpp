// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/dns_fact.hpp"
#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <optional>

namespace ruascope {

// Reads what is known of DNS questions.
class DnsFactReader {
 public:
  explicit DnsFactReader(Sqlite& store);

  // The newest answer, with the failure that came after it; a failure alone where there never was an answer.
  std::optional<KnownDns> newest(const DnsQuestion& question);
  // What stood in DNS at `moment`, seconds since the epoch: the last answer that was first told by then, else
  // the first that was told later. Without failures.
  std::optional<KnownDns> at(const DnsQuestion& question, std::int64_t moment);

 private:
  // The answer that `find` gives, bound.
  std::optional<KnownDns> read(Statement& find, const DnsQuestion& question);
  std::optional<DnsFact> failure(const DnsQuestion& question);

  Statement until_, first_, failure_;
  std::int64_t failure_expires_at_ = 0;
};

// Keeps facts as they come.
class DnsFactWriter {
 public:
  enum class Kept { first, changed, same, failure };

  explicit DnsFactWriter(Sqlite& store);
  // An answer that says what the newest one says makes that last longer; another stands beside it. A failure
  // takes no answer's place. Is to be called within a transaction.
  Kept keep(const DnsFact& fact);

 private:
  // `first_at` is not before the answer that it follows, whatever the clock says.
  void add(const DnsFact& fact, std::int64_t first_at);
  Kept keep_failure(const DnsFact& fact);

  Sqlite& store_;
  DnsFactReader reader_;
  Statement add_, add_value_, last_longer_, add_failure_, remove_failure_;
};

// True if the store has an answer of DNS.
bool has_dns_facts(Sqlite& store);

}  // namespace ruascope
