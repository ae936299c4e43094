// SPDX-License-Identifier: MIT
#include "store/totals.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/report.hpp"

namespace ruascope {

void count_messages(MessageCounts& counts, std::int64_t messages, const Verdicts& verdicts,
                    Disposition disposition) {
  const bool passes = passes_dmarc(verdicts.dkim, verdicts.spf);
  const auto add = [&](std::int64_t& count) { count = add_messages(count, messages); };
  add(counts.messages);
  add(passes ? counts.dmarc_pass : counts.dmarc_fail);
  if (verdicts.dkim == Verdict::pass) add(counts.dkim_aligned);
  if (verdicts.spf == Verdict::pass) add(counts.spf_aligned);
  switch (disposition) {
    case Disposition::none:
    case Disposition::pass: add(counts.delivered); break;
    case Disposition::quarantine: add(counts.quarantined); break;
    case Disposition::reject: add(counts.rejected); break;
    case Disposition::unknown: add(counts.disposition_unknown); break;
  }
  const bool delivered = disposition == Disposition::none || disposition == Disposition::pass;
  if (passes) return;
  if (delivered) add(counts.failed_delivered);
  if (delivered && verdicts.has_reasons) add(counts.overridden);
  if (disposition == Disposition::quarantine) add(counts.failed_quarantined);
}

std::int64_t messages_of(const Combination& combination) {
  std::int64_t sum = 0;
  for (const auto messages : combination.messages) sum = add_messages(sum, messages);
  return sum;
}

void count_messages(MessageCounts& counts, const Combination& combination, const Verdicts& verdicts) {
  for (std::size_t index = 0; index < combination.messages.size(); ++index)
    count_messages(counts, combination.messages[index], verdicts, static_cast<Disposition>(index));
}

}  // namespace ruascope
