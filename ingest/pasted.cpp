// SPDX-License-Identifier: MIT
#include "ingest/pasted.hpp"

#include "ingest/document_reader.hpp"
#include "ingest/model/text.hpp"
#include "ingest/reply_text.hpp"
#include "ingest/returned_message.hpp"
#include "ingest/sniff.hpp"

namespace ruascope {
namespace {

constexpr std::size_t most_rejections = 1000;

// Keeps the rejections of what is read, and nothing else.
class RejectionSink final : public Sink {
 public:
  explicit RejectionSink(std::vector<Rejection>& rejections) : rejections_(rejections) {}

  bool rejection(const Rejection& rejection, const Document&) override {
    if (rejections_.size() < most_rejections) rejections_.push_back(rejection);
    return true;
  }
  bool recognizes(const Digest&, const Document&) override { return false; }
  void begin_report(const ReportHead&, const Document&) override {}
  void add_records(std::vector<Record>) override {}
  Outcome finish_report(const ReportEnd&) override { return Outcome::duplicate; }
  void abandon_report() override {}
  void unreadable(const Unreadable&, const Document&) override {}
  void ignored(std::string_view, const std::string&) override {}
  void not_opened(const InputError&) override {}
  bool input_done(const std::string&, std::int64_t) override { return true; }

 private:
  std::vector<Rejection>& rejections_;
};

std::vector<Rejection> read_document(std::string_view text, const FeedbackOptions& options) {
  std::vector<Rejection> rejections;
  RejectionSink sink(rejections);
  DocumentReader(options, sink).read({"the text", memory_source(std::string{text}), std::nullopt}, true);
  return rejections;
}

// A piece of a log line names the recipient: "to=<hans@example.com>, relay=...".
Rejection read_words(std::string_view text) {
  Rejection rejection;
  rejection.kind = RejectionKind::pasted;
  rejection.reply = read_reply(text);
  if (const auto to = text.find("to=<"); to != std::string_view::npos)
    rejection.recipient_domain = address_domain(text.substr(to + 3, text.find('>', to) - to - 2));
  return rejection;
}

}  // namespace

Pasted read_pasted(std::string_view text, const FeedbackOptions& options) {
  const auto content = sniff(text.substr(0, sniff_bytes));
  const bool is_mail = content == Content::mail || content == Content::mbox;
  if (is_mail || content == Content::mail_log) {
    const auto kind = is_mail ? Pasted::Kind::bounce : Pasted::Kind::mail_log;
    auto found = read_document(text, options);
    // A mail may quote a reply; a log that tells of no refusal is none.
    if (!found.empty() || !is_mail || !has_marked_reply(text)) return {kind, std::move(found)};
  }
  if (content == Content::json)
    if (const auto reply = reply_in_json(text); !reply.empty())
      return {Pasted::Kind::json, {read_words(reply)}};
  return {Pasted::Kind::reply, {read_words(text)}};
}

}  // namespace ruascope
