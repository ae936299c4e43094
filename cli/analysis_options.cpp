// SPDX-License-Identifier: MIT
#include "cli/analysis_options.hpp"

#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/ip_address.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/token_names.hpp"
#include "ingest/networks.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string read_domain(const std::string& text) {
  const auto folded = fold_domain(text);
  if (!folded || folded->empty() || folded->find('.') == std::string::npos)
    throw UsageError(fmt::format("{}: not a domain name", text));
  return *folded;
}

std::string read_network(const std::string& text) {
  const auto network = IpNetwork::parse(text);
  if (!network)
    throw UsageError(fmt::format("{}: neither an address nor a network", text),
                     "write 192.0.2.1 or 192.0.2.0/24");
  return network->text();
}

// "example.com/s1" or "example.com".
std::string read_signature(const std::string& text) {
  const auto slash = text.find('/');
  const auto domain = read_domain(text.substr(0, slash));
  if (slash == std::string::npos) return domain;
  const auto selector = lower_ascii(text.substr(slash + 1));
  if (selector.empty()) throw UsageError(fmt::format("{}: the selector is empty", text));
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  if (selector.find_first_not_of(allowed) != std::string::npos)
    throw UsageError(fmt::format("{}: not a selector", text));
  return domain + "/" + selector;
}

}  // namespace

OwnEntry own_entry(const std::string& kind, const std::string& value, const std::string& note) {
  const auto named = value_named<OwnKind>(kind);
  if (!named)
    throw UsageError(fmt::format("{}: unknown kind of entry", kind),
                     fmt::format("one of {}", fmt::join(names<OwnKind>, ", ")));
  OwnEntry entry{*named, {}, to_valid_utf8(trim(note))};
  switch (entry.kind) {
    case OwnKind::domain:
    case OwnKind::include: entry.value = read_domain(value); break;
    case OwnKind::dkim: entry.value = read_signature(value); break;
    case OwnKind::address:
    case OwnKind::ignore: entry.value = read_network(value); break;
  }
  return entry;
}

std::vector<OwnEntry> read_own_entries(const std::string& text, const std::string& origin) {
  std::vector<OwnEntry> entries;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line.resize(std::min(line.size(), line.find('#')));
    std::istringstream words(line);
    std::string kind, value, note;
    if (!(words >> kind)) continue;
    words >> value;
    std::getline(words, note);
    try {
      entries.push_back(own_entry(kind, value, note));
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: line {}: {}", origin, number, error.what()),
                       "a line is: domain|address|dkim|include|ignore VALUE [NOTE]");
    }
  }
  return entries;
}

std::string read_settings(const std::string& path) {
  constexpr std::size_t most_bytes = 1 << 20;
  std::ifstream file(path, std::ios::binary);
  std::string text(most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && file.gcount() == 0)
    throw UsageError(fmt::format("cannot read {}", path), "check the path");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most_bytes) throw UsageError(fmt::format("{}: larger than 1 MiB", path));
  return text;
}

AnalysisOptions analysis_options(const Config& config) {
  AnalysisOptions options;
  options.thresholds = config.thresholds;
  options.readiness = config.readiness;
  options.changes = config.changes;
  options.check = config.check;
  if (!config.asn_db.empty()) {
    const auto networks = std::make_shared<Networks>(config.asn_db);
    options.network = [networks](const IpAddress& address) { return networks->find(address); };
  }
  if (!config.own_file.empty())
    options.own = read_own_entries(read_settings(config.own_file), config.own_file);
  if (!config.services_file.empty())
    options.services.add(read_settings(config.services_file), config.services_file);
  if (!config.rejections_file.empty())
    options.catalogue.add(read_settings(config.rejections_file), config.rejections_file);
  if (!config.receivers_file.empty())
    options.receivers.add(read_settings(config.receivers_file), config.receivers_file);
  return options;
}

}  // namespace ruascope
