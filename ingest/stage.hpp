// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/rejection.hpp"

#include <string_view>

namespace ruascope {

// "end of DATA command", "after RCPT TO:<...>", ...: the stage that the words name.
Stage stage_named(std::string_view words);

}  // namespace ruascope
