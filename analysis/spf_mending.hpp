// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/spf_tree.hpp"

#include <string>

namespace ruascope {

// What may be published in place of an SPF record. Each is in order itself, as far as DNS tells, and lets
// pass what passes today; empty where there is none, or the record stands like that already.
struct SpfMending {
  // Without what is wrong with it: of several one, without what fails, ending in ~all unless each is stricter
  // and nothing was left out.
  std::string mended;
  // Of one with too many look-ups: with the addresses of its own hosts written out, which cost none.
  std::string flattened;
};
// What the book lacks for it is noted there.
SpfMending mend_spf(DnsBook& book, const SpfTree& spf);

}  // namespace ruascope
