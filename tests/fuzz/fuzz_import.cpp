// SPDX-License-Identifier: MIT
// The whole import of one input, twice, into a store that is kept from input to input: whatever the bytes,
// the second time changes nothing, and the store stays sound.
#include "analysis/alignment.hpp"
#include "cli/import_session.hpp"
#include "ingest/document_reader.hpp"
#include "store/database.hpp"
#include "tests/fuzz/fuzzing.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdio>

namespace ruascope {
namespace {

constexpr int inputs_of_one_store = 1000;
constexpr int inputs_between_checks = 250;

struct Store {
  test::TemporaryFolder folder;
  std::unique_ptr<Sqlite> database = open_store(folder.path("fuzz.db"), Access::write);
  int inputs = 0;

  Store() { database->execute("PRAGMA synchronous = OFF"); }
};

ImportCounts import_into(Sqlite& database, const Document& input) {
  static const FeedbackOptions options{small_limits, derive_verdict};
  ImportSession session(database,
                        {[] { return std::int64_t{1'800'000'000}; }, [](const Unreadable&) {},
                         [](const ImportCounts&) {}, [] { return false; }},
                        {});
  DocumentReader(options, session).read(input, true);
  session.input_done(input.origin, 0);
  session.commit();
  return session.counts();
}

void import_twice(Sqlite& database, const Document& input) {
  import_into(database, input);
  const auto again = import_into(database, input);
  expect(again.reports_new == 0 && again.reports_replaced == 0 && again.reports_variant == 0);
  expect(again.records == 0 && again.messages == 0);
}

void check_store(Sqlite& database) {
  const auto faults = verify_store(database);
  for (const auto& fault : faults) std::fprintf(stderr, "store: %s\n", fault.c_str());
  expect(faults.empty());
}

}  // namespace
}  // namespace ruascope

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ruascope;
  static auto store = std::make_unique<Store>();
  import_twice(*store->database, {"input", source_of(data, size), std::nullopt});
  if (++store->inputs % inputs_between_checks == 0) check_store(*store->database);
  if (store->inputs == inputs_of_one_store) store = std::make_unique<Store>();
  return 0;
}
