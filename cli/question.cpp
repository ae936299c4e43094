// SPDX-License-Identifier: MIT
#include "cli/question.hpp"

#include "store/queries.hpp"

#include <CLI/CLI.hpp>

namespace ruascope {

void QuestionCommand::set_up(CLI::App& app) {
  filter_.add_to(app);
  output_.add_to(app);
  add_options(app);
  app.footer(wording_.examples);
}

int QuestionCommand::run(Context& context) {
  check(output_);
  auto filter = resolve_filter(*context.store);
  std::vector<std::pair<std::string, std::string>> narrowed;
  narrow(filter, narrowed);
  Listing listing(context, output_, wording_.name, wording_.name, columns(), filter, filter_.json(narrowed));
  answer(*context.store, filter, output_.order(), listing);
  const auto days = filter.since || filter.until ? std::nullopt : reported_days(*context.store, filter);
  if (days)
    listing.note("reported days: " + format_day(days->first) + " to " + format_day(days->second) + " (UTC)");
  listing.finish();
  hint_if_empty(context, filter, listing.rows());
  return exit_status::done;
}

}  // namespace ruascope
