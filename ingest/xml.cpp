// SPDX-License-Identifier: MIT
#include "ingest/xml.hpp"

#include "ingest/bytes.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"
#include "ingest/model/text.hpp"

#include <cstring>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

namespace ruascope {
namespace {

using ParserHandle = Handle<xmlParserCtxt, xmlFreeParserCtxt>;

// What the callbacks share. No exception may pass through libxml2: the first one waits here.
struct Parse {
  XmlHandler& handler;
  const Limits& limits;
  Notes& notes;
  xmlParserCtxtPtr parser = nullptr;
  std::int64_t depth = 0;
  std::exception_ptr failure;

  std::string place() const { return fmt::format("line {}", xmlSAX2GetLineNumber(parser)); }
  bool stopped() const { return failure != nullptr; }

  template <class Action>
  void guard(Action action) noexcept {
    if (stopped()) return;
    try {
      action();
    } catch (const ReadError& error) {
      const ReadError placed(error.reason(), error.what(), error.place().empty() ? place() : error.place(),
                             error.hint());
      failure = std::make_exception_ptr(placed);
    } catch (...) {
      failure = std::current_exception();
    }
    if (stopped()) xmlStopParser(parser);
  }
};

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

void on_start(void* user, const xmlChar* name, const xmlChar*, const xmlChar* uri, int, const xmlChar**,
              int attributes, int, const xmlChar**) {
  auto& parse = *static_cast<Parse*>(user);
  parse.guard([&] {
    if (++parse.depth > parse.limits.xml_depth) throw_limit("xml-depth", parse.limits.xml_depth);
    if (attributes > parse.limits.xml_attributes) throw_limit("xml-attributes", parse.limits.xml_attributes);
    std::string_view local = view(name);
    // A prefix that was never declared stays part of the name.
    if (const auto colon = local.rfind(':'); colon != std::string_view::npos) {
      parse.notes.add_once("ns", std::string{local.substr(0, colon)});
      local.remove_prefix(colon + 1);
    }
    parse.handler.start_element(local, view(uri));
  });
}

void on_end(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto& parse = *static_cast<Parse*>(user);
  parse.guard([&] {
    --parse.depth;
    parse.handler.end_element();
  });
}

void on_text(void* user, const xmlChar* text, int length) {
  auto& parse = *static_cast<Parse*>(user);
  parse.guard(
      [&] { parse.handler.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)}); });
}

[[noreturn]] void throw_dtd() {
  throw ReadError(
      "dtd", "the document brings declarations of its own (DOCTYPE with content), which reports never do");
}

// A bare <!DOCTYPE feedback> is harmless; anything that could define or load is not.
void on_doctype(void* user, const xmlChar*, const xmlChar* external, const xmlChar* system) {
  auto& parse = *static_cast<Parse*>(user);
  parse.guard([&] {
    if (external != nullptr || system != nullptr) throw_dtd();
    parse.notes.add_once("malformed", "doctype");
  });
}

void on_entity(void* user, const xmlChar*, int, const xmlChar*, const xmlChar*, xmlChar*) {
  static_cast<Parse*>(user)->guard([] { throw_dtd(); });
}

void on_attribute_declaration(void* user, const xmlChar*, const xmlChar*, int, int, const xmlChar*,
                              xmlEnumerationPtr values) {
  xmlFreeEnumeration(values);
  static_cast<Parse*>(user)->guard([] { throw_dtd(); });
}

void on_element_declaration(void* user, const xmlChar*, int, xmlElementContentPtr) {
  static_cast<Parse*>(user)->guard([] { throw_dtd(); });
}

xmlSAXHandler make_callbacks() {
  xmlSAXHandler callbacks{};
  callbacks.initialized = XML_SAX2_MAGIC;
  callbacks.startElementNs = on_start;
  callbacks.endElementNs = on_end;
  callbacks.characters = on_text;
  callbacks.cdataBlock = on_text;
  callbacks.internalSubset = on_doctype;
  callbacks.entityDecl = on_entity;
  callbacks.attributeDecl = on_attribute_declaration;
  callbacks.elementDecl = on_element_declaration;
  return callbacks;
}

xmlParserInputPtr load_nothing(const char*, const char*, xmlParserCtxtPtr) { return nullptr; }

void prepare_libxml2() {
  static const bool once = [] {
    xmlInitParser();
    xmlSetExternalEntityLoader(load_nothing);
    return true;
  }();
  static_cast<void>(once);
}

[[noreturn]] void throw_malformed(const Parse& parse) {
  const xmlError* error = xmlCtxtGetLastError(parse.parser);
  if (error != nullptr && error->code == XML_ERR_DOCUMENT_END && parse.depth > 0)
    throw ReadError("truncated", "the document ends before its last element is closed", parse.place(),
                    "fetch the report again; a mail or file may have been cut");
  if (error == nullptr) throw ReadError("xml", "the document is not well-formed XML", parse.place());
  std::string reason{trim(error->message != nullptr ? error->message : "not well-formed XML")};
  throw ReadError("xml", to_valid_utf8(reason), fmt::format("line {}", error->line));
}

void feed(Parse& parse, const char* bytes, std::size_t size, bool last) {
  xmlParseChunk(parse.parser, bytes, static_cast<int>(size), last ? 1 : 0);
  if (parse.failure) std::rethrow_exception(parse.failure);
  if (parse.parser->wellFormed == 0) throw_malformed(parse);
}

// White space before the declaration is common (mailers add line breaks) and an error to the parser.
std::size_t leading_space(std::string_view chunk) {
  const auto first = chunk.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? chunk.size() : first;
}

}  // namespace

void parse_xml(ByteStream& stream, XmlHandler& handler, const Limits& limits, Notes& notes) {
  prepare_libxml2();
  static xmlSAXHandler callbacks = make_callbacks();
  Parse parse{handler, limits, notes, nullptr, 0, nullptr};
  ParserHandle parser{xmlCreatePushParserCtxt(&callbacks, &parse, nullptr, 0, nullptr)};
  if (!parser) throw Error("libxml2 could not be set up");
  parse.parser = parser.get();
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

  char chunk[32 << 10];
  bool started = false;
  while (const auto got = stream.read(chunk, sizeof chunk)) {
    const auto skipped = started ? 0 : leading_space({chunk, got});
    started = started || skipped < got;
    if (skipped < got) feed(parse, chunk + skipped, got - skipped, false);
    if (handler.satisfied()) return;
  }
  if (!started) throw ReadError("empty", "the document is empty");
  feed(parse, nullptr, 0, true);
}

}  // namespace ruascope
