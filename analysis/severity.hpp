// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/token_names.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ruascope {

// How much something is worth acting on.
enum class Severity : std::uint8_t { info, warning, serious, critical };
template <>
inline constexpr std::array<std::string_view, 4> names<Severity>{"info", "warning", "serious", "critical"};
std::optional<Severity> severity_named(std::string_view name);

}  // namespace ruascope
