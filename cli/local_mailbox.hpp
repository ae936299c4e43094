// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"
#include "cli/mailbox_keeper.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ruascope {

// Files that were read, and what they were found to be.
using FileFates = std::vector<std::pair<std::string, MessageFate>>;

// Does with the files of a mailbox what its configuration says; to be called once what was in them is
// committed. Messages of an mbox stay: the file is read, not changed. `warn` hears of each that cannot be
// moved or removed.
void deal_with_files(const MailboxConfig& mailbox, const FileFates& fates,
                     const std::function<void(const std::string&)>& warn);

}  // namespace ruascope
