// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"

#include <iosfwd>
#include <string>

namespace ruascope {

// A password or token: of the environment, else the first line that the command prints, else the first line
// of the file; empty where none is configured. Warns on `err` of a file that everybody may read. Throws
// Error, whose text never has the secret, if it cannot be had. `name`: of its keys, "mail.password".
std::string read_secret(const SecretConfig& secret, const std::string& name, std::ostream& err);

}  // namespace ruascope
