// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "cli/options.hpp"

namespace ruascope {

// What all questions share: the window and filter, the format, the rows with their totals.
class QuestionCommand : public Command {
 public:
  struct Wording {
    std::string name;                 // of the command and, in the plural, of its rows
    std::string_view default_window;  // "28d"; empty: everything
    const char* examples;
  };

  void set_up(CLI::App& app) override;
  int run(Context& context) override;

 protected:
  QuestionCommand(Wording wording, std::span<const Column> columns) : wording_(wording), columns_(columns) {}

  // Options of this question alone, and what they make of the filter and of its JSON.
  virtual void add_options(CLI::App&) {}
  virtual void narrow(Filter&, std::vector<std::pair<std::string, std::string>>&) const {}
  // Called with the window worked out.
  virtual void widen(Sqlite&, Filter&) const {}
  virtual std::span<const Column> columns() const { return columns_; }
  // What a row is, in the plural.
  virtual std::string noun() const { return wording_.name; }
  // True if rows are to be chosen by class or cause.
  bool is_judged() const { return !filter_.judged().is_empty(); }
  Format format() const { return output_.chosen_format(); }
  const OutputOptions& output() const { return output_; }
  // True if the window ends where reports do, as nobody named its end.
  bool is_relative() const { return filter_.is_relative(); }
  // The filter with its window, as given.
  Filter resolve_filter(Sqlite& store) const { return filter_.resolve(store, wording_.default_window); }
  // Throws UsageError for options that do not fit; called before anything is written.
  virtual void check(const OutputOptions&) const {}
  struct Question {
    Filter filter;
    JudgedFilter judged;  // rows by class or cause
    Order order;
  };
  virtual void answer(const Context& context, const Question& question, Listing& listing) = 0;
  // What people read in place of a table; nullopt: a table.
  virtual std::optional<std::string> page(const Context&, const Question&, const RenderOptions&) {
    return std::nullopt;
  }
  // The exit status once all is written.
  virtual int status() const { return exit_status::done; }
  // The filter of a listing of records, class and cause with it.
  static Filter with_judged(const Context& context, const Question& question);

  // Called once all is written and nothing is read any more.
  virtual void told(const Context&) {}

 private:
  int ask(const Context& context);
  int show(const Context& context, const Question& question,
           const std::vector<std::pair<std::string, std::string>>& narrowed);

  Wording wording_;
  std::span<const Column> columns_;
  FilterOptions filter_;
  OutputOptions output_;
};

}  // namespace ruascope
