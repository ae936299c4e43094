// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/cause.hpp"

#include <string>
#include <string_view>

namespace ruascope {

// What a cause's texts are filled in with; empty where it is not known.
struct CauseNames {
  std::string policy_domain;
  std::string from;        // the domain in the From: header
  std::string address;     // of the source
  std::string sender{};    // the service or network
  std::string setting{};   // where the service turns on custom DKIM
  std::string signer{};    // d= of the signature in question
  std::string selector{};  // its selector
  std::string envelope{};  // the domain that SPF was asked of
  bool is_steady = true;   // it sends again and again
  bool is_forwarder = false;
  bool is_surely_ours = true;
};

// A few words, as in a table: "signs nothing".
std::string_view title_of(Cause cause);
// One sentence on what happened.
std::string meaning_of(Cause cause, const CauseNames& names);
// One or two on what to do, the exact DNS line or setting last.
std::string advice_for(Cause cause, const CauseNames& names);

}  // namespace ruascope
