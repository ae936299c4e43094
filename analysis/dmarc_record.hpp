// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/report_address.hpp"
#include "store/totals.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// A tag and its value, without the white space around them.
struct RecordTag {
  std::string name, value;
  bool operator==(const RecordTag&) const = default;
};

// What is wrong with a record. It quotes at most 60 bytes of it; they are a stranger's text.
struct RecordFault {
  std::string tag;  // in lower case, at most 60 bytes; empty where it is of no tag
  std::string text;
  bool is_fatal = false;        // receivers take the record for none
  bool is_unknown_tag = false;  // DMARC has no such tag
};

// A DMARC record (RFC 9989 section 4.7, RFC 7489 section 6.3).
struct DmarcRecord {
  std::vector<RecordTag> tags;  // as published, in order, v too
  // What the tags say; of a repeated tag the first. Where p is missing, or it, sp or np is not known, p is
  // `none` and there is no sp and np if rua has a valid URI (RFC 9989 section 4.10.1, RFC 7489 section
  // 6.6.3); else they are absent or `unknown`. pct is kept although RFC 9989 removed it: older receivers
  // apply it.
  PolicyRecord policy;
  std::vector<ReportAddress> rua, ruf;  // each entry that is not empty, faulty ones too
  char psd = 'u';                       // y, n or u
  bool has_policy = false;              // p is published, and all of p, sp and np that are, are known
  std::vector<RecordFault> faults;      // in the order of the tags; the first 64, and all fatal ones
};

// True if `txt` begins with v=DMARC1 and ends there or goes on with white space or ';'. Others among the TXT
// records of a name are not DMARC's (RFC 9989 section 4.7). `txt`: the strings of the record joined.
bool is_dmarc_record(std::string_view txt);

// Reads any bytes; throws nothing. Of more than 65,535 bytes, which DNS has no room for, the rest is not
// read.
DmarcRecord parse_dmarc(std::string_view txt);

// The text to publish: today's tags in their order, with p, sp, np and t as `to` says, and pct where it says
// less than 100; rf and ri, which RFC 9989 removed, go, and so does what is no tag. The other members of `to`
// are not looked at. An unknown p is written as none; an unknown sp or np is not written.
std::string with_tags(const DmarcRecord& record, const PolicyRecord& to);

}  // namespace ruascope
