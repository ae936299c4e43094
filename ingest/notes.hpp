// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ruascope {

// What was odd or mended on the way to a document and in it; each (kind, subject) once, with its count.
// Layers below a document share the notes of those above: a document read from a mail knows the mail's.
class Notes {
 public:
  void add(const std::string& kind, const std::string& subject = {}, std::int64_t times = 1) {
    if (times_.size() < most_kinds || times_.contains({kind, subject})) times_[{kind, subject}] += times;
  }
  // For what may be seen again when the same bytes are read a second time.
  void add_once(const std::string& kind, const std::string& subject = {}) {
    if (!has(kind, subject)) add(kind, subject);
  }
  void add(const Notes& other) {
    for (const auto& [key, times] : other.times_) add(key.first, key.second, times);
  }
  bool has(const std::string& kind, const std::string& subject) const {
    return times_.contains({kind, subject});
  }
  bool empty() const { return times_.empty(); }
  // Sorted by kind and subject, so that the same bytes always give the same warnings.
  std::vector<Warning> warnings() const {
    std::vector<Warning> result;
    for (const auto& [key, times] : times_) result.push_back({key.first, key.second, times});
    return result;
  }

 private:
  // A hostile report could invent a new one in each of a million records.
  static constexpr std::size_t most_kinds = 200;
  std::map<std::pair<std::string, std::string>, std::int64_t> times_;
};

}  // namespace ruascope
