// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bounce.hpp"

#include <optional>

namespace ruascope {

// Reads a report of an authentication failure (RFC 6591 section 3, RFC 9991). nullopt if the mail is none:
// complaints of readers have the same shape.
std::optional<Rejection> read_failure_report(const ReturnedMail& mail);

}  // namespace ruascope
