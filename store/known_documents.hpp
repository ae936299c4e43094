// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/sink.hpp"
#include "store/sqlite.hpp"

#include <vector>

namespace ruascope {

// Finds the reports that came from a document.
class DocumentLookup {
 public:
  explicit DocumentLookup(Sqlite& database);

  // The rows of the stored reports; none unless all that the document holds are stored. `is_known_in_part`
  // then tells whether some are.
  std::vector<std::int64_t> reports_of(const Digest& document);
  bool is_known_in_part() const { return is_known_in_part_; }

 private:
  Statement next_;
  bool is_known_in_part_ = false;
};

// What is committed in a store, asked through a connection of its own.
class CommittedDocuments final : public KnownDocuments {
 public:
  explicit CommittedDocuments(const std::string& path)
      : database_(path, Sqlite::Mode::read_only), lookup_(database_) {}
  // A first import has nothing to look for.
  bool are_there_any() { return database_.integer("SELECT EXISTS (SELECT 1 FROM copy)") != 0; }
  bool contains(const Digest& document) override { return !lookup_.reports_of(document).empty(); }

 private:
  Sqlite database_;
  DocumentLookup lookup_;
};

}  // namespace ruascope
