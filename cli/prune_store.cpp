// SPDX-License-Identifier: MIT
#include "cli/prune_store.hpp"

#include "store/rejections.hpp"

namespace ruascope {

std::pair<Pruned, std::int64_t> prune_store(Sqlite& store, Day before,
                                            const std::function<bool(const Pruned& so_far)>& goes_on) {
  Pruner pruner(store, std::int64_t{before} * seconds_per_day);
  const auto may_go_on = [&] { return goes_on(pruner.pruned()); };
  while (may_go_on() && pruner.remove_some()) {}
  if (may_go_on() && pruner.pruned().reports > 0) pruner.remove_unused();
  const auto rejections = may_go_on() ? drop_rejections_before(store, before) : 0;
  while (may_go_on() && pruner.give_back_some()) {}
  return {pruner.pruned(), rejections};
}

}  // namespace ruascope
