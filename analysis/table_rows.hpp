// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// A line of a table that the program brings or the user wrote: fields separated by tabs, "-" for nothing.
class TableRow {
 public:
  TableRow(std::vector<std::string> fields, std::string place, std::string hint)
      : fields_(std::move(fields)), place_(std::move(place)), hint_(std::move(hint)) {}

  // The field of column `index`, counted from 0; empty where it is "-".
  const std::string& text(std::size_t index) const { return fields_[index]; }
  // Its parts between commas, in lower case.
  std::vector<std::string> list(std::size_t index) const;
  // Throws Error: "mine.tsv: line 3: <reason>".
  [[noreturn]] void refuse(const std::string& reason) const;

 private:
  std::vector<std::string> fields_;
  std::string place_;
  std::string hint_;
};

// The parts of `text` between separators, without blanks around them.
std::vector<std::string> split_fields(std::string_view text, char separator);

// The lines of `table` but blank ones and comments ("#"). Throws Error naming `origin` and the line where one
// has not as many fields as `columns` names; `columns` becomes the hint of every error.
std::vector<TableRow> rows_of_table(std::string_view table, const std::string& origin,
                                    const std::vector<std::string>& columns);

}  // namespace ruascope
