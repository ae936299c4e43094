// SPDX-License-Identifier: MIT
#include "analysis/dns_check.hpp"
#include "cli/command.hpp"
#include "cli/dns_asking.hpp"
#include "cli/options.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"

#include <algorithm>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope resolve                      all that the store lacks
  ruascope resolve --last 28d --for 60s
  ruascope resolve --limit 500          names of the 500 busiest sources
  ruascope resolve --server 192.0.2.53

Asks for the DMARC, SPF, DKIM and MX records of your domains, for what lets
reports go elsewhere, and for the names of sources, each of which must name the
address in turn. Answers are kept with their time; queries read them and never
wait. It may be interrupted: what was heard is kept.)";

// "60s", "5m", "90": seconds.
std::int64_t read_seconds(const std::string& text) {
  auto digits = text;
  std::int64_t unit = 1;
  if (!digits.empty() && (digits.back() == 's' || digits.back() == 'm')) {
    if (digits.back() == 'm') unit = 60;
    digits.pop_back();
  }
  constexpr std::int64_t most = 24 * 3600;
  const bool is_number =
      !digits.empty() && digits.size() < 6 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto seconds = is_number ? std::stoll(digits) * unit : 0;
  if (seconds < 1 || seconds > most)
    throw UsageError(fmt::format("--for {}: not a length of time up to a day", text), "write 60s or 5m");
  return seconds;
}

class ResolveCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_option("--limit", limit_, "so many sources, those with most messages")
        ->check(CLI::NonNegativeNumber)
        ->option_text("N");
    app.add_option("--for", for_, "stop after so long: 60s, 5m")->option_text("TIME");
    add_server_option(app, servers_);
    filter_.add_domains_to(app);
    filter_.add_window_to(app);
    add_table_or_json(app, format_, "table (one line for people) or json");
    app.footer(examples);
  }

  int run(Context& context) override {
    const InterruptGuard guard;
    const auto seconds = for_.empty() ? std::nullopt : std::optional{read_seconds(for_)};
    DnsAsking asking(context, servers_, seconds);
    resolve_all(context, asking, filter_.resolve(*context.store, ""), limit_);
    print(context, asking);
    if (const int signal = InterruptGuard::signal()) return 128 + signal;
    return exit_status::done;
  }

 private:
  void print(const Context& context, const DnsAsking& asking) const {
    const auto& counts = asking.counts();
    const auto of = [&](DnsStatus status) { return counts.by_status[static_cast<std::size_t>(status)]; };
    const auto found = of(DnsStatus::found);
    const auto none = of(DnsStatus::nxdomain) + of(DnsStatus::nodata);
    if (format_ == "json") {
      context.out << fmt::format(
          "{{\"schema_version\":1,\"command\":\"resolve\",\"questions\":{},\"found\":{},\"none\":{},"
          "\"failed\":{"
          "},\"failed_by\":{},\"changed\":{},\"complete\":{},\"server\":{},\"seconds\":{:.3f}}}\n",
          counts.questions(), found, none, counts.failed(), failed_json(counts), counts.changed,
          !asking.is_cut(), json_string(asking.servers()), asking.seconds());
      return;
    }
    context.out << fmt::format("{}: {} found, {} without a record, {} failed{}; {} changed\n",
                               counted(counts.questions(), "question"), group_thousands(found),
                               group_thousands(none), group_thousands(counts.failed()), failed_text(counts),
                               group_thousands(counts.changed));
    if (asking.is_cut() && !context.config().quiet)
      context.err << "ruascope: more is left to ask: the next resolve goes on from here\n";
  }

  // " (SERVFAIL 3, no reply in time 1)".
  static std::string failed_text(const AskingCounts& counts) {
    std::string text;
    for (std::size_t at = 0; at < counts.by_status.size(); ++at) {
      const auto status = static_cast<DnsStatus>(at);
      if (is_answer(status) || counts.by_status[at] == 0) continue;
      text += fmt::format("{}{} {}", text.empty() ? " (" : ", ", status_text(status), counts.by_status[at]);
    }
    return text.empty() ? text : text + ")";
  }

  static std::string failed_json(const AskingCounts& counts) {
    std::string text;
    for (std::size_t at = 0; at < counts.by_status.size(); ++at)
      if (!is_answer(static_cast<DnsStatus>(at)))
        text += fmt::format("{}{}:{}", text.empty() ? "" : ",", json_string(names<DnsStatus>[at]),
                            counts.by_status[at]);
    return "{" + text + "}";
  }

  FilterOptions filter_;
  std::optional<std::int64_t> limit_;
  std::string for_, servers_, format_ = "table";
};

}  // namespace

std::unique_ptr<Command> make_resolve_command() { return std::make_unique<ResolveCommand>(); }

}  // namespace ruascope
