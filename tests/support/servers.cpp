// SPDX-License-Identifier: MIT
#include "tests/support/servers.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <memory>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope::test {
namespace {

constexpr int longest_wait_ms = 30'000;

std::vector<char*> arguments_of(std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return arguments;
}

// The child ends with the test, however that ends.
pid_t start(std::vector<std::string> words, int out, const std::string& log) {
  const auto arguments = arguments_of(words);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::dup2(out, STDOUT_FILENO);
  const int err = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

bool is_there(const std::string& part) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (part.find('/') != std::string::npos) return fs::exists(part, error);
  if (const auto colon = part.find(':'); colon != std::string::npos)
    return std::system(
               fmt::format("/usr/bin/python3 -c 'import {}' 2>/dev/null", part.substr(colon + 1)).c_str()) ==
           0;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access((folder + "/" + part).c_str(), X_OK) == 0) return true;
  return false;
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& command, const std::string& log) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  pid_ = start(command, ends[1], log);
  ::close(ends[1]);
  out_ = ends[0];
  REQUIRE(pid_ > 0);
}

ServerProcess::~ServerProcess() {
  ::close(out_);
  ::kill(pid_, SIGTERM);
  for (int left = 500; left > 0; --left) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) return;
    ::usleep(10'000);
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string ServerProcess::line() {
  std::string text;
  pollfd wanted{out_, POLLIN, 0};
  for (char c = 0; ::poll(&wanted, 1, longest_wait_ms) > 0 && ::read(out_, &c, 1) == 1 && c != '\n';)
    text += c;
  REQUIRE_FALSE(text.empty());
  return text;
}

std::vector<std::string> ServerProcess::ready_ports(std::size_t count) {
  std::istringstream words(line());
  std::string word;
  words >> word;
  REQUIRE(word == "ready");
  std::vector<std::string> ports(std::istream_iterator<std::string>(words), {});
  REQUIRE(ports.size() == count);
  return ports;
}

std::string server_script(const std::string& name) {
  return std::string{RUASCOPE_SOURCE_DIR} + "/tests/servers/" + name;
}

bool has_parts(const std::vector<std::string>& parts) {
  for (const auto& part : parts) {
    if (is_there(part)) continue;
    const auto words = fmt::format("skipped: {} is not installed (scripts/install-deps --test)", part);
    if (std::getenv("RUASCOPE_NO_SKIP") != nullptr) FAIL(words);
    std::puts(words.c_str());
    SUCCEED(words);
    return false;
  }
  return true;
}

std::string output_of(const std::vector<std::string>& command) {
  const TemporaryFolder folder;
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t pid = start(command, ends[1], folder.path("log"));
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = -1;
  ::waitpid(pid, &status, 0);
  INFO(command.front());
  INFO(read_file(folder.path("log")));
  REQUIRE(status == 0);
  return text;
}

const Certificates& certificates() {
  static const TemporaryFolder folder;
  static const Certificates made = [] {
    output_of({server_script("make-certificates"), folder.path("")});
    return Certificates{folder.path("ca.pem"), folder.path("other-ca.pem"), folder.path("server.pem"),
                        folder.path("expired.pem"), folder.path("server.key")};
  }();
  return made;
}

}  // namespace ruascope::test
