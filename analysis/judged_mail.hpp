// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"
#include "store/totals.hpp"

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ruascope {

// What a result set says to those who count days.
struct ResultTraits {
  Verdicts verdicts;
  bool passes = false;
  bool is_overridden = false;  // with a reason other than sampling and tests
  bool is_sampled = false;     // sampled_out, policy_test_mode
  std::string header_from;
};
ResultTraits traits_of(const ResultSet& results);

// Traits of result sets by number, each read once.
class TraitsBook {
 public:
  explicit TraitsBook(std::function<ResultSet(std::int64_t)> result_set)
      : result_set_(std::move(result_set)) {}
  const ResultTraits& of(std::int64_t results);

 private:
  std::function<ResultSet(std::int64_t)> result_set_;
  std::unordered_map<std::int64_t, ResultTraits> traits_;
};

// Finds the judged source and the cause that mail of a day belongs to.
class JudgedLookup {
 public:
  // `sources` were judged with their mail, and outlive the lookup.
  explicit JudgedLookup(const std::vector<JudgedSource>& sources);

  struct Found {
    const JudgedSource* source = nullptr;
    Cause cause = Cause::unclassified_failure;
  };
  // Throws Error for mail of none of them.
  Found find(const DailyMail& mail) const;

 private:
  struct Key {
    std::int64_t domain, source;
    bool operator==(const Key&) const = default;
  };
  struct HashOfKey {
    std::size_t operator()(const Key& key) const;
  };
  std::unordered_map<Key, const JudgedSource*, HashOfKey> sources_;
};

}  // namespace ruascope
