// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dns_book.hpp"
#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "ingest/dns.hpp"
#include "ingest/model/dns_fact.hpp"
#include "store/filter.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ruascope {

// How questions ended.
struct AskingCounts {
  std::array<std::int64_t, names<DnsStatus>.size()> by_status{};
  std::int64_t changed = 0;  // answers that are not what they were

  std::int64_t questions() const;
  std::int64_t failed() const;
};

// Asks what books lack, and keeps what it hears in the store as it comes.
class DnsAsking {
 public:
  // `servers`: instead of the configured ones, unless empty. Throws Error where there is none.
  DnsAsking(Context& context, const std::string& servers, std::optional<std::int64_t> most_seconds = {});

  // Has `read` read the book, asks what it lacks, and again, until nothing is lacking or time is up. Throws
  // Error if no server answers at all; the store is as it was then.
  void complete(DnsBook& book, const std::function<void()>& read);

  const AskingCounts& counts() const { return counts_; }
  // True if something was left, as time was up or a signal came.
  bool is_cut() const { return is_cut_; }
  double seconds() const { return progress_.seconds(); }
  const std::string& servers() const { return resolver_.servers(); }

 private:
  void ask(DnsBook& book, std::vector<DnsQuestion> questions);
  bool is_still_there();
  bool is_out_of_time() const;
  void take(DnsBook& book, DnsFact fact);
  void keep(DnsBook& book);
  bool is_to_stop() const;
  [[noreturn]] void give_up();

  Context& context_;
  DnsResolver resolver_;
  Progress progress_;
  std::optional<std::chrono::steady_clock::time_point> end_;
  std::int64_t timeout_seconds_;
  AskingCounts counts_;
  std::vector<DnsFact> heard_;  // not kept yet
  std::set<DnsQuestion> open_;  // of this round, that are not answered yet
  std::size_t in_vain_ = 0;     // questions without a reply, in a row
  bool is_replying_ = false;    // a server said something, if only that it refuses
  bool is_answered_ = false;    // and it answers
  bool is_dead_ = false;        // none does
  bool is_cut_ = false;
};

// Asks for all that judging the mail which `filter` chooses may want: the records of domains, then the names
// of sources, `limit` of them at most.
void resolve_all(Context& context, DnsAsking& asking, const Filter& filter,
                 std::optional<std::int64_t> limit);

// The option --server of commands that ask.
void add_server_option(CLI::App& app, std::string& servers);

}  // namespace ruascope
