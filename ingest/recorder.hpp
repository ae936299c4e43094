// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/sink.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace ruascope {

// The sink on which recorded calls are made.
struct Replay {
  Sink& sink;
  bool goes_on = true;    // false: no more calls are wanted
  bool is_known = false;  // the document that was recorded last: its reports are not told again
};
using RecordedCall = std::function<void(Replay&)>;

// A sink that records what it is called with, for another thread to make the same calls.
class Recorder final : public Sink {
 public:
  // Where the calls go.
  class Outlet {
   public:
    virtual ~Outlet() = default;
    // Takes over some calls that hold about so many bytes. May wait.
    virtual void pass_on(std::vector<RecordedCall> calls, std::size_t bytes) = 0;
    // Waits until all that was passed on was made.
    virtual void wait_until_made() = 0;
  };

  // `known` may be null.
  Recorder(Outlet& outlet, std::unique_ptr<KnownDocuments> known)
      : outlet_(outlet), known_(std::move(known)) {}

  bool recognizes(const Digest& document, const Document& copy) override;
  void begin_report(const ReportHead& head, const Document& document) override;
  void add_records(std::vector<Record> records) override;
  Outcome finish_report(const ReportEnd& end) override;
  void abandon_report() override;
  bool rejection(const Rejection& rejection, const Document& document) override;
  void unreadable(const Unreadable& what, const Document& input) override;
  void ignored(std::string_view kind, const std::string& origin) override;
  void not_opened(const InputError& error) override;
  bool input_done(const std::string& origin, std::int64_t bytes) override;

  // Records that reading failed as a whole: the error is thrown where the calls are made.
  void fail(const std::exception_ptr& error);
  // Passes on what was recorded since the last time.
  void flush();

 private:
  void record(RecordedCall call, std::size_t bytes);

  Outlet& outlet_;
  std::unique_ptr<KnownDocuments> known_;
  std::vector<RecordedCall> calls_;
  std::size_t bytes_ = 0;
};

}  // namespace ruascope
