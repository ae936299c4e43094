// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "reports/escape.hpp"
#include "reports/pages.hpp"
#include "reports/rows.hpp"
#include "reports/summary_pages.hpp"
#include "reports/summary_view.hpp"
#include "reports/svg.hpp"

#include <algorithm>
#include <cstdint>
#include <kainjow/mustache.hpp>

#include <fmt/format.h>

namespace ruascope {

extern const char* const summary_page_template;
extern const char* const summary_item_template;
extern const char* const summary_index_template;
extern const char* const alert_mail_template;
extern const char* const summary_mail_template;
extern const char* const summary_mail_item_template;
extern const char* const summary_style;

namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using kainjow::mustache::partial;

constexpr std::size_t width_of_mail = 72;

// Mustache escapes what HTML would run; what steers a reader is written out before.
data text(const std::string& words) { return data{terminal_text(words)}; }

template <class T, class ToData>
data list(const std::vector<T>& values, ToData to_data) {
  data all{data::type::list};
  for (const auto& value : values) all.push_back(to_data(value));
  return all;
}

// Absent where there are no words.
data words_or_none(const std::string& words) { return words.empty() ? data{false} : text(words); }

// Mail programs know no variables: the colours that the style sheet gives them.
class Colors {
 public:
  explicit Colors(const std::string& style) : style_(style) {}
  std::string of(const std::string& name) const {
    const auto key = "--" + name + ": ";
    const auto at = style_.find(key);
    if (at == std::string::npos) return "#4d5a66";
    const auto value = at + key.size();
    return style_.substr(value, style_.find(';', value) - value);
  }
  std::string of_severity(const std::string& severity) const {
    return of(severity == "critical" || severity == "serious" ? "rejected"
              : severity == "warning"                         ? "failed"
                                                              : "line");
  }

