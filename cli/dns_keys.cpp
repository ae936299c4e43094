// SPDX-License-Identifier: MIT
// What can be configured of DNS: a row a key.
#include "cli/config_keys.hpp"
#include "ingest/model/error.hpp"

namespace ruascope {
namespace {

// Addresses with or without a port, as c-ares takes them.
void check_servers(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789abcdefABCDEF.:[],%") != std::string::npos)
    throw UsageError("not the addresses of name servers");
}

ConfigKey servers_key() {
  return {"dns.servers",
          "RUASCOPE_DNS_SERVERS",
          "name servers to ask",
          "addresses as 192.0.2.53,[2001:db8::53]:5353, or system",
          [](Config& config, const std::string& value) {
            if (value != "system") check_servers(value);
            config.dns.servers = value == "system" ? "" : value;
          },
          [](const Config& config) { return config.dns.servers.empty() ? "system" : config.dns.servers; }};
}

}  // namespace

void add_dns_keys(std::vector<ConfigKey>& keys) {
  constexpr std::int64_t hour = 3600;
  keys.push_back(servers_key());
  keys.push_back(number_key("dns", "timeout", "seconds that a question may take", 1, 60, &Config::dns,
                            &DnsConfig::timeout_seconds));
  keys.push_back(number_key("dns", "run-seconds", "seconds that a scheduled run asks for; 0: it does not ask",
                            0, 24 * hour, &Config::dns, &DnsConfig::run_seconds));
}

}  // namespace ruascope
