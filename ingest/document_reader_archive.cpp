// SPDX-License-Identifier: MIT
// The part of DocumentReader that takes archives apart.
#include "ingest/document_reader.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/sniff.hpp"
#include "ingest/tnef.hpp"
#include "ingest/within_text.hpp"
#include "ingest/zip.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace ruascope {
namespace {

std::string unpacked_name(const std::string& name) {
  static constexpr std::array<std::string_view, 4> endings{".gz", ".zip", ".xz", ".zst"};
  const auto folded = lower_ascii(name);
  for (const auto ending : endings)
    if (folded.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  return name;
}

// A damaged entry is found out when it is read.
bool may_carry_report(const Document& document) {
  try {
    return carries_report(read_head(*document.bytes, sniff_bytes));
  } catch (const ReadError&) {
    return false;
  }
}

bool is_empty(const Document& document) {
  try {
    return read_head(*document.bytes, 1).empty();
  } catch (const ReadError&) {
    return false;
  }
}

}  // namespace

void DocumentReader::check_packed_size(const Document& document) const {
  const auto* sized = dynamic_cast<const SeekableSource*>(document.bytes.get());
  if (sized != nullptr && sized->size() > options_.limits.message_bytes)
    throw_limit("message-bytes", options_.limits.message_bytes);
}

DocumentReader::Context DocumentReader::one_layer_in(const Context& context) const {
  if (context.layers >= options_.limits.layers) throw_limit("layers", options_.limits.layers);
  Context inner = context;
  ++inner.layers;
  inner.is_text = false;
  inner.notes = std::make_shared<Notes>(*context.notes);
  if (context.layers > 0) inner.notes->add_once("wrap", "archive within an archive");
  return inner;
}

// An archive within an archive stands for the entry that it is: callers count it as one less.
void DocumentReader::take_entries(std::int64_t number, const Context& context) const {
  if (!context.allowance->take(&Allowance::entries, number)) throw_limit("entries", options_.limits.entries);
}

void DocumentReader::read_gzip(const Document& document, Deflate format, const Context& context) {
  const auto inner = one_layer_in(context);
  const auto whole = gzip_source(document.bytes, inner.notes, format, options_.accept_partial);
  if (read_large_log(document, whole, inner)) return;
  check_packed_size(document);
  const auto first = read_head(*document.bytes, 1);
  if (format == Deflate::raw) inner.notes->add_once("type", "bare deflate");
  if (format == Deflate::wrapped && first != "\x1f") inner.notes->add_once("type", "zlib");
  const auto unpacked = limited(whole, options_.limits, context.budget);
  try {
    read_any({document.origin, unpacked, document.carrier, unpacked_name(document.name)}, inner);
  } catch (const ReadError& error) {
    if (!inner.notes->has("malformed", wrong_checksum)) throw;
    throw ReadError("corrupt",
                    std::string{"the compressed data is damaged: its checksum is wrong, and "} + error.what(),
                    error.place());
  }
}

// Unpackers of xz and zstd take up to 16 MiB: one that reads from another would add to it.
std::shared_ptr<const ByteSource> DocumentReader::apart(const Document& document,
                                                        const Context& context) const {
  if (context.layers == 0) return document.bytes;
  return seekable(document.bytes, options_.limits.message_bytes, "message-bytes");
}

void DocumentReader::read_packed(const Document& document, Unpacker* unpacked, const Context& context) {
  const auto inner = one_layer_in(context);
  const auto whole = unpacked(apart(document, context), inner.notes);
  if (read_large_log(document, whole, inner)) return;
  check_packed_size(document);
  inner.notes->add_once("type", std::string{archive_name(read_head(*document.bytes, sniff_bytes))});
  read_any({document.origin, limited(whole, options_.limits, context.budget), document.carrier,
            unpacked_name(document.name)},
           inner);
}

// Bare deflate begins like anything; what tells it is a report that comes out.
bool DocumentReader::read_raw_deflate(const Document& document, const Context& context) {
  try {
    const auto unpacked = gzip_source(document.bytes, std::make_shared<Notes>(), Deflate::raw);
    if (!carries_report(read_head(*unpacked, sniff_bytes))) return false;
  } catch (const ReadError&) {
    return false;
  }
  read_gzip(document, Deflate::raw, context);
  return true;
}

void DocumentReader::read_zip(const Document& document, const Context& context) {
  check_packed_size(document);
  const auto bytes = seekable(document.bytes, options_.limits.message_bytes, "message-bytes");
  if (const auto next = next_zip_archive(*bytes, options_.limits.entries))
    return read_joined_zips(document, bytes, next, context);
  const auto inner = one_layer_in(context);
  const auto archive = ZipArchive::open(bytes, options_.limits.entries);
  take_entries(archive->entry_count() - (context.layers > 0 ? 1 : 0), context);
  if (archive->has_trailing_bytes()) inner.notes->add_once("trailing", "bytes after the archive");
  std::vector<Document> documents;
  std::map<std::string, int> times;  // an archive may hold several entries of one name
  for (const auto& entry : archive->entries())
    documents.push_back({numbered_origin(inner_origin(document, entry.name), ++times[entry.name]),
                         limited(archive->entry(entry), options_.limits, context.budget), document.carrier,
                         shown_name(entry.name)});
  const auto found_before = found_;
  read_inner(documents, inner);
  if (found_ == found_before) throw ReadError("no-report", "the archive holds no report");
}

// Two archives one after the other, as gateways join attachments.
void DocumentReader::read_joined_zips(const Document& document,
                                      const std::shared_ptr<const SeekableSource>& bytes, std::int64_t next,
                                      const Context& context) {
  auto each = context;
  each.notes = std::make_shared<Notes>(*context.notes);
  each.notes->add_once("multi", "archives in one file");
  read_guarded({document.origin, slice(bytes, 0, next), document.carrier, document.name}, each);
  read_guarded({numbered_origin(document.origin, 2), slice(bytes, next, bytes->size() - next),
                document.carrier, document.name},
               each);
}

// What Outlook makes of attachments for readers that are not Outlook.
void DocumentReader::read_tnef(const Document& document, const Context& context) {
  auto inner = one_mail_in(context);
  inner.notes = std::make_shared<Notes>(*context.notes);
  inner.notes->add_once("wrap", "winmail.dat");
  std::vector<Document> documents;
  const auto bytes = seekable(document.bytes, options_.limits.message_bytes, "message-bytes");
  for (const auto& attachment : tnef_attachments(bytes, static_cast<std::size_t>(options_.limits.entries)))
    documents.push_back({inner_origin(document, attachment.name), attachment.bytes, document.carrier,
                         shown_name(attachment.name)});
  take_entries(static_cast<std::int64_t>(documents.size()), inner);
  const auto found_before = found_;
  read_inner(documents, inner);
  if (found_ == found_before) throw ReadError("no-report", "the winmail.dat (TNEF) holds no report");
}

// The documents of one archive. What stands beside a report, as a readme or what file managers leave, is no
// error.
void DocumentReader::read_inner(const std::vector<Document>& documents, const Context& context) {
  const bool alone = documents.size() == 1;
  const auto carriers = alone ? 1 : std::count_if(documents.begin(), documents.end(), may_carry_report);
  for (const auto& document : documents) {
    if (!alone && is_empty(document)) continue;
    auto inner = context;
    inner.otherwise = Otherwise::pass;
    inner.notes = std::make_shared<Notes>(*context.notes);
    if (carriers > 1) inner.notes->add_once("multi", "reports in one archive");
    read_guarded(document, inner);
  }
}

}  // namespace ruascope
