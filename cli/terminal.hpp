// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

namespace ruascope {

// What the program is connected to. Tests make their own.
struct Terminal {
  std::size_t width = 0;        // of stdout; 0 where it is none
  bool color = false;           // stdout takes colour
  bool has_blocks = false;      // and charts of Unicode's blocks
  bool shows_progress = false;  // stderr is a terminal and not quiet
};

enum class ColorChoice { automatic, always, never };

// Looks at stdout, stderr, COLUMNS, NO_COLOR, TERM, and at LC_ALL, LC_CTYPE and LANG for the character set.
Terminal detect_terminal(ColorChoice color, bool quiet);

// One line on stderr that is written over, at most ten times a second. Does nothing unless told to show.
class Progress {
 public:
  Progress(std::ostream& err, bool shows);
  ~Progress();
  // `text` is made only when it will be shown.
  void update(const std::function<std::string(double seconds)>& text);
  // Takes the line away, so that other messages can be written.
  void clear();
  double seconds() const;

 private:
  std::ostream& err_;
  bool shows_;
  bool visible_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point next_;
};

// Turns SIGINT and SIGTERM into a note that long work looks at between documents, while it lives.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  // The signal that came, 0 if none.
  static int signal();
};

}  // namespace ruascope
