// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/evidence.hpp"
#include "analysis/source_facts.hpp"
#include "store/totals.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ruascope {

// What the administrator listed, ready to be asked.
class OwnList {
 public:
  explicit OwnList(std::vector<OwnEntry> entries);

  // The entry that makes a source the administrator's own: its address, a signature of it that passes, or the
  // organization of an SPF include that its envelopes pass by. Null if there is none.
  const OwnEntry* entry_of(const SourceFacts& source, const Names& names) const;
  // The entry of an address alone.
  const OwnEntry* entry_of(const IpAddress& address) const;
  // The entry by which a source is to be passed over in findings; null if there is none.
  const OwnEntry* ignored(const IpAddress& address) const;
  // Listed domains, folded.
  std::vector<std::string> domains() const;

 private:
  using Network = std::pair<IpNetwork, std::size_t>;
  const OwnEntry* entry_of(const SelectorKey& selector, const Names& names) const;
  const OwnEntry* find_in(const std::vector<Network>& networks, const IpAddress& address) const;

  std::vector<OwnEntry> entries_;
  std::vector<Network> addresses_;
  std::vector<Network> ignored_;
  std::map<std::string, std::size_t, std::less<>> signatures_;  // "domain" or "domain/selector"
  std::map<std::string, std::size_t, std::less<>> includes_;    // organizational domain
};

}  // namespace ruascope
