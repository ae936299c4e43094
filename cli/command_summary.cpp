// SPDX-License-Identifier: MIT
#include "analysis/analyse_summary.hpp"
#include "cli/analysis_options.hpp"
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "cli/mail_delivery.hpp"
#include "cli/summary_run.hpp"
#include "ingest/model/error.hpp"
#include "reports/summary_pages.hpp"
#include "store/queries.hpp"

#include <filesystem>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope summary                              the last whole week that reports cover
  ruascope summary --week 2026-W46 --html week.html
  ruascope summary --domain example.com --format markdown --output week.md
  ruascope summary --split pages/               a page a domain, and an index
  ruascope summary --mail                       to whom [mail] names, by what it names
  ruascope summary --template my-templates --html week.html

A figure stands beside that of the period before. The page is one file without
scripts that loads nothing; "-" is stdout. The mail says the same as text and as
HTML. If it cannot be sent it is kept, and the exit status is 1. --template DIR:
what stands there of summary.mustache, item.mustache, index.mustache, summary.css,
mail.mustache and mail-item.mustache takes the built-in one's place.)";

class SummaryCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    window_.add_domains_to(app);
    window_.add_window_to(app);
    app.add_option("--html", html_, "write a page")->type_name("FILE");
    app.add_option("--split", split_, "write a page a domain and an index into a folder")->type_name("DIR");
    app.add_flag("--mail", mails_, "send it as a mail, as [mail] of the configuration says");
    app.add_option("--template", template_, "a folder with templates of your own")->type_name("DIR");
    app.add_option("--format", output_.format, "table (for people), markdown or json")
        ->check(CLI::IsMember({"table", "markdown", "json"}))
        ->option_text("F");
    app.add_option("--output", output_.file, "write to a file, whole or not at all")->type_name("FILE");
    app.footer(examples);
  }

  int run(Context& context) override {
    if (!template_.empty() && html_.empty() && split_.empty() && !mails_)
      throw UsageError("--template is for pages and mails", "add --html FILE, --split DIR or --mail");
    if (mails_) require_mail(context.config());
    const auto used = templates();
    const auto summary = made(context, used);
    if (!html_.empty()) write_file(html_, summary_html(summary, used), context.out);
    const bool is_asked = output_.format != "table" || !output_.file.empty();
    if (is_asked || (html_.empty() && split_.empty() && !mails_)) print(context, summary);
    // What takes long and may fail comes last: everything else is done then.
    if (mails_) send_mail(context, summary_mail(summary, used), "summary-" + period_name(summary));
    return exit_status::done;
  }

 private:
  // The store is let go before anything waits for a network.
  Summary made(const Context& context, const SummaryTemplates& used) const {
    const ReadTransaction reading(*context.store);
    const auto filter = period(*context.store);
    if (!filter) throw Error("there is no report to summarize", "import reports first: ruascope import PATH");
    const auto options = analysis_options(context.config());
    auto summary = summarize(*context.store, *filter, *filter->since, *filter->until, options, context.now());
    if (!split_.empty()) write_split(context, summary, options, used);
    return summary;
  }

  // Unless named: the last week from Monday to Sunday that reports cover to its end.
  std::optional<Filter> period(Sqlite& store) const {
    auto filter = window_.resolve(store, "1w");
    if (!window_.is_named()) return last_reported_week(store, filter);
    // That of all domains: one that has fallen silent is told to be, not shown as it was.
    const auto newest = newest_day(store, {});
    if (!newest) return std::nullopt;
    if (!filter.until) filter.until = newest;
    if (!filter.since) filter.since = static_cast<Day>(*filter.until - days_of_week + 1);
    if (*filter.since > *filter.until)
      throw UsageError(fmt::format("--since {} is after the newest report", format_day(*filter.since)));
    return filter;
  }

  SummaryTemplates templates() const {
    auto templates = SummaryTemplates::built_in();
    if (template_.empty()) return templates;
    std::error_code error;
    if (!std::filesystem::is_directory(template_, error))
      throw UsageError(fmt::format("--template {}: not a folder", template_));
    bool has_any = false;
    for (const auto& file : summary_template_files) {
      const auto path = fmt::format("{}/{}", template_, file.name);
      if (!std::filesystem::exists(path, error)) continue;
      templates.*file.member = read_settings(path);
      has_any = true;
    }
    if (!has_any)
      throw UsageError(fmt::format("--template {}: no template is there", template_),
                       "as summary.mustache; ruascope summary --help names them all");
    return templates;
  }

  // A domain's name is the name of its file: policy domains are A-labels, of letters, digits, "-", "_" and
  // ".".
  static std::string file_of(const std::string& domain, std::size_t number) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    constexpr std::size_t longest = 200;
    const bool is_plain = domain.find_first_not_of(allowed) == std::string::npos &&
                          domain.size() <= longest && !domain.starts_with('.');
    return (is_plain ? domain : fmt::format("domain-{}", number)) + ".html";
  }

  void write_split(const Context& context, const Summary& summary, const AnalysisOptions& options,
                   const SummaryTemplates& used) const {
    std::error_code error;
    std::filesystem::create_directories(split_, error);
    if (error) throw Error(fmt::format("cannot make the folder {}: {}", split_, error.message()));
    std::vector<std::string> files;
    std::set<std::string> taken{"index.html"};
    for (const auto& domain : summary.domains) {
      auto file = file_of(domain.domain, files.size() + 1);
      while (!taken.insert(file).second) file = "other-" + file;
      write_file(split_ + "/" + file, summary_html(only(*context.store, summary, domain, options), used),
                 context.out);
      files.push_back(std::move(file));
    }
    write_file(split_ + "/index.html", summary_index_html(summary, files, used), context.out);
  }

  void print(const Context& context, const Summary& summary) const {
    Output output(output_.file, context.out);
    output.stream() << (output_.format == "json" ? summary_json(summary)
                        : output_.format == "markdown"
                            ? summary_markdown(summary)
                            : summary_text(summary, render_options(context, output_)));
    output.finish();
  }

  FilterOptions window_;
  OutputOptions output_;
  std::string html_, split_, template_;
  bool mails_ = false;
};

}  // namespace

std::unique_ptr<Command> make_summary_command() { return std::make_unique<SummaryCommand>(); }

}  // namespace ruascope
