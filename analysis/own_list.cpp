// SPDX-License-Identifier: MIT
#include "analysis/own_list.hpp"

#include "analysis/alignment.hpp"

namespace ruascope {

OwnList::OwnList(std::vector<OwnEntry> entries) : entries_(std::move(entries)) {
  for (std::size_t index = 0; index < entries_.size(); ++index) {
    const auto& [kind, value, note] = entries_[index];
    if (kind == OwnKind::dkim) signatures_.emplace(value, index);
    if (kind == OwnKind::include) includes_.emplace(organizational_domain(value), index);
    if (kind != OwnKind::address && kind != OwnKind::ignore) continue;
    if (const auto network = IpNetwork::parse(value))
      (kind == OwnKind::address ? addresses_ : ignored_).emplace_back(*network, index);
  }
}

const OwnEntry* OwnList::find_in(const std::vector<Network>& networks, const IpAddress& address) const {
  const Network* narrowest = nullptr;
  for (const auto& one : networks)
    if (one.first.contains(address) &&
        (narrowest == nullptr || one.first.prefix_bits > narrowest->first.prefix_bits))
      narrowest = &one;
  return narrowest == nullptr ? nullptr : &entries_[narrowest->second];
}

const OwnEntry* OwnList::entry_of(const IpAddress& address) const { return find_in(addresses_, address); }
const OwnEntry* OwnList::ignored(const IpAddress& address) const { return find_in(ignored_, address); }

const OwnEntry* OwnList::entry_of(const SelectorKey& selector, const Names& names) const {
  const auto& domain = names.text(selector.domain);
  for (const auto& text : {domain + "/" + names.text(selector.selector), domain})
    if (const auto found = signatures_.find(text); found != signatures_.end())
      return &entries_[found->second];
  return nullptr;
}

const OwnEntry* OwnList::entry_of(const SourceFacts& source, const Names& names) const {
  if (const auto* entry = entry_of(source.address)) return entry;
  for (const auto& [selector, messages] : source.selectors)
    if (const auto* entry = entry_of(selector, names)) return entry;
  for (const auto& selector : source.foreign_selectors)
    if (const auto* entry = entry_of(selector, names)) return entry;
  for (const auto& [organization, messages] : source.dkim_passes)
    if (const auto found = signatures_.find(names.text(organization)); found != signatures_.end())
      return &entries_[found->second];
  for (const auto& [organization, messages] : source.spf_passes)
    if (const auto found = includes_.find(names.text(organization)); found != includes_.end())
      return &entries_[found->second];
  return nullptr;
}

std::vector<std::string> OwnList::domains() const {
  std::vector<std::string> domains;
  for (const auto& entry : entries_)
    if (entry.kind == OwnKind::domain) domains.push_back(entry.value);
  return domains;
}

}  // namespace ruascope
