// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "ingest/model/time.hpp"
#include "reports/escape.hpp"
#include "reports/rows.hpp"
#include "reports/summary_pages.hpp"
#include "reports/summary_view.hpp"
#include "reports/svg.hpp"

#include <kainjow/mustache.hpp>

#include <fmt/format.h>

namespace ruascope {

extern const char* const summary_page_template;
extern const char* const summary_item_template;
extern const char* const summary_index_template;
extern const char* const summary_style;

namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using kainjow::mustache::partial;

// Mustache escapes what HTML would run; what steers a reader is written out before.
data text(const std::string& words) { return data{terminal_text(words)}; }

template <class T, class ToData>
data list(const std::vector<T>& values, ToData to_data) {
  data all{data::type::list};
  for (const auto& value : values) all.push_back(to_data(value));
  return all;
}

data item_data(const ViewItem& item) {
  data out;
  out.set("severity", item.severity);
  out.set("head", text(item.head));
  out.set("what", text(item.what));
  out.set("advice", text(item.advice));
  return out;
}

// A list under a name, and whether it has anything.
template <class T, class ToData>
void set_list(data& out, const std::string& name, const std::vector<T>& values, ToData to_data) {
  out.set(name, list(values, to_data));
  out.set("has_" + name, !values.empty());
}

data fact_data(const ViewFact& fact) {
  data out;
  out.set("label", fact.label);
  out.set("value", fact.value);
  out.set("before", fact.before);
  return out;
}

data check_data(const ViewCheck& check) {
  data out;
  out.set("name", check.name);
  out.set("status", check.status);
  out.set("value", check.value);
  out.set("needed", check.needed);
  out.set("why", text(check.why));
  return out;
}

data sender_data(const ViewSender& sender) {
  data out;
  out.set("name", text(sender.name));
  out.set("class", sender.source_class);
  out.set("cause", sender.cause);
  out.set("messages", sender.messages);
  out.set("messages_before", sender.messages_before);
  out.set("failed", sender.failed);
  out.set("failed_before", sender.failed_before);
  std::int64_t most = 0;
  for (const auto value : sender.trend) most = std::max(most, value);
  out.set("spark", sparkline(sender.trend,
                             fmt::format("messages a day in five weeks, at most {}", group_thousands(most))));
  return out;
}

data classes_data(const DomainSummary& domain) {
  data all{data::type::list};
  for (std::size_t at = 0; at < domain.by_class.size(); ++at) {
    if (domain.by_class[at] == 0) continue;
    std::string label{names<SourceClass>[at]};
    std::replace(label.begin(), label.end(), '_', ' ');
    data one;
    one.set("style", fmt::format("class{}", at));
    one.set("label", label);
    one.set("messages", group_thousands(domain.by_class[at]));
    all.push_back(one);
  }
  return all;
}

data domain_data(const ViewDomain& domain, std::size_t number) {
  data out;
  const auto id = fmt::format("domain{}", number);
  out.set("id", id);
  out.set("name", text(domain.name));
  out.set("verdict", text(domain.verdict));
  set_list(out, "facts", domain.facts, fact_data);
  set_list(out, "changes", domain.changes, item_data);
  set_list(out, "todo", domain.todo, item_data);
  set_list(out, "noted", domain.noted, item_data);
  set_list(out, "rejections", domain.rejections, text);
  set_list(out, "checks", domain.checks, check_data);
  set_list(out, "notes", domain.notes, text);
  set_list(out, "senders", domain.senders, sender_data);
  out.set("readiness", text(domain.readiness));
  out.set("passed", domain.passed.empty() ? data{false} : data{domain.passed});
  out.set("what_if", text(domain.what_if));
  out.set("next_record", domain.next_record.empty() ? data{false} : text(domain.next_record));
  out.set("blocked", domain.summary->readiness.verdict != ReadinessVerdict::ready);
  out.set("more_senders", domain.more_senders.empty() ? data{false} : text(domain.more_senders));
  out.set("policy", text(domain.policy));
  out.set("chart", outcome_chart(domain.summary->days, id + "-days"));
  out.set("class_bar", class_bar(domain.summary->by_class, id + "-classes"));
  out.set("classes", classes_data(*domain.summary));
  return out;
}

data reporter_data(const ViewReporter& reporter) {
  data out;
  out.set("name", text(reporter.name));
  out.set("messages", reporter.messages);
  out.set("last_day", reporter.last_day);
  out.set("remark", reporter.remark);
  return out;
}

std::string rendered(const std::string& page, const data& values, const char* what) {
  mustache made{page};
  if (!made.is_valid()) throw UsageError(fmt::format("the template {}: {}", what, made.error_message()));
  auto out = made.render(values);
  if (!made.is_valid()) throw UsageError(fmt::format("the template {}: {}", what, made.error_message()));
  return out;
}

data head_data(const SummaryView& view, const SummaryTemplates& templates) {
  data out;
  out.set("title", view.title);
  out.set("period", view.period);
  out.set("verdict", text(view.verdict));
  out.set("style", templates.style);
  return out;
}

}  // namespace

const SummaryTemplates& SummaryTemplates::built_in() {
  static const SummaryTemplates templates{summary_page_template, summary_style};
  return templates;
}

std::string summary_html(const Summary& summary, const SummaryTemplates& templates) {
  const auto view = view_of(summary);
  auto out = head_data(view, templates);
  out.set("until", format_day(summary.until));
  out.set("only", view.domains.size() == 1 ? text(view.domains.front().name) : data{false});
  out.set("has_index", view.domains.size() != 1);
  data domains{data::type::list};
  for (std::size_t at = 0; at < view.domains.size(); ++at)
    domains.push_back(domain_data(view.domains[at], at + 1));
  out.set("domains", domains);
  set_list(out, "general", view.general, item_data);
  set_list(out, "reporters", view.reporters, reporter_data);
  set_list(out, "unreadable", view.unreadable, text);
  set_list(out, "method", view.method, text);
  out.set("more_reporters", view.more_reporters.empty() ? data{false} : text(view.more_reporters));
  out.set("item", partial{[] { return std::string{summary_item_template}; }});
  return rendered(templates.page, out, "summary.mustache");
}

std::string summary_index_html(const Summary& summary, const std::vector<std::string>& files,
                               const SummaryTemplates& templates) {
  const auto view = view_of(summary);
  auto out = head_data(view, templates);
  data domains{data::type::list};
  for (std::size_t at = 0; at < view.domains.size(); ++at) {
    data one;
    one.set("file", files.at(at));
    one.set("name", text(view.domains[at].name));
    one.set("verdict", text(view.domains[at].verdict));
    domains.push_back(one);
  }
  out.set("domains", domains);
  return rendered(summary_index_template, out, "index.mustache");
}

}  // namespace ruascope
