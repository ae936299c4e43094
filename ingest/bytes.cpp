// SPDX-License-Identifier: MIT
#include "ingest/bytes.hpp"

#include "ingest/model/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t chunk_bytes = 64 << 10;
constexpr std::size_t small_bytes = 1 << 20;  // what is no larger is held in memory rather than read again

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void throw_input(const char* action, const std::string& name) {
  const int code = errno;
  throw InputError(fmt::format("cannot {} {}: {}", action, name, std::strerror(code)),
                   code == EACCES ? "check its permissions" : "");
}

[[noreturn]] void throw_temporary(const char* action, const std::string& folder) {
  throw Error(fmt::format("cannot {} a temporary file in {}: {}", action, folder, std::strerror(errno)),
              "large inputs are unpacked to $TMPDIR, else /var/tmp; make room there or name another place");
}

class MemorySource : public SeekableSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }
  std::string_view in_memory() const override { return bytes_; }
  std::size_t read_at(std::int64_t offset, char* buffer, std::size_t size) const override {
    const auto start = static_cast<std::size_t>(offset);
    if (start >= bytes_.size()) return 0;
    return bytes_.copy(buffer, size, start);
  }

 private:
  std::string bytes_;
};

// Bytes in memory that came out of a LimitedSource, and were counted when they did.
class CountedMemory final : public MemorySource {
 public:
  using MemorySource::MemorySource;
};

class FileSource final : public SeekableSource {
 public:
  FileSource(int fd, std::string name, std::int64_t size) : fd_(fd), name_(std::move(name)), size_(size) {}
  std::int64_t size() const override { return size_; }
  std::size_t read_at(std::int64_t offset, char* buffer, std::size_t size) const override {
    const auto left = size_ - offset;
    if (left <= 0) return 0;
    const auto wanted = std::min(size, static_cast<std::size_t>(left));
    for (;;) {
      const auto got = ::pread(fd_.get(), buffer, wanted, offset);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw_input("read", name_);
    }
  }

 private:
  FileDescriptor fd_;
  std::string name_;
  std::int64_t size_;
};

class Slice final : public SeekableSource {
 public:
  Slice(std::shared_ptr<const SeekableSource> whole, std::int64_t offset, std::int64_t length)
      : whole_(std::move(whole)), offset_(offset), length_(length) {}
  std::int64_t size() const override { return length_; }
  std::size_t read_at(std::int64_t offset, char* buffer, std::size_t size) const override {
    const auto left = length_ - offset;
    if (left <= 0) return 0;
    return whole_->read_at(offset_ + offset, buffer, std::min(size, static_cast<std::size_t>(left)));
  }

 private:
  std::shared_ptr<const SeekableSource> whole_;
  std::int64_t offset_;
  std::int64_t length_;
};

class SeekableStream final : public ByteStream {
 public:
  explicit SeekableStream(const SeekableSource& source) : source_(source) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const auto got = source_.read_at(offset_, buffer, size);
    offset_ += static_cast<std::int64_t>(got);
    return got;
  }

 private:
  const SeekableSource& source_;
  std::int64_t offset_ = 0;
};

class DescriptorStream final : public ByteStream {
 public:
  DescriptorStream(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    for (;;) {
      const auto got = ::read(fd_, buffer, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw_input("read", name_);
    }
  }

 private:
  int fd_;
  std::string name_;
};

std::string temporary_folder() {
  const char* configured = std::getenv("TMPDIR");
  return configured != nullptr && *configured != '\0' ? configured : "/var/tmp";
}

// A temporary file without a name: it is gone with its descriptor, however the program ends.
int open_temporary() {
  auto path = temporary_folder() + "/ruascope-XXXXXX";
  const int fd = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) throw_temporary("make", temporary_folder());
  ::unlink(path.c_str());
  return fd;
}

void write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto written = ::write(fd, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_temporary("write", temporary_folder());
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
}

class LimitedStream final : public ByteStream {
 public:
  LimitedStream(std::unique_ptr<ByteStream> inner, const Limits& limits, std::shared_ptr<UnpackBudget> budget,
                std::shared_ptr<std::int64_t> counted)
      : inner_(std::move(inner)), limits_(limits), budget_(std::move(budget)), counted_(std::move(counted)) {}

  std::size_t read(char* buffer, std::size_t size) override {
    const auto got = inner_->read(buffer, size);
    position_ += static_cast<std::int64_t>(got);
    if (position_ > limits_.entry_bytes) throw_limit("entry-bytes", limits_.entry_bytes);
    if (position_ > *counted_) {
      budget_->left -= position_ - *counted_;
      *counted_ = position_;
    }
    if (budget_->left < 0) throw_limit("carrier-bytes", limits_.carrier_bytes);
    return got;
  }

 private:
  std::unique_ptr<ByteStream> inner_;
  const Limits& limits_;
  std::shared_ptr<UnpackBudget> budget_;
  std::shared_ptr<std::int64_t> counted_;
  std::int64_t position_ = 0;
};

class LimitedSource final : public ByteSource {
 public:
  LimitedSource(std::shared_ptr<const ByteSource> inner, const Limits& limits,
                std::shared_ptr<UnpackBudget> budget)
      : inner_(std::move(inner)), limits_(limits), budget_(std::move(budget)) {}
  std::unique_ptr<ByteStream> open() const override {
    return std::make_unique<LimitedStream>(inner_->open(), limits_, budget_, counted_);
  }

