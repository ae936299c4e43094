// SPDX-License-Identifier: MIT
#include "ingest/ingest.hpp"

#include "ingest/bytes.hpp"
#include "ingest/document_reader.hpp"
#include "ingest/mbox.hpp"
#include "ingest/model/error.hpp"
#include "ingest/sniff.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool ingest_bytes(const std::shared_ptr<const SeekableSource>& bytes, const std::string& origin, bool named,
                  const FeedbackOptions& options, Sink& sink) {
  DocumentReader reader(options, sink);
  if (sniff(read_head(*bytes, sniff_bytes)) != Content::mbox) {
    reader.read({origin, bytes, std::nullopt, file_name(origin)}, named);
    return sink.input_done(origin, bytes->size());
  }
  MboxReader mbox(bytes);
  for (std::int64_t number = 1; auto message = mbox.next(); ++number) {
    const auto message_origin = fmt::format("{}#{}", origin, number);
    reader.read({message_origin, *message, std::nullopt}, false);
    if (!sink.input_done(message_origin, (*message)->size())) return false;
  }
  return true;
}

}  // namespace

bool ingest_file(const FoundFile& file, const FeedbackOptions& options, Sink& sink) {
  const auto refuse = [&](const std::string& message, const std::string& hint) {
    sink.unreadable({file.path, "", "open", message, hint}, {file.path, nullptr, std::nullopt});
    return sink.input_done(file.path, 0);
  };
  if (!file.error.empty()) return refuse(file.error, "check the permissions of the folder");
  std::shared_ptr<const SeekableSource> bytes;
  try {
    bytes = file_source(file.path);
  } catch (const InputError& error) {
    if (file.named) throw;
    return refuse(error.what(), error.hint());
  }
  return ingest_bytes(bytes, file.path, file.named, options, sink);
}

bool ingest_descriptor(int fd, const std::string& name, const FeedbackOptions& options, Sink& sink) {
  return ingest_bytes(spool_descriptor(fd, name), name, true, options, sink);
}

}  // namespace ruascope
