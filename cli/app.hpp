// SPDX-License-Identifier: MIT
#pragma once

#include "cli/terminal.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What the program takes from its surroundings; tests bring their own.
struct Surroundings {
  std::ostream& out;
  std::ostream& err;
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::function<Terminal(ColorChoice, bool quiet)> terminal;
  std::function<std::int64_t()> now;  // seconds since the epoch
};

// Runs one command line (without the program's name) and returns the exit status. Throws nothing but
// OutputFailed for a stdout that cannot be written.
int run(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace ruascope
