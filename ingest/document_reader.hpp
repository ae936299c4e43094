// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bounce.hpp"
#include "ingest/bytes.hpp"
#include "ingest/feedback.hpp"
#include "ingest/gzip.hpp"
#include "ingest/model/sink.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

class ReportReader;

// Takes one input (a file or a message) apart until reports come out of it.
class DocumentReader {
 public:
  DocumentReader(const FeedbackOptions& options, Sink& sink);
  ~DocumentReader();

  // Reads an input; all it unpacks to counts against limits.carrier_bytes together. Never throws for bad
  // input. `named` by the user: then text with nothing of ours is refused, else it is passed over.
  void read(const Document& input, bool named);

 private:
  // What becomes of content that holds nothing of ours.
  enum class Otherwise {
    refuse,  // the user named it
    count,   // it was found in a folder
    pass,    // it stands beside others in a mail or an archive
  };

  // How much may still be found in one archive or mail, with all archives and mails within it.
  struct Allowance {
    std::int64_t entries = 0;
    std::int64_t parts = 0;
    bool exceeded = false;  // the rest is not read

    // False if there are not that many left.
    bool take(std::int64_t Allowance::* kind, std::int64_t number) {
      this->*kind -= number;
      const bool enough = this->*kind >= 0;
      exceeded = exceeded || !enough;
      return enough;
    }
  };

  // What stands around the bytes being read.
  struct Context {
    std::int64_t layers = 0;  // archives around it
    std::int64_t depth = 0;   // mails and multiparts around it
    std::shared_ptr<Notes> notes;
    std::shared_ptr<UnpackBudget> budget;
    std::shared_ptr<Allowance> allowance;
    std::optional<std::int64_t> written_at;  // of the file that all this is in
    std::shared_ptr<const Document> input;   // the file or part of a mail that all this was found in
    Otherwise otherwise = Otherwise::refuse;
    bool within_text = false;  // it was found in a text
    bool is_returned = false;  // a bounce told of it: what it tells itself is of old
    bool is_text = false;      // a part of a mail that says it is one: no mail, though it may begin as one
  };

  // read_any() with errors turned into Sink::unreadable.
  void read_guarded(const Document& document, const Context& context);
  void read_any(const Document& document, const Context& context);
  void read_content(const Document& document, std::string_view head, const Context& context);
  void read_report(const Document& document, const Context& context);
  void read_text(const Document& document, std::string_view head, const Context& context);
  bool read_xml_within(const Document& document, const Context& context);
  bool read_base64_within(const Document& document, const Context& context);
  static Context within_text_of(const Context& context);
  void read_without_report(const Document& document, std::string_view head, const Context& context);
  void read_log(const Document& document, const Context& context);
  bool read_large_log(const Document& packed, const std::shared_ptr<const ByteSource>& unpacked,
                      const Context& context);
  void refuse_or_pass(const char* reason, const char* message, const Document& document,
                      const Context& context);
  // Archives: document_reader_archive.cpp
  void read_gzip(const Document& document, Deflate format, const Context& context);
  using Unpacker = std::shared_ptr<const ByteSource>(std::shared_ptr<const ByteSource> packed,
                                                     std::shared_ptr<Notes> notes);
  void read_packed(const Document& document, Unpacker* unpacked, const Context& context);
  std::shared_ptr<const ByteSource> apart(const Document& document, const Context& context) const;
  bool read_raw_deflate(const Document& document, const Context& context);
  void read_zip(const Document& document, const Context& context);
  void read_joined_zips(const Document& document, const std::shared_ptr<const SeekableSource>& bytes,
                        std::int64_t next, const Context& context);
  void read_tnef(const Document& document, const Context& context);
  void read_inner(const std::vector<Document>& documents, const Context& context);
  void take_entries(std::int64_t number, const Context& context) const;
  void check_packed_size(const Document& document) const;
  Context one_layer_in(const Context& context) const;
  // Mails and mailboxes: document_reader_mail.cpp
  void read_mail(const Document& document, const Context& context);
  void read_mail_part(const Document& part, std::string_view media_type, const Context& context);
  void read_rejections(const ReturnedMail& mail);
  void read_mbox(const Document& document, const Context& context);
  Context one_mail_in(const Context& context) const;
  std::shared_ptr<Allowance> full_allowance() const;
  static std::string numbered_origin(const std::string& origin, int time);
  static std::string shown_name(std::string_view name);
  static std::string inner_origin(const Document& document, std::string_view name);
  void ignore(std::string_view kind, const std::string& origin);

  const FeedbackOptions& options_;
  Sink& sink_;
  std::unique_ptr<ReportReader> reports_;
  std::string input_origin_;  // of the input that is being read
  std::int64_t found_ = 0;    // reports, refusals and named neighbours so far
};

}  // namespace ruascope
