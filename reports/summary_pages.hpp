// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/summary.hpp"
#include "reports/rows.hpp"
#include "reports/summary_view.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// A summary for a terminal.
std::string summary_text(const Summary& summary, const RenderOptions& options, const ViewLimits& limits = {});

std::string summary_markdown(const Summary& summary);

// One JSON object.
std::string summary_json(const Summary& summary);

// What pages and mails are made by: mustache, and the pages' CSS.
struct SummaryTemplates {
  std::string page, item, index, mail, mail_item, style;
  static const SummaryTemplates& built_in();
};

// The file that stands in for a built-in template.
struct SummaryTemplateFile {
  std::string_view name;
  std::string SummaryTemplates::* member;
};
inline constexpr std::array<SummaryTemplateFile, 6> summary_template_files{{
    {"summary.mustache", &SummaryTemplates::page},
    {"item.mustache", &SummaryTemplates::item},
    {"index.mustache", &SummaryTemplates::index},
    {"mail.mustache", &SummaryTemplates::mail},
    {"mail-item.mustache", &SummaryTemplates::mail_item},
    {"summary.css", &SummaryTemplates::style},
}};

// A whole page: one file, no script, nothing loaded from anywhere. Throws UsageError for a template that is
// not sound.
std::string summary_html(const Summary& summary, const SummaryTemplates& templates);

// What a mail has in it: the same twice, as text and as HTML that mail programs show, which know no style
// sheets and no SVG.
struct MailContent {
  std::string subject, text, html;
};
MailContent summary_mail(const Summary& summary, const SummaryTemplates& templates);

// New findings, worst first; not none.
MailContent findings_mail(const std::vector<Finding>& findings);

// The index of pages, one a domain, in files of these names.
std::string summary_index_html(const Summary& summary, const std::vector<std::string>& files,
                               const SummaryTemplates& templates);

}  // namespace ruascope
