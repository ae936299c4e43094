// SPDX-License-Identifier: MIT
#include "analysis/analyse_dns.hpp"
#include "cli/analysis_options.hpp"
#include "cli/command.hpp"
#include "cli/dns_asking.hpp"
#include "cli/listing.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "reports/check_page.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope check example.com
  ruascope check example.com --offline       by what DNS said last
  ruascope check example.com --format json
  ruascope check example.com --server 192.0.2.53

Asks DNS for the DMARC record (and those above it), for SPF with all that it
includes, for the keys of the selectors that reports name, for MX, and whether
reports may go where the record sends them; keeps the answers, and judges them.
The exit status is 3 where a finding is serious or worse.)";

class CheckCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_option("domain", domain_, "the domain of the From: header")->type_name("DOMAIN")->required();
    app.add_flag("--offline", is_offline_, "ask nothing; judge the answers that the store has");
    add_server_option(app, servers_);
    add_table_or_json(app, output_.format, "table (for people) or json");
    app.add_option("--output", output_.file, "write to a file, whole or not at all")->type_name("FILE");
    app.footer(examples);
  }

  StoreNeed need(StoreNeed) const override { return is_offline_ ? StoreNeed::read : StoreNeed::write; }

  int run(Context& context) override {
    const auto domain = fold_domain(domain_);
    if (!domain || domain->empty() || domain->find_first_of(" /@:*") != std::string::npos)
      throw UsageError(fmt::format("{}: not a domain name", domain_));
    if (is_offline_ && !servers_.empty()) throw UsageError("--offline asks no --server");
    const auto check = is_offline_ ? offline(context, *domain) : online(context, *domain);
    if (!check) return 128 + InterruptGuard::signal();
    Output output(output_.file, context.out);
    output.stream() << (output_.format == "json" ? check_json(*check)
                                                 : check_page(*check, render_options(context, output_)));
    output.finish();
    return check->worst() >= Severity::serious ? exit_status::look_here : exit_status::done;
  }

 private:
  static std::optional<DnsCheck> offline(const Context& context, const std::string& domain) {
    const ReadTransaction reading(*context.store);
    auto book = stored_dns(*context.store);
    const auto options = analysis_options(context.config());
    return DomainCheck(*context.store, domain, options, context.now()).read(book);
  }

  // Nullopt if a signal came meanwhile. What the store knows is asked again: a record may be of a moment ago.
  std::optional<DnsCheck> online(Context& context, const std::string& domain) const {
    const InterruptGuard guard;
    const auto options = analysis_options(context.config());
    DnsAsking asking(context, servers_);
    DnsBook book([](const DnsQuestion&) { return std::nullopt; });
    DomainCheck reader(*context.store, domain, options, context.now());
    std::optional<DnsCheck> check;
    asking.complete(book, [&] { check = reader.read(book); });
    if (asking.is_cut()) return std::nullopt;
    return check;
  }

  std::string domain_, servers_;
  bool is_offline_ = false;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace ruascope
