// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/input_list.hpp"
#include "ingest/model/sink.hpp"

namespace ruascope {

// Reads `inputs` with `jobs` threads into one sink, which is called by this thread alone and in the order of
// the inputs, as if one thread had read them. What was read and not yet told is bounded in bytes, not in
// inputs. The messages of an mbox are shared out as files are. Throws what the sink throws, and what makes
// reading as a whole impossible.
void ingest_in_parallel(InputList& inputs, const FeedbackOptions& options, int jobs, Sink& sink);

}  // namespace ruascope
