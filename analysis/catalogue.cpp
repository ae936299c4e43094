// SPDX-License-Identifier: MIT
#include "analysis/catalogue.hpp"

#include "analysis/catalogue_rows.hpp"
#include "ingest/model/domain_name.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <set>

#include <re2/re2.h>
#include <re2/set.h>

namespace ruascope {

// Made from data/rejections.tsv when the program is built.
extern const char* const well_known_rejections;

namespace {

constexpr std::size_t longest_text = 16 << 10;
constexpr std::int64_t set_memory = 16 << 20;  // bound of what the automaton of all texts may take

// Bytes, not characters: texts may be ill-formed, and fixed text is the same either way.
RE2::Options options() {
  RE2::Options options{RE2::Latin1};
  options.set_case_sensitive(false);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  return options;
}

// Fixed text as a regular expression: a blank stands for any run of blanks.
std::string expression_of(std::string_view fixed) {
  std::string expression;
  std::string word;
  const auto end_word = [&] {
    expression += RE2::QuoteMeta(word);
    word.clear();
  };
  constexpr std::string_view typographic = "\xE2\x80\x99";
  for (std::size_t at = 0; at < fixed.size(); ++at) {
    if (fixed[at] == ' ') {
      end_word();
      if (at == 0 || fixed[at - 1] != ' ') expression += "\\s+";
    } else if (fixed.substr(at).starts_with(typographic)) {
      word += '\'';
      at += typographic.size() - 1;
    } else {
      word += fixed[at];
    }
  }
  end_word();
  return expression;
}

// A domain name has two labels and ends in a letter or digit, so that the full stop of a sentence and
// addresses are none. Bytes of other scripts pass here; such a name is not given out.
constexpr const char* domain_expression =
    "((?:[a-z0-9_\\x80-\\xff-]+\\.)+[a-z\\x80-\\xff][a-z0-9\\x80-\\xff-]*"
    "[a-z0-9\\x80-\\xff])";
constexpr const char* ip_expression = "([0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+|[0-9a-f]*:[0-9a-f:.]*[0-9a-f:])";

std::string expression_of(Variable variable) {
  switch (variable) {
    case Variable::domain: return domain_expression;
    case Variable::ip: return ip_expression;
    case Variable::address: return "[^\\s<>@]+@[^\\s<>@]+";
    case Variable::url: return "[a-z][a-z0-9+.-]*://\\S+";
    case Variable::id: return "\\S+";
    case Variable::any: break;
  }
  return ".*?";
}

// One pattern with what its groups are.
struct Compiled {
  explicit Compiled(const std::string& pattern) {
    std::string expression;
    for (const auto& piece : pieces_of_pattern(pattern)) {
      expression += piece.variable ? expression_of(*piece.variable) : expression_of(piece.text);
      if (piece.variable == Variable::domain || piece.variable == Variable::ip)
        groups.push_back(*piece.variable);
    }
    regex = std::make_unique<RE2>(expression, options());
  }
  std::unique_ptr<RE2> regex;
  std::vector<Variable> groups;
};

std::string domain_in(const std::string& text) {
  constexpr std::size_t longest_domain = 253;  // RFC 1035 section 2.3.4, without the final dot
  const bool is_ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return is_ascii && text.size() <= longest_domain ? lower_ascii(text) : "";
}

// An address, behind which the colon or full stop of a sentence may stand.
std::optional<IpAddress> address_in(std::string_view text) {
  for (;;) {
    if (auto address = IpAddress::parse(text)) return address;
    if (text.empty() || (text.back() != ':' && text.back() != '.')) return std::nullopt;
    text.remove_suffix(1);
  }
}

// Nullopt where the pattern is not there, or what stands where an address should be is none.
std::optional<CatalogueMatch> read_variables(const Compiled& compiled, std::string_view text) {
  constexpr std::size_t most_groups = 2;
  std::array<std::string, most_groups> values;
  const std::array<RE2::Arg, most_groups> args{&values[0], &values[1]};
  const std::array<const RE2::Arg*, most_groups> pointers{&args[0], &args[1]};
  const auto number = static_cast<int>(compiled.groups.size());
  if (!RE2::PartialMatchN({text.data(), text.size()}, *compiled.regex, pointers.data(), number))
    return std::nullopt;
  CatalogueMatch match{};
  for (std::size_t group = 0; group < compiled.groups.size(); ++group) {
    if (compiled.groups[group] == Variable::domain) match.domain = domain_in(values[group]);
    if (compiled.groups[group] != Variable::ip) continue;
    match.ip = address_in(values[group]);
    if (!match.ip) return std::nullopt;
  }
  return match;
}

// All patterns. One pass over a text finds the rows whose longest fixed piece is in it, which are few; those
// are then tried one by one. The set holds fixed text alone, so that no text makes its automaton explode.
class Patterns {
 public:
  explicit Patterns(const std::vector<CatalogueEntry>& entries)
      : set_(set_options(), RE2::UNANCHORED), rows_(entries.size()) {
    for (const auto& entry : entries)
      set_.Add(expression_of(longest_fixed_piece(pieces_of_pattern(entry.pattern))), nullptr);
    is_set_good_ = set_.Compile();
  }

