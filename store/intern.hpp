// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"
#include "store/sqlite.hpp"

#include <string>
#include <unordered_map>

namespace ruascope {

// Ids of what reports repeat: names, organizations, addresses, policies, result sets. Looked up in bounded
// memory first, in the store then, made where missing. Only within a write transaction.
class Interner {
 public:
  explicit Interner(Sqlite& database);

  std::int64_t name(const std::string& name);
  std::int64_t organization(const std::string& name);
  std::int64_t submitter(const ReportHead& head);
  std::int64_t policy(const PublishedPolicy& policy);
  std::int64_t source(const IpAddress& address);
  std::int64_t result_set(const Record& record);

  // Forgets all ids: after a rollback, and when another process has written.
  void forget();

 private:
  struct Hash {
    std::size_t operator()(const Digest& digest) const;
    std::size_t operator()(const IpAddress& address) const;
  };
  template <class Key, class KeyHash = std::hash<Key>>
  using Cache = std::unordered_map<Key, std::int64_t, KeyHash>;

  std::optional<std::int64_t> optional_name(const std::optional<std::string>& text);
  std::int64_t find_or_add_submitter(const ReportHead& head);
  std::int64_t find_or_add_policy(const PublishedPolicy& policy);
  std::int64_t insert_result_set(const Record& record);

  Sqlite& database_;
  Statement find_name_, add_name_;
  Statement find_organization_, add_organization_;
  Statement find_submitter_, add_submitter_;
  Statement find_policy_, add_policy_;
  Statement find_source_, add_source_;
  Statement find_result_set_, add_result_set_;
  Cache<std::string> names_;
  Cache<std::string> organizations_;
  Cache<std::string> submitters_;  // by all that makes one
  Cache<std::string> policies_;
  Cache<IpAddress, Hash> sources_;
  Cache<Digest, Hash> result_sets_;
};

}  // namespace ruascope
