// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/rejection.hpp"
#include "ingest/model/report.hpp"

#include <string>
#include <vector>

namespace ruascope {

// A message that was refused, to be compared with what reports say of the mail that they count.
class RejectedMail {
 public:
  // Both must outlive it. `own_domains` are organizational.
  RejectedMail(const Rejection& rejection, const std::vector<std::string>& own_domains)
      : rejection_(rejection), own_domains_(own_domains) {}
  // That of the author, as far as it is known.
  void set_domain(std::string domain) { domain_ = std::move(domain); }

  bool is_own(const std::string& domain) const;
  bool has_own_signature() const;
  // Told by the administrator's own log, or by a host of theirs.
  bool is_told_by_own() const;

  // Its envelope is of the same organization as `domain`.
  bool has_envelope_of(const std::string& domain) const;

  bool is_about_author(const std::string& header_from) const;
  bool has_same_signature(const ResultSet& results) const;
  bool has_same_envelope(const ResultSet& results) const;
  // Another envelope or recipient than this message had.
  bool is_contradicted(const ResultSet& results) const;

 private:
  std::string envelope_organization() const;

  const Rejection& rejection_;
  const std::vector<std::string>& own_domains_;
  std::string domain_;
};

}  // namespace ruascope
