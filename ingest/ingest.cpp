// SPDX-License-Identifier: MIT
#include "ingest/ingest.hpp"

#include "ingest/input_list.hpp"
#include "ingest/input_reader.hpp"
#include "ingest/model/error.hpp"
#include "ingest/parallel.hpp"

namespace ruascope {
namespace {

// The rest of a file that turned out to be an mbox.
bool read_messages(Mailbox& mailbox, InputReader& reader) {
  while (const auto message = mailbox.next())
    if (!reader.read(*message)) return false;
  return true;
}

bool read_all(const FoundFile& file, InputReader& reader) {
  bool goes_on = true;
  const auto mailbox = reader.read_unless_mbox(file, goes_on);
  return goes_on && (!mailbox || read_messages(*mailbox, reader));
}

}  // namespace

void ingest_paths(const std::vector<std::string>& paths, const FeedbackOptions& options, int jobs,
                  Sink& sink) {
  InputList inputs(paths);
  if (jobs > 1) return ingest_in_parallel(inputs, options, jobs, sink);
  InputReader reader(options, sink);
  for (bool goes_on = true; goes_on;) {
    try {
      const auto file = inputs.next();
      if (!file) return;
      goes_on = read_all(*file, reader);
    } catch (const InputError& error) {
      sink.not_opened(error);
    }
  }
}

bool ingest_file(const FoundFile& file, const FeedbackOptions& options, Sink& sink) {
  InputReader reader(options, sink);
  return read_all(file, reader);
}

bool ingest_descriptor(int fd, const std::string& name, const FeedbackOptions& options, Sink& sink) {
  InputReader reader(options, sink);
  bool goes_on = true;
  const auto mailbox = reader.read_unless_mbox(fd, name, goes_on);
  return goes_on && (!mailbox || read_messages(*mailbox, reader));
}

}  // namespace ruascope
