// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/recorder.hpp"

#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <vector>

namespace ruascope {

// A few inputs in a row, and what was read of them and not yet told.
struct Unit {
  std::vector<RecordedCall> calls;
  std::size_t bytes = 0;
  bool is_told = true;       // all calls that were taken from it are made
  bool is_complete = false;  // no call will follow
};
using Units = std::list<Unit>;

// The units in the order of the inputs. Workers fill them at several places at once, one reader takes the
// calls off the front. Once too much waits only the front may fill further: so there is always one that gets
// on.
class UnitOrder {
 public:
  // Thrown in workers once nobody listens any more.
  struct Stopped {};

  Units::iterator add_before(Units::iterator unit);
  Units::iterator add_behind(Units::iterator unit);
  Units::iterator append();
  void complete(Units::iterator unit);

  // Adds calls that hold about so many bytes; waits for room.
  void pass_on(Units::iterator unit, std::vector<RecordedCall> calls, std::size_t bytes);
  // Waits until all calls of the unit so far are made.
  void wait_until_told(Units::iterator unit);

  // For the reader: the calls that come next, none at the end of all. Those it gave before are made then.
  std::vector<RecordedCall> next();

  // The end of all is reached when all units are done and as many have ended as have begun.
  void begin_work();
  void end_work();
  void stop();

 private:
  std::mutex mutex_;
  std::condition_variable reader_;
  std::condition_variable workers_;
  Units units_;
  std::size_t waiting_bytes_ = 0;
  int working_ = 0;
  bool is_front_taken_ = false;
  bool is_stopped_ = false;
};

}  // namespace ruascope
