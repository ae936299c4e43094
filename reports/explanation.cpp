// SPDX-License-Identifier: MIT
// An explanation as a page and as JSON.
#include "reports/cells.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"
#include "reports/rejection_cells.hpp"
#include "reports/rejection_pages.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::array<std::string_view, names<Check>.size()> check_titles{
    "DMARC", "SPF", "DKIM", "sender requirements", "not authentication", "cannot be told"};

std::string check_title(Check check) { return std::string{check_titles[static_cast<std::size_t>(check)]}; }

Json sources_json(const std::vector<std::shared_ptr<const JudgedSource>>& sources) {
  std::string out = "[";
  for (const auto& source : sources)
    out += (out.size() > 1 ? "," : "") + row_json(source_columns(), cells_of(*source)).text;
  return {out + "]"};
}

std::string heading(const MatchedRejection& rejection) {
  const auto& refusal = rejection.refusal;
  const auto& reply = rejection.row.what.reply;
  auto text = check_title(refusal.check);
  if (!refusal.kind.empty()) text += fmt::format(" ({})", refusal.kind);
  const auto receiver = receiver_of(rejection);
  if (!receiver.empty()) text += fmt::format(", refused by {}", receiver);
  if (!refusal.receiver.empty() && refusal.receiver != receiver)
    text += fmt::format(" ({})", refusal.receiver);
  if (refusal.permanence != Permanence::unknown) text += fmt::format(", {}", name_of(refusal.permanence));
  if (reply.code != 0)
    text += fmt::format(" [{}{}{}]", reply.code, reply.enhanced_code.empty() ? "" : " ", reply.enhanced_code);
  return text;
}

}  // namespace

std::string rejection_line(const MatchedRejection& rejection) {
  const auto& reply = rejection.row.what.reply;
  const auto receiver = receiver_of(rejection);
  return fmt::format("{}{}{}{}{}: {}", reply.code == 0 ? "refusal" : std::to_string(reply.code),
                     reply.enhanced_code.empty() ? "" : " ", reply.enhanced_code,
                     receiver.empty() ? "" : " of ", receiver, check_title(rejection.refusal.check));
}

std::string explanation_page(const ExplainedRejection& explained, const RenderOptions& options) {
  const auto& [rejection, explanation, others] = explained;
  Page page(options);
  page.title(heading(rejection));
  page.paragraph(explanation.meaning);
  page.paragraph(explanation.caution);
  if (!explanation.source.empty()) {
    page.title("Which source");
    page.paragraph(explanation.source);
    page.paragraph(explanation.cause);
  }
  if (!explanation.repair.empty()) page.title("What to do");
  for (std::size_t at = 0; at < explanation.repair.size(); ++at)
    page.item(fmt::format("{}. ", at + 1), explanation.repair[at]);
  if (!explanation.policy_step.empty()) {
    page.title("The policy meanwhile");
    page.paragraph(explanation.policy_step);
  }
  if (!explanation.limits.empty()) page.title("What the evidence cannot show");
  for (const auto& limit : explanation.limits) page.item("- ", limit);
  page.title("How it was told");
  page.paragraph(rejection.refusal.why);
  page.paragraph(rejection.refusal.note);
  if (!others.empty()) page.title("Also in the text");
  for (const auto& other : others) page.item("- ", other);
  return page.finish();
}

std::string explanation_json(const ExplainedRejection& explained) {
  const auto& [rejection, explanation, others] = explained;
  const auto& [row, refusal, match, sources] = rejection;
  const auto& reply = row.what.reply;
  const auto* judgement = rejection.judgement();
  const auto source = match.is_explained() ? match.best()->source.text()
                      : row.what.source_ip ? row.what.source_ip->text()
                      : refusal.ip         ? refusal.ip->text()
                                           : std::string{};
  std::string out = "{\"schema_version\":1,\"command\":\"explain\"";
  const auto put = [&](const char* name, const std::string& json) {
    out += fmt::format(",\"{}\":{}", name, json);
  };
  put("check", json_string(name_of(refusal.check)));
  put("receiver", json_or_null(receiver_of(rejection)));
  put("permanent", refusal.permanence == Permanence::unknown     ? "null"
                   : refusal.permanence == Permanence::permanent ? "true"
                                                                 : "false");
  put("confidence", json_string(name_of(refusal.confidence)));
  put("meaning", json_string(explanation.meaning));
  put("domain", json_or_null(match.domain));
  put("policy", explanation.policy ? json_string(name_of(*explanation.policy)) : "null");
  put("source_ip", json_or_null(source));
  put("sources", sources_json(sources).text);
  put("cause", judgement == nullptr || !match.is_decided() ? "null" : json_string(name_of(judgement->cause)));
  put("repair", cell_json(explanation.repair));
  put("limits", cell_json(explanation.limits));
  put("caution", json_or_null(explanation.caution));
  put("kind", json_or_null(refusal.kind));
  put("candidates", cell_json(refusal.candidates));
  put("permanence", json_string(name_of(refusal.permanence)));
  put("code", reply.code == 0 ? "null" : std::to_string(reply.code));
  put("enhanced_code", json_or_null(reply.enhanced_code));
  put("text", json_string(reply.text));
  put("catalogue_id", json_or_null(refusal.entry_id));
  put("why", json_string(refusal.why));
  put("matched", matched_json(rejection).text);
  put("match_wording", json_or_null(match.wording));
  put("policy_step", json_or_null(explanation.policy_step));
  put("foreign_from", match.is_foreign ? "true" : "false");
  put("backscatter", match.is_backscatter ? "true" : "false");
  put("others", cell_json(others));
  return out + "}\n";
}

}  // namespace ruascope
