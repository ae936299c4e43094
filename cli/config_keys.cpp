// SPDX-License-Identifier: MIT
// What can be configured: a row a key.
#include "cli/config_keys.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ruascope {
namespace {

ConfigKey limit_key(const LimitInfo& limit) {
  return {fmt::format("limits.{}", limit.name),
          variable_of(fmt::format("limits.{}", limit.name)),
          std::string{limit.meaning},
          "a positive number, as 1000, 64K, 100M or 2G",
          [member = limit.member](Config& config, const std::string& value) {
            const auto amount = parse_amount(value);
            if (!amount || *amount < 1) throw UsageError("not a positive number");
            config.limits.*member = *amount;
          },
          [member = limit.member](const Config& config) { return std::to_string(config.limits.*member); }};
}

ConfigKey keep_key(const std::string& name, const std::string& meaning, std::int64_t KeepConfig::* member) {
  return {name,
          variable_of(name),
          meaning,
          "a number, as 0, 64K, 100M or 2G",
          [member](Config& config, const std::string& value) {
            const auto amount = parse_amount(value);
            if (!amount) throw UsageError("not a number");
            config.keep.*member = *amount;
          },
          [member](const Config& config) { return std::to_string(config.keep.*member); }};
}

ConfigKey path_key(const std::string& name, const std::string& meaning, std::string Config::* member) {
  return {
      name,
      variable_of(name),
      meaning,
      "the path of a file, or none",
      [member](Config& config, const std::string& value) { config.*member = value == "none" ? "" : value; },
      [member](const Config& config) { return (config.*member).empty() ? "none" : config.*member; }};
}

ConfigKey log_zone_key() {
  return {"import.log-zone",
          "RUASCOPE_IMPORT_LOG_ZONE",
          "time zone of log lines that name none",
          "local, UTC, or an offset as +01:00",
          [](Config& config, const std::string& value) {
            if (value != "local" && !parse_zone(value)) throw UsageError("unknown zone");
            config.log_zone = value;
          },
          [](const Config& config) { return config.log_zone; }};
}

std::vector<ConfigKey> make_keys() {
  std::vector<ConfigKey> keys;
  keys.push_back({"database", "RUASCOPE_DB", "the store", "the path of a file",
                  [](Config& config, const std::string& value) {
                    if (value.empty()) throw UsageError("empty");
                    config.database = value;
                  },
                  [](const Config& config) { return config.database; }});
  keys.push_back({"color", "RUASCOPE_COLOR", "colour on the terminal", "auto, always or never",
                  [](Config& config, const std::string& value) {
                    if (value != "auto" && value != "always" && value != "never")
                      throw UsageError("unknown word");
                    config.color = value;
                  },
                  [](const Config& config) { return config.color; }});
  keys.push_back({"quiet", "RUASCOPE_QUIET", "no progress and no remarks", "true or false",
                  [](Config& config, const std::string& value) {
                    if (value != "true" && value != "false") throw UsageError("neither true nor false");
                    config.quiet = value == "true";
                  },
                  [](const Config& config) { return std::string{config.quiet ? "true" : "false"}; }});
  keys.push_back(
      keep_key("unreadable.keep-bytes", "what is kept of all unreadable inputs", &KeepConfig::bytes));
  keys.push_back(
      keep_key("unreadable.keep-input-bytes", "the largest one that is kept", &KeepConfig::input_bytes));
  keys.push_back(path_key("analysis.own-file", "own domains and sources, as \"own import\" reads them",
                          &Config::own_file));
  keys.push_back(
      path_key("analysis.services-file", "further services that send for others", &Config::services_file));
  keys.push_back(path_key("analysis.rejections-file", "further texts of receivers, before the known ones",
                          &Config::rejections_file));
  keys.push_back(
      path_key("analysis.receivers-file", "further receivers and how they report", &Config::receivers_file));
  keys.push_back(path_key("analysis.asn-db", "networks of addresses, in MaxMind's format", &Config::asn_db));
  keys.push_back(log_zone_key());
  add_mail_keys(keys);
  add_run_keys(keys);
  add_dns_keys(keys);
  add_threshold_keys(keys);
  for (const auto& limit : limit_table) keys.push_back(limit_key(limit));
  return keys;
}

}  // namespace

std::string variable_of(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c == '.' || c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  });
  return "RUASCOPE_" + name;
}

const std::vector<ConfigKey>& config_keys() {
  static const auto keys = make_keys();
  return keys;
}

void check_host(const std::string& text) {
  const auto is_of_name = [](char c) {
    return c < '\0' || std::string_view{"./-_:[]"}.find(c) != std::string_view::npos ||
           (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
  };
  if (!std::all_of(text.begin(), text.end(), is_of_name)) throw UsageError("not a host's name");
  // An IPv6 address has more of them.
  if (std::count(text.begin(), text.end(), ':') == 1) throw UsageError("the port has a key of its own");
}

std::size_t place_of(const std::string& word, std::span<const std::string_view> words) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) throw UsageError("unknown word");
  return static_cast<std::size_t>(found - words.begin());
}

std::int64_t number_between(const std::string& text, std::int64_t least, std::int64_t most) {
  const auto number = parse_amount(text);
  if (!number || *number < least || *number > most) throw UsageError("not such a number");
  return *number;
}

std::optional<std::int64_t> parse_zone(std::string_view text) {
  if (is_same_ignoring_case(text, "utc") || text == "Z") return 0;
  constexpr std::size_t with_colon = 6;
  std::string digits{text};
  if (digits.size() == with_colon && digits[3] == ':') digits.erase(3, 1);
  int hours = 0;
  int minutes = 0;
  if (digits.size() != 5 || (digits[0] != '+' && digits[0] != '-')) return std::nullopt;
  if (digits.find_first_not_of("0123456789", 1) != std::string::npos) return std::nullopt;
  std::from_chars(&digits[1], &digits[3], hours);
  std::from_chars(&digits[3], digits.data() + digits.size(), minutes);
  if (hours > 14 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = (hours * 60 + minutes) * 60;
  return digits[0] == '-' ? -seconds : seconds;
}

std::optional<std::int64_t> parse_amount(std::string_view text) {
  text = trim(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  auto unit = lower_ascii(text.substr(static_cast<std::size_t>(end - text.data())));
  if (unit.ends_with("ib"))
    unit.resize(unit.size() - 2);
  else if (unit.ends_with('b'))
    unit.pop_back();
  static const std::map<std::string, int> shifts{{"", 0}, {"k", 10}, {"m", 20}, {"g", 30}};
  const auto shift = shifts.find(unit);
  if (shift == shifts.end() || number > (INT64_MAX >> shift->second)) return std::nullopt;
  return number << shift->second;
}

}  // namespace ruascope
