// SPDX-License-Identifier: MIT
#include "ingest/xml.hpp"

#include "ingest/bytes.hpp"
#include "ingest/charset.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

namespace ruascope {
namespace {

// A refused declaration leaves a document behind that the context does not free.
void free_parser(xmlParserCtxtPtr parser) {
  xmlFreeDoc(parser->myDoc);
  xmlFreeParserCtxt(parser);
}

using ParserHandle = Handle<xmlParserCtxt, free_parser>;

// What the callbacks share. No exception may pass through libxml2: the first one waits here.
struct Parse {
  XmlHandler& handler;
  const Limits& limits;
  Notes& notes;
  xmlParserCtxtPtr parser = nullptr;
  std::int64_t depth = 0;
  std::exception_ptr failure{};
  // The first thing that libxml2 found wrong, and whether the document just broke off.
  std::string fault{};
  int fault_line = 0;
  bool broke_off = false;
  bool conversion_failed = false;
  bool is_latin1 = false;  // as declared

  std::int64_t line() const { return xmlSAX2GetLineNumber(parser); }
  std::string place() const { return fmt::format("line {}", line()); }
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

// libxml2 leaves "&" of attributes as a reference for the builder of its tree to replace.
std::string with_ampersands(std::string_view uri) {
  constexpr std::string_view reference = "&#38;";
  std::string text;
  for (std::size_t at = 0; at < uri.size();) {
    const auto next = std::min(uri.find(reference, at), uri.size());
    text += uri.substr(at, next - at);
    if (next < uri.size()) text += '&';
    at = next + reference.size();
  }
  return text;
}

void on_start(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int namespaces,
              const xmlChar**, int attributes, int, const xmlChar**) {
  auto& parse = *static_cast<Parse*>(user);
  parse.guard([&] {
    if (++parse.depth > parse.limits.xml_depth) throw_limit("xml-depth", parse.limits.xml_depth);
    if (attributes + namespaces > parse.limits.xml_attributes)
      throw_limit("xml-attributes", parse.limits.xml_attributes);
    // A prefix without a namespace was never declared.
    if (prefix != nullptr && uri == nullptr) parse.notes.add_once("ns", std::string{view(prefix)});
    // Elements inherit a namespace, which may be long: only that of the root is of interest.
    const auto name_space = parse.depth == 1 ? with_ampersands(view(uri)) : std::string{};
    parse.handler.start_element(view(name), name_space, parse.line());
  });
}

void on_end(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto& parse = *static_cast<Parse*>(user);
  parse.guard([&] {
    --parse.depth;
    parse.handler.end_element();
  });
}

// U+0080 to U+009F, in UTF-8.
bool has_c1_controls(std::string_view text) {
  for (auto at = text.find('\xC2'); at != std::string_view::npos; at = text.find('\xC2', at + 1))
    if (at + 1 < text.size() && text[at + 1] <= '\x9F') return true;
  return false;
}

void on_text(void* user, const xmlChar* bytes, int length) {
  auto& parse = *static_cast<Parse*>(user);
  const std::string_view text{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)};
  parse.guard([&] {
    if (parse.is_latin1 && has_c1_controls(text))
      throw ReadError("xml", "the document says that it is in ISO 8859-1, and holds bytes of windows-1252");
    parse.handler.text(text);
  });
}

void on_error(void* user, xmlErrorPtr error) {
  auto& parse = *static_cast<Parse*>(user);
  if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE) return;
  if (parse.fault.empty()) {
    parse.fault = to_valid_utf8(trim(error->message != nullptr ? error->message : "not well-formed XML"));
    parse.fault_line = error->line;
  }
  const auto* input = parse.parser->input;
  const bool at_end = input != nullptr && *input->cur == 0;
  parse.broke_off = parse.broke_off || error->code == XML_ERR_DOCUMENT_END ||
                    error->code == XML_ERR_TAG_NOT_FINISHED || (error->code == XML_ERR_GT_REQUIRED && at_end);
}

// What the converters of encodings report, which the parser does not hear of: it goes on without the bytes.
void on_conversion_error(void* user, xmlErrorPtr) { static_cast<Parse*>(user)->conversion_failed = true; }

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

void on_notation(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
  static_cast<Parse*>(user)->guard([] { throw_dtd(); });
}

void on_unparsed_entity(void* user, const xmlChar*, const xmlChar*, const xmlChar*, const xmlChar*) {
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
  callbacks.serror = on_error;
  callbacks.internalSubset = on_doctype;
  callbacks.entityDecl = on_entity;
  callbacks.attributeDecl = on_attribute_declaration;
  callbacks.elementDecl = on_element_declaration;
  callbacks.notationDecl = on_notation;
  callbacks.unparsedEntityDecl = on_unparsed_entity;
  return callbacks;
}

xmlParserInputPtr load_nothing(const char*, const char*, xmlParserCtxtPtr) { return nullptr; }

void say_nothing(void*, const char*, ...) {}

void prepare_libxml2() {
  static const bool once = [] {
    xmlInitParser();
    xmlSetExternalEntityLoader(load_nothing);
    return true;
  }();
  thread_local const bool once_a_thread = [] {
    xmlSetGenericErrorFunc(nullptr, say_nothing);
    return true;
  }();
  static_cast<void>(once);
  static_cast<void>(once_a_thread);
}

[[noreturn]] void throw_malformed(const Parse& parse) {
  if (parse.broke_off && parse.depth > 0)
    throw ReadError("truncated", "the document ends before its last element is closed", parse.place(),
                    "fetch the report again; a mail or file may have been cut");
  throw ReadError("xml", parse.fault.empty() ? "not well-formed XML" : parse.fault,
                  parse.fault_line > 0 ? fmt::format("line {}", parse.fault_line) : parse.place());
}

// What the parser keeps until it is whole: a tag, a comment, an instruction. A tag of this length holds too
// few attributes for comparing each with each other to matter, which the parser does before it tells of them.
constexpr std::ptrdiff_t most_kept_bytes = 128 << 10;

// Asked after each chunk, in the parser's own UTF-8: no encoding hides anything from it.
void check_cost(const Parse& parse) {
  if (xmlDictSize(parse.parser->dict) > parse.limits.xml_names)
    throw_limit("xml-names", parse.limits.xml_names, parse.place());
  const auto* input = parse.parser->input;
  if (input != nullptr && input->end - input->cur > most_kept_bytes)
    throw ReadError("xml", "a tag, comment or instruction of more than 128 KiB", parse.place());
}

void feed(Parse& parse, const char* bytes, std::size_t size, bool last) {
  xmlParseChunk(parse.parser, bytes, static_cast<int>(size), last ? 1 : 0);
  if (parse.failure) std::rethrow_exception(parse.failure);
  check_cost(parse);
  if (parse.parser->wellFormed == 0 || parse.conversion_failed) throw_malformed(parse);
}

// What mailers put before the declaration is common and an error to the parser. UTF-16 is left to it whole.
std::size_t leading_padding(std::string_view chunk) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  constexpr std::string_view padding{" \t\r\n\0", 5};
  std::size_t at = 0;
  while (at < chunk.size() && !is_utf16(chunk.substr(at))) {
    if (chunk.substr(at).starts_with(mark))
      at += mark.size();
    else if (padding.find(chunk[at]) != std::string_view::npos)
      ++at;
    else
      break;
  }
  return at;
}

