// SPDX-License-Identifier: MIT
#include "reports/escape.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

TEST_CASE("A JSON string of plain text is that text in quotes") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("abc ~/'<>&") == R"("abc ~/'<>&")");
}

TEST_CASE("Quotes, backslashes and control characters are escaped in JSON") {
  CHECK(json_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_string("\n\t\r") == R"("\n\t\u000d")");
  CHECK(json_string(std::string_view{"\0\x1b[2J\x7f", 6}) == R"("\u0000\u001b[2J\u007f")");
  CHECK(json_string("\u009b") == R"("\u009b")");
}

TEST_CASE("JSON is ASCII: direction marks and letters beyond it are escaped") {
  CHECK(json_string("\u202Eabc\u2066") == R"("\u202eabc\u2066")");
  CHECK(json_string("\u00FC\u65E5") == R"("\u00fc\u65e5")");
}

TEST_CASE("Characters beyond the first plane are surrogate pairs in JSON") {
  CHECK(json_string("\U0001F600") == R"("\ud83d\ude00")");
  CHECK(json_string("\U00010000\U0010FFFF") == R"("\ud800\udc00\udbff\udfff")");
}

TEST_CASE("Each ill-formed byte is the replacement character in JSON") {
  CHECK(json_string("a\xFFz") == R"("a\ufffdz")");
  CHECK(json_string("\xC3") == R"("\ufffd")");
  CHECK(json_string("\xED\xA0\x80") == R"("\ufffd\ufffd\ufffd")");
  CHECK(json_string("\xC0\xAF") == R"("\ufffd\ufffd")");
}

TEST_CASE("Plain text of any script reaches the terminal as it is") {
  CHECK(terminal_text("abc \u00FC \u65E5\u672C \U0001F600 \\u{001B}") ==
        "abc \u00FC \u65E5\u672C \U0001F600 \\u{001B}");
  CHECK(terminal_text("\u00A0\u061B\u061D\u200A\u2010\u2027\u202F\u205F\u2070\uFEFE") ==
        "\u00A0\u061B\u061D\u200A\u2010\u2027\u202F\u205F\u2070\uFEFE");
}

TEST_CASE("Control characters reach no terminal") {
  CHECK(terminal_text(std::string_view{"a\0b", 3}) == "a\\u{0000}b");
  CHECK(terminal_text("\x1b[31m\n\r\t\x1f") == "\\u{001B}[31m\\u{000A}\\u{000D}\\u{0009}\\u{001F}");
  CHECK(terminal_text("\x7f") == "\\u{007F}");
  CHECK(terminal_text("\u0080\u009B\u009F") == "\\u{0080}\\u{009B}\\u{009F}");
}

TEST_CASE("Marks that turn the direction or take no room reach no terminal") {
  CHECK(terminal_text("\u061C") == "\\u{061C}");
  CHECK(terminal_text("\u200B\u200F") == "\\u{200B}\\u{200F}");
  CHECK(terminal_text("\u2028\u202A\u202E") == "\\u{2028}\\u{202A}\\u{202E}");
  CHECK(terminal_text("\u2060\u2066\u206F") == "\\u{2060}\\u{2066}\\u{206F}");
  CHECK(terminal_text("\uFEFF") == "\\u{FEFF}");
  CHECK(terminal_text("\u00AD") == "\\u{00AD}");
  CHECK(terminal_text("\U000E0041") == "\\u{E0041}");
}

TEST_CASE("Each ill-formed byte is the replacement character on a terminal") {
  CHECK(terminal_text("a\xFF\x9Bz") == "a\uFFFD\uFFFDz");
}

TEST_CASE("A CSV field is quoted only where it must be") {
  CHECK(csv_field("", false) == "");
  CHECK(csv_field("plain text 'x'", false) == "plain text 'x'");
  CHECK(csv_field("x;=1+1", false) == "\"x;=1+1\"");
  CHECK(csv_field("a,b", false) == "\"a,b\"");
  CHECK(csv_field("say \"hi\"", false) == "\"say \"\"hi\"\"\"");
}

TEST_CASE("A CSV field steers no terminal") {
  CHECK(csv_field("one\ntwo", false) == "one\\u{000A}two");
  CHECK(csv_field("\x1B[31m\u202E", false) == "\\u{001B}[31m\\u{202E}");
}

TEST_CASE("A CSV field that a spreadsheet would run gets an apostrophe") {
  CHECK(csv_field("=1+1", false) == "'=1+1");
  CHECK(csv_field("+1", false) == "'+1");
  CHECK(csv_field("-1", false) == "'-1");
  CHECK(csv_field("@SUM(A1)", false) == "'@SUM(A1)");
  CHECK(csv_field("\tx", false) == "'\\u{0009}x");
  CHECK(csv_field("\rx", false) == "'\\u{000D}x");
  CHECK(csv_field("=HYPERLINK(\"a\",\"b\")", false) == "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"");
  CHECK(csv_field("a=1", false) == "a=1");
}

TEST_CASE("A raw CSV field keeps what a spreadsheet or a terminal would run, and its quoting") {
  CHECK(csv_field("=1+1", true) == "=1+1");
  CHECK(csv_field("@a,b", true) == "\"@a,b\"");
  CHECK(csv_field("one\ntwo", true) == "\"one\ntwo\"");
  CHECK(csv_field("one\rtwo", true) == "\"one\rtwo\"");
  CHECK(csv_field("\x1B[31m", true) == "\x1B[31m");
}

TEST_CASE("A CSV field is well-formed UTF-8") { CHECK(csv_field("caf\xE9", true) == "caf\uFFFD"); }

TEST_CASE("A Markdown cell holds no markup, no bar and no line break") {
  CHECK(markdown_cell("plain text 1.2") == "plain text 1.2");
  CHECK(markdown_cell("a|b") == "a\\|b");
  CHECK(markdown_cell("*a* _b_ `c` [d](e) <f> #g !h ~i") ==
        "\\*a\\* \\_b\\_ \\`c\\` \\[d\\]\\(e\\) \\<f\\> \\#g \\!h \\~i");
  CHECK(markdown_cell("a\\|b") == "a\\\\\\|b");
  CHECK(markdown_cell("a\nb").find('\n') == std::string::npos);
  CHECK(markdown_cell("a\nb") == "a\\\\u\\{000A\\}b");
}

TEST_CASE("Text takes a column a letter, wide characters two, combining marks none") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("\u00FC\u00E9") == 2);
  CHECK(display_width("\u65E5\u672C") == 4);
  CHECK(display_width("\uAC00\uFF21\U0001F600") == 6);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("\xFF") == 1);
}

TEST_CASE("Text that fits is left whole") {
  CHECK(fit_width("abc", 3) == "abc");
  CHECK(fit_width("\u65E5\u672C", 4) == "\u65E5\u672C");
  CHECK(fit_width("", 0) == "");
}

TEST_CASE("Text that does not fit is cut and ends in an ellipsis") {
  CHECK(fit_width("abcd", 3) == "ab\u2026");
  CHECK(fit_width("abcd", 1) == "\u2026");
  CHECK(fit_width("abcd", 0) == "");
  CHECK(fit_width("\u00FC\u00FC\u00FC", 2) == "\u00FC\u2026");
}

TEST_CASE("A wide character is not cut in half, and a combining mark stays with its letter") {
  CHECK(fit_width("\u65E5\u672C\u8A9E", 4) == "\u65E5\u2026");
  CHECK(display_width(fit_width("\u65E5\u672C\u8A9E", 4)) == 3);
  CHECK(fit_width("\u65E5\u672C", 2) == "\u2026");
  CHECK(fit_width("e\u0301xyz", 2) == "e\u0301\u2026");
}

}  // namespace
}  // namespace ruascope
