// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/rejection.hpp"
#include "ingest/model/report.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// An input, or a part of one, that could not be read.
struct Unreadable {
  std::string origin;
  std::string place;   // "line 12"; empty when it is the document as a whole
  std::string reason;  // short stable word: "xml", "corrupt", "limit:entry-bytes"
  std::string message;
  std::string hint;
  bool operator==(const Unreadable&) const = default;
};

// What became of a report. `refused`: the user dropped it once and wants it no more. `excess`: too many of
// the same identity that contradict each other are there already.
enum class Outcome { fresh, duplicate, replaced, variant, refused, excess };

// Tells which documents are stored, to whoever parses ahead of the sink.
class KnownDocuments {
 public:
  virtual ~KnownDocuments() = default;
  // True if all reports of a document of these bytes are stored for good. May miss what came just now.
  virtual bool contains(const Digest& document) = 0;
};

// Where ingest puts what it reads. A report in flight is its head, its records follow in chunks, and nothing
// of it counts before finish_report; so a report of a million records never sits in memory.
class Sink {
 public:
  virtual ~Sink() = default;

  // True if a document of these bytes was stored before; the sink then notes where this copy came from and
  // the document is not parsed again. Counts as the duplicate of each report that the document holds.
  virtual bool recognizes(const Digest& document, const Document& copy) = 0;

  // For use by one other thread; null if the sink has none to offer.
  virtual std::unique_ptr<KnownDocuments> known_documents() const { return nullptr; }

  virtual void begin_report(const ReportHead& head, const Document& document) = 0;
  virtual void add_records(std::vector<Record> records) = 0;
  virtual Outcome finish_report(const ReportEnd& end) = 0;
  // The report begun last turned out unreadable; nothing of it stays.
  virtual void abandon_report() = 0;

  // A rejection that `document` tells of. False if it is known already, which may be found out later.
  virtual bool rejection(const Rejection& rejection, const Document& document) = 0;

  // `input` is the file or the part of a mail in which `what` was found: what to read again to try once more;
  // without bytes if it could not even be opened.
  virtual void unreadable(const Unreadable& what, const Document& input) = 0;
  // Recognized and not for us (`kind`: "bounce", "mail_log", "tls_report", "placeholder", ...).
  virtual void ignored(std::string_view kind, const std::string& origin) = 0;
  // A path that the user named cannot be opened.
  virtual void not_opened(const InputError& error) = 0;
  // An input (a file, or a message of a mailbox) of so many bytes was read to its end. Returns false if
  // reading should stop.
  virtual bool input_done(const std::string& origin, std::int64_t bytes) = 0;
};

}  // namespace ruascope
