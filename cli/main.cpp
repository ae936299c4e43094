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

// Of jemalloc: what is freed goes back to the system soon. A large report must not take its memory for ever.
extern "C" const char* malloc_conf;
const char* malloc_conf = "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0";

int main(int argc, char** argv) {
  // Failed writes are errors with a message, not signals.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);  // else commands that we run could not be waited for
  // The same zone, but named: else libc asks the disk for it with each entry of each zip archive.
  ::setenv("TZ", ":/etc/localtime", 0);
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
