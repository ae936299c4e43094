// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/log_refusal.hpp"
#include "ingest/model/document.hpp"

#include <string_view>

namespace ruascope {

// True if `head` begins as a log of Microsoft Exchange: of message tracking or of a protocol.
bool is_exchange_log(std::string_view head);

// Reads Exchange's message tracking log: comma-separated values whose columns "#Fields:" names. Of a protocol
// log nothing is taken.
void read_exchange_log(const ByteSource& log, LogOutput& output);

}  // namespace ruascope
