// SPDX-License-Identifier: MIT
#include "cli/terminal.hpp"

#include "ingest/model/text.hpp"
#include "reports/escape.hpp"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ostream>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ruascope {
namespace {

volatile std::sig_atomic_t interrupted_by = 0;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::size_t terminal_width(int fd) {
  const auto columns = environment("COLUMNS");
  std::size_t width = 0;
  std::from_chars(columns.data(), columns.data() + columns.size(), width);
  if (width >= 20) return width;
  winsize size{};
  if (::isatty(fd) == 0) return 0;
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// The first of them that is set says which character set programs write.
bool writes_utf8() {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto locale = lower_ascii(environment(name));
    if (!locale.empty())
      return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

extern "C" {
static void note_signal(int number) { interrupted_by = number; }
}

Terminal detect_terminal(ColorChoice color, bool quiet) {
  const bool dumb = environment("TERM") == "dumb";
  Terminal terminal;
  terminal.width = terminal_width(STDOUT_FILENO);
  terminal.color =
      color == ColorChoice::always || (color == ColorChoice::automatic && ::isatty(STDOUT_FILENO) == 1 &&
                                       !dumb && environment("NO_COLOR").empty());
  terminal.has_blocks = color != ColorChoice::never && !dumb && writes_utf8();
  terminal.shows_progress = !quiet && ::isatty(STDERR_FILENO) == 1 && !dumb;
  return terminal;
}

Progress::Progress(std::ostream& err, bool shows)
    : err_(err), shows_(shows), started_(std::chrono::steady_clock::now()), next_(started_) {}

Progress::~Progress() {
  try {
    clear();
  } catch (...) {  // a closed stderr is no reason to end
  }
}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

void Progress::update(const std::function<std::string(double)>& text) {
  if (!shows_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  const auto width = terminal_width(STDERR_FILENO);
  err_ << "\r\x1b[K" << fit_width(terminal_text(text(seconds())), width > 1 ? width - 1 : 79) << std::flush;
  visible_ = true;
}

void Progress::clear() {
  if (visible_) err_ << "\r\x1b[K" << std::flush;
  visible_ = false;
}

InterruptGuard::InterruptGuard() {
  interrupted_by = 0;
  struct sigaction action{};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second signal ends the program at once
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

int InterruptGuard::signal() { return interrupted_by; }

}  // namespace ruascope
