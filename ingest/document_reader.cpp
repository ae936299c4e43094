// SPDX-License-Identifier: MIT
#include "ingest/document_reader.hpp"

#include "ingest/mime.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/report_reader.hpp"
#include "ingest/sniff.hpp"
#include "ingest/streams.hpp"
#include "ingest/within_text.hpp"
#include "ingest/xz.hpp"
#include "ingest/zstd.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Yahoo and AOL once mailed archives that hold nothing but this word.
bool is_placeholder(std::string_view head) { return trim(head) == "unused"; }

struct Label {
  std::string_view ending;
  Content content;
};

constexpr std::array<Label, 5> labels{{{".gz", Content::gzip},
                                       {".zip", Content::zip},
                                       {".xz", Content::xz},
                                       {".zst", Content::zstd},
                                       {".xml", Content::xml}}};

// Notes a file name that promises something else than what the bytes are.
void note_wrong_label(std::string_view name, Content content, Notes& notes) {
  const auto folded = lower_ascii(name);
  std::string_view is;
  std::string_view promised;
  for (const auto& label : labels) {
    if (label.content == content) is = label.ending;
    if (folded.ends_with(label.ending)) promised = label.ending;
  }
  if (!is.empty() && !promised.empty() && is != promised)
    notes.add_once("type", fmt::format("{} named {}", is.substr(1), promised));
}

}  // namespace

DocumentReader::DocumentReader(const FeedbackOptions& options, Sink& sink)
    : options_(options), sink_(sink), reports_(std::make_unique<ReportReader>(options, sink)) {}
DocumentReader::~DocumentReader() = default;

void DocumentReader::read(const Document& input, bool named) {
  Context context;
  context.notes = std::make_shared<Notes>();
  context.budget = std::make_shared<UnpackBudget>(UnpackBudget{options_.limits.carrier_bytes});
  context.allowance = full_allowance();
  context.input = std::make_shared<Document>(input);
  context.written_at = input.written_at;
  input_origin_ = input.origin;
  context.otherwise = named ? Otherwise::refuse : Otherwise::count;
  read_guarded(input, context);
}

void DocumentReader::read_guarded(const Document& document, const Context& context) {
  if (context.allowance->exceeded || context.budget->reported) return;
  try {
    read_any(document, context);
  } catch (const ReadError& error) {
    ++found_;
    context.budget->reported = context.budget->left < 0;
    const bool last = context.budget->reported || context.allowance->exceeded;
    sink_.unreadable({document.origin, error.place(), error.reason(),
                      fmt::format("{}{}", error.what(), last ? "; the rest is not read" : ""), error.hint()},
                     *context.input);
  } catch (const InputError& error) {
    ++found_;
    sink_.unreadable({document.origin, "", "input", error.what(), error.hint()}, *context.input);
  }
}

void DocumentReader::read_any(const Document& document, const Context& context) {
  const auto bytes = held_if_small(document.bytes);
  const auto head = read_head(*bytes, sniff_bytes);
  const auto padding = padding_before_archive(head);
  if (padding == 0)
    return read_content({document.origin, bytes, document.carrier, document.name}, head, context);
  context.notes->add_once("trailing", "bytes before the archive");
  read_content({document.origin, without_first(bytes, padding), document.carrier, document.name},
               std::string_view{head}.substr(padding), context);
}

void DocumentReader::read_content(const Document& document, std::string_view head, const Context& context) {
  auto content = sniff(head);
  if (content == Content::mail && context.is_text) content = Content::text;
  if (content != Content::xml || mentions_feedback(head))
    note_wrong_label(document.name, content, *context.notes);
  switch (content) {
    case Content::empty: throw ReadError("empty", "the document is empty");
    case Content::gzip: return read_gzip(document, Deflate::wrapped, context);
    case Content::zip: return read_zip(document, context);
    case Content::xz: return read_packed(document, xz_source, context);
    case Content::zstd: return read_packed(document, zstd_source, context);
    case Content::tnef: return read_tnef(document, context);
    case Content::mail: return read_mail(document, context);
    case Content::mbox: return read_mbox(document, context);
    case Content::mail_log: return read_log(document, context);
    case Content::xml: return read_report(document, context);
    case Content::unsupported_archive:
      throw ReadError("method", fmt::format("{} is not supported", archive_name(head)), {},
                      "unpack it, or save the mail as .eml, and import that");
    case Content::outlook_message:
      if (context.layers > 0 && context.otherwise == Otherwise::pass) return;  // Thumbs.db
      throw ReadError("no-report", "an Outlook message (.msg) or another OLE file, which is not read", {},
                      "save the mail as .eml, or its attachment, and import that");
    case Content::json:
      if (is_tls_report(head)) return ignore("tls_report", document.origin);
      return read_text(document, head, context);
    case Content::text:
    case Content::html: return read_text(document, head, context);
    case Content::unknown: return read_without_report(document, head, context);
  }
}

void DocumentReader::read_report(const Document& document, const Context& context) {
  ++found_;
  reports_->read({document.origin, limited(document.bytes, options_.limits, context.budget), document.carrier,
                  document.name},
                 context.notes);
}

