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
#include <vector>

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

// The variables of this program, but for its secrets.
std::vector<char*> environment() {
  std::vector<char*> variables;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view name = std::string_view{*at}.substr(0, std::string_view{*at}.find('='));
    if (!name.starts_with("RUASCOPE_") || !name.ends_with("PASSWORD")) variables.push_back(*at);
  }
  variables.push_back(nullptr);
  return variables;
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
  const int error =
      ::posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments.data(), environment().data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw Error(fmt::format("cannot run /bin/sh: {}", std::strerror(error)));
  return pid;
}

// A command that does not want its input is no failure here: its status tells.
void write_some(Descriptor& in, std::string_view& input) {
  const auto written = ::write(in.get(), input.data(), input.size());
  if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
  const bool is_refused = written < 0 && errno != EAGAIN && errno != EINTR;
  if (is_refused || input.empty()) in.close();
}

// False if there is nothing more, for now or at all.
bool read_some(Descriptor& out, std::string& output, std::size_t most) {
  if (!out.is_open()) return false;
  std::array<char, 4096> buffer;
  const auto got = ::read(out.get(), buffer.data(), buffer.size());
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) out.close();
  if (got > 0) output.append(buffer.data(), std::min(static_cast<std::size_t>(got), most - output.size()));
  return got > 0;
}

// A command that runs, and what it says.
class Child {
 public:
  Child(const std::string& command, std::string_view input, const ChildLimits& limits)
      : input_(input), limits_(limits), end_(Clock::now() + std::chrono::seconds(limits.timeout_seconds)) {
    auto [child_in, in] = make_pipe();
    auto [out, child_out] = make_pipe();
    pid_ = spawn(command, child_in.get(), child_out.get());
    in_ = std::move(in);
    out_ = std::move(out);
    ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(out_.get(), F_SETFL, O_NONBLOCK);
    if (input_.empty()) in_.close();
  }

  // Its end is enough: what it leaves running in the background may hold on to its output.
  ChildEnd run() {
    while (!has_ended()) {
      if (Clock::now() >= end_) stop();
      look();
    }
    while (read_some(out_, output_, limits_.output_bytes)) {}
    return {WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_), std::move(output_)};
  }

 private:
  bool has_ended() {
    const pid_t ended = ::waitpid(pid_, &status_, WNOHANG);
    if (ended < 0 && errno != EINTR) throw Error(fmt::format("cannot wait: {}", std::strerror(errno)));
    return ended == pid_;
  }

  [[noreturn]] void stop() {
    ::kill(makes_group() ? -pid_ : pid_, SIGKILL);
    ::waitpid(pid_, &status_, 0);
    throw Error(fmt::format("{} took longer than {} s and was ended", limits_.name, limits_.timeout_seconds));
  }

  // Gives and takes what can be, and waits a moment where nothing can.
  void look() {
    constexpr int pause_ms = 10;
    std::array<pollfd, 2> wanted{{{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}}};
    if (::poll(wanted.data(), wanted.size(), pause_ms) <= 0) return;
    if (wanted[0].revents != 0) write_some(in_, input_);
    if (wanted[1].revents != 0) read_some(out_, output_, limits_.output_bytes);
  }

  std::string_view input_;
  const ChildLimits& limits_;
  Clock::time_point end_;
  pid_t pid_ = -1;
  Descriptor in_, out_;
  std::string output_;
  int status_ = 0;
};

}  // namespace

ChildEnd run_child(const std::string& command, std::string_view input, const ChildLimits& limits) {
  return Child(command, input, limits).run();
}

}  // namespace ruascope
