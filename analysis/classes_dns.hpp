// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/classes.hpp"

#include <optional>

namespace ruascope {

// What DNS says of whose a source is, where it says anything.

// The service in whose domain the confirmed name is; null if none is known.
const Service* service_of_host(const SourceFacts& facts, const ClassContext& context);

// Its confirmed name lies in the domain's organization: who runs that zone calls it theirs. Providers call
// their customers' lines so too: one that nothing else speaks for may be any of them.
std::optional<Classified> of_own_name(const SourceFacts& facts, const ClassContext& context);

// The domain's own SPF record names the address, and nothing tells of mail that is handed on.
std::optional<Classified> of_spf_record(const SourceFacts& facts, const ClassContext& context);

// The SPF record of the organization names it at all, or it comes steadily from what that includes: the
// customers of a service, of whom anybody may be one. To be asked once it neither forwards nor is a list.
std::optional<Classified> of_included_spf(const SourceFacts& facts, const ClassContext& context);

}  // namespace ruascope
