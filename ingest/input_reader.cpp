// SPDX-License-Identifier: MIT
#include "ingest/input_reader.hpp"

#include "ingest/bytes.hpp"
#include "ingest/model/error.hpp"
#include "ingest/sniff.hpp"
#include "ingest/streams.hpp"

#include <cstdint>
#include <sys/stat.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

// The bytes that were read already, then the rest.
class Resumed final : public ByteStream {
 public:
  Resumed(std::string read, ByteStream& rest) : read_(std::move(read)), rest_(rest) {}
  std::size_t read(char* buffer, std::size_t size) override {
    if (at_ == read_.size()) return rest_.read(buffer, size);
    const auto got = read_.copy(buffer, size, at_);
    at_ += got;
    return got;
  }

 private:
  std::string read_;
  std::size_t at_ = 0;
  ByteStream& rest_;
};

// When a file was changed last; nullopt if that cannot be told.
std::optional<std::int64_t> time_of_file(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_mtime;
}

}  // namespace

std::optional<Mailbox::Message> Mailbox::next() {
  auto message = messages_.next();
  if (!message) return std::nullopt;
  return Message{fmt::format("{}#{}", origin_, ++number_), std::move(*message)};
}

// A mailbox may be of any size, anything else takes no more than one document may.
std::shared_ptr<const SeekableSource> InputReader::spool(int fd, const std::string& name) const {
  const auto stream = descriptor_stream(fd, name);
  std::string head;
  while (head.size() < sniff_bytes && append_chunk(*stream, head, sniff_bytes - head.size())) {}
  const auto content = sniff(head);
  Resumed whole(std::move(head), *stream);
  if (content == Content::mbox || content == Content::mail_log) return ruascope::spool(whole, INT64_MAX, {});
  const bool may_be_large = limits_.entry_bytes > limits_.message_bytes;
  return ruascope::spool(whole, may_be_large ? limits_.entry_bytes : limits_.message_bytes,
                         may_be_large ? "entry-bytes" : "message-bytes");
}

bool InputReader::refuse(const Unreadable& what) {
  sink_.unreadable(what, {what.origin, nullptr, std::nullopt});
  return sink_.input_done(what.origin, 0);
}

std::shared_ptr<Mailbox> InputReader::read_unless_mbox(const FoundFile& file, bool& goes_on) {
  if (file.path == standard_input) return read_unless_mbox(0, "standard input", goes_on);
  std::shared_ptr<const SeekableSource> bytes;
  try {
    if (!file.error.empty()) throw InputError(file.error, "check the permissions of the folder");
    bytes = file_source(file.path, [this](int fd, const std::string& name) { return spool(fd, name); });
  } catch (const InputError& error) {
    if (file.named) throw;
    goes_on = refuse({file.path, "", "open", error.what(), error.hint()});
    return nullptr;
  } catch (const ReadError& error) {
    goes_on = refuse({file.path, error.place(), error.reason(), error.what(), error.hint()});
    return nullptr;
  }
  return read_unless_mbox(bytes, file.path, file.named, time_of_file(file.path), goes_on);
}

std::shared_ptr<Mailbox> InputReader::read_unless_mbox(int fd, const std::string& name, bool& goes_on) {
  std::shared_ptr<const SeekableSource> bytes;
  try {
    bytes = spool(fd, name);
  } catch (const ReadError& error) {
    goes_on = refuse({name, error.place(), error.reason(), error.what(), error.hint()});
    return nullptr;
  }
  return read_unless_mbox(bytes, name, true, std::nullopt, goes_on);
}

std::shared_ptr<Mailbox> InputReader::read_unless_mbox(const std::shared_ptr<const SeekableSource>& bytes,
                                                       const std::string& origin, bool named,
                                                       std::optional<std::int64_t> written_at,
                                                       bool& goes_on) {
  goes_on = true;
  if (sniff(read_head(*bytes, sniff_bytes)) == Content::mbox) return std::make_shared<Mailbox>(origin, bytes);
  documents_.read({origin, bytes, std::nullopt, origin.substr(origin.rfind('/') + 1), written_at}, named);
  goes_on = sink_.input_done(origin, bytes->size());
  return nullptr;
}

bool InputReader::read(const Mailbox::Message& message) {
  documents_.read({message.origin, message.bytes, std::nullopt}, false);
  return sink_.input_done(message.origin, message.bytes->size());
}

}  // namespace ruascope
