// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// RFC 7208 section 5.
enum class SpfMechanism { all, include, a, mx, ptr, ip4, ip6, exists };

// A mechanism with its qualifier.
struct SpfTerm {
  char qualifier = '+';  // + - ~ or ?
  SpfMechanism kind = SpfMechanism::all;
  // In lower case, without a dot at its end; empty: the record's own. With a macro it is to be read in
  // `text`, as the case of a macro's letter has a meaning (RFC 7208 section 7.3).
  std::string domain;
  std::optional<IpNetwork> network;  // of ip4 and ip6 alone
  int v4_bits = 32, v6_bits = 128;   // of a and mx
  bool has_macro = false;
  std::string text;  // as it came

  bool is_all() const { return kind == SpfMechanism::all; }
  // True if receivers need DNS for it (RFC 7208 section 4.6.4).
  bool costs_lookup() const { return !is_all() && !network; }
};

// An SPF record.
struct SpfRecord {
  std::vector<SpfTerm> terms;  // well-formed ones that count, in order: none behind "all"
  std::string redirect;        // in lower case; empty: none, or one that "all" makes void
  bool redirect_has_macro = false;
  // What makes it a "permerror" to receivers, and what they pass over: the first 64 of each. They quote at
  // most 60 bytes of the record, which are a stranger's text.
  std::vector<std::string> faults, ignored;
};

// True if `txt` begins with v=spf1, whatever its case, and ends there or goes on with a space (RFC 7208
// section 4.5). `txt`: the strings of the record joined.
bool is_spf_record(std::string_view txt);

// What stands between spaces, without the version.
std::vector<std::string_view> spf_words(std::string_view txt);

// Reads any bytes; throws nothing. Of more than 65,535 bytes, which DNS has no room for, the rest is not
// read.
SpfRecord parse_spf(std::string_view txt);

}  // namespace ruascope
