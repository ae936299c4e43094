// SPDX-License-Identifier: MIT
#include "analysis/sender_days.hpp"

#include "ingest/model/messages.hpp"

#include <algorithm>

namespace ruascope {

bool SenderDays::holds(const JudgedSource& source) const {
  return sender.empty() ? source.judgement.sender.empty() && source.totals.source_ip == address
                        : source.judgement.sender == sender;
}

std::vector<SenderDays> sender_days(const std::vector<JudgedSource>& sources) {
  std::vector<SenderDays> senders;
  for (const auto& source : sources) {
    const auto& judgement = source.judgement;
    const bool sends =
        judgement.source_class == SourceClass::own || judgement.source_class == SourceClass::third_party;
    if (!sends || judgement.is_ignored) continue;
    auto sender = std::find_if(senders.begin(), senders.end(),
                               [&](const SenderDays& one) { return one.holds(source); });
    if (sender == senders.end()) {
      senders.push_back({judgement.sender, source.totals.source_ip, {}, 0});
      sender = senders.end() - 1;
    }
    sender->messages = add_messages(sender->messages, judgement.messages);
    for (const auto& combination : source.mail.combinations)
      sender->days.insert(sender->days.end(), combination.days.begin(), combination.days.end());
  }
  for (auto& sender : senders) {
    std::sort(sender.days.begin(), sender.days.end());
    sender.days.erase(std::unique(sender.days.begin(), sender.days.end()), sender.days.end());
  }
  return senders;
}

}  // namespace ruascope
