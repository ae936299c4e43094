// SPDX-License-Identifier: MIT
#include "analysis/analyse_rejections.hpp"
#include "analysis/explain.hpp"
#include "cli/analysis_options.hpp"
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "ingest/pasted.hpp"
#include "reports/rejection_pages.hpp"
#include "store/database.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope explain '550 #5.7.1 DMARC unauthenticated mail is prohibited'
  ruascope explain - < bounce.eml           a whole bounce
  grep status=bounced /var/log/mail.log | tail -1 | ruascope explain -
  ruascope explain --from example.com --day 2026-11-09 '550 5.7.26 ...'
  ruascope explain --list                   the texts that are known

What it means, who refused it, which source it was, what to repair, and what
the evidence cannot show. Without a store the text alone is explained.)";

constexpr std::size_t most_bytes = 64 << 20;
constexpr std::int64_t half_a_day = 12 * 3600 - 60;  // a day's report may end or begin at midnight itself

// Standard input, or as much of it as one mail may have.
std::string read_standard_input() {
  std::string text;
  std::string chunk(64 << 10, '\0');
  for (;;) {
    const auto got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (got < 0) throw Error("cannot read standard input");
    if (got == 0) return text;
    text.append(chunk, 0, static_cast<std::size_t>(got));
    if (text.size() > most_bytes)
      throw Error("the text is larger than 64 MiB", "import it, and ask for ruascope rejections");
  }
}

class ExplainCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_option("text", text_, "a reply, a bounce, lines of a mail log; - reads standard input")
        ->type_name("TEXT|-");
    app.add_option("--from", from_, "the domain in the From: header")->type_name("D");
    app.add_option("--source", source_, "the address that sent it")->type_name("IP");
    app.add_option("--receiver", receiver_, "the host that refused it")->type_name("HOST");
    app.add_option("--day", day_, "the UTC day on which it was refused")->type_name("DAY");
    app.add_flag("--list", list_, "the known texts of receivers");
    app.add_option("--format", output_.format,
                   "table (for people), json; with --list also ndjson, csv, markdown")
        ->check(CLI::IsMember({"table", "json", "ndjson", "csv", "markdown"}))
        ->option_text("F");
    app.add_option("--output", output_.file, "write to a file, whole or not at all")->type_name("FILE");
    app.footer(examples);
  }

  int run(Context& context) override {
    if (list_) return list(context);
    if (text_.empty()) throw UsageError("there is no text to explain", "ruascope explain --help");
    if (output_.format != "table" && output_.format != "json")
      throw UsageError(fmt::format("--format {}: explain gives table or json", output_.format));
    auto pasted = read_pasted(text_ == "-" ? read_standard_input() : text_, options_of(context));
    if (pasted.rejections.empty())
      throw Error(fmt::format("the {} tells of no refusal by a receiver",
                              pasted.kind == Pasted::Kind::mail_log ? "log" : "mail"),
                  "paste the lines with status=bounced, or the reply itself");
    for (auto& rejection : pasted.rejections) complete(rejection);
    const auto store = open_if_there(context);
    auto matched = match(context, store.get(), std::move(pasted.rejections));
    put_clearest_first(matched);
    check_refusal(matched.front());
    print(context, matched, store != nullptr);
    return exit_status::done;
  }

 private:
  static FeedbackOptions options_of(const Context& context) {
    FeedbackOptions options;
    options.limits = context.config().limits;
    options.logs = {parse_zone(context.config().log_zone), context.now()};
    return options;
  }

  // What the user knows beside the text.
  void complete(Rejection& rejection) const {
    if (!from_.empty()) {
      const auto domain = fold_domain(from_);
      if (!domain || domain->find('.') == std::string::npos)
        throw UsageError(fmt::format("--from {}: not a domain name", from_));
      rejection.from_domain = *domain;
      rejection.is_from_assumed = false;
    }
    if (!source_.empty()) {
      rejection.source_ip = IpAddress::parse(source_);
      if (!rejection.source_ip) throw UsageError(fmt::format("--source {}: not an address", source_));
    }
    if (!receiver_.empty()) rejection.reply.host = fold_domain(receiver_).value_or(receiver_);
    if (day_.empty()) return;
    const auto day = parse_day(day_);
    if (!day) throw UsageError(fmt::format("--day {}: not a day", day_), "days are written as 2026-11-15");
    rejection.time = *day * seconds_per_day + seconds_per_day / 2;
  }

  static std::unique_ptr<Sqlite> open_if_there(const Context& context) {
    std::error_code error;
    if (!std::filesystem::exists(context.config().database, error)) return nullptr;
    return open_store(context.config().database, Access::read);
  }

  std::vector<MatchedRejection> match(const Context& context, Sqlite* store,
                                      std::vector<Rejection> rejections) const {
    const auto options = analysis_options(context.config());
    std::vector<RejectionRow> rows;
    for (auto& rejection : rejections) rows.push_back({0, std::move(rejection), "", ""});
    if (store == nullptr) return match_without_store(std::move(rows), options);
    const ReadTransaction reading(*store);
    Filter filter;
    constexpr Day month = 28;
    if (const auto newest = newest_day(*store, filter)) {
      filter.until = newest;
      filter.since = *newest - month + 1;
      for (const auto& row : rows)
        if (row.what.time) {
          filter.since = std::min(*filter.since, day_of(*row.what.time) - month / 2);
          filter.until = std::max(*filter.until, day_of(*row.what.time) + 1);
        }
    }
    // Of a day alone all of it may be meant.
    const auto slack = day_.empty() ? std::nullopt : std::optional{half_a_day};
    return match_rejections(*store, filter, std::move(rows), options, {context.now(), slack});
  }

  // Words without code, reason and receiver are no reply.
  void check_refusal(const MatchedRejection& one) const {
    const auto& reply = one.row.what.reply;
    const auto& refusal = one.refusal;
    const bool is_reply = reply.code >= 400 || !reply.enhanced_code.empty() || !refusal.entry_id.empty() ||
                          refusal.check != Check::unknown || !refusal.candidates.empty() ||
                          one.row.what.kind == RejectionKind::failure_report;
    if (is_reply) return;
    std::error_code error;
    const bool is_file = text_ != "-" && std::filesystem::exists(text_, error);
    throw Error("there is no refusal in the text",
                is_file ? fmt::format("to explain the file: ruascope explain - < {}", text_)
                        : "paste the whole reply, as 550 5.7.1 ...");
  }

  // DMARC before what is near it, and that before the rest; otherwise as they came.
  static void put_clearest_first(std::vector<MatchedRejection>& matched) {
    std::stable_sort(matched.begin(), matched.end(),
                     [](const MatchedRejection& one, const MatchedRejection& other) {
                       return one.refusal.check < other.refusal.check;
                     });
  }

  void print(const Context& context, const std::vector<MatchedRejection>& matched, bool has_store) const {
    const auto& first = matched.front();
    const auto explanation = explain({first.row.what, first.refusal, first.match, first.sources, has_store});
    std::vector<std::string> others;
    for (std::size_t at = 1; at < matched.size(); ++at) {
      auto line = rejection_line(matched[at]);
      if (std::find(others.begin(), others.end(), line) == others.end()) others.push_back(std::move(line));
    }
    const ExplainedRejection explained{first, explanation, others};
    Output output(output_.file, context.out);
    output.stream() << (output_.format == "json"
                            ? explanation_json(explained)
                            : explanation_page(explained, render_options(context, output_)));
    output.finish();
  }

  int list(Context& context) {
    Listing listing(context, output_, "explain", "texts", catalogue_columns(), Filter{},
                    Json{"{\"list\":true}"});
    std::vector<std::vector<Cell>> rows;
    for (const auto& entry : analysis_options(context.config()).catalogue.entries())
      rows.push_back(cells_of(entry));
    listing.sorted_rows(std::move(rows));
    listing.finish();
    return exit_status::done;
  }

  bool list_ = false;
  std::string text_, from_, source_, receiver_, day_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_explain_command() { return std::make_unique<ExplainCommand>(); }

}  // namespace ruascope
