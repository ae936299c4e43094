// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dkim_key.hpp"
#include "analysis/dmarc_discovery.hpp"
#include "analysis/dns_book.hpp"
#include "analysis/spf_mending.hpp"
#include "analysis/spf_tree.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ruascope {

struct SelectorName {
  std::string domain, selector;
  std::string dns_name() const { return selector + "._domainkey." + domain; }  // of its key
  auto operator<=>(const SelectorName&) const = default;
};

// The key that a selector publishes (RFC 6376 section 3.6.2).
struct PublishedKey {
  SelectorName selector;
  DnsState state;
  std::vector<std::string> records;
  std::size_t chosen = 0;  // of the records, the one that is read: the first with a key in it
  DkimKey key;             // of that

  std::string name() const { return selector.dns_name(); }
};

// Where reports are to go, and whether they can.
struct ReportTarget {
  ReportAddress address;
  bool is_external = false;  // of another organization, which has to say that it takes them
  DnsState state;            // of what it says (RFC 9990 section 4)
  bool is_authorized = true;
  std::optional<bool> takes_mail;  // its host; absent: not known

  // The name that has to say so.
  static std::string authorization_name(const std::string& policy_domain, const std::string& host);
};

// The records of a domain that decide over its mail, as far as they are known.
struct DomainRecords {
  std::string domain;
  DmarcDiscovery dmarc;
  SpfTree spf;
  SpfMending spf_mending;
  DnsState mx_state;
  std::vector<std::string> mx;     // hosts, by preference; none of a null MX
  bool has_null_mx = false;        // RFC 7505: it takes no mail
  std::optional<bool> takes_mail;  // by MX, or an address where there is no MX; absent: not known
  // Where a mailbox for reports may be: the domain, else its organizational domain; empty where neither is
  // known to take mail.
  std::string report_host;
  std::vector<PublishedKey> keys;      // of the selectors that were asked for, in their order
  std::vector<ReportTarget> rua, ruf;  // of the record that applies
};

// Reads them. What the book lacks is noted there.
DomainRecords domain_records(DnsBook& book, const std::string& domain,
                             const std::vector<SelectorName>& selectors);

// By the tree walk where the facts tell it, else by the public suffix list.
std::string known_organizational_domain(DnsBook& book, const std::string& domain);

}  // namespace ruascope
