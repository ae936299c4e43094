// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// The environment variable of a key: "limits.records" is RUASCOPE_LIMITS_RECORDS.
std::string variable_of(std::string name);

// Throws UsageError for what is no host's name or address.
void check_host(const std::string& text);
// That of a word in a list; throws UsageError for any other.
std::size_t place_of(const std::string& word, std::span<const std::string_view> words);
// A whole number between these; throws UsageError for any other.
std::int64_t number_between(const std::string& text, std::int64_t least, std::int64_t most);

// A key that is a whole number in a part of the configuration: `table`.`name`.
template <class Part>
ConfigKey number_key(const std::string& table, const std::string& name, const std::string& meaning,
                     std::int64_t least, std::int64_t most, Part Config::* part,
                     std::int64_t Part::* member) {
  return {table + "." + name,
          variable_of(table + "." + name),
          meaning,
          "a number from " + std::to_string(least) + " to " + std::to_string(most),
          [part, member, least, most](Config& config, const std::string& value) {
            config.*part.*member = number_between(value, least, most);
          },
          [part, member](const Config& config) { return std::to_string(config.*part.*member); }};
}

// The keys of [mail].
void add_mail_keys(std::vector<ConfigKey>& keys);
// Those of [run].
void add_run_keys(std::vector<ConfigKey>& keys);
// Those of [dns].
void add_dns_keys(std::vector<ConfigKey>& keys);
// The lines of judgement: [analysis], [readiness], [changes], [check].
void add_threshold_keys(std::vector<ConfigKey>& keys);

}  // namespace ruascope
