// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "tests/roles/role_world.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace ruascope::test {

inline constexpr std::array<std::string_view, 6> role_names{"own",          "third_party", "forwarder",
                                                            "mailing_list", "abuse",       "forgotten"};

// How the sources of a world were classified: messages and sources by role (first) and class.
struct RoleMatrix {
  using Counts = std::array<std::array<std::int64_t, names<SourceClass>.size()>, role_names.size()>;
  Counts messages{};
  Counts sources{};
  std::string wrong;  // a line a source whose class is not its role's

  std::int64_t of(Role role, SourceClass judged) const {
    return messages[static_cast<std::size_t>(role)][static_cast<std::size_t>(judged)];
  }
  std::int64_t all_of(Role role) const;
};

// Stores the world in `path`, a new file, and judges its whole time.
RoleMatrix judge_roles(const RoleWorld& world, const std::string& path);

// The matrix as a table for people.
std::string text_of(const RoleMatrix& matrix);

}  // namespace ruascope::test
