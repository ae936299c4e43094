// SPDX-License-Identifier: MIT
#include "tests/bench/measure.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ruascope::bench {
namespace {

constexpr rlim_t most_seconds = 20 * 60;

std::vector<std::string> environment_in(const std::string& folder) {
  const char* path = std::getenv("PATH");
  return {std::string{"PATH="} + (path != nullptr ? path : ""),
          "HOME=" + folder,
          "TMPDIR=" + folder,
          "LC_ALL=C.UTF-8",
          "RUASCOPE_CONFIG=" + folder + "/ruascope.toml",
          "RUASCOPE_DB=" + folder + "/ruascope.db"};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (auto& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

[[noreturn]] void become(char* const* words, char* const* environment, const std::string& output) {
  const int null = ::open("/dev/null", O_RDONLY);
  const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(null, 0);
  ::dup2(out, 1);
  ::dup2(out, 2);
  const rlimit limit{most_seconds, most_seconds};
  ::setrlimit(RLIMIT_CPU, &limit);
  ::execvpe(words[0], words, environment);
  ::_exit(127);
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::string beginning_of(const std::string& path) {
  std::array<char, 400> text{};
  std::ifstream(path, std::ios::binary).read(text.data(), text.size());
  return {text.data()};
}

}  // namespace

// The kernel lets a program's peak begin at that of the process it grew from, so this one must stay small.
Measured measure(const std::vector<std::string>& words, const std::string& folder, Said said) {
  auto arguments = words;
  auto environment = environment_in(folder);
  std::ofstream(folder + "/ruascope.toml").close();
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  const std::string output = said == Said::dropped ? "/dev/null" : folder + "/output";

  const auto start = std::chrono::steady_clock::now();
  const auto child = ::fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) become(argument_pointers.data(), environment_pointers.data(), output);
  int status = 0;
  rusage usage{};
  if (::wait4(child, &status, 0, &usage) != child) throw std::runtime_error("a process was lost");
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;

  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {std::int64_t{usage.ru_maxrss} * 1024, seconds.count(),
          seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), code, beginning_of(output)};
}

Measured median_of(const std::vector<Measured>& runs) {
  const auto over = [&](auto member) {
    std::vector<double> values;
    for (const auto& run : runs) values.push_back(run.*member);
    return median_of(values);
  };
  Measured median = runs.front();
  median.seconds = over(&Measured::seconds);
  median.cpu_seconds = over(&Measured::cpu_seconds);
  for (const auto& run : runs) median.peak_bytes = std::max(median.peak_bytes, run.peak_bytes);
  return median;
}

}  // namespace ruascope::bench
