// SPDX-License-Identifier: MIT
#include "analysis/catalogue_rows.hpp"

#include "analysis/table_rows.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::string_view class_letters = "DASKNRPMXO";  // in the order of RefusalClass
constexpr std::size_t longest_pattern = 512;
constexpr std::size_t shortest_fixed_piece = 4;  // less would be found in any text

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool are_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_reply_code(const std::string& text) { return are_digits(text, 3, 3); }

bool is_enhanced_code(const std::string& text) {
  const auto parts = split_fields(text, '.');
  return parts.size() == 3 && are_digits(parts[0], 1, 1) && are_digits(parts[1], 1, 3) &&
         are_digits(parts[2], 1, 3);
}

// "D", "O:relay", "X:dmarc,dkim".
void read_class(const TableRow& row, CatalogueEntry& entry) {
  const std::string_view field = row.text(2);
  const auto letter = field.empty() ? std::string_view::npos : class_letters.find(field.front());
  if (letter == std::string_view::npos) row.refuse(fmt::format("\"{}\" is no class", field));
  entry.refusal_class = static_cast<RefusalClass>(letter);
  const auto details = split_fields(field.size() > 2 ? field.substr(2) : std::string_view{}, ',');
  const bool has_details = field.size() > 1;
  const bool takes_details =
      entry.refusal_class == RefusalClass::other || entry.refusal_class == RefusalClass::ambiguous;
  if (has_details &&
      (!takes_details || field[1] != ':' || !std::all_of(details.begin(), details.end(), is_word)))
    row.refuse(fmt::format("\"{}\" is no class", field));
  if (entry.refusal_class == RefusalClass::ambiguous && has_details) entry.candidates = details;
  if (entry.refusal_class == RefusalClass::reverse_dns) entry.kind = names<RefusalClass>[letter];
  if (entry.refusal_class != RefusalClass::other) return;
  if (!has_details || details.size() != 1) row.refuse("class O needs one kind, as in O:relay");
  entry.kind = details.front();
}

Permanence read_permanence(const TableRow& row) {
  const auto& field = row.text(3);
  if (field == "P") return Permanence::permanent;
  if (field == "T") return Permanence::temporary;
  if (field == "Q") return Permanence::quarantined;
  if (field != "PT") row.refuse(fmt::format("\"{}\" is none of P, T, Q and PT", field));
  return Permanence::unknown;
}

template <class IsGood>
std::vector<std::string> read_codes(const TableRow& row, std::size_t column, IsGood is_good,
                                    const char* what) {
  auto codes = row.list(column);
  for (const auto& code : codes)
    if (!is_good(code)) row.refuse(fmt::format("\"{}\" is no {}", code, what));
  return codes;
}

std::string read_pattern(const TableRow& row) {
  const auto& pattern = row.text(7);
  if (pattern.empty()) row.refuse("there is no pattern");
  if (pattern.size() > longest_pattern) row.refuse("the pattern is too long");
  std::vector<PatternPiece> pieces;
  try {
    pieces = pieces_of_pattern(pattern);
  } catch (const Error& error) {
    row.refuse(error.what());
  }
  for (const auto variable : {Variable::domain, Variable::ip})
    if (std::count_if(pieces.begin(), pieces.end(),
                      [&](const PatternPiece& piece) { return piece.variable == variable; }) > 1)
      row.refuse("{domain} and {ip} may stand in a pattern once");
  if (longest_fixed_piece(pieces).size() < shortest_fixed_piece)
    row.refuse("the pattern needs four characters of fixed text in a row");
  return pattern;
}

CatalogueEntry read_entry(const TableRow& row) {
  CatalogueEntry entry;
  entry.id = row.text(0);
  if (!is_id(entry.id)) row.refuse("the id is not of lower-case letters, digits and hyphens");
  if (row.text(1) != "any") entry.receiver = row.text(1);
  read_class(row, entry);
  entry.permanence = read_permanence(row);
  entry.codes = read_codes(row, 4, is_reply_code, "reply code");
  entry.enhanced_codes = read_codes(row, 5, is_enhanced_code, "enhanced status code");
  entry.hosts = row.list(6);
  entry.pattern = read_pattern(row);
  const auto& grade = row.text(8);
  if (grade.size() > 1 || (!grade.empty() && std::string_view{"OSBC"}.find(grade) == std::string_view::npos))
    row.refuse(fmt::format("\"{}\" is none of O, S, B and C", grade));
  if (!grade.empty()) entry.grade = grade.front();
  entry.first_seen = row.text(9);
  entry.verified = row.text(10);
  entry.note = row.text(11);
  return entry;
}

}  // namespace

std::vector<PatternPiece> pieces_of_pattern(std::string_view pattern) {
  std::vector<PatternPiece> pieces;
  std::string fixed;
  const auto end_fixed = [&] {
    if (!fixed.empty()) pieces.push_back({std::move(fixed)});
    fixed.clear();
  };
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const auto close = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
    const auto name =
        close == std::string_view::npos ? std::string_view{} : pattern.substr(at + 1, close - at - 1);
    if (!is_word(name)) {
      fixed += pattern[at];
      continue;
    }
    const auto& known = names<Variable>;
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) throw Error(fmt::format("{{{}}} is no variable", name));
    end_fixed();
    pieces.push_back({std::string{name}, static_cast<Variable>(found - known.begin())});
    at = close;
  }
  end_fixed();
  return pieces;
}

std::string longest_fixed_piece(const std::vector<PatternPiece>& pieces) {
  std::string longest;
  for (const auto& piece : pieces) {
    const auto text = trim(piece.text);
    if (!piece.variable && text.size() > longest.size()) longest = text;
  }
  return longest;
}

std::vector<CatalogueEntry> read_catalogue(std::string_view table, const std::string& origin) {
  static const std::vector<std::string> columns{"id",    "receiver",   "class",    "permanence",
                                                "codes", "enhanced",   "hosts",    "pattern",
                                                "grade", "first_seen", "verified", "note"};
  std::vector<CatalogueEntry> entries;
  std::set<std::string> ids;
  for (const auto& row : rows_of_table(table, origin, columns)) {
    entries.push_back(read_entry(row));
    if (!ids.insert(entries.back().id).second)
      row.refuse(fmt::format("the id {} stands there twice", entries.back().id));
  }
  return entries;
}

}  // namespace ruascope
