// SPDX-License-Identifier: MIT
// bench-judge totals|judged STORE: reads the totals of all sources of a store over all its days, or judges
// them as well, for bench-questions to compare.
#include "analysis/analyse.hpp"
#include "store/database.hpp"
#include "store/queries.hpp"

#include <cstdio>
#include <exception>
#include <string>

#include <fmt/format.h>

int main(int count, char** words) {
  using namespace ruascope;
  if (count != 3) {
    fmt::print(stderr, "usage: {} totals|judged STORE\n", words[0]);
    return 2;
  }
  try {
    const auto store = open_store(words[2], Access::read);
    AnalysisOptions options;
    options.explains = false;  // words are for rows that are shown
    options.keeps_mail = false;
    const bool judges = std::string{words[1]} == "judged";
    const auto rows = judges ? judged_sources(*store, {}, options).size() : source_totals(*store, {}).size();
    fmt::print("{} sources\n", rows);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", words[0], error.what());
    return 1;
  }
}
