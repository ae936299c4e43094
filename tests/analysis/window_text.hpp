// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dns_book.hpp"
#include "analysis/judge.hpp"

#include <map>
#include <string>
#include <vector>

namespace ruascope::test {

// A window written down by hand. Lines end with ";". What a source sent with one result set:
//
//   192.0.2.1 n=20 days=0-4,7 at=1,2 from=x.a.example dkim=a.example/s1:fail spf=a.example:softfail env=
//   reason=local_policy:arc=pass aspf=s pe=fail/pass disp=reject derived
//
// One message on day 0 (a Monday) at reporter 1 from the policy domain, where nothing else is said. "dkim="
// and "spf=" may come again; results are "pass" unless said. "helo=" is an SPF check of HELO. "env=" alone is
// the null reverse-path. The verdicts are what the evidence comes to under the modes of the line, unless
// "pe=" says else. Further lines: "@ b.example" begins another policy domain (the first is a.example), "own
// address 192.0.2.1 a note" lists, "service NAME domain,domain" adds to the services, of which none but
// Postly is known. What is known beside the reports: "txt NAME a record", "a NAME ADDRESS", "ptr ADDRESS
// NAME" are what DNS says, the records of a name one after the other, and there is nothing else; "network
// ADDRESS NUMBER a holder" is the network of an address.
struct Window {
  std::vector<SourceCombinations> sources;
  std::vector<ResultSet> results;  // by number
  std::map<std::string, PublishedRange> modes;
  std::vector<OwnEntry> own;
  Services services;
  std::map<DnsQuestion, std::vector<std::string>> dns;
  std::map<IpAddress, SourceNetwork> networks;
};
// Where a window says something of DNS: that, and nothing else is there.
DnsBook book_of(const std::map<DnsQuestion, std::vector<std::string>>& dns);
Window window_of(const std::string& text);

// Its judgements, in the order in which the sources were first named.
std::vector<Judgement> judged(const Window& window, const Thresholds& thresholds = {});
std::vector<Judgement> judged(const std::string& text, const Thresholds& thresholds = {});

// The sources as listings have them.
std::vector<JudgedSource> judged_sources_of(const Window& window);

// The label of the cause of the first line.
std::string cause_of_first(const std::string& text, const Thresholds& thresholds = {});
// "own", the class of the first source.
std::string class_of_first(const std::string& text, const Thresholds& thresholds = {});

bool has_text(const std::vector<std::string>& texts, const std::string& part);

}  // namespace ruascope::test
