// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/catalogue.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What may stand for what varies in a pattern.
enum class Variable : std::uint8_t { domain, ip, address, url, id, any };
template <>
inline constexpr std::array<std::string_view, 6> names<Variable>{"domain", "ip", "address",
                                                                 "url",    "id", "any"};

// A part of a pattern: fixed text, or a variable.
struct PatternPiece {
  std::string text;
  std::optional<Variable> variable{};
};

// Braces around anything but lower-case letters are fixed text. Throws Error for a name that is no variable.
std::vector<PatternPiece> pieces_of_pattern(std::string_view pattern);

// The longest of the fixed pieces; empty if there is none.
std::string longest_fixed_piece(const std::vector<PatternPiece>& pieces);

// The entries of a table in the form of data/rejections.tsv. Throws Error naming `origin` and the line.
std::vector<CatalogueEntry> read_catalogue(std::string_view table, const std::string& origin);

}  // namespace ruascope
