// SPDX-License-Identifier: MIT
#include "analysis/analyse.hpp"
#include "analysis/analyse_rejections.hpp"
#include "analysis/groups.hpp"
#include "cli/analysis_options.hpp"
#include "cli/question.hpp"
#include "ingest/model/error.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope sources --failing                what costs the domain's own mail, then the rest
  ruascope sources 203.0.113.77             one source in full, with what to do
  ruascope sources --by sender --domain example.com
  ruascope sources --class unknown --last 3m
  ruascope sources --source 198.51.100.0/24 --format json)";

// Whose lost mail matters: the domain's own, what may be its own, then what nobody needs to repair.
int urgency(const Judgement& judgement) {
  if (judgement.is_ignored) return 4;
  switch (judgement.source_class) {
    case SourceClass::own:
    case SourceClass::third_party: return 0;
    case SourceClass::unknown: return 1;
    case SourceClass::forwarder:
    case SourceClass::mailing_list: return 2;
    case SourceClass::abuse: return 3;
  }
  return 3;
}

void put_urgent_first(std::vector<JudgedSource>& sources) {
  std::stable_sort(sources.begin(), sources.end(), [](const JudgedSource& one, const JudgedSource& other) {
    const int first = urgency(one.judgement);
    const int second = urgency(other.judgement);
    return first != second ? first < second : one.totals.counts.dmarc_fail > other.totals.counts.dmarc_fail;
  });
}

class SourcesCommand final : public QuestionCommand {
 public:
  SourcesCommand() : QuestionCommand({"sources", "28d", examples}, source_columns()) {}

  int run(Context& context) override {
    has_networks_ = !asn_db_.empty() || !context.config().asn_db.empty();
    return QuestionCommand::run(context);
  }

 private:
  void add_options(CLI::App& app) override {
    app.add_option("address", address_, "one source in full")->type_name("ADDRESS");
    app.add_option("--by", by_,
                   "put together by sender, address, network, cause, class, selector or envelope")
        ->check(CLI::IsMember(std::vector<std::string>(names<GroupBy>.begin(), names<GroupBy>.end())))
        ->option_text("WHAT");
    app.add_option("--asn-db", asn_db_, "networks of addresses, a file in MaxMind's format")
        ->type_name("FILE");
  }

  void narrow(Filter& filter, std::vector<std::pair<std::string, std::string>>& json) const override {
    if (!by_.empty()) json.emplace_back("by", "\"" + by_ + "\"");
    if (address_.empty()) return;
    if (filter.source) throw UsageError("an address and --source exclude each other", "name one of them");
    filter.source = IpNetwork::parse(address_);
    if (!filter.source)
      throw UsageError(fmt::format("{}: not an address", address_), "write 192.0.2.1 or 192.0.2.0/24");
    json.emplace_back("address", json_string(address_));
  }

  std::span<const Column> columns() const override {
    if (by_.empty()) {
      const auto list = address_.empty() ? source_columns() : source_page_columns();
      columns_.assign(list.begin(), list.end());
      if (has_networks_) columns_.insert(columns_.end(), network_columns().begin(), network_columns().end());
      return columns_;
    }
    grouped_ = group_columns(*group_named(by_));
    return grouped_;
  }

  // Groups are made of all sources, and chosen as wholes.
  std::vector<SourceGroup> chosen_groups(const Context& context, const Question& question,
                                         const AnalysisOptions& options) const {
    auto filter = question.filter;
    filter.failing = false;
    ResultSetReader results(*context.store);
    auto groups = group_sources(judged_sources(*context.store, filter, options), *group_named(by_),
                                [&](std::int64_t number) { return results.read(number); });
    std::erase_if(groups, [&](const SourceGroup& group) {
      return (question.filter.failing && group.counts.dmarc_fail == 0) || !group.is_taken_by(question.judged);
    });
    return groups;
  }

  std::string noun() const override {
    static constexpr std::array<const char*, names<GroupBy>.size()> nouns{
        "senders", "addresses", "networks", "causes", "classes", "selectors", "envelopes"};
    return by_.empty() ? "sources" : nouns[static_cast<std::size_t>(*group_named(by_))];
  }

  // A page a domain that the source sends for.
  std::optional<std::string> page(const Context& context, const Question& question,
                                  const RenderOptions& options) override {
    if (address_.empty() || !by_.empty()) return std::nullopt;
    std::string text;
    for (const auto& one : pages_of(context, question))
      text += (text.empty() ? "" : "\n") + source_page(one, options);
    if (text.empty()) return std::nullopt;  // the table says what days were looked at
    const auto& [since, until] = std::tie(question.filter.since, question.filter.until);
    if (since && until) text += fmt::format("\n{} to {} (UTC)\n", format_day(*since), format_day(*until));
    return text;
  }

  AnalysisOptions options_of(const Context& context) const {
    auto config = context.config();
    if (!asn_db_.empty()) config.asn_db = asn_db_;
    return analysis_options(config);
  }

  std::vector<SourcePage> pages_of(const Context& context, const Question& question) const {
    auto& store = *context.store;
    ResultSetReader results(store);
    std::map<std::pair<std::string, std::string>, SourceActivity> activities;
    for (auto& activity : source_activity(store, question.filter)) {
      auto key = std::pair{activity.domain, activity.source_ip};
      activities.emplace(std::move(key), std::move(activity));
    }
    std::vector<SourcePage> pages;
    const auto options = options_of(context);
    auto sources = judged_sources(store, question.filter, options, question.judged);
    add_rejection_counts(store, question.filter, options, context.now(), sources);
    for (auto& source : sources) {
      SourcePage page{std::move(source), {}, {}};
      for (const auto& combination : page.source.mail.combinations)
        page.results.push_back(results.read(combination.results));
      const auto& totals = page.source.totals;
      page.activity = std::move(activities[{totals.domain, totals.source_ip}]);
      pages.push_back(std::move(page));
    }
    return pages;
  }

  std::vector<Cell> with_network(const JudgedSource& source, std::vector<Cell> cells) const {
    if (has_networks_) add_network_cells(source, cells);
    return cells;
  }

  void answer(const Context& context, const Question& question, Listing& listing) override {
    if (!address_.empty() && by_.empty()) {
      for (const auto& page : pages_of(context, question))
        listing.row(with_network(page.source, cells_of(page)));
      return;
    }
    auto options = options_of(context);
    // Tables and groups show neither evidence nor advice.
    options.explains = by_.empty() && format() != Format::table && format() != Format::markdown;
    options.keeps_mail = !by_.empty();
    std::vector<std::vector<Cell>> rows;
    if (by_.empty()) {
      auto sources = judged_sources(*context.store, question.filter, options, question.judged);
      add_rejection_counts(*context.store, question.filter, options, context.now(), sources);
      if (question.filter.failing) put_urgent_first(sources);
      for (const auto& source : sources) rows.push_back(with_network(source, cells_of(source)));
    } else {
      for (const auto& group : chosen_groups(context, question, options)) rows.push_back(cells_of(group));
    }
    listing.sorted_rows(std::move(rows));
    if (!by_.empty())
      listing.set_total("pass_rate", pass_rate(listing.total("dmarc_pass"), listing.total("messages")));
  }

  std::string address_;
  std::string by_;
  std::string asn_db_;
  bool has_networks_ = false;
  mutable std::vector<Column> columns_;
  mutable std::vector<Column> grouped_;  // those of --by, kept for as long as rows are written
};

}  // namespace

std::unique_ptr<Command> make_sources_command() { return std::make_unique<SourcesCommand>(); }

}  // namespace ruascope
