// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/local_source.hpp"
#include "ingest/model/sink.hpp"

#include <string>
#include <vector>

namespace ruascope {

// The loop from named bytes to the sink. What cannot be read goes to Sink::unreadable and costs nothing else;
// only failures of the system (disk, memory, the sink itself) come out as Error.

// Reads all that `paths` name: files, and all that is below folders; "-" is standard input. With more than
// one job, so many threads read and parse beside the calling one. The sink hears of everything from the
// calling thread and in the order of the files, however many there are. A path that cannot be opened goes to
// Sink::not_opened.
void ingest_paths(const std::vector<std::string>& paths, const FeedbackOptions& options, int jobs,
                  Sink& sink);

// Reads a file, told apart by content: a report, an archive, a mail, an mbox, a log. `named` by the
// user: then a file with nothing of ours in it is unreadable, else it is passed over. False: stop reading.
// A file that cannot be opened throws InputError if named; a found one is unreadable.
bool ingest_file(const FoundFile& file, const FeedbackOptions& options, Sink& sink);

// The same from a descriptor that cannot be sought (a pipe). Takes no ownership.
bool ingest_descriptor(int fd, const std::string& name, const FeedbackOptions& options, Sink& sink);

}  // namespace ruascope
