// SPDX-License-Identifier: MIT
#include "ingest/within_text.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using Texts = std::vector<std::string>;

// What the reading of a text is cut into, in bytes: chunks, and once the pieces of long lines.
constexpr std::size_t piece_bytes = 64 << 10;

const std::string report_parts = "<report_metadata><report_id>r1</report_id></report_metadata>";

bool has_xml(const std::string& text) { return has_xml_within(*memory_source(text)); }

std::string within(const std::string& text) { return all_of(*xml_within(memory_source(text))); }

std::string without_line_feeds(std::string text) {
  std::erase(text, '\n');
  return text;
}

// Line by line with `mark` in front.
std::string marked(const std::string& text, const std::string& mark) {
  std::string result;
  bool starts_line = true;
  for (const char c : text) {
    if (starts_line) result += mark;
    result += c;
    starts_line = c == '\n';
  }
  return result;
}

// Prose of one line that ends where `text` begins, so that a piece ends at byte `at` of it.
std::string cut_at(std::size_t at, const std::string& text) {
  return std::string(piece_bytes - at, 'x') + text;
}

std::string place_of_refusal(const std::string& text) {
  const auto sink = read_input(text);
  return sink.refused.size() == 1 ? sink.refused.front().place : "";
}

TEST_CASE("a report within a text is a start tag with an element of reports behind it") {
  for (const auto* text : {"see <feedback><report_metadata>", "see <feedback>\n<report_metadata",
                           "> <FEEDBACK>\n> <Policy_Published>", "see <a:feedback xmlns:a='x'><a:record/>",
                           "see <feedback\n> <record\n>", "<feedback@reporter.example> <feedback><record>"}) {
    CAPTURE(text);
    CHECK(has_xml(text));
  }
  for (const auto* text :
       {"", "hello", "Send <feedback> to us", "Send <feedback> to us, a <b>record</b> of it</record>",
        "<feedback@reporter.example> wrote:\n<record>", "<feedback></feedback>", "<record><feedback>",
        "<feedback><records@reporter.example>", "<feedback><records>", "<feedback><report_meta"}) {
    CAPTURE(text);
    CHECK_FALSE(has_xml(text));
  }
}

TEST_CASE(
    "how far behind the start tag the report goes on does not matter, how far in front it begins does") {
  const std::string far(2 << 20, ' ');
  CHECK(has_xml("<feedback>" + far + "<record>"));
  CHECK(has_xml(std::string((1 << 20) - 1, ' ') + "<feedback><record>"));
  CHECK_FALSE(has_xml(std::string(1 << 20, ' ') + "<feedback><record>"));
}

TEST_CASE("tags are told wherever the text is cut") {
  const std::string text = "<ns1:feedback a='b'>\n<ns1:record>";
  CHECK(has_xml_within(DrippingSource(text)));
  for (std::size_t at = 0; at <= text.size(); ++at) {
    CAPTURE(at);
    CHECK(has_xml(cut_at(at, text)));
  }
}

TEST_CASE("prose with the word for a tag in it makes no mail and no text unreadable") {
  const Texts prose{"Send <feedback> to us.\n", "Ask <feedback@reporter.example>, for the record.\n"};
  for (const auto& text : prose) {
    CAPTURE(text);
    const auto sink = read_input("From: a@reporter.example\nSubject: x\nMIME-Version: 1.0\n\n" + text);
    CHECK(refusals(sink).empty());
    CHECK(sink.passed_over == Texts{"no_report input"});
    CHECK(read_input(text, {}, false).passed_over == Texts{"text input"});
  }
}

TEST_CASE("a report that breaks off behind its first tags is told as one") {
  CHECK(refusals(read_input("See:\n<feedback>\n<report_metadata")) == Texts{"input: truncated"});
}

TEST_CASE("a report in one long line is the same wherever the line is cut") {
  const auto xml = without_line_feeds(ReportText{}.xml());
  for (std::size_t at = 0; at <= xml.size(); ++at) {
    CAPTURE(at);
    REQUIRE(within(cut_at(at, xml) + " prose") == xml);
  }
}

