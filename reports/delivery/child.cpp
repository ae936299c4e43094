// SPDX-License-Identifier: MIT
#include "reports/delivery/child.hpp"

#include "ingest/model/error.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

extern char** environ;

namespace ruascope {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::pair<Descriptor, Descriptor> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

// Whether the command and all that it starts are a group that can be ended as one. At a terminal they are
// not: a command that asks for a passphrase there must stay in its foreground.
bool makes_group() { return ::isatty(STDIN_FILENO) == 0; }

pid_t spawn(const std::string& command, int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // What this program ignores would be ignored by its children too.
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int group = makes_group() ? POSIX_SPAWN_SETPGROUP : 0;
  posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSIGDEF | group));
  std::array<std::string, 3> words{"sh", "-c", command};
  std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw Error(fmt::format("cannot run /bin/sh: {}", std::strerror(error)));
  return pid;
}

int left_ms(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

// A command that does not want its input is no failure here: its status tells.
void write_some(Descriptor& in, std::string_view& input) {
  const auto written = ::write(in.get(), input.data(), input.size());
  if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
  const bool is_refused = written < 0 && errno != EAGAIN && errno != EINTR;
  if (is_refused || input.empty()) in.close();
}

void read_some(Descriptor& out, std::string& output, std::size_t most) {
  std::array<char, 4096> buffer;
  const auto got = ::read(out.get(), buffer.data(), buffer.size());
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) out.close();
  if (got > 0) output.append(buffer.data(), std::min(static_cast<std::size_t>(got), most - output.size()));
}

// Until the command has closed its output and taken or refused its input; false when its time is over.
bool exchange(Descriptor& in, std::string_view input, Descriptor& out, std::string& output, std::size_t most,
              Clock::time_point end) {
  ::fcntl(in.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(out.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) in.close();
  while (in.is_open() || out.is_open()) {
    std::array<pollfd, 2> wanted{{{in.get(), POLLOUT, 0}, {out.get(), POLLIN, 0}}};
    const int ready = ::poll(wanted.data(), wanted.size(), left_ms(end));
    if (ready == 0) return false;
    if (ready < 0) continue;
    if (wanted[0].revents != 0) write_some(in, input);
    if (wanted[1].revents != 0) read_some(out, output, most);
  }
  return true;
}

// Its status; absent when its time is over.
bool wait_for(pid_t pid, int& status, Clock::time_point end) {
  constexpr int pause_ms = 5;
  while (true) {
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended == pid) return true;
    if (ended < 0 && errno != EINTR) throw Error(fmt::format("cannot wait: {}", std::strerror(errno)));
    if (left_ms(end) == 0) return false;
    ::poll(nullptr, 0, pause_ms);
  }
}

}  // namespace

ChildEnd run_child(const std::string& command, std::string_view input, const ChildLimits& limits) {
  auto [child_in, in] = make_pipe();
  auto [out, child_out] = make_pipe();
  const auto end = Clock::now() + std::chrono::seconds(limits.timeout_seconds);
  const pid_t pid = spawn(command, child_in.get(), child_out.get());
  child_in.close();
  child_out.close();
  ChildEnd result;
  int status = 0;
  if (!exchange(in, input, out, result.output, limits.output_bytes, end) || !wait_for(pid, status, end)) {
    ::kill(makes_group() ? -pid : pid, SIGKILL);
    ::waitpid(pid, &status, 0);
    throw Error(fmt::format("a command took longer than {} s and was ended: {}", limits.timeout_seconds,
                            command.substr(0, command.find(' '))));
  }
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace ruascope
