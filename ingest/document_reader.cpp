// SPDX-License-Identifier: MIT
#include "ingest/document_reader.hpp"

#include "ingest/gzip.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/report_reader.hpp"
#include "ingest/sniff.hpp"
#include "ingest/zip.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

// RFC 8460 section 4.4: the JSON of a TLS report names these.
bool is_tls_report(std::string_view head) {
  return head.find("\"policies\"") != std::string_view::npos &&
         (head.find("organization-name") != std::string_view::npos ||
          head.find("date-range") != std::string_view::npos);
}

// Yahoo and AOL once mailed archives that hold nothing but this word.
bool is_placeholder(std::string_view head) { return trim(head) == "unused"; }

}  // namespace

DocumentReader::DocumentReader(const FeedbackOptions& options, Sink& sink)
    : options_(options), sink_(sink), reports_(std::make_unique<ReportReader>(options, sink)) {}
DocumentReader::~DocumentReader() = default;

void DocumentReader::read(const Document& input, bool named) {
  Context context;
  context.notes = std::make_shared<Notes>();
  context.budget = std::make_shared<UnpackBudget>(UnpackBudget{options_.limits.carrier_bytes});
  context.input = std::make_shared<Document>(input);
  context.otherwise = named ? Otherwise::refuse : Otherwise::count;
  read_guarded(input, context);
}

void DocumentReader::read_guarded(const Document& document, const Context& context) {
  try {
    read_any(document, context);
  } catch (const ReadError& error) {
    ++found_;
    sink_.unreadable({document.origin, error.place(), error.reason(), error.what(), error.hint()},
                     *context.input);
  } catch (const InputError& error) {
    ++found_;
    sink_.unreadable({document.origin, "", "input", error.what(), error.hint()}, *context.input);
  }
}

void DocumentReader::read_any(const Document& document, const Context& context) {
  const auto head = read_head(*document.bytes, sniff_bytes);
  switch (sniff(head)) {
    case Content::empty: throw ReadError("empty", "the document is empty");
    case Content::gzip: return read_gzip(document, context);
    case Content::zip: return read_zip(document, context);
    case Content::mail: return read_mail(document, context);
    case Content::mbox: return read_mbox(document, context);
    case Content::mail_log: return ignore("mail_log", document.origin);
    case Content::unsupported_archive:
      throw ReadError("method", fmt::format("{} is not supported", archive_name(head)), {},
                      "unpack it, or save the mail as .eml, and import that");
    case Content::json:
      if (is_tls_report(head)) return ignore("tls_report", document.origin);
      return read_without_report(document, head, context);
    case Content::xml:
      ++found_;
      return reports_->read({document.origin, limited(document.bytes, options_.limits, context.budget),
                             document.carrier, document.name},
                            context.notes);
    default: return read_without_report(document, head, context);
  }
}

void DocumentReader::read_without_report(const Document& document, std::string_view head,
                                         const Context& context) {
  if (is_placeholder(head)) return ignore("placeholder", document.origin);
  if (sniff(head) == Content::unknown)
    throw ReadError("not-xml", "neither a report nor an archive, a mail or a log: the content is unknown");
  if (context.otherwise == Otherwise::pass) return;
  if (context.otherwise == Otherwise::count) return ignore("text", document.origin);
  throw ReadError("no-report", "no report, mail or mail log is in it");
}

void DocumentReader::check_packed_size(const Document& document) const {
  const auto* sized = dynamic_cast<const SeekableSource*>(document.bytes.get());
  if (sized != nullptr && sized->size() > options_.limits.message_bytes)
    throw_limit("message-bytes", options_.limits.message_bytes);
}

DocumentReader::Context DocumentReader::one_layer_in(const Context& context) const {
  if (context.layers >= options_.limits.layers) throw_limit("layers", options_.limits.layers);
  Context inner = context;
  ++inner.layers;
  inner.notes = std::make_shared<Notes>(*context.notes);
  if (context.layers > 0) inner.notes->add_once("wrap", "archive within an archive");
  return inner;
}

void DocumentReader::read_gzip(const Document& document, const Context& context) {
  check_packed_size(document);
  const auto inner = one_layer_in(context);
  const auto unpacked = limited(gzip_source(document.bytes, inner.notes), options_.limits, context.budget);
  read_any({document.origin, unpacked, document.carrier, document.name}, inner);
}

void DocumentReader::read_zip(const Document& document, const Context& context) {
  check_packed_size(document);
  const auto inner = one_layer_in(context);
  const auto archive =
      ZipArchive::open(seekable(document.bytes, options_.limits.message_bytes, "message-bytes"));
  if (archive->entry_count() > options_.limits.entries) throw_limit("entries", options_.limits.entries);
  const auto found_before = found_;
  for (const auto& entry : archive->entries()) {
    const Document inside{inner_origin(document, entry.name),
                          limited(archive->entry(entry), options_.limits, context.budget), document.carrier,
                          to_valid_utf8(entry.name)};
    auto of_entry = inner;
    of_entry.otherwise = Otherwise::pass;  // a readme beside the report is no error
    of_entry.notes = std::make_shared<Notes>(*inner.notes);
    read_guarded(inside, of_entry);
  }
  if (found_ == found_before) throw ReadError("no-report", "the archive holds no report");
}

std::string DocumentReader::inner_origin(const Document& document, std::string_view name) {
  return name.empty() ? document.origin : fmt::format("{}: {}", document.origin, to_valid_utf8(name));
}

void DocumentReader::ignore(std::string_view kind, const std::string& origin) {
  ++found_;
  sink_.ignored(kind, origin);
}

}  // namespace ruascope
