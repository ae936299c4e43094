// SPDX-License-Identifier: MIT
#include "ingest/xml.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#ifdef __SANITIZE_ADDRESS__
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // gcc brings no header for it
#endif

namespace ruascope {
using namespace test;
namespace {

// Writes down what the parser says: "(name text)", with "{namespace}" where there is one.
struct Listener : XmlHandler {
  void start_element(std::string_view name, std::string_view name_space, std::int64_t) override {
    said += "(" + std::string{name};
    if (!name_space.empty()) said += fmt::format("{{{}}}", name_space);
    said += " ";
    ++elements;
  }
  void end_element() override { said += ")"; }
  void text(std::string_view piece) override { said += piece; }
  bool satisfied() const override { return elements >= enough; }

  std::string said;
  int elements = 0;
  int enough = 1 << 30;
};

struct Parsed {
  std::string said;
  std::vector<Warning> warnings;
};

Parsed parse(const std::string& xml, const Limits& limits = {}) {
  Listener listener;
  Notes notes;
  parse_xml(*memory_source(xml)->open(), listener, limits, notes);
  Listener dripping;
  Notes ignored;
  parse_xml(*DrippingSource(xml).open(), dripping, limits, ignored);
  CHECK(listener.said == dripping.said);
  return {listener.said, notes.warnings()};
}

ReadError failure(const std::string& xml, const Limits& limits = {}) {
  Listener listener;
  Notes notes;
  return read_error_of([&] { parse_xml(*memory_source(xml)->open(), listener, limits, notes); });
}

TEST_CASE("elements and texts are handed on, markup beside them is not") {
  CHECK(
      parse("<?xml version=\"1.0\"?><a x=\"1\"><!-- c --><b>t&amp;u&#233;</b><?pi x?><c/><![CDATA[<d>]]></a>")
          .said == "(a (b t&u\xC3\xA9)(c )<d>)");
}

TEST_CASE("names come without prefix, that of the root with its namespace") {
  CHECK(parse("<a xmlns=\"urn:x\"><b/></a>").said == "(a{urn:x} (b ))");
  CHECK(parse("<n:a xmlns:n=\"urn:x\"><b/></n:a>").said == "(a{urn:x} (b ))");
}

TEST_CASE("a prefix that was never declared is left out as well") {
  CHECK(parse("<n:a><n:b/></n:a>").said == "(a (b ))");
}

// To a SAX2 handler the parser gives such a prefix apart from the name, as it does the others.
TEST_CASE("a prefix that was never declared is noted once") {
  CHECK(parse("<n:a><n:b/></n:a>").warnings == std::vector<Warning>{{"ns", "n", 1}});
}

TEST_CASE("space before the declaration is passed over") {
  CHECK(parse("\r\n \t<?xml version=\"1.0\"?><a/>").said == "(a )");
}

TEST_CASE("other encodings are read as they are declared") {
  CHECK(parse("<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>\xE9\x93</a>").said ==
        "(a \xC3\xA9\xE2\x80\x9C)");
  CHECK(parse("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9</a>").said == "(a \xC3\xA9)");
  using namespace std::string_literals;
  CHECK(parse("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0"s).said == "(a \xC3\xA9)");
}

TEST_CASE("a text may be longer than the buffers") {
  const std::string text(100'000, 'x');
  Listener listener;
  Notes notes;
  parse_xml(*memory_source("<a>" + text + "</a>")->open(), listener, {}, notes);
  CHECK((listener.said == "(a " + text + ")"));
}

TEST_CASE("what is not well-formed is refused with its line") {
  struct Row {
    const char* xml;
    const char* place;
  };
  const std::vector<Row> rows{
      {"<a>\n<b>\n</a>", "line 3"},      {"<a/>\n\ntext", "line 3"}, {"<a>\nA & B</a>", "line 2"},
      {"<a>\nA &nbsp; B</a>", "line 2"}, {"<a>\xE9</a>", "line 1"},  {"<a x='1' x='2'/>", "line 1"},
      {"<a>\n\x01</a>", "line 2"},       {"<a/>\n<a/>", "line 2"},   {"hello", "line 1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.xml);
    const auto error = failure(row.xml);
    CHECK(error.reason() == "xml");
    CHECK(error.place() == row.place);
  }
}

TEST_CASE("a document that ends between its tags is truncated") {
  for (const auto* xml : {"<a>\n<b>", "<a>\n<b/>", "<a>\n<b>text"}) {
    CAPTURE(xml);
    const auto error = failure(xml);
    CHECK(error.reason() == "truncated");
    CHECK(error.place() == "line 2");
  }
}

// The error of the parser is another one there.
TEST_CASE("a document that ends within a tag is truncated") {
  CHECK(failure("<a>\n<b></a").reason() == "truncated");
}
TEST_CASE("a document that ends within its last tag is truncated") {
  CHECK(failure("<a>\n</a").reason() == "truncated");
}

TEST_CASE("a document of nothing is empty") {
  CHECK(failure("").reason() == "empty");
  CHECK(failure(" \r\n").reason() == "empty");
}

TEST_CASE("a bare document type is noted") {
  const auto parsed = parse("<!DOCTYPE a>\n<a/>");
  CHECK(parsed.said == "(a )");
  CHECK(parsed.warnings == std::vector<Warning>{{"malformed", "doctype", 1}});
}

TEST_CASE("declarations are refused before anything is expanded") {
  const std::vector<std::string> rows{
      "<!ENTITY e \"expanded\">",
      "<!ENTITY % e \"expanded\">",
      "<!ELEMENT a (#PCDATA)>",
      "<!ATTLIST a x CDATA \"1\">",
      "<!ENTITY e SYSTEM \"file:///etc/hostname\">",
      "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">",
  };
  for (const auto& declaration : rows) {
    CAPTURE(declaration);
    Listener listener;
    Notes notes;
    const auto source =
        memory_source("<?xml version=\"1.0\"?>\n<!DOCTYPE a [" + declaration + "]>\n<a>&e;</a>");
    const auto error = read_error_of([&] { parse_xml(*source->open(), listener, {}, notes); });
    CHECK(error.reason() == "dtd");
    CHECK(error.place() == "line 2");
    CHECK(listener.said.empty());
  }
  CHECK(failure("<!DOCTYPE a SYSTEM \"a.dtd\"><a/>").reason() == "dtd");
  CHECK(failure("<!DOCTYPE a PUBLIC \"-//X//Y\" \"http://127.0.0.1/a.dtd\"><a/>").reason() == "dtd");
}

#ifdef __SANITIZE_ADDRESS__
// For an entity the parser makes a document of its own, which is not freed with it.
TEST_CASE("refused declarations leave no memory behind") {
  const auto refuse = [] { failure("<!DOCTYPE a [<!ENTITY e \"expanded\">]><a>&e;</a>"); };
  refuse();
  const auto before = __sanitizer_get_current_allocated_bytes();
  for (int time = 0; time < 10; ++time) refuse();
  const auto after = __sanitizer_get_current_allocated_bytes();
  CHECK(after == before);
}
#endif

// No callback is set for these two.
TEST_CASE("a notation is refused as any declaration is") {
  CHECK(failure("<!DOCTYPE a [<!NOTATION n SYSTEM \"n\">]><a/>").reason() == "dtd");
}
TEST_CASE("an unparsed entity is refused as any declaration is") {
  CHECK(failure("<!DOCTYPE a [<!ENTITY e SYSTEM \"e\" NDATA n>]><a/>").reason() == "dtd");
}

TEST_CASE("an external entity is never read") {
  const TemporaryFolder folder;
  const auto canary = folder.write("canary", "CANARY");
  for (const auto& xml : {fmt::format("<!DOCTYPE a [<!ENTITY e SYSTEM \"file://{}\">]><a>&e;</a>", canary),
                          fmt::format("<!DOCTYPE a [<!ENTITY % e SYSTEM \"{}\"> %e;]><a/>", canary),
                          fmt::format("<!DOCTYPE a SYSTEM \"{}\"><a/>", canary)}) {
    CAPTURE(xml);
    Listener listener;
    Notes notes;
    const auto error = read_error_of([&] { parse_xml(*memory_source(xml)->open(), listener, {}, notes); });
    CHECK(error.reason() == "dtd");
    CHECK(listener.said.empty());
  }
}

TEST_CASE("an entity that nobody declared is not well-formed") {
  CHECK(failure("<a>&e;</a>").reason() == "xml");
}

TEST_CASE("elements nest up to the limit") {
  Limits limits;
  limits.xml_depth = 3;
  CHECK(parse("<a><b><c/><c/></b></a>", limits).said == "(a (b (c )(c )))");
  const auto error = failure("<a>\n<b><c><d/></c></b></a>", limits);
  CHECK(error.reason() == "limit:xml-depth");
  CHECK(error.place() == "line 2");
  CHECK(error.what() == std::string{"exceeds limits.xml-depth (nesting of XML elements: at most 3)"});
}

TEST_CASE("an element has attributes up to the limit") {
  Limits limits;
  limits.xml_attributes = 2;
  CHECK(parse("<a x='1' y='2'/>", limits).said == "(a )");
  const auto error = failure("<a>\n<b x='1' y='2' z='3'/></a>", limits);
  CHECK(error.reason() == "limit:xml-attributes");
  CHECK(error.place() == "line 2");
}

TEST_CASE("what the handler throws comes through, with its line") {
  struct Thrower : Listener {
    void end_element() override { throw ReadError("odd", "an odd thing"); }
  } thrower;
  Notes notes;
  const auto error =
      read_error_of([&] { parse_xml(*memory_source("<a>\n\n<b/></a>")->open(), thrower, {}, notes); });
  CHECK(error.reason() == "odd");
  CHECK(error.place() == "line 3");
  struct Other : Listener {
    void text(std::string_view) override { throw std::out_of_range("other"); }
  } other;
  CHECK_THROWS_AS(parse_xml(*memory_source("<a>x</a>")->open(), other, {}, notes), std::out_of_range);
}

TEST_CASE("a satisfied handler is not bothered with the rest") {
  Listener listener;
  listener.enough = 2;
  Notes notes;
  parse_xml(*DrippingSource("<a><b/><c/> & not even well-formed").open(), listener, {}, notes);
  CHECK(listener.said.starts_with("(a (b "));
  CHECK(listener.elements == 2);
}

}  // namespace
}  // namespace ruascope
