// SPDX-License-Identifier: MIT
// How a world of known roles is classified: bench-roles [SEED] prints the confusion matrix, messages
// (sources), and each source whose class is not its role's.
#include "tests/roles/role_matrix.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

int main(int count, char** words) {
  using namespace ruascope::test;
  const std::uint64_t seed = count > 1 ? std::strtoull(words[1], nullptr, 10) : 1;
  const ruascope::test::TemporaryFolder folder;
  const auto matrix = judge_roles(make_role_world(seed), folder.path("roles.db"));
  fmt::print("{}\n{}", text_of(matrix), matrix.wrong);
  return 0;
}