 private:
  const std::string& style_;
};

data item_data(const ViewItem& item, const Colors& colors) {
  data out;
  auto shout = item.severity;
  std::transform(shout.begin(), shout.end(), shout.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  out.set("severity", item.severity);
  out.set("shout", shout);
  out.set("color", colors.of_severity(item.severity));
  out.set("head", text(item.head));
  out.set("what", words_or_none(item.what));
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
  out.set("weeks", sender.weeks);
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

data part_data(const ViewPart& part, const Colors& colors) {
  data out;
  out.set("swatch", swatch(part.style));
  out.set("label", part.label);
  out.set("messages", part.messages);
  out.set("before", part.before.empty() ? data{false} : data{part.before});
  out.set("width", part.percent > 0 ? data{std::to_string(part.percent)} : data{false});
  out.set("color", colors.of(part.style));
  return out;
}

data parts_data(const std::vector<ViewPart>& parts, const Colors& colors) {
  data all{data::type::list};
  for (const auto& part : parts) {
    auto one = part_data(part, colors);
    one.set("is_last", &part == &parts.back());
    all.push_back(one);
  }
  return all;
}

data week_data(const ViewWeek& week, const Colors& colors) {
  data out;
  out.set("last_day", week.last_day);
  out.set("messages", week.messages);
  out.set("outcomes", parts_data(week.outcomes, colors));
  out.set("columns", std::to_string(week.outcomes.size() + 2));
  return out;
}

data row_data(const ViewRow& row) {
  data out;
  out.set("name", text(row.name));
  out.set("messages", row.messages);
  out.set("before", row.before);
  out.set("passed", row.passed);
  out.set("passed_before", row.passed_before);
  out.set("verdict", text(row.verdict));
  return out;
}

data domain_data(const ViewDomain& domain, std::size_t number, const Colors& colors) {
  const auto to_item = [&](const ViewItem& item) { return item_data(item, colors); };
  data out;
  const auto id = fmt::format("domain{}", number);
  out.set("id", id);
  out.set("name", text(domain.name));
  out.set("verdict", text(domain.verdict));
  set_list(out, "facts", domain.facts, fact_data);
  set_list(out, "changes", domain.changes, to_item);
  set_list(out, "todo", domain.todo, to_item);
  set_list(out, "noted", domain.noted, to_item);
  set_list(out, "rejections", domain.rejections, text);
  set_list(out, "checks", domain.checks, check_data);
  set_list(out, "notes", domain.notes, text);
  set_list(out, "records", domain.records, text);
  set_list(out, "senders", domain.senders, sender_data);
  out.set("readiness", text(domain.readiness));
  out.set("passed", domain.passed.empty() ? data{false} : data{domain.passed});
  out.set("what_if", text(domain.what_if));
  out.set("next_record", words_or_none(domain.next_record));
  out.set("no_change", words_or_none(domain.no_change));
  out.set("blocked", domain.summary->readiness.verdict != ReadinessVerdict::ready);
  out.set("more_senders", words_or_none(domain.more_senders));
  out.set("policy", text(domain.policy));
  out.set("chart", outcome_chart(domain.summary->days, id + "-days"));
  out.set("class_bar", class_bar(domain.summary->by_class, id + "-classes"));
  out.set("classes", parts_data(domain.classes, colors));
  out.set("outcomes", parts_data(domain.outcomes, colors));
  out.set("weeks", list(domain.weeks, [&](const ViewWeek& week) { return week_data(week, colors); }));
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

data head_data(const Summary& summary, const SummaryView& view, const SummaryTemplates& templates) {
  data out;
  out.set("title", view.title);
  out.set("period", view.period);
  out.set("verdict", text(view.verdict));
  out.set("silence", words_or_none(view.silence));
  out.set("style", templates.style);
  out.set("month_days", std::to_string(summary.month_days));
  const Colors colors(templates.style);
  set_list(out, "general", view.general, [&](const ViewItem& item) { return item_data(item, colors); });
  set_list(out, "reporters", view.reporters, reporter_data);
  set_list(out, "unreadable", view.unreadable, text);
  set_list(out, "method", view.method, text);
  out.set("more_reporters", words_or_none(view.more_reporters));
  out.set("item", partial{[&] { return templates.item; }});
  out.set("mail_item", partial{[&] { return templates.mail_item; }});
  return out;
}

data whole_data(const Summary& summary, const SummaryView& view, const SummaryTemplates& templates) {
  auto out = head_data(summary, view, templates);
  const Colors colors(templates.style);
  out.set("until", format_day(summary.until));
  out.set("only", summary.domains.size() == 1 ? text(view.domains.front().name) : data{false});
  out.set("has_index", summary.domains.size() != 1);
  out.set("patterns", chart_patterns());
  data domains{data::type::list};
  for (std::size_t at = 0; at < view.domains.size(); ++at)
    domains.push_back(domain_data(view.domains[at], at + 1, colors));
  out.set("domains", domains);
  set_list(out, "rest", view.rest, row_data);
  out.set("more_domains", words_or_none(view.more_domains));
  return out;
}

}  // namespace

const SummaryTemplates& SummaryTemplates::built_in() {
  static const SummaryTemplates templates{summary_page_template,      summary_item_template,
                                          summary_index_template,     summary_mail_template,
                                          summary_mail_item_template, summary_style};
  return templates;
}

std::string summary_html(const Summary& summary, const SummaryTemplates& templates) {
  return rendered(templates.page, whole_data(summary, view_of(summary), templates), "summary.mustache");
}

MailContent summary_mail(const Summary& summary, const SummaryTemplates& templates) {
  // Mail programs cut what is longer than some 100 KB.
  constexpr ViewLimits limits{.domains = 3, .rows = 60, .senders = 12, .reporters = 12, .items = 10};
  RenderOptions options;
  options.width = width_of_mail;
  return {
      terminal_text(subject_of(summary)), summary_text(summary, options, limits),
      rendered(templates.mail, whole_data(summary, view_of(summary, limits), templates), "mail.mustache")};
}

std::string summary_index_html(const Summary& summary, const std::vector<std::string>& files,
                               const SummaryTemplates& templates) {
  const auto view = view_of(summary, {.domains = 0, .rows = SIZE_MAX});
  auto out = head_data(summary, view, templates);
  data domains{data::type::list};
  for (std::size_t at = 0; at < view.rest.size(); ++at) {
    auto one = row_data(view.rest[at]);
    one.set("file", files.at(at));
    domains.push_back(one);
  }
  out.set("domains", domains);
  out.set("until", format_day(summary.until));
  return rendered(templates.index, out, "index.mustache");
}

MailContent findings_mail(const std::vector<Finding>& findings) {
  constexpr std::size_t most = 40;
  const auto& worst = findings.front();
  const auto number = counted(static_cast<std::int64_t>(findings.size()), "new finding");
  const auto title = terminal_text(fmt::format("DMARC: {}, the worst {}: {}", number, name_of(worst.severity),
                                               worst.subject.empty() ? worst.domain : worst.subject));
  const auto& templates = SummaryTemplates::built_in();
  const Colors colors(templates.style);
  data out;
  out.set("title", title);
  data items{data::type::list};
  for (const auto& item : items_of(findings, most)) items.push_back(item_data(item, colors));
  out.set("items", items);
  out.set("mail_item", partial{[&] { return templates.mail_item; }});
  RenderOptions options;
  options.width = width_of_mail;
  return {title, findings_page(findings, options), rendered(alert_mail_template, out, "alert.mustache")};
}

}  // namespace ruascope