// A text may hold reports: pasted, quoted by a mail program, or still in base64.
void DocumentReader::read_text(const Document& document, std::string_view head, const Context& context) {
  if (is_placeholder(head)) return ignore("placeholder", document.origin);
  const bool has_base64 = read_base64_within(document, context);
  const bool has_xml = read_xml_within(document, context);
  if (has_base64 || has_xml) return;
  if (sniff(head) == Content::html)
    return refuse_or_pass("not-feedback", "a web page, not a DMARC report", document, context);
  if (sniff(head) == Content::json)
    return refuse_or_pass("not-feedback", "JSON, but no DMARC report and no TLS report", document, context);
  refuse_or_pass("no-report", "no report, mail or mail log is in it", document, context);
}

DocumentReader::Context DocumentReader::within_text_of(const Context& context) {
  auto inner = context;
  inner.notes = std::make_shared<Notes>(*context.notes);
  inner.within_text = true;
  inner.is_text = false;
  return inner;
}

bool DocumentReader::read_xml_within(const Document& document, const Context& context) {
  if (!has_xml_within(*document.bytes)) return false;
  const auto inner = within_text_of(context);
  inner.notes->add_once("wrap", "within a text");
  read_report({document.origin, xml_within(document.bytes), document.carrier, document.name}, inner);
  return true;
}

bool DocumentReader::read_base64_within(const Document& document, const Context& context) {
  if (context.within_text) return false;
  const auto text = seekable(document.bytes, options_.limits.entry_bytes, "entry-bytes");
  const auto found = base64_within(text, static_cast<std::size_t>(options_.limits.entries));
  int number = 0;
  for (const auto& block : found) {
    const auto inner = within_text_of(context);
    if (block.is_all) inner.notes->add_once(context.depth > 0 ? "type" : "wrap", "base64");
    if (found.size() > 1) inner.notes->add_once("multi", "reports in one text");
    const auto decoded = decode_transfer(block.encoded, TransferEncoding::base64,
                                         block.is_all ? inner.notes : std::make_shared<Notes>());
    read_guarded({numbered_origin(document.origin, ++number), decoded, document.carrier, document.name},
                 inner);
  }
  return !found.empty();
}

void DocumentReader::read_without_report(const Document& document, std::string_view, const Context& context) {
  if (read_raw_deflate(document, context) || read_xml_within(document, context)) return;
  if (context.otherwise == Otherwise::pass) return;
  throw ReadError("not-xml", "neither a report nor an archive, a mail or a log: the content is unknown");
}

// Logs come as files. What a mail holds anybody may have written: it is no evidence.
void DocumentReader::read_log(const Document& document, const Context& context) {
  if (context.depth > 0) return ignore("mail_log", document.origin);
  auto options = options_.logs;
  options.written_at = context.written_at.value_or(options.written_at);
  const auto found_before = found_;
  const auto take = [&](const Rejection& rejection) {
    ++found_;
    sink_.rejection(rejection, {input_origin_, nullptr, std::nullopt});
  };
  try {
    read_mail_log(*document.bytes, options, take);
    if (found_ == found_before) ignore("mail_log", document.origin);
  } catch (const ReadError& error) {  // a log is full of addresses: its bytes are not kept
    ++found_;
    sink_.unreadable({document.origin, error.place(), error.reason(), error.what(), error.hint()},
                     {document.origin, nullptr, std::nullopt});
  }
}

// A log is read as it comes, whatever its size: the limits of documents are not for it.
bool DocumentReader::read_large_log(const Document& packed, const std::shared_ptr<const ByteSource>& unpacked,
                                    const Context& context) {
  constexpr std::int64_t large = 1 << 20;
  const auto* file = dynamic_cast<const SeekableSource*>(packed.bytes.get());
  if (context.depth > 0 || file == nullptr || file->size() <= large) return false;
  if (sniff(read_head(*unpacked, sniff_bytes)) != Content::mail_log) return false;
  read_log({packed.origin, unpacked, packed.carrier, packed.name}, context);
  return true;
}

void DocumentReader::refuse_or_pass(const char* reason, const char* message, const Document& document,
                                    const Context& context) {
  if (context.otherwise == Otherwise::pass) return;
  if (context.otherwise == Otherwise::count) return ignore("text", document.origin);
  throw ReadError(reason, message);
}

std::shared_ptr<DocumentReader::Allowance> DocumentReader::full_allowance() const {
  return std::make_shared<Allowance>(Allowance{options_.limits.entries, options_.limits.mail_parts});
}

std::string DocumentReader::inner_origin(const Document& document, std::string_view name) {
  return name.empty() ? document.origin : fmt::format("{}: {}", document.origin, shown_name(name));
}

// What has the same name as others before it.
std::string DocumentReader::numbered_origin(const std::string& origin, int time) {
  return time == 1 ? origin : fmt::format("{} ({})", origin, time);
}

// Names are the sender's words; those of reports take a few hundred bytes.
std::string DocumentReader::shown_name(std::string_view name) {
  constexpr std::size_t most_bytes = 1024;
  const auto valid = to_valid_utf8(name.substr(0, most_bytes));
  return std::string{clip_utf8(valid, most_bytes)};
}

void DocumentReader::ignore(std::string_view kind, const std::string& origin) {
  ++found_;
  sink_.ignored(kind, origin);
}

}  // namespace ruascope
