// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"
#include "cli/import_session.hpp"
#include "ingest/feedback.hpp"
#include "ingest/model/error.hpp"

#include <cstdint>
#include <string>

namespace ruascope {

// What `import` and `fetch` say while they read and at the end.

// Messages and progress of a session. `all_bytes`: of all inputs, to tell the time that is left; 0: not
// known.
ImportSession::Hooks import_hooks(Context& context, Progress& progress, std::int64_t all_bytes);

// How documents are read. `log_zone`: of the command line; empty: as configured.
FeedbackOptions feedback_options(const Context& context, const std::string& log_zone);

// "ruascope: warning: ...".
void print_warning(const Context& context, const std::string& words);
// "ruascope: error: ..." and its hint.
void print_error(const Context& context, const Error& error);

// On stdout: a line for people and what it needs, or one JSON object.
void print_counts(const Context& context, const char* command, bool as_json, const ImportCounts& counts,
                  double seconds);

}  // namespace ruascope
