// SPDX-License-Identifier: MIT
// What can be configured of scheduled runs: a row a key.
#include "cli/config_keys.hpp"
#include "cli/options.hpp"
#include "ingest/model/error.hpp"

#include <array>

namespace ruascope {
namespace {

constexpr std::array<std::string_view, 8> days{"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday",    "none"};

ConfigKey run_key(const std::string& name, const std::string& meaning, const std::string& allowed,
                  std::function<void(RunConfig&, const std::string&)> set,
                  std::function<std::string(const RunConfig&)> get) {
  return {"run." + name,
          variable_of("run." + name),
          meaning,
          allowed,
          [set = std::move(set)](Config& config, const std::string& value) { set(config.run, value); },
          [get = std::move(get)](const Config& config) { return get(config.run); }};
}

ConfigKey text_key(const std::string& name, const std::string& meaning, const std::string& allowed,
                   std::string RunConfig::* member) {
  return run_key(
      name, meaning, allowed,
      [member](RunConfig& run, const std::string& value) { run.*member = value == "none" ? "" : value; },
      [member](const RunConfig& run) { return (run.*member).empty() ? "none" : run.*member; });
}

ConfigKey flag_key(const std::string& name, const std::string& meaning, bool RunConfig::* member) {
  return run_key(
      name, meaning, "true or false",
      [member](RunConfig& run, const std::string& value) {
        if (value != "true" && value != "false") throw UsageError("neither true nor false");
        run.*member = value == "true";
      },
      [member](const RunConfig& run) { return std::string{run.*member ? "true" : "false"}; });
}

ConfigKey severity_key() {
  return run_key(
      "alert-severity", "the least that is told", "info, warning, serious or critical",
      [](RunConfig& run, const std::string& value) {
        const auto severity = severity_named(value);
        if (!severity) throw UsageError("unknown word");
        run.alert_severity = *severity;
      },
      [](const RunConfig& run) { return std::string{name_of(run.alert_severity)}; });
}

ConfigKey day_key() {
  return run_key(
      "summary-day", "the day from which on the last week's summary is due", "monday to sunday, or none",
      [](RunConfig& run, const std::string& value) {
        const auto place = place_of(value, days);
        run.summary_day = place == days.size() - 1 ? std::nullopt : std::optional(static_cast<int>(place));
      },
      [](const RunConfig& run) {
        return std::string{
            days[run.summary_day ? static_cast<std::size_t>(*run.summary_day) : days.size() - 1]};
      });
}

ConfigKey keep_key() {
  return run_key(
      "keep", "how long reports are kept", "a length as 13m, 56w or 400d, or none",
      [](RunConfig& run, const std::string& value) {
        if (value != "none") length_before(value, 0, "keep");
        run.keep = value == "none" ? "" : value;
      },
      [](const RunConfig& run) { return run.keep.empty() ? "none" : run.keep; });
}

}  // namespace

void add_run_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(text_key("alert-command", "a command that is given new findings as JSON",
                          "a command line, or none", &RunConfig::alert_command));
  keys.push_back(flag_key("alert-mail", "new findings are mailed as [mail] says", &RunConfig::mails_alerts));
  keys.push_back(severity_key());
  keys.push_back(day_key());
  keys.push_back(text_key("summary-html", "the file that the summary's page is written to",
                          "the path of a file, or none", &RunConfig::summary_html));
  keys.push_back(flag_key("summary-mail", "the summary is mailed as [mail] says", &RunConfig::mails_summary));
  keys.push_back(keep_key());
}

}  // namespace ruascope
