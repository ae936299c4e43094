// SPDX-License-Identifier: MIT
#include "ingest/values.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using Warnings = std::vector<Warning>;

template <class T>
struct Row {
  std::string text;
  T value;
  Warnings warnings;
};

// Reads each row's text and compares the value and the notes.
template <class T, class Read>
void check(const std::vector<Row<T>>& rows, Read read) {
  for (const auto& row : rows) {
    CAPTURE(row.text);
    Notes notes;
    CHECK(read(row.text, notes) == row.value);
    CHECK(notes.warnings() == row.warnings);
  }
}

TEST_CASE("a disposition is known in any case and with space around it, else kept as it came") {
  check<Token<Disposition>>(
      {{"none", {Disposition::none, ""}, {}},
       {" Quarantine\n", {Disposition::quarantine, ""}, {}},
       {"REJECT", {Disposition::reject, ""}, {}},
       {"pass", {Disposition::pass, ""}, {}},
       {"softfail", {Disposition::unknown, "softfail"}, {{"enum", "disposition=softfail", 1}}},
       {"unknown", {Disposition::unknown, "unknown"}, {{"enum", "disposition=unknown", 1}}},
       {" Nil ", {Disposition::unknown, "Nil"}, {{"enum", "disposition=Nil", 1}}},
       {"", {Disposition::unknown, ""}, {{"enum", "disposition=", 1}}}},
      read_disposition);
}

TEST_CASE("a verdict is pass or fail, anything else is unknown and noted") {
  check<Token<Verdict>>({{"pass", {Verdict::pass, ""}, {}},
                         {"FAIL", {Verdict::fail, ""}, {}},
                         {"none", {Verdict::unknown, "none"}, {{"enum", "e=none", 1}}},
                         {"unknown", {Verdict::unknown, "unknown"}, {{"enum", "e=unknown", 1}}}},
                        [](const auto& text, auto& notes) { return read_verdict(text, "e", notes); });
}

TEST_CASE("an empty policy is an absent one") {
  check<std::optional<Token<Policy>>>(
      {{"none", Token<Policy>{Policy::none, ""}, {}},
       {"Reject ", Token<Policy>{Policy::reject, ""}, {}},
       {"quarantine", Token<Policy>{Policy::quarantine, ""}, {}},
       {"", std::nullopt, {}},
       {" \n", std::nullopt, {}},
       {"nil", Token<Policy>{Policy::unknown, "nil"}, {{"enum", "sp=nil", 1}}}},
      [](const auto& text, auto& notes) { return read_policy(text, "sp", notes); });
}

TEST_CASE("alignment modes are known by letter") {
  check<std::optional<Token<AlignmentMode>>>(
      {{"r", Token<AlignmentMode>{AlignmentMode::relaxed, ""}, {}},
       {" S ", Token<AlignmentMode>{AlignmentMode::strict, ""}, {}},
       {"", std::nullopt, {}},
       {"x", Token<AlignmentMode>{AlignmentMode::relaxed, "x"}, {{"enum", "adkim=x", 1}}}},
      [](const auto& text, auto& notes) { return read_alignment(text, "adkim", notes); });
}

TEST_CASE("alignment modes written as words are understood") {
  Notes notes;
  CHECK(read_alignment("relaxed", "adkim", notes)->value == AlignmentMode::relaxed);
  CHECK(read_alignment(" Strict ", "adkim", notes)->value == AlignmentMode::strict);
}

TEST_CASE("testing and the discovery method are optional") {
  check<std::optional<Token<Testing>>>(
      {{"y", Token<Testing>{Testing::yes, ""}, {}},
       {"N", Token<Testing>{Testing::no, ""}, {}},
       {"", std::nullopt, {}},
       {"maybe", Token<Testing>{Testing::no, "maybe"}, {{"enum", "testing=maybe", 1}}}},
      read_testing);
  check<std::optional<Token<DiscoveryMethod>>>(
      {{"psl", Token<DiscoveryMethod>{DiscoveryMethod::psl, ""}, {}},
       {"TreeWalk", Token<DiscoveryMethod>{DiscoveryMethod::treewalk, ""}, {}},
       {"", std::nullopt, {}},
       {"dns",
        Token<DiscoveryMethod>{DiscoveryMethod::unknown, "dns"},
        {{"enum", "discovery_method=dns", 1}}}},
      read_discovery);
}

