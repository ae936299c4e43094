// SPDX-License-Identifier: MIT
#include "cli/options.hpp"

#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"

#include <charconv>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* window_group = "Window and filter";
constexpr const char* output_group = "Output";

void refuse_empty(CLI::App& app) {
  for (auto* option : app.get_options())
    if (option->get_group() == window_group)
      option->check([](const std::string& text) { return text.empty() ? "the value is empty" : ""; });
}

Day read_day(const std::string& text, const char* option) {
  if (const auto day = parse_day(text)) return *day;
  throw UsageError(fmt::format("{} {}: not a day", option, text), "days are written as 2026-11-15");
}

}  // namespace

Day length_before(const std::string& text, Day last, const char* option) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  constexpr int most = 10'000;
  if (error == std::errc{} && number > 0 && number <= most) {
    if (unit == "d") return last - number;
    if (unit == "w") return last - 7 * number;
    if (unit == "m") return minus_months(last, number);
  }
  throw UsageError(fmt::format("{} {}: not a length", option, text), "write 28d, 4w or 3m");
}

namespace {

std::string read_filter_domain(const std::string& text) {
  const bool below = text.starts_with('.');
  const auto folded = fold_domain(below ? text.substr(1) : text);
  if (!folded || folded->empty()) throw UsageError(fmt::format("--domain {}: not a domain name", text));
  return (below ? "." : "") + *folded;
}

Disposition read_filter_disposition(const std::string& text) {
  const auto folded = lower_ascii(text);
  for (std::size_t index = 0; index < names<Disposition>.size(); ++index)
    if (names<Disposition>[index] == folded) return static_cast<Disposition>(index);
  throw UsageError(fmt::format("--disposition {}: unknown", text),
                   "one of none, quarantine, reject, pass, unknown");
}

void add_field(std::string& json, const char* name, const std::string& value) {
  if (value.empty()) return;
  json += fmt::format("{}\"{}\":{}", json.size() > 1 ? "," : "", name, json_string(value));
}

}  // namespace

void FilterOptions::add_domains_to(CLI::App& app) {
  app.add_option("--domain", domains_, "policy domain; .D adds all below it; repeatable")
      ->option_text("D")
      ->allow_extra_args(false)
      ->group(window_group);
}

void FilterOptions::add_window_to(CLI::App& app) {
  add_days_to(app);
  refuse_empty(app);
}

void FilterOptions::add_days_to(CLI::App& app) {
  app.add_option("--since", since_, "first UTC day, as 2026-11-01")->type_name("DAY")->group(window_group);
  app.add_option("--until", until_, "last UTC day")->type_name("DAY")->group(window_group);
  app.add_option("--last", last_, "28d, 4w or 3m up to the newest reported day")
      ->type_name("LENGTH")
      ->group(window_group);
  app.add_option("--week", week_, "an ISO week, as 2026-W46")->type_name("WEEK")->group(window_group);
}

void FilterOptions::add_to(CLI::App& app) {
  add_domains_to(app);
  add_days_to(app);
  app.add_option("--source", source_, "sending address or network")
      ->type_name("IP|CIDR")
      ->group(window_group);
  app.add_option("--reporter", reporter_, "reporting organization")->type_name("ORG")->group(window_group);
  app.add_option("--header-from", header_from_, "domain in the From: header")
      ->type_name("D")
      ->group(window_group);
  app.add_option("--disposition", disposition_, "none, quarantine, reject, pass or unknown")
      ->type_name("X")
      ->group(window_group);
  app.add_option("--class", class_, "own, third_party, forwarder, mailing_list, unknown or abuse")
      ->option_text("X")
      ->group(window_group);
  app.add_option("--cause", cause_, "why mail passes or fails, as unknown-steady")
      ->option_text("X")
      ->group(window_group);
  refuse_empty(app);
  app.add_flag("--failing", failing_, "rows with mail that failed DMARC")->group(window_group);
}

