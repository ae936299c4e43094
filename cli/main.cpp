// SPDX-License-Identifier: MIT
#include "cli/app.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iostream>

int main(int argc, char** argv) {
  // Failed writes are errors with a message, not signals.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  ruascope::DescriptorStreamOut out(1);
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
  try {
    return ruascope::run({argv + 1, argv + argc}, {out, std::cerr, environment, ruascope::detect_terminal,
                                                   [] { return std::int64_t{std::time(nullptr)}; }});
  } catch (const ruascope::OutputFailed& error) {
    if (error.code() == EPIPE) return ruascope::exit_status::done;
    std::cerr << "ruascope: error: cannot write to standard output: " << std::strerror(error.code()) << '\n';
  } catch (const std::exception& error) {
    std::cerr << "ruascope: error: " << error.what() << '\n';
  }
  return ruascope::exit_status::failed;
}
