// SPDX-License-Identifier: MIT
// The bytes as the log of a mail server, whose clock runs at UTC.
#include "ingest/mail_log.hpp"
#include "tests/fuzz/fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ruascope;
  constexpr std::int64_t end_of_2026 = 1'798'718'400;
  const auto log = source_of(data, size);
  is_mail_log(log->in_memory());
  std::int64_t taken = 0;
  const auto told = read_mail_log(*log, {0, end_of_2026}, [&](const Rejection& rejection) {
    ++taken;
    expect(rejection.kind == RejectionKind::mail_log && rejection.delivery == Delivery::rejected);
    expect(!rejection.identities.empty());
    check(rejection);
  });
  expect(told == taken);
  return 0;
}
