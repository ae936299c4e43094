// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"
#include "reports/summary_pages.hpp"

#include <string>

namespace ruascope {

// Throws UsageError unless the configuration says from whom, to whom and by what mail is sent.
void require_mail(const Config& config);

// Sends a mail as configured. It is written to the folder of unsent mail before, and stays there if anybody
// did not get it: throws Error then, after a line for each on the context's `err`. `name`: of the file.
void send_mail(const Context& context, const MailContent& content, const std::string& name);

}  // namespace ruascope
