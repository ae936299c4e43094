// SPDX-License-Identifier: MIT
#include "cli/dns_asking.hpp"

#include "analysis/analyse_dns.hpp"
#include "cli/analysis_options.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "store/dns_facts.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_heard = 500;  // a transaction of so many is done within a moment
constexpr std::size_t most_in_flight = 64;
// Without a reply in a row. The reverse zones of a whole network may be dead, where a server lives.
constexpr std::size_t most_in_vain = 4 * most_in_flight;

// Asked first of all, and not kept: whatever is said of it, somebody is there (RFC 6761 section 6.3). The
// names that are left to ask may all be of servers that are dead.
const DnsQuestion probe{"localhost", DnsType::a};

// A server that says so lives, and this name's fails. One that refuses us is of no use.
bool tells_of_life(DnsStatus status) { return status != DnsStatus::timeout && status != DnsStatus::refused; }

}  // namespace

std::int64_t AskingCounts::questions() const {
  return std::accumulate(by_status.begin(), by_status.end(), std::int64_t{0});
}

std::int64_t AskingCounts::failed() const {
  std::int64_t failed = 0;
  for (std::size_t status = 0; status < by_status.size(); ++status)
    if (!is_answer(static_cast<DnsStatus>(status))) failed += by_status[status];
  return failed;
}

DnsAsking::DnsAsking(Context& context, const std::string& servers, std::optional<std::int64_t> most_seconds)
    : context_(context),
      resolver_({servers.empty() ? context.config().dns.servers : servers,
                 context.config().dns.timeout_seconds * 1000, most_in_flight, context.now}),
      progress_(context.err, context.terminal.shows_progress),
      timeout_seconds_(context.config().dns.timeout_seconds) {
  if (most_seconds) end_ = std::chrono::steady_clock::now() + std::chrono::seconds(*most_seconds);
}

bool DnsAsking::is_out_of_time() const {
  return InterruptGuard::signal() != 0 || (end_ && std::chrono::steady_clock::now() >= *end_);
}

bool DnsAsking::is_to_stop() const { return is_dead_ || is_out_of_time(); }

void DnsAsking::complete(DnsBook& book, const std::function<void()>& read) {
  for (read(); !is_cut_; read()) {
    const auto questions = book.take_lacking();
    if (questions.empty()) break;
    ask(book, questions);
  }
  progress_.clear();
}

void DnsAsking::ask(DnsBook& book, std::vector<DnsQuestion> questions) {
  if (!is_answered_) questions.insert(questions.begin(), probe);
  open_ = {questions.begin(), questions.end()};
  const auto hear = [&](DnsFact fact) { take(book, std::move(fact)); };
  resolver_.ask(questions, hear, [&] { return is_to_stop(); });
  // Dead zones in a row, of which a report may name as many as it likes, say nothing of the server: it is
  // asked whether it is there before what failed last is believed.
  while (in_vain_ > 0 && is_answered_ && !is_out_of_time()) {
    is_dead_ = !is_still_there();
    if (is_dead_) break;
    in_vain_ = 0;
    keep(book);
    const std::vector<DnsQuestion> left{open_.begin(), open_.end()};
    resolver_.ask(left, hear, [&] { return is_to_stop(); });
  }
  if (is_dead_) heard_.resize(heard_.size() - std::min(heard_.size(), in_vain_));
  if (is_answered_) keep(book);
  const bool is_over = open_.empty();
  const bool is_refused = counts_.failed() == counts_.by_status[static_cast<std::size_t>(DnsStatus::refused)];
  const bool is_left_early = is_answered_ && is_out_of_time();
  if ((is_dead_ && !is_left_early) || (is_over && !is_answered_ && (!is_replying_ || is_refused))) give_up();
  if (is_over && !is_answered_) keep(book);
  is_cut_ = !is_over;
}

// Whether the server that answered before says anything yet.
bool DnsAsking::is_still_there() {
  bool is_there = false;
  resolver_.ask(
      {&probe, 1}, [&](const DnsFact& fact) { is_there = fact.status != DnsStatus::timeout; },
      [&] { return is_out_of_time(); });
  return is_there;
}

void DnsAsking::take(DnsBook& book, DnsFact fact) {
  open_.erase(fact.question);
  is_replying_ = is_replying_ || fact.status != DnsStatus::timeout;
  in_vain_ = tells_of_life(fact.status) ? 0 : in_vain_ + 1;
  is_answered_ = is_answered_ || in_vain_ == 0;
  is_dead_ = in_vain_ >= (is_answered_ ? most_in_vain : most_in_flight);
  if (fact.question == probe) return;
  ++counts_.by_status[static_cast<std::size_t>(fact.status)];
  heard_.push_back(std::move(fact));
  // Not what may be dropped: that many in vain are not waited for.
  if (in_vain_ == 0 && heard_.size() >= most_heard) keep(book);
  progress_.update([&](double seconds) {
    return fmt::format("{} questions asked, {:.0f} a second, {} left", group_thousands(counts_.questions()),
                       static_cast<double>(counts_.questions()) / std::max(seconds, 0.001),
                       group_thousands(static_cast<std::int64_t>(open_.size())));
  });
}

void DnsAsking::keep(DnsBook& book) {
  {
    Transaction transaction(*context_.store);
    DnsFactWriter writer(*context_.store);
    for (const auto& fact : heard_)
      counts_.changed += writer.keep(fact) == DnsFactWriter::Kept::changed ? 1 : 0;
    transaction.commit();
  }
  DnsFactReader reader(*context_.store);
  for (const auto& fact : heard_) book.learn(fact.question, reader.newest(fact.question));
  heard_.clear();
}

void DnsAsking::give_up() {
  progress_.clear();
  const bool is_refused = counts_.by_status[static_cast<std::size_t>(DnsStatus::refused)] > 0;
  throw Error(is_refused ? fmt::format("{} refuses to answer", resolver_.servers())
                         : fmt::format("no reply from {} (dns.timeout: {})", resolver_.servers(),
                                       counted(timeout_seconds_, "second")),
              "name a resolver that answers, with --server or dns.servers in the configuration");
}

void resolve_all(Context& context, DnsAsking& asking, const Filter& filter,
                 std::optional<std::int64_t> limit) {
  auto subjects = dns_subjects(*context.store, filter, analysis_options(context.config()));
  if (limit && static_cast<std::size_t>(*limit) < subjects.sources.size())
    subjects.sources.resize(static_cast<std::size_t>(*limit));
  // Records first: they are few, and what readiness and findings go by.
  auto book = fresh_dns(*context.store, context.now());
  asking.complete(book, [&] { read_records(book, subjects); });
  // Names in portions, so that memory does not grow with their number.
  constexpr std::size_t portion = 5000;
  const std::span<const IpAddress> sources{subjects.sources};
  for (std::size_t at = 0; at < sources.size() && !asking.is_cut(); at += portion) {
    const auto some = sources.subspan(at, std::min(portion, sources.size() - at));
    auto names = fresh_dns(*context.store, context.now());
    asking.complete(names, [&] { read_hosts(names, some); });
  }
}

void add_server_option(CLI::App& app, std::string& servers) {
  app.add_option("--server", servers, "the name servers to ask: 192.0.2.53,[2001:db8::53]:5353")
      ->type_name("SERVERS");
}

}  // namespace ruascope
