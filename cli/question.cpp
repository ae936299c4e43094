// SPDX-License-Identifier: MIT
#include "cli/question.hpp"

#include "analysis/analyse.hpp"
#include "cli/analysis_options.hpp"
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
  const auto judged = filter_.judged();
  std::vector<std::pair<std::string, std::string>> narrowed;
  narrow(filter, narrowed);
  Listing listing(context, output_, wording_.name, noun(), columns(), filter, filter_.json(narrowed));
  answer(context, {filter, judged, output_.order()}, listing);
  const auto days = filter.since || filter.until ? std::nullopt : reported_days(*context.store, filter);
  if (days)
    listing.note("reported days: " + format_day(days->first) + " to " + format_day(days->second) + " (UTC)");
  listing.finish();
  hint_if_empty(context, filter, listing.rows());
  return exit_status::done;
}

Filter QuestionCommand::with_judged(const Context& context, const Question& question) {
  auto filter = question.filter;
  if (!question.judged.is_empty())
    choose_judged(*context.store, filter, analysis_options(context.config()), question.judged);
  return filter;
}

}  // namespace ruascope
