// SPDX-License-Identifier: MIT
#include "reports/pages.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

TEST_CASE("Text is broken into lines of the width, behind its margin and below its mark") {
  CHECK(wrapped("one two three", 2, 10) == "  one two\n  three\n");
  CHECK(wrapped("- one two three", 2, 10) == "  - one\n    two\n    three\n");
  CHECK(wrapped("-> one two", 0, 8) == "-> one\n   two\n");
  CHECK(wrapped("averylongword that", 0, 5) == "averylongword\nthat\n");
  CHECK(wrapped("no width at all", 1, 0) == " no width at all\n");
  CHECK(wrapped("  blanks   between ", 0, 80) == "blanks between\n");
  CHECK(wrapped("", 2, 80).empty());
}

TEST_CASE("What strangers chose steers no terminal") {
  const auto line = wrapped("a\x1b[31mb c\xE2\x80\xAE", 0, 80);
  CHECK(line.find('\x1b') == std::string::npos);
  CHECK(line.find("\xE2\x80\xAE") == std::string::npos);
  Finding finding;
  finding.code = "source.unknown_steady";
  finding.subject = "x\x1b]0;title\x07";
  finding.what = "w\r\x08";
  finding.advice = "a";
  const auto page = findings_page({finding}, {});
  for (const char c : {'\x1b', '\x07', '\r', '\x08'}) CHECK(page.find(c) == std::string::npos);
}

TEST_CASE("A finding says how bad, what, whose and what to do") {
  Finding finding{Severity::serious, "dkim.unaligned", "example.com", "Sender", 1234, "What.", "Do.", 19676};
  CHECK(findings_page({finding}, {}) ==
        "serious: dkim.unaligned example.com, Sender (1,234 messages), last on 2023-11-15\n"
        "  What.\n  -> Do.\n\n");
  finding.subject = finding.domain;
  finding.messages = 0;
  finding.last_day.reset();
  CHECK(findings_page({finding}, {}) == "serious: dkim.unaligned example.com\n  What.\n  -> Do.\n\n");
  CHECK(findings_page({}, {}).empty());
  CHECK(findings_page({finding}, {80, true, false}).starts_with("\x1b[1mserious"));
}

}  // namespace
}  // namespace ruascope