Filter FilterOptions::resolve(Sqlite& store, std::string_view default_window) const {
  Filter filter;
  for (const auto& domain : domains_) filter.domains.push_back(read_filter_domain(domain));
  if (!source_.empty()) {
    filter.source = IpNetwork::parse(source_);
    if (!filter.source)
      throw UsageError(fmt::format("--source {}: neither an address nor a network", source_),
                       "write 192.0.2.1 or 192.0.2.0/24");
  }
  if (!reporter_.empty()) filter.reporter = reporter_;
  if (!header_from_.empty()) filter.header_from = fold_domain(header_from_).value_or(header_from_);
  if (!disposition_.empty()) filter.disposition = read_filter_disposition(disposition_);
  filter.failing = failing_;

  if ((since_.empty() && until_.empty() ? 0 : 1) + (last_.empty() ? 0 : 1) + (week_.empty() ? 0 : 1) > 1)
    throw UsageError("--since and --until, --last, and --week exclude each other", "name one window");
  if (!since_.empty()) filter.since = read_day(since_, "--since");
  if (!until_.empty()) filter.until = read_day(until_, "--until");
  if (filter.since && filter.until && *filter.since > *filter.until)
    throw UsageError(fmt::format("--since {} is after --until {}", since_, until_));
  if (!week_.empty()) {
    filter.since = parse_iso_week(week_);
    if (!filter.since)
      throw UsageError(fmt::format("--week {}: no such week", week_), "ISO weeks are written as 2026-W46");
    filter.until = *filter.since + 6;
  }
  const std::string length{last_.empty() ? default_window : std::string_view{last_}};
  if (filter.since || filter.until || length.empty()) return filter;
  const auto newest = newest_day(store, filter);
  length_before(length, newest.value_or(0), "--last");  // a wrong length is wrong without reports too
  if (!newest) return filter;
  filter.since = length_before(length, *newest, "--last") + 1;
  filter.until = newest;
  return filter;
}

JudgedFilter FilterOptions::judged() const {
  JudgedFilter judged;
  if (!class_.empty()) judged.source_class = class_named(class_);
  if (!class_.empty() && !judged.source_class)
    throw UsageError(fmt::format("--class {}: unknown", class_),
                     fmt::format("one of {}", fmt::join(names<SourceClass>, ", ")));
  if (!cause_.empty()) judged.cause = cause_named(cause_);
  if (!cause_.empty() && !judged.cause)
    throw UsageError(fmt::format("--cause {}: unknown", cause_),
                     fmt::format("one of {}", fmt::join(names<Cause>, ", ")));
  return judged;
}

Json FilterOptions::json(const std::vector<std::pair<std::string, std::string>>& more) const {
  std::string json = "{";
  if (!domains_.empty()) json += "\"domain\":" + cell_json(domains_);
  add_field(json, "last", last_);
  add_field(json, "week", week_);
  add_field(json, "since", since_);
  add_field(json, "until", until_);
  add_field(json, "source", source_);
  add_field(json, "reporter", reporter_);
  add_field(json, "header_from", header_from_);
  add_field(json, "disposition", disposition_);
  add_field(json, "class", class_);
  add_field(json, "cause", cause_);
  if (failing_) json += fmt::format("{}\"failing\":true", json.size() > 1 ? "," : "");
  for (const auto& [name, value] : more)
    json += fmt::format("{}\"{}\":{}", json.size() > 1 ? "," : "", name, value);
  return {json + "}"};
}

void add_table_or_json(CLI::App& app, std::string& format, const std::string& meaning) {
  app.add_option("--format", format, meaning)->check(CLI::IsMember({"table", "json"}))->option_text("F");
}

void OutputOptions::add_to(CLI::App& app, bool rows) {
  app.add_option("--format", format, "table, json, ndjson, csv or markdown")
      ->check(CLI::IsMember({"table", "json", "ndjson", "csv", "markdown"}))
      ->option_text("F")
      ->group(output_group);
  app.add_option("--output", file, "write to a file, whole or not at all")
      ->type_name("FILE")
      ->group(output_group);
  app.add_flag("--raw-csv", raw_csv, "leave formulas and control characters in cells as they are")
      ->group(output_group);
  if (!rows) return;
  app.add_option("--sort", sort, "a column; a leading - reverses")->type_name("COLUMN")->group(output_group);
  app.add_option("--limit", limit, "rows to show; totals cover all")
      ->check([](const std::string& text) {
        const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        return digits && text.size() < 19 ? std::string{} : "\"" + text + "\" is not a number of rows";
      })
      ->option_text("N")
      ->group(output_group);
}

Format OutputOptions::chosen_format() const {
  if (format == "json") return Format::json;
  if (format == "ndjson") return Format::ndjson;
  if (format == "csv") return Format::csv;
  return format == "markdown" ? Format::markdown : Format::table;
}

Order OutputOptions::order() const {
  if (sort.starts_with('-')) return {sort.substr(1), true};
  return {sort, false};
}

}  // namespace ruascope
