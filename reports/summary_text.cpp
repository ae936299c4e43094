// SPDX-License-Identifier: MIT
// A summary for a terminal and as Markdown.
#include "reports/escape.hpp"
#include "reports/page.hpp"
#include "reports/summary_pages.hpp"
#include "reports/summary_view.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* nothing_to_do = "Nothing asks for a step this time.";

// "own 5,120 (was 4,998), unknown 12 (was 0)".
std::string classes_text(const ViewDomain& domain) {
  std::string text;
  for (const auto& part : domain.classes)
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : ", ", part.label, part.messages, part.before);
  return text;
}

class TextSummary {
 public:
  explicit TextSummary(const RenderOptions& options) : page_(options) {}

  std::string run(const SummaryView& view) {
    page_.title(fmt::format("{}, {}", view.title, view.period));
    page_.paragraph(view.verdict);
    page_.paragraph(view.silence);
    for (const auto& domain : view.domains) add(domain);
    if (!view.rest.empty()) page_.title("Other domains");
    for (const auto& row : view.rest) {
      page_.line(fmt::format("  {} {:>9} {:<11} {:>8} {}", padded(row.name, 30), row.messages, row.before,
                             row.passed, row.passed_before));
      if (display_width(row.name) > 30) page_.paragraph(row.name, 4);
      page_.paragraph(row.verdict, 4);
    }
    page_.paragraph(view.more_domains);
    add("All domains", view.general, "");
    if (!view.reporters.empty()) page_.title("Who reported");
    for (const auto& reporter : view.reporters)
      page_.line(fmt::format("  {}{:>12}  last {}  {}", padded(reporter.name, 28), reporter.messages,
                             reporter.last_day, reporter.remark));
    page_.paragraph(view.more_reporters);
    page_.title("Unreadable inputs");
    for (const auto& line : view.unreadable) page_.paragraph(line);
    page_.title("How the figures were made");
    for (const auto& line : view.method) page_.paragraph(line);
    return page_.finish();
  }

 private:
  // `otherwise`: what to say where there is nothing; empty: then there is no title either.
  void add(const char* title, const std::vector<ViewItem>& items, const std::string& otherwise) {
    if (items.empty() && otherwise.empty()) return;
    page_.title(title);
    if (items.empty()) page_.paragraph(otherwise);
    for (const auto& item : items) {
      page_.paragraph(fmt::format("{}: {}", item.severity, item.head));
      if (!item.what.empty()) page_.paragraph(item.what, 4);
      page_.paragraph("-> " + item.advice, 4);
    }
  }

  void add(const ViewDomain& domain) {
    page_.title("== " + domain.name);
    page_.paragraph(domain.verdict);
    for (const auto& fact : domain.facts)
      page_.line(fmt::format("  {:<14}{:>12}  {}", fact.label, fact.value, fact.before));
    add("What changed", domain.changes, domain.no_change);
    add("What to do", domain.todo, nothing_to_do);
    page_.title("Rejections");
    for (const auto& line : domain.rejections) page_.paragraph(line);
    page_.title("May the policy be tightened?");
    page_.paragraph(domain.readiness);
    for (const auto& check : domain.checks)
      page_.item("- ", fmt::format("{} ({}): {}", check.name, check.status, check.why));
    if (!domain.passed.empty()) page_.paragraph("Passed: " + domain.passed);
    for (const auto& note : domain.notes) page_.item("- ", note);
    page_.paragraph(domain.what_if);
    if (!domain.next_record.empty())
      page_.line(
          fmt::format("  _dmarc.{} TXT {}", terminal_text(domain.name), terminal_text(domain.next_record)));
    add_senders(domain);
    add("Noted", domain.noted, "");
    page_.title("Policy as published");
    page_.paragraph(domain.policy);
    if (domain.records.empty()) return;
    page_.title("Records in DNS");
    for (const auto& line : domain.records) page_.item("- ", line);
  }

  void add_senders(const ViewDomain& domain) {
    if (domain.senders.empty()) return;
    page_.title("Who sent");
    page_.paragraph("By class: " + classes_text(domain));
    page_.line(fmt::format("  {} {:>8} {:<11} {:>8} {}", padded("sender", 30), "messages", "", "failed", ""));
    for (const auto& sender : domain.senders) {
      page_.line(fmt::format("  {} {:>8} {:<11} {:>8} {}", padded(sender.name, 30), sender.messages,
                             sender.messages_before, sender.failed, sender.failed_before));
      page_.paragraph(fmt::format("{}: {}; by week: {}", sender.source_class, sender.cause, sender.weeks), 4);
    }
    page_.paragraph(domain.more_senders);
  }

  Page page_;
};

