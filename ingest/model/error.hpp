// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace ruascope {

// The one exception family: what went wrong, and what the user can do about it.
// Caught on purpose in two places only: the per-document loop of ingest (becomes an Unreadable) and the
// command line's run() (becomes "ruascope: error: ..." and "hint: ...").
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what, std::string hint = {})
      : std::runtime_error(what), hint_(std::move(hint)) {}
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

// The words on the command line or in the configuration are wrong; exit status 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

// An input that cannot be opened, or whose medium fails while it is read.
class InputError : public Error {
 public:
  using Error::Error;
};

// A document that cannot be read. `reason` is a short stable word ("xml", "truncated", "limit:entry-bytes"),
// `place` where in the document ("line 12"), empty when it is the document as a whole.
class ReadError : public Error {
 public:
  ReadError(std::string reason, const std::string& what, std::string place = {}, std::string hint = {})
      : Error(what, std::move(hint)), reason_(std::move(reason)), place_(std::move(place)) {}
  const std::string& reason() const { return reason_; }
  const std::string& place() const { return place_; }

 private:
  std::string reason_;
  std::string place_;
};

}  // namespace ruascope
