// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"

#include <string>
#include <string_view>

namespace ruascope {

// The organizational domain by the public suffix list: the suffix and one label (RFC 7489 section 3.2). The
// name itself where it is a public suffix or stands below none. `domain` is an A-label in lower case.
std::string organizational_domain(std::string_view domain);

// True if `authenticated` (a d= or MAIL FROM domain) is aligned with `header_from` (RFC 7489 section 3.1).
bool is_aligned(std::string_view authenticated, std::string_view header_from, AlignmentMode mode);

// What DMARC says of a record by its own evidence: sets dkim and spf of `results` to pass or fail. SPF counts
// for the MAIL FROM identity, for HELO only where the reverse-path is empty (RFC 7489 section 3.1.2).
void derive_verdict(const PublishedPolicy& policy, ResultSet& results);

}  // namespace ruascope
