// SPDX-License-Identifier: MIT
// What can be configured of the lines that judgement draws: a row a key.
#include "cli/config_keys.hpp"
#include "ingest/model/error.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Tenths of a number with at most one decimal.
std::optional<std::int64_t> parse_tenths(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = parse_amount(text.substr(0, dot));
  if (!whole || *whole > INT32_MAX) return std::nullopt;
  if (dot == std::string_view::npos) return *whole * 10;
  const auto decimal = text.substr(dot + 1);
  if (decimal.size() != 1 || decimal[0] < '0' || decimal[0] > '9') return std::nullopt;
  return *whole * 10 + (decimal[0] - '0');
}

// A line that judgement draws, in the part of the configuration that holds it.
template <class Part>
struct ThresholdInfo {
  const char* name;
  const char* meaning;
  std::int64_t Part::* member;
};

constexpr std::array<ThresholdInfo<Thresholds>, 10> threshold_table{{
    {"steady-days", "days on which a steady source sends", &Thresholds::steady_days},
    {"steady-weeks", "ISO weeks over which those are spread", &Thresholds::steady_weeks},
    {"steady-reported-days", "days, where several reporters see it", &Thresholds::steady_reported_days},
    {"steady-reporters", "reporters that are several", &Thresholds::steady_reporters},
    {"volume-messages", "messages that are a volume", &Thresholds::volume_messages},
    {"few-reporters", "reporters, at most, that see what is forwarded", &Thresholds::few_reporters},
    {"stable-days", "days that a service in use goes on for", &Thresholds::stable_days},
    {"stable-reporters", "or reporters that see it", &Thresholds::stable_reporters},
    {"main-percent", "of a selector's messages that tell its home", &Thresholds::main_percent},
    {"second-percent", "of aligned messages that a service signs too", &Thresholds::second_percent},
}};

constexpr std::array<ThresholdInfo<ReadinessThresholds>, 11> readiness_table{{
    {"window-days", "days that readiness looks at", &ReadinessThresholds::window_days},
    {"days", "of these, days with reports", &ReadinessThresholds::days},
    {"reporters", "organizations that reported", &ReadinessThresholds::reporters},
    {"messages", "messages of own and third-party mail", &ReadinessThresholds::messages},
    {"small-messages", "messages, for a small domain", &ReadinessThresholds::small_messages},
    {"source-messages", "messages from which on a source is judged alone",
     &ReadinessThresholds::source_messages},
    {"quiet-days", "days without a new sender", &ReadinessThresholds::quiet_days},
    {"still-days", "days after which a source has stopped to fail", &ReadinessThresholds::still_days},
    {"lookback-days", "days that tell who sends but seldom", &ReadinessThresholds::lookback_days},
    {"fresh-days", "days without a report after which too little is known", &ReadinessThresholds::fresh_days},
    {"settle-days", "days that a new record takes to be seen", &ReadinessThresholds::settle_days},
}};

constexpr std::array<ThresholdInfo<ReadinessThresholds>, 8> share_table{{
    {"source-share-percent", "of the mail, from which on a source is judged alone",
     &ReadinessThresholds::source_share},
    {"reject-source-percent", "of a source's mail pass, for reject",
     &ReadinessThresholds::reject_source_aligned},
    {"reject-total-percent", "of all that mail pass, for reject", &ReadinessThresholds::reject_total_aligned},
    {"quarantine-source-percent", "of a source's mail pass, for quarantine",
     &ReadinessThresholds::quarantine_source_aligned},
    {"quarantine-total-percent", "of all that mail pass, for quarantine",
     &ReadinessThresholds::quarantine_total_aligned},
    {"forwarded-percent", "of forwarded mail keep an aligned signature",
     &ReadinessThresholds::forwarded_aligned},
    {"without-one-percent", "of that mail pass, whichever reporter is left out",
     &ReadinessThresholds::alone_aligned},
    {"dkim-percent", "of own and third-party mail have one", &ReadinessThresholds::dkim_aligned},
}};

