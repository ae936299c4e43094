// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/temporary_folder.hpp"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ruascope::test {

// A program that a test started and ends, by its process id.
class ServerProcess {
 public:
  // Its stderr goes to `log`. Fails the test if it cannot be started.
  ServerProcess(const std::vector<std::string>& command, const std::string& log);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // The next line of its stdout; fails the test if none comes for long.
  std::string line();
  // The ports of a next line "ready PORT..."; fails the test unless there are so many.
  std::vector<std::string> ready_ports(std::size_t count);
  std::string ready_port() { return ready_ports(1).front(); }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

// The path of a program of tests/servers.
std::string server_script(const std::string& name);

// True if all of these programs and files are there. Else the test is to be left: it says so, which ctest
// shows as skipped, or fails it where nothing may be skipped ($RUASCOPE_NO_SKIP). A name with "/" is a path,
// one with ":" a module of Debian's Python ("python:aiosmtpd"), any other is looked for in $PATH.
bool has_parts(const std::vector<std::string>& parts);

// Runs a command to its end; returns its stdout, fails the test unless it ends with 0.
std::string output_of(const std::vector<std::string>& command);

// Certificates of a CA of the test's own, made once a process.
struct Certificates {
  std::string ca, other_ca, server, expired, key;  // paths
};
const Certificates& certificates();

}  // namespace ruascope::test
