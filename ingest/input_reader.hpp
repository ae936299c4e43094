// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/document_reader.hpp"
#include "ingest/local_source.hpp"
#include "ingest/mbox.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// What stands for standard input in place of a path.
inline constexpr std::string_view standard_input = "-";

// The messages of an mbox, each with the name that it goes by.
class Mailbox {
 public:
  Mailbox(std::string origin, std::shared_ptr<const SeekableSource> bytes)
      : origin_(std::move(origin)), messages_(std::move(bytes)) {}

  struct Message {
    std::string origin;
    std::shared_ptr<const SeekableSource> bytes;
  };
  std::optional<Message> next();

 private:
  std::string origin_;
  MboxReader messages_;
  std::int64_t number_ = 0;
};

// Reads one input after the other into a sink: each file, and each message of an mbox, is one.
class InputReader {
 public:
  InputReader(const FeedbackOptions& options, Sink& sink)
      : limits_(options.limits), sink_(sink), documents_(options, sink) {}

  // Reads a file, told apart by content, unless it is an mbox: that is handed back unread. `goes_on` becomes
  // false where the sink wants no more. A file that cannot be opened throws InputError if it was named by the
  // user; a found one is unreadable.
  std::shared_ptr<Mailbox> read_unless_mbox(const FoundFile& file, bool& goes_on);
  // The same from a descriptor that cannot be sought. Takes no ownership.
  std::shared_ptr<Mailbox> read_unless_mbox(int fd, const std::string& name, bool& goes_on);
  // False: stop reading.
  bool read(const Mailbox::Message& message);

 private:
  std::shared_ptr<Mailbox> read_unless_mbox(const std::shared_ptr<const SeekableSource>& bytes,
                                            const std::string& origin, bool named,
                                            std::optional<std::int64_t> written_at, bool& goes_on);
  std::shared_ptr<const SeekableSource> spool(int fd, const std::string& name) const;
  bool refuse(const Unreadable& what);

  const Limits& limits_;
  Sink& sink_;
  DocumentReader documents_;
};

}  // namespace ruascope
