// SPDX-License-Identifier: MIT
// The bytes as a mailbox, each message taken apart; and, where they are none, as one mail.
#include "ingest/document_reader.hpp"
#include "ingest/mbox.hpp"
#include "ingest/sniff.hpp"
#include "tests/fuzz/fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ruascope;
  static const FeedbackOptions options{small_limits, {}};
  constexpr int most_messages = 50;
  const auto bytes = source_of(data, size);
  CheckingSink sink;
  DocumentReader reader(options, sink);
  MboxReader mbox(bytes);
  std::int64_t in_messages = 0;
  for (int number = 1; const auto message = mbox.next(); ++number) {
    in_messages += (*message)->size();
    expect(in_messages <= bytes->size());
    if (number <= most_messages)
      reader.read({"input#" + std::to_string(number), *message, std::nullopt}, false);
  }
  if (sniff(read_head(*bytes, sniff_bytes)) != Content::mbox)
    reader.read({"input", bytes, std::nullopt}, true);
  return 0;
}
