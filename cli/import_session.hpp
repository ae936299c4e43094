// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"
#include "cli/terminal.hpp"
#include "ingest/model/sink.hpp"
#include "store/rejections.hpp"
#include "store/report_writer.hpp"
#include "store/sqlite.hpp"
#include "store/unreadable.hpp"

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <unordered_set>

namespace ruascope {

// What an import did; the fields of its JSON.
struct ImportCounts {
  std::int64_t inputs = 0;  // messages in mailboxes, else files
  std::int64_t reports_new = 0;
  std::int64_t reports_duplicate = 0;
  std::int64_t reports_replaced = 0;
  std::int64_t reports_variant = 0;
  std::int64_t records = 0;         // net change of the store
  std::int64_t messages = 0;        // net change of the store
  std::int64_t rejections_new = 0;  // with failure reports
  std::int64_t rejections_duplicate = 0;
  std::int64_t unreadable = 0;
  std::int64_t not_opened = 0;  // paths that the user named
  std::int64_t warnings = 0;
  std::int64_t bytes = 0;
  std::map<std::string, std::int64_t> ignored_by;
  std::map<std::string, std::int64_t> warnings_by;  // kind

  std::int64_t ignored() const;
};

// The sink over the store: writes reports in batches, keeps the unreadable, counts.
class ImportSession final : public Sink {
 public:
  struct Hooks {
    std::function<std::int64_t()> now;
    std::function<void(const Unreadable&)> on_unreadable;  // one clear line
    std::function<void(const ImportCounts&)> on_input;     // progress
    std::function<bool()> should_stop;                     // asked between inputs
    std::function<void(const InputError&)> on_not_opened{};
    std::function<void(const std::string& origin)> on_input_done{};  // once it is counted
  };

  struct Options {
    OnConflict on_conflict = OnConflict::all;
    KeepConfig keep;
  };

  ImportSession(Sqlite& store, Hooks hooks, const Options& options);

  bool recognizes(const Digest& document, const Document& copy) override;
  std::unique_ptr<KnownDocuments> known_documents() const override;
  void begin_report(const ReportHead& head, const Document& document) override;
  void add_records(std::vector<Record> records) override;
  Outcome finish_report(const ReportEnd& end) override;
  void abandon_report() override;
  bool rejection(const Rejection& rejection, const Document& document) override;
  void unreadable(const Unreadable& what, const Document& input) override;
  void ignored(std::string_view kind, const std::string& origin) override;
  void not_opened(const InputError& error) override;
  bool input_done(const std::string& origin, std::int64_t bytes) override;

  // `input` is kept in `row` already: what is unreadable in it is noted there.
  void remember_input(const Document& input, const InputRow& row);
  // The row of what was unreadable last.
  std::int64_t last_unreadable() const { return last_unreadable_; }

  // Makes all durable that was finished.
  void commit();
  // The same with what `write` writes, at once or not at all.
  void commit_with(const std::function<void()>& write);
  const ImportCounts& counts() const { return counts_; }

 private:
  void refuse_excess();
  InputRow row_of(const Document& input);
  std::optional<KeptInput> read_input(const Document& input) const;

  std::string store_path_;
  ReportWriter writer_;
  RejectionWriter rejections_;
  std::string secret_;
  std::unordered_set<std::int64_t> new_in_input_;  // rejections
  UnreadableKeeper unreadable_;
  std::int64_t most_input_bytes_;
  // The input of what was unreadable last: one archive may hold a thousand such, and is read and kept once.
  // Its bytes are held, so that no other ones can have their address.
  Document input_;
  InputRow input_row_;
  std::int64_t last_unreadable_ = 0;
  Hooks hooks_;
  ImportCounts counts_;
};

// The one clear line of an unreadable input.
void print_unreadable(std::ostream& err, const Unreadable& what);

}  // namespace ruascope
