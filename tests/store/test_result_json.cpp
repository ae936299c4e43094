// SPDX-License-Identifier: MIT
#include "store/result_json.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("Reasons are a JSON list of types and comments") {
  CHECK(reasons_json({}) == "[]");
  CHECK(reasons_json(
            {{{ReasonType::local_policy, {}}, "arc=pass"}, {{ReasonType::forwarded, {}}, std::nullopt}}) ==
        R"([{"type":"local_policy","comment":"arc=pass"},{"type":"forwarded","comment":null}])");
}

TEST_CASE("DKIM results are a JSON list in which what is absent is null") {
  CHECK(dkim_json({{"example.com", "s1", {DkimResult::pass, {}}, "ok"},
                   {"", std::nullopt, {DkimResult::unknown, "odd"}, std::nullopt}}) ==
        R"([{"domain":"example.com","selector":"s1","result":"pass","human_result":"ok"},)"
        R"({"domain":null,"selector":null,"result":"unknown","human_result":null}])");
}

TEST_CASE("SPF results are a JSON list in which what is absent is null") {
  CHECK(
      spf_json({{"example.com", Token<SpfScope>{SpfScope::helo, {}}, {SpfResult::softfail, {}}, std::nullopt},
                {"", std::nullopt, {SpfResult::none, {}}, "why"}}) ==
      R"([{"domain":"example.com","scope":"helo","result":"softfail","human_result":null},)"
      R"({"domain":null,"scope":null,"result":"none","human_result":"why"}])");
}

TEST_CASE("The JSON is ASCII: control, direction and ill-formed bytes are escaped") {
  CHECK(reasons_json({{{ReasonType::other, {}}, "a\x1b[31m\x7f\u202Eb\u00E9\U0001F600\xFF\"\\"}}) ==
        R"([{"type":"other","comment":"a\u001b[31m\u007f\u202eb\u00e9\ud83d\ude00\ufffd\"\\"}])");
}

TEST_CASE("Spellings outside the enumerations are kept by their path, and absent where there are none") {
  Record record;
  CHECK_FALSE(raw_json(record));
  record.disposition = {Disposition::unknown, "blocked"};
  record.results.edit().dkim = {Verdict::unknown, "maybe"};
  record.results.edit().reasons = {{{ReasonType::other, "odd"}, std::nullopt}};
  record.results.edit().dkim_results = {{"a", std::nullopt, {DkimResult::pass, {}}, std::nullopt},
                                        {"b", std::nullopt, {DkimResult::unknown, "broken"}, std::nullopt}};
  record.results.edit().spf_results = {
      {"c", Token<SpfScope>{SpfScope::unknown, "both"}, {SpfResult::fail, "hardfail"}, std::nullopt}};
  CHECK(raw_json(record) ==
        std::optional<std::string>{R"({"disposition":"blocked","dkim":"maybe","reasons[0].type":"odd",)"
                                   R"("dkim_results[1].result":"broken","spf_results[0].scope":"both",)"
                                   R"("spf_results[0].result":"hardfail"})"});
}

TEST_CASE("Spellings of a policy are kept by their element") {
  PublishedPolicy policy;
  policy.p = Token<Policy>{Policy::none, {}};
  CHECK_FALSE(raw_json(policy));
  policy.domain_raw = "b\u00FCcher.example";
  policy.sp = Token<Policy>{Policy::unknown, "monitor"};
  policy.adkim = Token<AlignmentMode>{AlignmentMode::strict, "strict"};
  CHECK(raw_json(policy) ==
        std::optional<std::string>{R"({"domain":"b\u00fccher.example","sp":"monitor","adkim":"strict"})"});
}

TEST_CASE("Signatures are read back from what was written") {
  const auto json = dkim_json({{"example.com", "s1", {DkimResult::fail, {}}, "bad \"hash\""},
                               {"", std::nullopt, {DkimResult::none, {}}, std::nullopt}});
  const std::vector<Signature> expected{{"example.com", "s1", "fail"}, {"", std::nullopt, "none"}};
  CHECK(read_signatures(json) == expected);
  CHECK(read_signatures("[]").empty());
}

TEST_CASE("The domains checked as MAIL FROM are those of that scope or of none") {
  const auto scope = [](SpfScope value) { return Token<SpfScope>{value, {}}; };
  const auto json = spf_json({{"helo.example", scope(SpfScope::helo), {SpfResult::pass, {}}, std::nullopt},
                              {"mfrom.example", scope(SpfScope::mfrom), {SpfResult::fail, {}}, std::nullopt},
                              {"", scope(SpfScope::mfrom), {SpfResult::none, {}}, std::nullopt},
                              {"none.example", std::nullopt, {SpfResult::none, {}}, std::nullopt}});
  CHECK(read_mail_from_domains(json) == Lines{"mfrom.example", "none.example"});
  CHECK(read_mail_from_domains("[]").empty());
}

TEST_CASE("Warnings are read back as words, with how often where more than once") {
  const auto json =
      warnings_json({{"conflict", "variant", 1}, {"enum", "disposition=softfail", 3}, {"ns", "", 2}});
  REQUIRE(json);
  CHECK(read_warnings(*json) == Lines{"conflict:variant", "enum:disposition=softfail x3", "ns x2"});
  CHECK_FALSE(warnings_json({}));
  CHECK(read_warnings("").empty());
}

TEST_CASE("Texts are read back as they were") {
  const auto json = texts_json({"one", "tw\u00F6\n"});
  REQUIRE(json);
  CHECK(*json == R"(["one","tw\u00f6\n"])");
  CHECK(read_texts(*json) == Lines{"one", "tw\u00F6\n"});
  CHECK_FALSE(texts_json({}));
  CHECK(read_texts("").empty());
}

}  // namespace
}  // namespace ruascope
