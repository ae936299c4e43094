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
  const int result = ask(context);
  told(context);
  return result;
}

int QuestionCommand::ask(const Context& context) {
  const ReadTransaction reading(*context.store);
  Question question{resolve_filter(*context.store), filter_.judged(), output_.order()};
  widen(*context.store, question.filter);
  std::vector<std::pair<std::string, std::string>> narrowed;
  narrow(question.filter, narrowed);
  if (output_.chosen_format() == Format::table) {
    const auto render = render_options(context, output_);
    if (const auto text = page(context, question, render)) {
      Output output(output_.file, context.out);
      output.stream() << *text;
      output.finish();
      return status();
    }
  }
  return show(context, question, narrowed);
}

int QuestionCommand::show(const Context& context, const Question& question,
                          const std::vector<std::pair<std::string, std::string>>& narrowed) {
  const auto& filter = question.filter;
  Listing listing(context, output_, wording_.name, noun(), columns(), filter, filter_.json(narrowed));
  answer(context, question, listing);
  const auto days = filter.since || filter.until ? std::nullopt : reported_days(*context.store, filter);
  if (days)
    listing.note("reported days: " + format_day(days->first) + " to " + format_day(days->second) + " (UTC)");
  listing.finish();
  hint_if_empty(context, filter, listing.rows());
  return status();
}

Filter QuestionCommand::with_judged(const Context& context, const Question& question) {
  auto filter = question.filter;
  if (question.judged.is_empty()) return filter;
  auto options = analysis_options(context.config());
  options.explains = false;
  choose_judged(*context.store, filter, options, question.judged);
  return filter;
}

}  // namespace ruascope
