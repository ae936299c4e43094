// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What sources may be put together by.
enum class GroupBy : std::uint8_t { sender, address, network, cause, source_class, selector, envelope };
template <>
inline constexpr std::array<std::string_view, 7> names<GroupBy>{"sender", "address",  "network", "cause",
                                                                "class",  "selector", "envelope"};
std::optional<GroupBy> group_named(std::string_view name);

// Mail of one domain that shares something. Each message is in one group alone.
struct SourceGroup {
  GroupBy by = GroupBy::sender;
  std::string domain;
  std::string key;                          // empty: nothing to name it by
  std::optional<SourceClass> source_class;  // of all its sources, where they have one
  MessageCounts counts;
  std::int64_t sources = 0;
  std::vector<CauseShare> causes;  // most messages first
  Day first_day = 0;
  Day last_day = 0;
  std::vector<SourceClass> classes{};  // of its sources, distinct

  // True if it has a source of the class and mail of the cause that `judged` asks for.
  bool is_taken_by(const JudgedFilter& judged) const;
};

// The groups of these sources, most messages first. Where a message has several selectors it counts for the
// one that passes, of the domain's own if one does.
std::vector<SourceGroup> group_sources(const std::vector<JudgedSource>& sources, GroupBy by,
                                       const std::function<ResultSet(std::int64_t)>& result_set);

}  // namespace ruascope
