// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/log_record.hpp"

#include <functional>
#include <string_view>

namespace ruascope {

// True if `line` is an entry of the journal as "journalctl -o json" writes it.
bool is_journal_entry(std::string_view line);

// Calls `take` with the record in an entry of the journal, if a mail server may have written it.
void read_journal_entry(std::string_view line, const std::function<void(const LogRecord&)>& take);

}  // namespace ruascope
