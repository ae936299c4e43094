// SPDX-License-Identifier: MIT
#include "analysis/alignment.hpp"
#include "cli/command.hpp"
#include "cli/import_session.hpp"
#include "cli/listing.hpp"
#include "ingest/bytes.hpp"
#include "ingest/document_reader.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/sink.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "store/unreadable.hpp"

#include <functional>
#include <ostream>
#include <set>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope unreadable list
  ruascope unreadable show 3
  ruascope unreadable show 3 --raw > input     the bytes as they came
  ruascope unreadable retry                    read all again, as after an upgrade
  ruascope unreadable drop 3 4

Bytes are kept as unreadable.keep-bytes and unreadable.keep-input-bytes of the
configuration allow; whole mails are not.)";

UnreadableRow find_row(Sqlite& store, std::int64_t id) {
  auto row = find_unreadable(store, id);
  if (!row) throw Error(fmt::format("there is no unreadable input {}", id), "ruascope unreadable list");
  return *row;
}

// That a part of a mail is sealed was told by its media type, which is not kept: by their bytes such parts
// are merely unknown. So what is unreadable in one is held back until a report was found beside it.
class SealedPart final : public Sink {
 public:
  explicit SealedPart(Sink& sink) : sink_(sink) {}

  bool recognizes(const Digest& document, const Document& copy) override {
    const bool known = sink_.recognizes(document, copy);
    found_report_ = found_report_ || known;
    return known;
  }
  void begin_report(const ReportHead& head, const Document& document) override {
    sink_.begin_report(head, document);
  }
  void add_records(std::vector<Record> records) override { sink_.add_records(std::move(records)); }
  Outcome finish_report(const ReportEnd& end) override {
    const auto outcome = sink_.finish_report(end);
    found_report_ = true;
    return outcome;
  }
  void abandon_report() override { sink_.abandon_report(); }
  bool rejection(const Rejection& rejection, const Document& document) override {
    found_report_ = true;
    return sink_.rejection(rejection, document);
  }
  void unreadable(const Unreadable& what, const Document& input) override {
    held_back_.emplace_back(what, input);
  }
  void ignored(std::string_view kind, const std::string& origin) override { sink_.ignored(kind, origin); }
  void not_opened(const InputError& error) override { sink_.not_opened(error); }
  bool input_done(const std::string& origin, std::int64_t bytes) override {
    return sink_.input_done(origin, bytes);
  }

  // Without a report the part is still what it was: `sealed`.
  void settle(const Unreadable& sealed, const Document& part) {
    if (!found_report_) return sink_.unreadable(sealed, part);
    for (const auto& [what, input] : held_back_) sink_.unreadable(what, input);
  }

 private:
  Sink& sink_;
  std::vector<std::pair<Unreadable, Document>> held_back_;
  bool found_report_ = false;
};

class UnreadableCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    const auto add = [&](const char* name, const char* summary) {
      auto* sub = app.add_subcommand(name, summary);
      sub->fallthrough();
      return sub;
    };
    list_ = add("list", "all inputs that could not be read");
    output_.add_to(*list_);
    show_ = add("show", "one of them in full");
    show_->add_option("id", id_, "its number in the list")->required()->type_name("ID");
    show_->add_flag("--raw", raw_, "write out the bytes of the input, nothing else");
    retry_ = add("retry", "read them again from the bytes that were kept");
    retry_->add_option("id", ids_, "their numbers; without one, all")->type_name("ID");
    retry_->add_flag("--accept-partial", accept_partial_, "of a report that was cut keep the whole records");
    drop_ = add("drop", "forget them and their bytes");
    auto* ids = drop_->add_option("id", ids_, "their numbers in the list")->type_name("ID");
    drop_->add_flag("--all", all_, "all of them")->excludes(ids);
    app.require_subcommand(1);
    app.footer(examples);
  }

  StoreNeed need(StoreNeed usual) const override {
    return retry_->parsed() || drop_->parsed() ? StoreNeed::change : usual;
  }

  int run(Context& context) override {
    if (list_->parsed()) return list(context);
    if (show_->parsed()) return raw_ ? write_raw(context) : show(context);
    return retry_->parsed() ? retry(context) : drop(context);
  }

 private:
  int list(Context& context) {
    check_sort(output_, unreadable_orders());
    Listing listing(context, output_, "unreadable", "unreadable inputs", unreadable_columns(), Filter{},
                    {"{}"});
    list_unreadable(*context.store, output_.order(),
                    [&](const UnreadableRow& row) { listing.row(cells_of(row)); });
    listing.finish();
    return exit_status::done;
  }

  int show(Context& context) const {
    const auto row = find_row(*context.store, id_);
    const auto line = [&](const char* name, const std::string& value) {
      if (!value.empty()) context.out << fmt::format("{:<11}{}\n", name, terminal_text(value));
    };
    line("origin", row.what.origin);
    line("place", row.what.place);
    line("reason", row.what.reason);
    line("message", row.what.message);
    line("hint", row.what.hint);
    line("first seen", format_time(row.first_seen));
    line("last seen", format_time(row.last_seen));
    line("kept",
         row.kept_bytes ? fmt::format("{} bytes (--raw writes them out)", *row.kept_bytes) : "no bytes");
    return exit_status::done;
  }

  int write_raw(Context& context) const {
    const auto row = find_row(*context.store, id_);
    const auto input = row.input ? kept_input(*context.store, *row.input) : std::nullopt;
    if (!input)
      throw Error(fmt::format("the bytes of unreadable input {} were not kept", id_),
                  "whole mails are not kept, nor what unreadable.keep-bytes and keep-input-bytes exclude");
    context.out.write(input->bytes.data(), static_cast<std::streamsize>(input->bytes.size()));
    return exit_status::done;
  }

  // The rows with the numbers given, or all.
  void each_chosen(Sqlite& store, const std::function<void(const UnreadableRow&)>& take) const {
    if (ids_.empty()) return list_unreadable(store, {}, take);
    for (const auto id : ids_) take(find_row(store, id));
  }

  // Each input is read once, whatever was unreadable in it; what is not found unreadable again is forgotten.
  int retry(Context& context) const {
    std::set<std::int64_t> inputs;
    std::int64_t without = 0;
    each_chosen(*context.store, [&](const UnreadableRow& row) {
      if (row.input)
        inputs.insert(*row.input);
      else
        ++without;
    });
    std::set<std::int64_t> still;  // rows
    ImportSession session(*context.store,
                          {context.now,
                           [&](const Unreadable& what) {
                             still.insert(session.last_unreadable());
                             print_unreadable(context.err, what);
                           },
                           [](const ImportCounts&) {}, [] { return false; }},
                          {OnConflict::all, context.config().keep});
    const FeedbackOptions options{context.config().limits, derive_verdict, accept_partial_};
    for (const auto id : inputs) read_again(*context.store, id, options, session);
    session.commit();
    std::vector<std::int64_t> read;
    list_unreadable(*context.store, {}, [&](const UnreadableRow& row) {
      if (row.input && inputs.contains(*row.input) && !still.contains(row.id)) read.push_back(row.id);
    });
    Transaction transaction(*context.store);
    drop_unreadable(*context.store, read);
    transaction.commit();
    print_retried(context, inputs.size(), without, session.counts());
    return session.counts().unreadable > 0 ? exit_status::look_here : exit_status::done;
  }

  static void read_again(Sqlite& store, std::int64_t id, const FeedbackOptions& options,
                         ImportSession& session) {
    auto input = kept_input(store, id);
    if (!input) return;
    const auto size = static_cast<std::int64_t>(input->bytes.size());
    const Document document{input->origin, memory_source(std::move(input->bytes)), input->carrier,
                            input->name};
    session.remember_input(document, {input->digest, id});
    if (const auto sealed = find_unreadable_as_whole(store, id, "encrypted")) {
      SealedPart part(session);
      DocumentReader(options, part).read(document, true);
      part.settle(*sealed, document);
    } else {
      DocumentReader(options, session).read(document, true);
    }
    session.input_done(document.origin, size);
  }

  static void print_retried(const Context& context, std::size_t inputs, std::int64_t without,
                            const ImportCounts& counts) {
    context.out << fmt::format("{} {} read again: {} new, {} known before, {} still unreadable\n", inputs,
                               inputs == 1 ? "input" : "inputs",
                               counts.reports_new + counts.reports_replaced + counts.reports_variant,
                               counts.reports_duplicate, counts.unreadable);
    if (without > 0 && !context.config().quiet)
      context.err << fmt::format("hint: of {} no bytes were kept: import them again from where they came\n",
                                 without);
  }

  int drop(Context& context) const {
    if (ids_.empty() && !all_) throw UsageError("unreadable drop: name the numbers to drop", "or --all");
    for (const auto id : ids_) find_row(*context.store, id);
    Transaction transaction(*context.store);
    const auto dropped = all_ ? drop_all_unreadable(*context.store) : drop_unreadable(*context.store, ids_);
    transaction.commit();
    context.out << fmt::format("{} dropped\n", dropped);
    return exit_status::done;
  }

  OutputOptions output_;
  CLI::App* list_ = nullptr;
  CLI::App* show_ = nullptr;
  CLI::App* retry_ = nullptr;
  CLI::App* drop_ = nullptr;
  std::int64_t id_ = 0;
  std::vector<std::int64_t> ids_;
  bool raw_ = false;
  bool all_ = false;
  bool accept_partial_ = false;
};

}  // namespace

std::unique_ptr<Command> make_unreadable_command() { return std::make_unique<UnreadableCommand>(); }

}  // namespace ruascope