constexpr std::array<ThresholdInfo<ChangeThresholds>, 15> change_table{{
    {"lookback-days", "days that tell what is usual", &ChangeThresholds::lookback_days},
    {"new-days", "days for which a sender is new", &ChangeThresholds::new_days},
    {"gone-days", "days after which a steady sender is gone", &ChangeThresholds::gone_days},
    {"gone-gaps", "and times its usual gap", &ChangeThresholds::gaps},
    {"turned-percent", "of a day's mail fail, of a sender that broke", &ChangeThresholds::turned_percent},
    {"sound-percent", "of its mail passed before", &ChangeThresholds::sound_percent},
    {"silent-days", "days after which a regular reporter is silent", &ChangeThresholds::silent_days},
    {"regular-percent", "of its days on which a regular one reports", &ChangeThresholds::regular_percent},
    {"regular-days", "days with reports that make it regular", &ChangeThresholds::regular_days},
    {"settle-days", "days that a new record takes to be seen", &ChangeThresholds::settle_days},
    {"volume-factor", "times the usual deviation that are unusual", &ChangeThresholds::volume_factor},
    {"volume-days", "of a weekday that tell its usual volume", &ChangeThresholds::volume_days},
    {"rejections", "rejections in a week that may be a rise", &ChangeThresholds::rejections},
    {"fallen-percent", "points by which the share that passes has fallen", &ChangeThresholds::fallen_percent},
    {"fallen-messages", "and messages by which more failed", &ChangeThresholds::fallen_messages},
}};

constexpr std::array<ThresholdInfo<CheckThresholds>, 7> check_table{{
    {"window-days", "days of reports that tell which selectors are in use", &CheckThresholds::window_days},
    {"none-days", "days under p=none after which to go on", &CheckThresholds::none_days},
    {"silent-days", "days without a report on the domain", &CheckThresholds::silent_days},
    {"settle-days", "days that a new record takes to be seen", &CheckThresholds::settle_days},
    {"current-days", "days since it passed, within which a selector is in use",
     &CheckThresholds::current_days},
    {"rsa-bits", "of a key, below which it is weak", &CheckThresholds::rsa_bits},
    {"record-bytes", "of an SPF record, above which it is too long", &CheckThresholds::record_bytes},
}};

template <class Part>
ConfigKey threshold_key(const std::string& table, Part Config::* part, const ThresholdInfo<Part>& info) {
  const auto name = fmt::format("{}.{}", table, info.name);
  return {
      name,
      variable_of(name),
      info.meaning,
      "a positive number",
      [part, member = info.member](Config& config, const std::string& value) {
        const auto number = parse_amount(value);
        if (!number || *number < 1) throw UsageError("not a positive number");
        config.*part.*member = *number;
      },
      [part, member = info.member](const Config& config) { return std::to_string(config.*part.*member); }};
}

// "99", "99.5": percent with at most one decimal, kept in tenths.
ConfigKey share_key(const ThresholdInfo<ReadinessThresholds>& info) {
  const auto name = fmt::format("readiness.{}", info.name);
  return {name,
          variable_of(name),
          info.meaning,
          "percent, as 99 or 99.5",
          [member = info.member](Config& config, const std::string& value) {
            const auto tenths = parse_tenths(value);
            constexpr std::int64_t all = 1000;
            if (!tenths || *tenths < 1 || *tenths > all) throw UsageError("not a percentage");
            config.readiness.*member = *tenths;
          },
          [member = info.member](const Config& config) {
            const auto tenths = config.readiness.*member;
            return tenths % 10 == 0 ? std::to_string(tenths / 10)
                                    : fmt::format("{}.{}", tenths / 10, tenths % 10);
          }};
}

}  // namespace

void add_threshold_keys(std::vector<ConfigKey>& keys) {
  for (const auto& info : threshold_table)
    keys.push_back(threshold_key("analysis", &Config::thresholds, info));
  for (const auto& info : readiness_table)
    keys.push_back(threshold_key("readiness", &Config::readiness, info));
  for (const auto& info : share_table) keys.push_back(share_key(info));
  for (const auto& info : change_table) keys.push_back(threshold_key("changes", &Config::changes, info));
  for (const auto& info : check_table) keys.push_back(threshold_key("check", &Config::check, info));
}

}  // namespace ruascope