// While it lives, this thread's parse hears of conversion errors.
class ConversionErrors {
 public:
  explicit ConversionErrors(Parse& parse) { xmlSetStructuredErrorFunc(&parse, on_conversion_error); }
  ~ConversionErrors() { xmlSetStructuredErrorFunc(nullptr, nullptr); }
  ConversionErrors(const ConversionErrors&) = delete;
  ConversionErrors& operator=(const ConversionErrors&) = delete;
};

// The parser trusts a byte order mark and passes over a declaration that says otherwise.
void note_misnomer(std::string_view start, Notes& notes) {
  if (!is_utf16(start)) return;
  const auto declared = declared_encoding(start);
  if (!declared.empty() && !declared.starts_with("utf-16"))
    notes.add_once("encoding", misnomer_of_utf16(declared));
}

}  // namespace

std::optional<char32_t> html_entity(std::string_view name) {
  const auto* entity = htmlEntityLookup(reinterpret_cast<const xmlChar*>(std::string{name}.c_str()));
  if (entity == nullptr) return std::nullopt;
  return static_cast<char32_t>(entity->value);
}

void parse_xml(ByteStream& stream, XmlHandler& handler, const Limits& limits, Notes& notes,
               std::int64_t first_line) {
  prepare_libxml2();
  static xmlSAXHandler callbacks = make_callbacks();
  Parse parse{handler, limits, notes};
  ParserHandle parser{xmlCreatePushParserCtxt(&callbacks, &parse, nullptr, 0, nullptr)};
  if (!parser) throw Error("libxml2 could not be set up");
  parse.parser = parser.get();
  const ConversionErrors listening(parse);
  parser->input->line = static_cast<int>(first_line);
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

  char chunk[32 << 10];
  bool started = false;
  while (const auto got = stream.read(chunk, sizeof chunk)) {
    const auto skipped = started ? 0 : leading_padding({chunk, got});
    parser->input->line += static_cast<int>(std::count(chunk, chunk + skipped, '\n'));
    if (!started && skipped < got) {
      note_misnomer({chunk + skipped, got - skipped}, notes);
      parse.is_latin1 = is_latin1_name(declared_encoding({chunk + skipped, got - skipped}));
    }
    started = started || skipped < got;
    if (skipped < got) {
      feed(parse, chunk + skipped, got - skipped, false);
    }
    if (handler.satisfied()) return;
  }
  if (!started) throw ReadError("empty", "the document is empty");
  feed(parse, nullptr, 0, true);
  if (parse.depth > 0) throw_malformed(parse);
}

}  // namespace ruascope