TEST_CASE("every DKIM result is known, obsolete spellings are mapped and keep their text") {
  for (const auto name : names<DkimResult>) {
    if (name == "unknown") continue;
    CAPTURE(name);
    Notes notes;
    const auto token = read_dkim_result(name, notes);
    CHECK(name_of(token.value) == name);
    CHECK(token.raw.empty());
    CHECK(notes.warnings().empty());
  }
  check<Token<DkimResult>>(
      {{"Pass", {DkimResult::pass, ""}, {}},
       {"invalid", {DkimResult::permerror, "invalid"}, {{"alias", "dkim.result=invalid", 1}}},
       {"Unknown", {DkimResult::temperror, "Unknown"}, {{"alias", "dkim.result=Unknown", 1}}},
       {"hardfail", {DkimResult::fail, "hardfail"}, {{"alias", "dkim.result=hardfail", 1}}},
       {"discard", {DkimResult::unknown, "discard"}, {{"enum", "dkim.result=discard", 1}}},
       {"softfail", {DkimResult::unknown, "softfail"}, {{"enum", "dkim.result=softfail", 1}}}},
      read_dkim_result);
}

TEST_CASE("every SPF result is known, obsolete spellings are mapped and keep their text") {
  for (const auto name : names<SpfResult>) {
    if (name == "unknown") continue;
    CAPTURE(name);
    Notes notes;
    const auto token = read_spf_result(name, notes);
    CHECK(name_of(token.value) == name);
    CHECK(token.raw.empty());
    CHECK(notes.warnings().empty());
  }
  check<Token<SpfResult>>(
      {{"SoftFail", {SpfResult::softfail, ""}, {}},
       {"hardfail", {SpfResult::fail, "hardfail"}, {{"alias", "spf.result=hardfail", 1}}},
       {"unknown", {SpfResult::temperror, "unknown"}, {{"alias", "spf.result=unknown", 1}}},
       {"ERROR", {SpfResult::permerror, "ERROR"}, {{"alias", "spf.result=ERROR", 1}}},
       {"invalid", {SpfResult::unknown, "invalid"}, {{"enum", "spf.result=invalid", 1}}}},
      read_spf_result);
}

TEST_CASE("an SPF scope may be empty, bogus or in capitals") {
  check<Token<SpfScope>>({{"MFrom", {SpfScope::mfrom, ""}, {}},
                          {"helo", {SpfScope::helo, ""}, {}},
                          {" ", {SpfScope::unknown, ""}, {{"enum", "spf.scope=", 1}}},
                          {"bogus", {SpfScope::unknown, "bogus"}, {{"enum", "spf.scope=bogus", 1}}}},
                         read_scope);
}

TEST_CASE("reasons of both RFCs are known, any other is other") {
  for (const auto name : names<ReasonType>) {
    CAPTURE(name);
    Notes notes;
    CHECK(name_of(read_reason_type(name, notes).value) == name);
    CHECK(notes.warnings().empty());
  }
  check<Token<ReasonType>>({{"Mailing_List", {ReasonType::mailing_list, ""}, {}},
                            {"arc", {ReasonType::other, "arc"}, {{"enum", "reason.type=arc", 1}}}},
                           read_reason_type);
}

TEST_CASE("an unknown token is kept up to 64 bytes and cut between characters") {
  Notes notes;
  const auto token = read_disposition(std::string(63, 'x') + "\xC3\xA9", notes);
  CHECK(token == Token<Disposition>{Disposition::unknown, std::string(63, 'x')});
}

TEST_CASE("a count is a whole number of messages up to 2^63-1") {
  check<std::optional<std::int64_t>>({{"1", 1, {}},
                                      {" 5 ", 5, {}},
                                      {"+4", 4, {}},
                                      {"0", 0, {}},
                                      {"007", 7, {}},
                                      {"4294967296", 4294967296, {}},
                                      {"9223372036854775807", std::numeric_limits<std::int64_t>::max(), {}},
                                      {"2.0", 2, {{"number", "count", 1}}},
                                      {"12.00", 12, {{"number", "count", 1}}}},
                                     read_count);
}

TEST_CASE("what is no such number is no count") {
  check<std::optional<std::int64_t>>({{"", std::nullopt, {}},
                                      {"many", std::nullopt, {}},
                                      {"-1", std::nullopt, {}},
                                      {"1,234", std::nullopt, {}},
                                      {"1e3", std::nullopt, {}},
                                      {"2.5", std::nullopt, {}},
                                      {"2.", std::nullopt, {}},
                                      {".0", std::nullopt, {}},
                                      {"0x10", std::nullopt, {}},
                                      {"1 2", std::nullopt, {}},
                                      {"+", std::nullopt, {}},
                                      {"9223372036854775808", std::nullopt, {}}},
                                     read_count);
}

TEST_CASE("a percentage lies between 0 and 100, a sign is mended") {
  check<std::optional<int>>({{"100", 100, {}},
                             {" 50", 50, {}},
                             {"0", 0, {}},
                             {"", std::nullopt, {}},
                             {"20%", 20, {{"number", "pct", 1}}},
                             {"101", std::nullopt, {{"number", "pct", 1}}},
                             {"-1", std::nullopt, {{"number", "pct", 1}}},
                             {"abc", std::nullopt, {{"number", "pct", 1}}},
                             {"9999999999999999999999", std::nullopt, {{"number", "pct", 1}}}},
                            read_percent);
}

}  // namespace
}  // namespace ruascope
