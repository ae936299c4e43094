// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"

#include <algorithm>

namespace ruascope {

// About how much memory a record takes: strangers choose its texts and how many there are, so what is held
// back is bounded by bytes and not by number.
inline std::size_t approximate_bytes(const Record& record) {
  const auto size = [](const std::optional<std::string>& text) { return text ? text->size() : 0; };
  const auto& results = *record.results;
  std::size_t bytes = sizeof results + results.header_from.size();
  for (const auto& reason : results.reasons) bytes += sizeof reason + size(reason.comment);
  for (const auto& entry : results.dkim_results)
    bytes += sizeof entry + entry.domain.size() + size(entry.selector) + size(entry.human_result);
  for (const auto& entry : results.spf_results)
    bytes += sizeof entry + entry.domain.size() + size(entry.human_result);
  // One of the copies is remembered where the record was read; the others bear it together.
  const auto bearers = static_cast<std::size_t>(std::max(1L, record.results.copies() - 1));
  return sizeof(Record) + bytes / bearers;
}

}  // namespace ruascope
