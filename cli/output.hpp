// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <exception>
#include <memory>
#include <ostream>
#include <streambuf>
#include <string>

namespace ruascope {

// Writing to an output failed; `code` is the errno, `target` the file, empty for standard output.
class OutputFailed : public std::exception {
 public:
  OutputFailed(int code, std::string target) : code_(code), target_(std::move(target)) {}
  int code() const { return code_; }
  const std::string& target() const { return target_; }
  const char* what() const noexcept override { return "output failed"; }

 private:
  int code_;
  std::string target_;
};

// A stream buffer on a file descriptor that throws OutputFailed where the standard ones forget the reason.
class DescriptorBuffer final : public std::streambuf {
 public:
  DescriptorBuffer(int fd, std::string target);

 protected:
  int_type overflow(int_type character) override;
  int sync() override;

 private:
  void write_out();
  int fd_;
  std::string target_;
  std::array<char, 64 << 10> buffer_;
};

// An output stream on a descriptor, which it does not own. Failures come out as OutputFailed.
class DescriptorStreamOut final : public std::ostream {
 public:
  explicit DescriptorStreamOut(int fd, std::string target = {})
      : std::ostream(&buffer_), buffer_(fd, std::move(target)) {
    exceptions(std::ios::badbit);
  }

 private:
  DescriptorBuffer buffer_;
};

// Where a command's data goes: `out`, or a file that appears whole or not at all.
class Output {
 public:
  // An empty `path` and "-" mean `out`. Throws Error if the file cannot be made.
  Output(const std::string& path, std::ostream& out);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::ostream& stream();
  // Flushes; gives the file its name.
  void finish();

 private:
  struct File;
  std::ostream& out_;
  std::unique_ptr<File> file_;
};

// Writes a file, whole or not at all.
void write_file(const std::string& path, const std::string& text, std::ostream& out);

}  // namespace ruascope
