// SPDX-License-Identifier: MIT
#include "cli/output.hpp"

#include "ingest/model/error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ruascope {

DescriptorBuffer::DescriptorBuffer(int fd, std::string target) : fd_(fd), target_(std::move(target)) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

void DescriptorBuffer::write_out() {
  const char* from = pbase();
  while (from < pptr()) {
    const auto written = ::write(fd_, from, static_cast<std::size_t>(pptr() - from));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int code = errno;
      setp(buffer_.data(), buffer_.data() + buffer_.size());  // what cannot be written is not tried again
      throw OutputFailed(code, target_);
    }
    from += written;
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type character) {
  write_out();
  if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
  *pptr() = traits_type::to_char_type(character);
  pbump(1);
  return character;
}

int DescriptorBuffer::sync() {
  write_out();
  return 0;
}

mode_t default_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

// A temporary file beside the target, so that the rename at the end stays on one file system.
struct Output::File {
  explicit File(const std::string& path) : target(path), temporary(path + ".XXXXXX") {
    struct stat info{};
    const bool exists = ::stat(path.c_str(), &info) == 0;
    direct = exists && !S_ISREG(info.st_mode);
    if (exists && !direct) {  // what stands there keeps its place, also behind a link, and its rights
      target = std::filesystem::canonical(path).string();
      temporary = target + ".XXXXXX";
      mode = info.st_mode & 07777;
    }
    fd = direct ? ::open(path.c_str(), O_WRONLY | O_CLOEXEC) : ::mkostemp(temporary.data(), O_CLOEXEC);
    if (fd < 0)
      throw Error(fmt::format("cannot write {}: {}", path, std::strerror(errno)),
                  "check that the folder exists and that you may write to it");
    stream = std::make_unique<DescriptorStreamOut>(fd, path);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd >= 0) ::close(fd);
    if (!finished && !direct) ::unlink(temporary.c_str());
  }

  void finish() {
    stream->flush();
    if (direct) return;
    if (::fchmod(fd, mode) != 0 || ::close(fd) != 0) throw OutputFailed(errno, target);
    fd = -1;
    if (std::rename(temporary.c_str(), target.c_str()) != 0) throw OutputFailed(errno, target);
    finished = true;
  }

  std::string target;
  std::string temporary;
  std::unique_ptr<DescriptorStreamOut> stream;
  int fd = -1;
  mode_t mode = default_mode();
  bool direct = false;  // a device or pipe: cannot be replaced, is written to
  bool finished = false;
};

Output::Output(const std::string& path, std::ostream& out)
    : out_(out), file_(path.empty() || path == "-" ? nullptr : std::make_unique<File>(path)) {}
Output::~Output() = default;

std::ostream& Output::stream() {
  if (file_) return *file_->stream;
  return out_;
}

void Output::finish() {
  if (file_)
    file_->finish();
  else
    out_.flush();
}

void write_file(const std::string& path, const std::string& text, std::ostream& out) {
  Output output(path, out);
  output.stream() << text;
  output.finish();
}

}  // namespace ruascope
