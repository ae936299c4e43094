// SPDX-License-Identifier: MIT
#include "ingest/unit_order.hpp"

#include <iterator>
#include <utility>

namespace ruascope {
namespace {

constexpr std::size_t most_waiting_bytes = 2 << 20;

}  // namespace

Units::iterator UnitOrder::add_before(Units::iterator unit) {
  const std::lock_guard lock(mutex_);
  return units_.insert(unit, Unit{});
}

Units::iterator UnitOrder::add_behind(Units::iterator unit) {
  const std::lock_guard lock(mutex_);
  return units_.insert(std::next(unit), Unit{});
}

Units::iterator UnitOrder::append() {
  const std::lock_guard lock(mutex_);
  return units_.insert(units_.end(), Unit{});
}

void UnitOrder::complete(Units::iterator unit) {
  const std::lock_guard lock(mutex_);
  unit->is_complete = true;
  if (unit == units_.begin()) reader_.notify_one();
}

void UnitOrder::pass_on(Units::iterator unit, std::vector<RecordedCall> calls, std::size_t bytes) {
  std::unique_lock lock(mutex_);
  workers_.wait(lock, [&] {
    return is_stopped_ || waiting_bytes_ < most_waiting_bytes || (unit == units_.begin() && unit->bytes == 0);
  });
  if (is_stopped_) throw Stopped();
  for (auto& call : calls) unit->calls.push_back(std::move(call));
  unit->bytes += bytes;
  waiting_bytes_ += bytes;
  if (unit == units_.begin()) reader_.notify_one();
}

void UnitOrder::wait_until_told(Units::iterator unit) {
  std::unique_lock lock(mutex_);
  workers_.wait(lock, [&] { return is_stopped_ || (unit->calls.empty() && unit->is_told); });
  if (is_stopped_) throw Stopped();
}

std::vector<RecordedCall> UnitOrder::next() {
  std::unique_lock lock(mutex_);
  if (is_front_taken_) units_.front().is_told = true;
  is_front_taken_ = false;
  for (;;) {
    while (!units_.empty() && units_.front().calls.empty() && units_.front().is_complete) units_.pop_front();
    workers_.notify_all();
    if (!units_.empty() && !units_.front().calls.empty()) break;
    if (units_.empty() && working_ == 0) return {};
    reader_.wait(lock);
  }
  auto& front = units_.front();
  waiting_bytes_ -= std::exchange(front.bytes, 0);
  front.is_told = false;
  is_front_taken_ = true;
  return std::exchange(front.calls, {});
}

void UnitOrder::begin_work() {
  const std::lock_guard lock(mutex_);
  ++working_;
}

void UnitOrder::end_work() {
  const std::lock_guard lock(mutex_);
  --working_;
  reader_.notify_one();
}

void UnitOrder::stop() {
  const std::lock_guard lock(mutex_);
  is_stopped_ = true;
  workers_.notify_all();
}

}  // namespace ruascope