TEST_CASE("line ends, quote marks and soft line breaks are told wherever the text is cut") {
  const std::string text =
      "<?XML version='1.0'?>\r\n> <feedback>\n> > <version>1.0</version>\n>>  <report_metadata>\n"
      "<org_name>a name \nof two \r\n> lines</org_name>\r\n> \n</ns1:feedback >\n";
  const std::string xml =
      "<?XML version='1.0'?>\r\n<feedback>\n<version>1.0</version>\n <report_metadata>\n"
      "<org_name>a name of two lines</org_name>\r\n\n\n\n</ns1:feedback >\n";
  CHECK(within(text) == xml);
  CHECK(all_of(*xml_within(std::make_shared<DrippingSource>(text))) == xml);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    CAPTURE(at);
    REQUIRE(within(cut_at(at, text)) == xml);
  }
}

TEST_CASE("a long line loses no bracket that stands where it is cut") {
  ReportText report;
  report.records.resize(1000);
  const auto xml = without_line_feeds(report.xml());
  REQUIRE(xml.size() > 4 * piece_bytes);
  for (std::size_t shift = 0; shift < 100; ++shift) {
    CAPTURE(shift);
    REQUIRE(within("> " + std::string(shift, '-') + xml + "\n") == xml + "\n");
  }
  const auto sink = read_input("See:\n> " + xml + "\n");
  REQUIRE(report_ids(sink) == Texts{"r1"});
  CHECK(sink.reports.front().records.size() == 1000);
  CHECK(sink.reports.front().end.warnings.size() == 1);  // that it stood within a text
}

TEST_CASE("what is left out leaves its line feeds, but behind the last report") {
  CHECK(within("").empty());
  CHECK(within("no\nreport\n").empty());
  CHECK(within("a\r\nb\n\n> c <feedback><record/>\n> </feedback> d\ne\n") ==
        "\n\n\n<feedback><record/>\n</feedback>\n");
  CHECK(within("<feedback><record/></feedback>") == "<feedback><record/></feedback>");
  CHECK(
      within("a\n<feedback><record/></feedback>\nb\n\n<feedback><record/></feedback> "
             "<feedback><record/></feedback>\nc") ==
      "\n<feedback><record/></feedback>\n\n\n<feedback><record/></feedback><feedback><record/></feedback>\n");
}

TEST_CASE("a tag that ends on the next line keeps its end, quoted or not") {
  const std::string xml = "<feedback\n xmlns='urn:x'\n>\n<record\n></record\n>\n</feedback\n>\n";
  CHECK(within("Hello\n" + xml + "bye\n") == "\n" + xml);
  CHECK(within(marked("Hello\n" + xml + "bye\n", "> ")) == "\n" + xml);
}

TEST_CASE("a mention before a report is none") {
  for (const auto* mention :
       {"see the <feedback> element </feedback>", "here is <feedback> for you", "<Feedback>"})
    CHECK(within(mention + ("\n<feedback>" + report_parts)) == "\n<feedback>" + report_parts);
}

TEST_CASE("a quoted report is the same document as the file it was quoted from") {
  const auto xml = ReportText{}.xml();
  CHECK(within(marked(xml, "> ")) == xml);
  CHECK(within(marked(xml, "> > ") + "\nprose\n") == xml);
}

TEST_CASE("errors tell the line of the text") {
  const std::string cut = "<feedback>\n<report_metadata>\n<org_name>a name";
  CHECK(place_of_refusal(cut) == "line 3");
  CHECK(place_of_refusal("Hello,\n\nsee:\n" + cut) == "line 6");
  CHECK(place_of_refusal("Hello,\r\n\r\nsee:\r\n" + marked(cut, "> ")) == "line 6");
  CHECK(place_of_refusal("Hello,\n" + std::string(100'000, '\n') + cut) == "line 100004");
  CHECK(place_of_refusal("Hello,\n<feedback>\n<report_metadata>\n<email>a \nb \nc</email>\n<org_name>a") ==
        "line 7");
}

TEST_CASE("many reports in one line are taken out without looking at the rest of it for each") {
  std::string pairs;
  while (pairs.size() < 4 << 20) pairs += "<feedback></feedback>";
  CHECK(within(pairs).empty());
  std::string reports;
  while (reports.size() < 4 << 20) reports += "<feedback><record/></feedback>";
  const bool all = within(reports) == reports;
  CHECK(all);
  CHECK_FALSE(has_xml(pairs));
  CHECK(has_xml(pairs + report_parts));
  CHECK(refusals(read_input("text: " + pairs)) == Texts{"input: no-report"});
}

}  // namespace
}  // namespace ruascope
