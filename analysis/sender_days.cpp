// SPDX-License-Identifier: MIT
#include "analysis/sender_days.hpp"

#include "ingest/model/messages.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace ruascope {

namespace {

std::pair<std::string, std::string> key_of(const JudgedSource& source) {
  const auto& judgement = source.judgement;
  const bool is_service = judgement.source_class == SourceClass::third_party && !judgement.sender.empty();
  return {judgement.sender, is_service ? std::string{} : network_text(judgement.source)};
}

}  // namespace

std::string network_text(const IpAddress& address) {
  constexpr int v4_bits = 24;
  constexpr int v6_bits = 64;
  const int bits = address.is_v4() ? v4_bits : v6_bits;
  const auto network = IpNetwork::parse(fmt::format("{}/{}", address.text(), bits));
  return fmt::format("{}/{}", network->first.text(), bits);
}

bool SenderDays::holds(const JudgedSource& source) const {
  return key_of(source) == std::pair(sender, network);
}

std::vector<SenderDays> sender_days(const std::vector<JudgedSource>& sources) {
  std::map<std::pair<std::string, std::string>, SenderDays> senders;
  for (const auto& source : sources) {
    const auto& judgement = source.judgement;
    if (!sends_for_domain(judgement.source_class) || judgement.is_ignored) continue;
    const auto key = key_of(source);
    auto& sender = senders.try_emplace(key, SenderDays{key.first, key.second, {}, 0}).first->second;
    sender.messages = add_messages(sender.messages, judgement.messages);
    for (const auto& combination : source.mail.combinations)
      sender.days.insert(sender.days.end(), combination.days.begin(), combination.days.end());
  }
  std::vector<SenderDays> result;
  for (auto& [key, sender] : senders) {
    std::sort(sender.days.begin(), sender.days.end());
    sender.days.erase(std::unique(sender.days.begin(), sender.days.end()), sender.days.end());
    result.push_back(std::move(sender));
  }
  return result;
}

}  // namespace ruascope
