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

  // Throws UsageError for options that do not fit; called before anything is written.
  virtual void check(const OutputOptions&) const {}
  virtual void answer(Sqlite& store, const Filter& filter, const Order& order, Listing& listing) = 0;

 private:
  Wording wording_;
  std::span<const Column> columns_;
  FilterOptions filter_;
  OutputOptions output_;
};

}  // namespace ruascope
