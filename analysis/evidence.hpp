// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ruascope {

// Domains and selectors by number, each held once, with their organizational domains. 0 is no name.
using NameNumber = std::uint32_t;
class Names {
 public:
  Names();
  NameNumber number(std::string_view name);
  const std::string& text(NameNumber number) const { return texts_[number]; }
  // That of a domain; looked up once.
  NameNumber organization(NameNumber domain);
  // From now on `find` is asked first for organizational domains; the public suffix list where it tells none.
  using FindOrganization = std::function<std::optional<std::string>(const std::string& domain)>;
  void find_organizations_by(FindOrganization find) { find_ = std::move(find); }
  // Asks for those of all names that are known by now; from then on nobody is asked.
  void settle_organizations();

 private:
  std::deque<std::string> texts_;
  FindOrganization find_;
  std::vector<NameNumber> organizations_;  // 0: not looked up yet
  std::unordered_map<std::string_view, NameNumber> numbers_;
};

struct SignatureEvidence {
  NameNumber domain = 0;    // d=; 0 where the reporter named none
  NameNumber selector = 0;  // likewise
  DkimResult result = DkimResult::unknown;
  bool is_own = false;  // of the organizational domain of the From:
};

// What a result set says, in the terms that judgement asks in.
struct Evidence {
  NameNumber header_from = 0;
  NameNumber organization = 0;  // of header_from
  bool dkim_passes = false;     // the reporter's verdicts
  bool spf_passes = false;
  bool is_derived = false;  // ours stand in their place
  bool has_reasons = false;
  bool is_declared_forwarded = false;  // forwarded, trusted_forwarder
  bool is_declared_list = false;
  bool is_saved_by_arc = false;  // local_policy with arc=pass
  std::vector<SignatureEvidence> signatures;
  std::vector<NameNumber> foreign;  // organizations that pass SPF or DKIM and are not ours; distinct

  // The SPF check that counts: of MAIL FROM, else of HELO.
  bool has_spf = false;
  SpfResult spf = SpfResult::none;
  NameNumber spf_domain = 0;
  bool is_spf_own = false;    // of the organizational domain of the From:
  bool is_null_path = false;  // an empty reverse-path, or HELO was all that was checked
  NameNumber envelope = 0;    // the MAIL FROM domain, 0 where none was told
  bool has_temperror = false;

  // What alignment comes to by the two modes (RFC 7489 section 3.1).
  bool dkim_relaxed = false, dkim_strict = false;
  bool spf_relaxed = false, spf_strict = false;

  bool passes() const { return dkim_passes || spf_passes; }
  bool has_passing_spf() const { return has_spf && spf == SpfResult::pass; }
  bool has_own_signature(DkimResult result) const;
  bool has_foreign_pass() const;
};

Evidence evidence_of(const ResultSet& results, Names& names);

}  // namespace ruascope
