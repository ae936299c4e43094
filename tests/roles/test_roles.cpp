// SPDX-License-Identifier: MIT
#include "tests/roles/role_matrix.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

// Seeds beside the one that the rules were tried on.
TEST_CASE("a world of known roles is told apart: own mail is hardly ever called abuse, abuse never own") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const TemporaryFolder folder;
    const auto matrix = judge_roles(make_role_world(seed), folder.path("roles.db"));
    INFO("seed " << seed << "\n" << text_of(matrix) << matrix.wrong);
    std::int64_t sent = 0;
    std::int64_t lost = 0;
    for (const auto role : {Role::own, Role::third_party}) {
      sent += matrix.all_of(role);
      lost += matrix.of(role, SourceClass::abuse) + matrix.of(role, SourceClass::forwarder);
    }
    CHECK(sent > 100'000);
    CHECK(lost * 100 <= sent);
    CHECK(matrix.all_of(Role::abuse) > 1'000);
    CHECK(matrix.of(Role::abuse, SourceClass::own) == 0);
    CHECK(matrix.of(Role::forgotten, SourceClass::abuse) == 0);
    // What the issue of telling apart is about: most of each role is called by its name.
    CHECK(matrix.of(Role::forwarder, SourceClass::forwarder) * 10 >= matrix.all_of(Role::forwarder) * 8);
    CHECK(matrix.of(Role::mailing_list, SourceClass::mailing_list) * 10 >=
          matrix.all_of(Role::mailing_list) * 8);
  }
}

}  // namespace
}  // namespace ruascope
