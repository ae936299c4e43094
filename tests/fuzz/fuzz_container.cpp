// SPDX-License-Identifier: MIT
// The bytes as gzip, as zip, and as whatever the document reader takes them for.
#include "ingest/document_reader.hpp"
#include "ingest/gzip.hpp"
#include "ingest/zip.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <functional>

namespace ruascope {
namespace {

void passing_read_errors(const std::function<void()>& action) {
  try {
    action();
  } catch (const ReadError& error) {
    check(error);
  }
}

// What is opened twice gives the same bytes twice, and no more than the limits allow.
void read_twice(const std::shared_ptr<const ByteSource>& unpacked) {
  const auto budget = std::make_shared<UnpackBudget>(UnpackBudget{small_limits.carrier_bytes});
  const auto source = limited(unpacked, small_limits, budget);
  const auto once = read_head(*source, SIZE_MAX);
  expect(static_cast<std::int64_t>(once.size()) <= small_limits.entry_bytes);
  expect(read_head(*source, SIZE_MAX) == once);
}

void read_zip(const std::shared_ptr<const SeekableSource>& bytes) {
  const auto archive = ZipArchive::open(bytes);
  if (archive->entry_count() > small_limits.entries) return;
  for (const auto& entry : archive->entries())
    passing_read_errors([&] { read_twice(archive->entry(entry)); });
}

}  // namespace
}  // namespace ruascope

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ruascope;
  static const FeedbackOptions options{small_limits, {}};
  const auto bytes = source_of(data, size);
  passing_read_errors([&] { read_twice(gzip_source(bytes, std::make_shared<Notes>())); });
  passing_read_errors([&] { read_zip(bytes); });
  CheckingSink sink;
  DocumentReader(options, sink).read({"input", bytes, std::nullopt}, true);
  return 0;
}
