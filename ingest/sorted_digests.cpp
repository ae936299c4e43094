// SPDX-License-Identifier: MIT
#include "ingest/sorted_digests.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace ruascope {
namespace {

class DequeStream final : public ByteStream {
 public:
  explicit DequeStream(const std::deque<Digest>& digests) : digests_(digests) {}
  std::size_t read(char* buffer, std::size_t size) override {
    std::size_t written = 0;
    for (; next_ < digests_.size() && size - written >= sizeof(Digest); written += sizeof(Digest))
      std::memcpy(buffer + written, digests_[next_++].data(), sizeof(Digest));
    return written;
  }

 private:
  const std::deque<Digest>& digests_;
  std::size_t next_ = 0;
};

// The digests of one run, one after the other.
class Run {
 public:
  explicit Run(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) { advance(); }

  bool at_end() const { return at_ == digests_.size(); }
  const Digest& digest() const { return digests_[at_]; }

  void advance() {
    if (!digests_.empty() && ++at_ < digests_.size()) return;
    std::vector<char> bytes(most_read * sizeof(Digest));
    std::size_t filled = 0;
    while (filled < bytes.size()) {
      const auto got = stream_->read(bytes.data() + filled, bytes.size() - filled);
      if (got == 0) break;
      filled += got;
    }
    digests_.resize(filled / sizeof(Digest));
    std::memcpy(digests_.data(), bytes.data(), filled);
    at_ = 0;
  }

 private:
  static constexpr std::size_t most_read = 4096;
  std::unique_ptr<ByteStream> stream_;
  std::vector<Digest> digests_;
  std::size_t at_ = 0;
};

}  // namespace

void SortedDigests::add(const Digest& digest) {
  if (newest_.size() == most_in_memory_) set_aside();
  newest_.push_back(digest);
}

void SortedDigests::set_aside() {
  std::sort(newest_.begin(), newest_.end());
  DequeStream stream(newest_);
  runs_.push_back(spool(stream, INT64_MAX, {}));
  newest_.clear();
}

void SortedDigests::for_each(const std::function<void(const Digest&)>& take) {
  std::sort(newest_.begin(), newest_.end());
  if (runs_.empty()) {
    for (const auto& digest : newest_) take(digest);
    return;
  }
  std::vector<Run> runs;
  for (const auto& run : runs_) runs.emplace_back(run->open());
  runs.emplace_back(std::make_unique<DequeStream>(newest_));
  for (;;) {
    Run* smallest = nullptr;
    for (auto& run : runs)
      if (!run.at_end() && (smallest == nullptr || run.digest() < smallest->digest())) smallest = &run;
    if (smallest == nullptr) return;
    take(smallest->digest());
    smallest->advance();
  }
}

void SortedDigests::clear() {
  newest_.clear();
  runs_.clear();
}

}  // namespace ruascope