  // Numbers of the rows that may match, in their order.
  std::vector<int> candidates(std::string_view text) const {
    std::vector<int> found;
    RE2::Set::ErrorInfo error{};
    if (is_set_good_ && set_.Match({text.data(), text.size()}, &found, &error)) {
      std::sort(found.begin(), found.end());
    } else if (!is_set_good_ || error.kind != RE2::Set::kNoError) {
      found.resize(rows_.size());
      std::iota(found.begin(), found.end(), 0);
    }
    return found;
  }

  const Compiled& of(std::size_t number, const std::string& pattern) const {
    auto& row = rows_[number];
    std::call_once(row.once, [&] { row.compiled = std::make_unique<Compiled>(pattern); });
    return *row.compiled;
  }

 private:
  struct Row {
    std::once_flag once;
    std::unique_ptr<Compiled> compiled;
  };

  static RE2::Options set_options() {
    auto result = options();
    result.set_max_mem(set_memory);
    return result;
  }

  RE2::Set set_;
  bool is_set_good_ = false;
  mutable std::vector<Row> rows_;  // compiled when they are first needed
};

bool counts_for(const CatalogueEntry& entry, std::string_view host) {
  return entry.hosts.empty() ||
         std::any_of(entry.hosts.begin(), entry.hosts.end(),
                     [&](const std::string& suffix) { return is_same_or_below(host, suffix); });
}

}  // namespace

struct Catalogue::Table {
  std::vector<CatalogueEntry> entries;
  mutable std::once_flag once;
  mutable std::unique_ptr<const Patterns> patterns;

  const Patterns& compiled() const {
    std::call_once(once, [this] { patterns = std::make_unique<const Patterns>(entries); });
    return *patterns;
  }
};

Check check_of(RefusalClass refusal_class) {
  switch (refusal_class) {
    case RefusalClass::domain_policy:
    case RefusalClass::mailing_list: return Check::dmarc;
    case RefusalClass::spf: return Check::spf;
    case RefusalClass::dkim: return Check::dkim;
    case RefusalClass::unauthenticated:
    case RefusalClass::alignment:
    case RefusalClass::no_record: return Check::sender_requirements;
    case RefusalClass::reverse_dns:
    case RefusalClass::other: return Check::other;
    case RefusalClass::ambiguous: break;
  }
  return Check::unknown;
}

Catalogue::Catalogue() : table_(std::make_shared<const Table>()) {}

Catalogue Catalogue::well_known() {
  static const Catalogue built_in = [] {
    Catalogue catalogue;
    catalogue.add(well_known_rejections, "rejections.tsv");
    return catalogue;
  }();
  return built_in;
}

void Catalogue::add(std::string_view text, const std::string& origin) {
  const auto table = std::make_shared<Table>();
  table->entries = read_catalogue(text, origin);
  std::set<std::string_view> ids;
  for (const auto& entry : table->entries) ids.insert(entry.id);
  std::vector<CatalogueEntry> kept;
  std::copy_if(entries().begin(), entries().end(), std::back_inserter(kept),
               [&](const CatalogueEntry& entry) { return !ids.contains(entry.id); });
  table->entries.insert(table->entries.end(), std::make_move_iterator(kept.begin()),
                        std::make_move_iterator(kept.end()));
  table_ = table;
}

std::optional<CatalogueMatch> Catalogue::match(std::string_view text, std::string_view host) const {
  text = text.substr(0, longest_text);
  const auto& patterns = table_->compiled();
  for (const int candidate : patterns.candidates(text)) {
    const auto number = static_cast<std::size_t>(candidate);
    const auto& entry = entries()[number];
    if (!counts_for(entry, host)) continue;
    if (auto match = read_variables(patterns.of(number, entry.pattern), text)) {
      match->entry = &entry;
      return match;
    }
  }
  return std::nullopt;
}

const std::vector<CatalogueEntry>& Catalogue::entries() const { return table_->entries; }

}  // namespace ruascope
