// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback_elements.hpp"
#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"
#include "ingest/notes.hpp"
#include "ingest/streams.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// How a document that was mended ended.
struct SoupEnding {
  bool partial = false;        // it broke off after a whole record
  bool more = false;           // another report follows
  std::int64_t next_at = 0;    // where, in bytes of the text
  std::int64_t next_line = 1;  // and in lines
};

// Makes well-formed XML of a report that is nearly so, keeping its lines: escapes "&" and "<" that begin
// nothing, replaces entities of HTML, closes and drops tags until they are balanced, leaves out what stands
// around <feedback>. Each repair is noted. Takes well-formed UTF-8 (see decode()).
// Reading throws ReadError: "not-feedback", "dtd", "truncated", "truncated-in-record", "limit:...".
class TagSoup final : public MadeStream {
 public:
  // `notes` and `ending` must outlive the stream; they are complete at its end. `first_line` is the number of
  // the line that the text begins with.
  TagSoup(std::unique_ptr<ByteStream> text, std::int64_t first_line, const Limits& limits, Notes& notes,
          SoupEnding& ending);

 private:
  struct Open {
    std::string name;
    Element element;
    bool has_children;
  };
  enum class Place { before, inside, after };  // of <feedback>

  void make_some() override;
  // Input
  bool fill();
  bool has(std::size_t bytes);
  std::string_view rest() const { return std::string_view{pending_}.substr(at_); }
  std::string_view take(std::size_t bytes);
  // Lexing: each takes at least one byte, or ends the document.
  void step();
  void text();
  void reference();
  void markup();
  void comment();
  void cdata();
  void instruction();
  void declaration();
  void stray();
  void tag();
  std::size_t find_tag_end();
  // Meaning
  void start(std::string_view tag);
  void start_root(const std::string& name, std::string_view attributes, bool empty);
  void finish(std::string_view tag);
  void open(const std::string& name, std::string_view attributes, bool empty);
  void drop_lost_end_tag(const std::string& name);
  void close_down_to(std::size_t depth, bool repaired);
  void end_of_input();
  bool report_follows();
  void end_before(const std::string& name, std::string_view attributes);
  void break_off(const std::string& name, std::string_view attributes);
  [[noreturn]] void throw_truncated() const;
  [[noreturn]] void throw_without_record() const;
  void put_lines_of(std::string_view dropped);
  std::string place() const;

  std::unique_ptr<ByteStream> text_;
  const Limits& limits_;
  Notes& notes_;
  SoupEnding& ending_;
  std::string pending_;
  std::size_t at_ = 0;
  std::int64_t consumed_ = 0;  // bytes of the text before pending_
  std::int64_t line_;
  bool input_ended_ = false;
  std::exception_ptr failure_;

  Place place_ = Place::before;
  enum class Within { nothing, comment, cdata };
  Within within_ = Within::nothing;
  std::vector<Open> path_;
  std::string first_name_;  // of the document's first element
  std::string first_place_;
  std::int64_t wrappers_ = 0;
  bool saw_record_ = false;
};

}  // namespace ruascope