class MarkdownSummary {
 public:
  std::string run(const SummaryView& view) {
    title(1, view.title);
    paragraph(view.period);
    paragraph(view.verdict);
    paragraph(view.silence);
    for (const auto& domain : view.domains) add(domain);
    if (!view.rest.empty()) {
      title(2, "Other domains");
      row({"Domain", "Messages", "", "Passed", "", ""});
      row({"---", "---:", "---", "---:", "---", "---"});
      for (const auto& one : view.rest)
        row({cell(one.name), one.messages, one.before, one.passed, one.passed_before, cell(one.verdict)});
      text_ += "\n";
      paragraph(view.more_domains);
    }
    add(2, "All domains", view.general, "");
    if (!view.reporters.empty()) {
      title(2, "Who reported");
      row({"Reporter", "Messages", "Last day", ""});
      row({"---", "---:", "---", "---"});
      for (const auto& reporter : view.reporters)
        row({cell(reporter.name), reporter.messages, reporter.last_day, reporter.remark});
      text_ += "\n";
      paragraph(view.more_reporters);
    }
    list(2, "Unreadable inputs", view.unreadable);
    list(2, "How the figures were made", view.method);
    return std::move(text_);
  }

 private:
  static std::string cell(const std::string& text) { return markdown_cell(text); }

  void title(std::size_t level, const std::string& words) {
    text_ += std::string(level, '#') + " " + cell(words) + "\n\n";
  }
  void paragraph(const std::string& words) {
    if (!words.empty()) text_ += cell(words) + "\n\n";
  }
  void row(const std::vector<std::string>& cells) {
    text_ += "|";
    for (const auto& one : cells) text_ += " " + one + " |";
    text_ += "\n";
  }
  void list(std::size_t level, const char* words, const std::vector<std::string>& lines) {
    title(level, words);
    for (const auto& line : lines) text_ += "- " + cell(line) + "\n";
    text_ += "\n";
  }
  void add(std::size_t level, const char* words, const std::vector<ViewItem>& items,
           const std::string& otherwise) {
    if (items.empty() && otherwise.empty()) return;
    title(level, words);
    if (items.empty()) text_ += cell(otherwise) + "\n";
    for (const auto& item : items)
      text_ += fmt::format("- **{}: {}** {}\n  {}\n", item.severity, cell(item.head), cell(item.what),
                           cell(item.advice));
    text_ += "\n";
  }

  void add(const ViewDomain& domain) {
    title(2, domain.name);
    paragraph(domain.verdict);
    row({"", "", ""});
    row({"---", "---:", "---"});
    for (const auto& fact : domain.facts) row({fact.label, fact.value, fact.before});
    text_ += "\n";
    add(3, "What changed", domain.changes, domain.no_change);
    add(3, "What to do", domain.todo, nothing_to_do);
    list(3, "Rejections", domain.rejections);
    title(3, "May the policy be tightened?");
    paragraph(domain.readiness);
    for (const auto& check : domain.checks)
      text_ += fmt::format("- {} ({}): {}\n", check.name, check.status, cell(check.why));
    text_ += "\n";
    if (!domain.passed.empty()) paragraph("Passed: " + domain.passed);
    for (const auto& note : domain.notes) text_ += "- " + cell(note) + "\n";
    if (!domain.notes.empty()) text_ += "\n";
    paragraph(domain.what_if);
    if (!domain.next_record.empty())
      text_ += fmt::format("    _dmarc.{} TXT {}\n\n", terminal_text(domain.name),
                           terminal_text(domain.next_record));
    if (!domain.senders.empty()) {
      title(3, "Who sent");
      paragraph("By class: " + classes_text(domain));
      row({"Sender", "Class", "Cause", "Messages", "", "Failed", "", "By week"});
      row({"---", "---", "---", "---:", "---", "---:", "---", "---"});
      for (const auto& sender : domain.senders)
        row({cell(sender.name), sender.source_class, sender.cause, sender.messages, sender.messages_before,
             sender.failed, sender.failed_before, sender.weeks});
      text_ += "\n";
      paragraph(domain.more_senders);
    }
    add(3, "Noted", domain.noted, "");
    title(3, "Policy as published");
    paragraph(domain.policy);
    if (domain.records.empty()) return;
    title(3, "Records in DNS");
    for (const auto& line : domain.records) text_ += "- " + cell(line) + "\n";
    text_ += "\n";
  }

  std::string text_;
};

}  // namespace

std::string summary_text(const Summary& summary, const RenderOptions& options, const ViewLimits& limits) {
  return TextSummary(options).run(view_of(summary, limits));
}

std::string summary_markdown(const Summary& summary) { return MarkdownSummary().run(view_of(summary)); }

}  // namespace ruascope
