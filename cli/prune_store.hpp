// SPDX-License-Identifier: MIT
#pragma once

#include "store/prune.hpp"

#include <cstdint>
#include <functional>
#include <utility>

namespace ruascope {

// Removes what ended before a day: reports, and rejections, whose number is the second of the result.
// `goes_on` is asked between transactions; false stops.
std::pair<Pruned, std::int64_t> prune_store(Sqlite& store, Day before,
                                            const std::function<bool(const Pruned& so_far)>& goes_on);

}  // namespace ruascope
