// SPDX-License-Identifier: MIT
#include "cli/import_session.hpp"

#include "ingest/bytes.hpp"
#include "ingest/digest.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/reply_text.hpp"
#include "ingest/sniff.hpp"
#include "reports/escape.hpp"
#include "store/known_documents.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Enough for the cost of a commit to vanish, little enough that an interrupted import has kept nearly all.
constexpr std::int64_t batch_rows = 30'000;

}  // namespace

std::int64_t ImportCounts::ignored() const {
  std::int64_t sum = 0;
  for (const auto& [kind, number] : ignored_by) sum += number;
  return sum;
}

ImportSession::ImportSession(Sqlite& store, Hooks hooks, const Options& options)
    : store_path_(store.path()),
      writer_(store, options.on_conflict),
      rejections_(store),
      secret_(secret_key(store)),
      unreadable_(store, options.keep.bytes),
      most_input_bytes_(std::min(options.keep.bytes, options.keep.input_bytes)),
      hooks_(std::move(hooks)) {}

bool ImportSession::recognizes(const Digest& document, const Document& copy) {
  const auto reports = writer_.recognize(document, copy, hooks_.now());
  counts_.reports_duplicate += reports;
  return reports > 0;
}

std::unique_ptr<KnownDocuments> ImportSession::known_documents() const {
  try {
    auto known = std::make_unique<CommittedDocuments>(store_path_);
    return known->are_there_any() ? std::move(known) : nullptr;
  } catch (const Error&) {  // all is parsed then, and recognized later
    return nullptr;
  }
}

void ImportSession::begin_report(const ReportHead& head, const Document& document) {
  writer_.begin(head, document, hooks_.now());
}

void ImportSession::add_records(std::vector<Record> records) { writer_.add(std::move(records)); }

Outcome ImportSession::finish_report(const ReportEnd& end) {
  const auto result = writer_.finish(end);
  switch (result.outcome) {
    case Outcome::fresh: ++counts_.reports_new; break;
    case Outcome::duplicate: ++counts_.reports_duplicate; break;
    case Outcome::replaced: ++counts_.reports_replaced; break;
    case Outcome::variant: ++counts_.reports_variant; break;
    case Outcome::refused: ++counts_.ignored_by["refused_report"]; break;
    case Outcome::excess: refuse_excess(); break;
  }
  counts_.records += result.records;
  counts_.messages = add_messages(counts_.messages, result.messages);
  const bool is_stored = result.outcome == Outcome::fresh || result.outcome == Outcome::replaced ||
                         result.outcome == Outcome::variant;
  if (is_stored)
    for (const auto& warning : end.warnings) {
      counts_.warnings += warning.times;
      counts_.warnings_by[warning.kind] += warning.times;
    }
  return result.outcome;
}

void ImportSession::refuse_excess() {
  auto document = writer_.document();
  // Another thread may be reading what is neither a file nor memory.
  if (dynamic_cast<const SeekableSource*>(document.bytes.get()) == nullptr) document.bytes = nullptr;
  unreadable(
      {document.origin, "", "limit:variants",
       fmt::format("{} reports of the same reporter, id, domain and period with other content are stored "
                   "already",
                   most_variants),
       ""},
      document);
}

void ImportSession::abandon_report() { writer_.abandon(); }

// What names a person is stored as a digest alone.
bool ImportSession::rejection(const Rejection& rejection, const Document& document) {
  RejectionKeys keys;
  for (const auto& identity : rejection.identities)
    keys.identities.push_back(keyed_digest(secret_, identity));
  if (!rejection.message_id.empty())
    keys.message = keyed_digest(secret_, "message-id " + lower_ascii(rejection.message_id));
  writer_.ensure_transaction();
  const auto added = rejections_.add(rejection, keys, document.origin, hooks_.now());
  writer_.count_row();
  if (added.is_new) {
    ++counts_.rejections_new;
    constexpr std::size_t most_remembered = 100'000;
    if (new_in_input_.size() < most_remembered) new_in_input_.insert(added.id);
  } else if (!new_in_input_.contains(added.id)) {  // several recipients of one message are one refusal
    ++counts_.rejections_duplicate;
  }
  return added.is_new;
}

void ImportSession::unreadable(const Unreadable& what, const Document& input) {
  ++counts_.unreadable;
  if (input.bytes != input_.bytes || input.origin != input_.origin) remember_input(input, row_of(input));
  writer_.ensure_transaction();
  last_unreadable_ = unreadable_.keep(what, input_row_, hooks_.now());
  writer_.count_row();
  hooks_.on_unreadable(what);
}

void ImportSession::remember_input(const Document& input, const InputRow& row) {
  input_ = input;
  input_row_ = row;
}

// Mails are not kept, nor logs, nor texts that may be a bounce's: they hold more than reports.
InputRow ImportSession::row_of(const Document& input) {
  const auto read = read_input(input);
  if (!read) return {};
  const auto content = sniff(std::string_view{read->bytes}.substr(0, sniff_bytes));
  const bool is_of_people = content == Content::mail || content == Content::mbox ||
                            content == Content::mail_log ||
                            (content == Content::text && has_marked_reply(read->bytes));
  if (is_of_people) return {read->digest, std::nullopt};
  writer_.ensure_transaction();
  return {read->digest, unreadable_.keep_input(*read)};
}

// What is larger than may be kept, or cannot be read at all, is known by its place and reason alone.
std::optional<KeptInput> ImportSession::read_input(const Document& input) const {
  if (input.bytes == nullptr || most_input_bytes_ <= 0) return std::nullopt;
  try {
    auto bytes = read_head(*input.bytes, static_cast<std::size_t>(most_input_bytes_) + 1);
    if (static_cast<std::int64_t>(bytes.size()) > most_input_bytes_) return std::nullopt;
    Hasher hasher;
    hasher.add(bytes);
    return KeptInput{hasher.finish(), input.origin, input.name, input.carrier, std::move(bytes)};
  } catch (const Error&) {
    return std::nullopt;
  }
}

void ImportSession::ignored(std::string_view kind, const std::string&) {
  ++counts_.ignored_by[std::string{kind}];
}

void ImportSession::not_opened(const InputError& error) {
  ++counts_.not_opened;
  if (hooks_.on_not_opened) hooks_.on_not_opened(error);
}

bool ImportSession::input_done(const std::string& origin, std::int64_t bytes) {
  ++counts_.inputs;
  counts_.bytes += bytes;
  remember_input({}, {});
  new_in_input_.clear();
  if (writer_.uncommitted() >= batch_rows) commit();
  if (hooks_.on_input_done) hooks_.on_input_done(origin);
  hooks_.on_input(counts_);
  return !hooks_.should_stop();
}

void ImportSession::commit() { writer_.commit(); }

void ImportSession::commit_with(const std::function<void()>& write) {
  writer_.ensure_transaction();
  write();
  writer_.count_row();
  writer_.commit();
}

void print_unreadable(std::ostream& err, const Unreadable& what) {
  err << "ruascope: unreadable: " << terminal_text(what.origin) << ": ";
  if (!what.place.empty()) err << terminal_text(what.place) << ": ";
  err << terminal_text(what.message) << '\n';
}

}  // namespace ruascope