 private:
  std::shared_ptr<const ByteSource> inner_;
  const Limits& limits_;
  std::shared_ptr<UnpackBudget> budget_;
  std::shared_ptr<std::int64_t> counted_ = std::make_shared<std::int64_t>(0);
};

}  // namespace

std::unique_ptr<ByteStream> SeekableSource::open() const { return std::make_unique<SeekableStream>(*this); }

std::shared_ptr<const SeekableSource> memory_source(std::string bytes) {
  return std::make_shared<MemorySource>(std::move(bytes));
}

std::shared_ptr<const SeekableSource> file_source(const std::string& path, const SpoolDescriptor& spool) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw_input("open", path);
  struct stat info{};
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
    auto file = std::make_shared<FileSource>(fd, path, info.st_size);
    if (file->size() > static_cast<std::int64_t>(small_bytes)) return file;
    return memory_source(read_piece(*file, 0, static_cast<std::size_t>(file->size())));
  }
  const FileDescriptor pipe(fd);
  return spool ? spool(fd, path) : spool_descriptor(fd, path);
}

std::string read_piece(const SeekableSource& bytes, std::int64_t offset, std::size_t size) {
  std::string piece(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const auto more = bytes.read_at(offset + static_cast<std::int64_t>(got), piece.data() + got, size - got);
    if (more == 0) break;
    got += more;
  }
  piece.resize(got);
  return piece;
}

std::shared_ptr<const SeekableSource> slice(std::shared_ptr<const SeekableSource> whole, std::int64_t offset,
                                            std::int64_t length) {
  return std::make_shared<Slice>(std::move(whole), offset, length);
}

std::shared_ptr<const SeekableSource> spool(ByteStream& stream, std::int64_t max_bytes,
                                            std::string_view limit_name) {
  std::string memory;
  std::unique_ptr<FileDescriptor> file;
  std::int64_t total = 0;
  char chunk[chunk_bytes];
  while (const auto got = stream.read(chunk, sizeof chunk)) {
    total += static_cast<std::int64_t>(got);
    if (total > max_bytes) throw_limit(limit_name, max_bytes);
    if (!file && memory.size() + got <= small_bytes) {
      memory.append(chunk, got);
      continue;
    }
    if (!file) {
      file = std::make_unique<FileDescriptor>(open_temporary());
      write_all(file->get(), memory.data(), memory.size());
      memory = {};
    }
    write_all(file->get(), chunk, got);
  }
  if (!file) return memory_source(std::move(memory));
  return std::make_shared<FileSource>(::dup(file->get()), "a temporary file", total);
}

std::unique_ptr<ByteStream> descriptor_stream(int fd, const std::string& name) {
  return std::make_unique<DescriptorStream>(fd, name);
}

std::shared_ptr<const SeekableSource> spool_descriptor(int fd, const std::string& name) {
  return spool(*descriptor_stream(fd, name), INT64_MAX, {});
}

std::shared_ptr<const SeekableSource> seekable(const std::shared_ptr<const ByteSource>& source,
                                               std::int64_t max_bytes, std::string_view limit_name) {
  if (auto already = std::dynamic_pointer_cast<const SeekableSource>(source)) return already;
  return spool(*source->open(), max_bytes, limit_name);
}

std::shared_ptr<const ByteSource> limited(std::shared_ptr<const ByteSource> inner, const Limits& limits,
                                          std::shared_ptr<UnpackBudget> budget) {
  const bool is_counted = dynamic_cast<const LimitedSource*>(inner.get()) != nullptr ||
                          dynamic_cast<const CountedMemory*>(inner.get()) != nullptr;
  if (is_counted) return inner;
  return std::make_shared<LimitedSource>(std::move(inner), limits, std::move(budget));
}

std::shared_ptr<const ByteSource> held_if_small(const std::shared_ptr<const ByteSource>& source) {
  if (dynamic_cast<const SeekableSource*>(source.get()) != nullptr) return source;
  try {
    auto head = read_head(*source, small_bytes);
    if (head.size() == small_bytes) return source;
    if (dynamic_cast<const LimitedSource*>(source.get()) != nullptr)
      return std::make_shared<CountedMemory>(std::move(head));
    return memory_source(std::move(head));
  } catch (const ReadError&) {  // whoever reads as far will hear of it
    return source;
  }
}

std::string read_head(const ByteSource& source, std::size_t max_bytes) {
  std::string head;
  char chunk[32 << 10];
  const auto stream = source.open();
  while (head.size() < max_bytes) {
    const auto got = stream->read(chunk, std::min(sizeof chunk, max_bytes - head.size()));
    if (got == 0) break;
    head.append(chunk, got);
  }
  return head;
}

void throw_limit(std::string_view limit_name, std::int64_t limit, const std::string& place) {
  const auto* info = std::find_if(limit_table.begin(), limit_table.end(),
                                  [&](const LimitInfo& one) { return one.name == limit_name; });
  const auto meaning = info == limit_table.end() ? std::string_view{"this"} : info->meaning;
  throw ReadError(
      fmt::format("limit:{}", limit_name),
      fmt::format("exceeds limits.{} ({}: at most {})", limit_name, meaning, limit), place,
      fmt::format("raise limits.{} in the configuration if this input is to be trusted", limit_name));
}

}  // namespace ruascope
