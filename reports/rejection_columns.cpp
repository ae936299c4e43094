// SPDX-License-Identifier: MIT
// The columns of rejections, of what would be rejected, and of the catalogue.
#include "ingest/model/time.hpp"
#include "reports/cells.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "reports/pages.hpp"
#include "reports/rejection_cells.hpp"
#include "reports/rejection_pages.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

using enum ColumnKind;

constexpr std::array<Column, 23> rejection_list{{
    {"time", "", text},
    {"day", "Day (UTC)", text, false, whole},
    {"from_domain", "From", text},
    {"from_assumed", "", text},
    {"envelope_from", "", text},
    {"recipient_domain", "", text},
    {"receiver", "Receiver", text},
    {"code", "Code", number},
    {"enhanced_code", "", text},
    {"check", "Check", text, false, whole},
    {"candidates", "", list},
    {"permanence", "", text},
    {"stage", "", text},
    {"text", "", text},
    {"source_ip", "", text},
    {"explained_by", "Explained by", text, false, whole},
    {"origin", "", text},
    {"kind", "", text},
    {"matched", "", json},
    {"match_wording", "", text},
    {"possible_sources", "", json},
    {"contradictions", "", list},
    {"limits", "", list},
}};

constexpr std::array<Column, 10> would_be_list{{
    {"domain", "Domain", text},
    {"source_ip", "Source", text, false, whole},
    {"sender", "Sender", text},
    {"class", "Class", text, false, whole},
    {"cause", "Cause", text, false, whole},
    {"messages", "Would be lost", count, summed},
    {"delivered", "Delivered", count, summed},
    {"overridden", "", count, summed},
    {"quarantined", "Quarantined", count, summed},
    {"advice", "", list},
}};

constexpr std::array<Column, 12> catalogue_list{{
    {"id", "Id", text},
    {"receiver", "Receiver", text},
    {"check", "Check", text, false, whole},
    {"class", "", text},
    {"kind", "", text},
    {"permanence", "", text},
    {"codes", "Codes", list},
    {"enhanced_codes", "", list},
    {"pattern", "Text", text},
    {"grade", "", text},
    {"verified", "", text},
    {"note", "", text},
}};

Cell address_cell(const std::optional<IpAddress>& address) {
  if (!address) return {};
  return address->text();
}

Json candidates_json(const std::vector<SourceCandidate>& candidates) {
  std::string out = "[";
  for (const auto& one : candidates)
    out += fmt::format("{}{{\"source_ip\":{},\"messages\":{},\"rejected\":{}}}", out.size() > 1 ? "," : "",
                       json_string(one.source.text()), one.messages, one.rejected);
  return {out + "]"};
}

// The source, its sender and how sure that is; of several that fit their number.
std::string explained_by(const MatchedRejection& rejection) {
  const auto& match = rejection.match;
  if (match.is_backscatter) return "a stranger: backscatter";
  if (match.is_foreign) return "not your domain in From:";
  const auto* best = match.best();
  if (best == nullptr) return "";
  const auto* judgement = rejection.judgement();
  const auto& sender = judgement == nullptr ? std::string{} : judgement->sender;
  if (match.candidates.size() > 1)
    return match.is_explained()
               ? fmt::format("{}, {} addresses ({})", sender, match.candidates.size(), name_of(match.level))
               : fmt::format("one of {} sources", match.candidates.size());
  return fmt::format("{}{} ({})", best->source.text(), sender.empty() ? "" : " " + sender,
                     name_of(match.level));
}

}  // namespace

std::string receiver_of(const MatchedRejection& rejection) {
  const auto& host = rejection.row.what.reply.host;
  return host.empty() ? rejection.refusal.receiver : host;
}

std::string json_or_null(const std::string& text) { return text.empty() ? "null" : json_string(text); }

Json matched_json(const MatchedRejection& rejection) {
  const auto* best = rejection.match.best();
  if (best == nullptr || rejection.match.level == Confidence::none) return {"null"};
  const auto* judgement = rejection.judgement();
  return {fmt::format("{{\"source_ip\":{},\"sender\":{},\"cause\":{},\"confidence\":{}}}",
                      json_string(best->source.text()),
                      json_or_null(judgement == nullptr ? "" : judgement->sender),
                      judgement == nullptr ? "null" : json_string(name_of(judgement->cause)),
                      json_string(name_of(rejection.match.level)))};
}

std::span<const Column> rejection_columns() { return rejection_list; }

std::vector<Cell> cells_of(const MatchedRejection& rejection) {
  const auto& [row, refusal, match, sources] = rejection;
  const auto& what = row.what;
  const auto& reply = what.reply;
  return {what.time ? Cell{format_time(*what.time)} : Cell{},
          what.time ? Cell{format_day(day_of(*what.time))} : Cell{},
          cell_or_null(match.domain),
          Json{what.is_from_assumed ? "true" : "false"},
          what.envelope_from ? Cell{*what.envelope_from} : Cell{},
          cell_or_null(what.recipient_domain),
          cell_or_null(receiver_of(rejection)),
          reply.code == 0 ? Cell{} : Cell{std::int64_t{reply.code}},
          cell_or_null(reply.enhanced_code),
          std::string{name_of(refusal.check)},
          refusal.candidates,
          std::string{name_of(refusal.permanence)},
          std::string{name_of(reply.stage)},
          reply.text,
          address_cell(what.source_ip ? what.source_ip : refusal.ip),
          cell_or_null(explained_by(rejection)),
          row.origin,
          std::string{name_of(what.kind)},
          matched_json(rejection),
          cell_or_null(match.wording),
          candidates_json(match.candidates),
          match.contradictions,
          match.limits};
}

std::span<const Column> would_be_columns() { return would_be_list; }

std::vector<Cell> would_be_cells(const JudgedSource& source) {
  const auto would = would_be_rejected(source.totals.counts);
  const auto& judgement = source.judgement;
  return {source.totals.domain,
          source.totals.source_ip,
          cell_or_null(judgement.sender),
          std::string{name_of(judgement.source_class)},
          std::string{name_of(judgement.cause)},
          would.messages,
          would.delivered,
          would.overridden,
          would.quarantined,
          judgement.advice};
}

std::span<const Column> catalogue_columns() { return catalogue_list; }

std::vector<Cell> cells_of(const CatalogueEntry& entry) {
  return {entry.id,
          cell_or_null(entry.receiver),
          std::string{name_of(check_of(entry.refusal_class))},
          std::string{name_of(entry.refusal_class)},
          cell_or_null(entry.kind),
          std::string{name_of(entry.permanence)},
          entry.codes,
          entry.enhanced_codes,
          entry.pattern,
          entry.grade == '-' ? Cell{} : Cell{std::string(1, entry.grade)},
          cell_or_null(entry.verified),
          cell_or_null(entry.note)};
}

}  // namespace ruascope
