// SPDX-License-Identifier: MIT
#include "ingest/model/text.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

TEST_CASE("trimming takes XML and Unicode spaces off both ends alone") {
  CHECK(trim(" \t\r\nnone\n ") == "none");
  CHECK(trim("\xC2\xA0none\xE2\x80\x8B") == "none");
  CHECK(trim("\xEF\xBB\xBF none\xE3\x80\x80 ") == "none");
  CHECK(trim("Enterprise  Outlook") == "Enterprise  Outlook");
  CHECK(trim("a\xC2\xA0"
             "b") ==
        "a\xC2\xA0"
        "b");
  CHECK(trim("\xC3\xA9") == "\xC3\xA9");
  CHECK(trim(" \n ").empty());
  CHECK(trim("").empty());
}

TEST_CASE("only ASCII letters are lowered") {
  CHECK(lower_ascii("AbZ-09[@`{") == "abz-09[@`{");
  CHECK(lower_ascii("\xC3\x89T\xC3\xA9") == "\xC3\x89t\xC3\xA9");
  CHECK(is_same_ignoring_case("Yahoo! Inc.", "YAHOO! inc."));
  CHECK_FALSE(is_same_ignoring_case("Yahoo", "Yahoo "));
  CHECK_FALSE(is_same_ignoring_case("\xC3\x89", "\xC3\xA9"));
  CHECK(is_same_ignoring_case("", ""));
}

struct Sequence {
  const char* what;
  std::string bytes;
  std::size_t length;
};

TEST_CASE("a UTF-8 sequence is measured, an ill-formed one has no length") {
  const std::vector<Sequence> rows{
      {"ASCII", "a", 1},
      {"NUL", std::string(1, '\0'), 1},
      {"DEL", "\x7F", 1},
      {"two bytes, the first", "\xC2\x80", 2},
      {"two bytes, the last", "\xDF\xBF", 2},
      {"three bytes, the first", "\xE0\xA0\x80", 3},
      {"before the surrogates", "\xED\x9F\xBF", 3},
      {"after the surrogates", "\xEE\x80\x80", 3},
      {"four bytes, the first", "\xF0\x90\x80\x80", 4},
      {"U+10FFFF", "\xF4\x8F\xBF\xBF", 4},
      {"nothing", "", 0},
      {"a lone tail byte", "\x80", 0},
      {"overlong slash", "\xC0\xAF", 0},
      {"overlong, C1", "\xC1\xBF", 0},
      {"overlong, three bytes", "\xE0\x9F\xBF", 0},
      {"a surrogate", "\xED\xA0\x80", 0},
      {"overlong, four bytes", "\xF0\x8F\xBF\xBF", 0},
      {"beyond U+10FFFF", "\xF4\x90\x80\x80", 0},
      {"F5", "\xF5\x80\x80\x80", 0},
      {"cut after one of two", "\xC3", 0},
      {"cut after two of three", "\xE2\x80", 0},
      {"cut after three of four", "\xF0\x9F\x98", 0},
      {"Latin-1", "\xE9t\xE9", 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(utf8_sequence(row.bytes) == row.length);
    CHECK(utf8_sequence(row.bytes + "a") == row.length + (row.bytes.empty() ? 1 : 0));
  }
}

TEST_CASE("text is valid UTF-8 as a whole or not at all") {
  CHECK(is_valid_utf8(""));
  CHECK(is_valid_utf8("caf\xC3\xA9 \xF0\x9F\x98\x80"));
  CHECK_FALSE(is_valid_utf8("caf\xE9"));
  CHECK_FALSE(is_valid_utf8("caf\xC3"));
  CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));
}

TEST_CASE("each ill-formed byte becomes a replacement character") {
  CHECK(to_valid_utf8("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK(to_valid_utf8("\xE9t\xE9") == "\xEF\xBF\xBDt\xEF\xBF\xBD");
  CHECK(to_valid_utf8("a\xE2\x80") == "a\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(to_valid_utf8("\xC0\xAF!") == "\xEF\xBF\xBD\xEF\xBF\xBD!");
  CHECK(to_valid_utf8("").empty());
}

TEST_CASE("a text is cut between characters, not within one") {
  const std::string text = "a\xC3\xA9\xF0\x9F\x98\x80z";  // 1 + 2 + 4 + 1 bytes
  const std::vector<std::size_t> lengths{0, 1, 1, 3, 3, 3, 3, 7, 8, 8};
  for (std::size_t limit = 0; limit < lengths.size(); ++limit) {
    CAPTURE(limit);
    CHECK(clip_utf8(text, limit) == text.substr(0, lengths[limit]));
  }
}

}  // namespace
}  // namespace ruascope
