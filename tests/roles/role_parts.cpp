// SPDX-License-Identifier: MIT
#include "tests/roles/role_parts.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace ruascope::test::role_parts {
namespace {

constexpr int networks_each = 100;  // the first hundred are shared

// The numbers of a firm lie scattered: multiplying by an odd number is a bijection of 16 bits.
std::string network(std::uint64_t seed, int number) {
  if (number > 0xffff) throw std::logic_error("more firms than networks");
  const auto scattered = static_cast<std::uint64_t>(number) * 40503 + seed * 25733;
  return fmt::format("2001:db8:{:x}", scattered & 0xffff);
}

}  // namespace

std::uint64_t Draw::next() {
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

std::size_t Draw::pick(const std::vector<int>& weights) {
  int sum = 0;
  for (const int weight : weights) sum += weight;
  int drawn = below(sum);
  std::size_t index = 0;
  while (drawn >= weights[index]) drawn -= weights[index++];
  return index;
}

DkimEntry signature(const std::string& domain, const std::string& selector, DkimResult result) {
  return {domain, selector, {result, {}}, std::nullopt};
}

Mail weighing(Mail mail, int weight) {
  mail.weight = weight;
  return mail;
}

Mail broken(Mail mail) {
  for (auto& entry : mail.signatures) entry.result = {DkimResult::fail, {}};
  return mail;
}

std::string Stage::new_network() {
  if (networks == networks_each) throw std::logic_error("more senders than networks");
  return network(seed, (firm.index + 1) * networks_each + networks++);
}

std::string Stage::shared_network(int number) const { return network(seed, number); }

std::string address(const std::string& network, int subnet, int host) {
  return fmt::format("{}:{:x}::{:x}", network, subnet, host);
}

std::vector<int> office_days(Stage& stage, int per_day) {
  std::vector<int> volumes;
  for (int day = 0; day < stage.days; ++day) {
    const int percent = stage.draw.between(70, 130);
    const bool weekend = day % 7 >= 5;
    volumes.push_back(per_day * percent / (weekend ? 500 : 100));
  }
  return volumes;
}

std::vector<int> now_and_then(Stage& stage, int percent, int least, int most) {
  std::vector<int> volumes;
  for (int day = 0; day < stage.days; ++day) {
    const bool sends = stage.draw.chance(percent);
    volumes.push_back(sends ? stage.draw.between(least, most) : 0);
  }
  return volumes;
}

std::vector<int> each(Stage& stage, int first, int step, int messages, int in_a_row) {
  std::vector<int> volumes(static_cast<std::size_t>(stage.days));
  for (int day = first; day < stage.days; ++day)
    if ((day - first) % step < in_a_row)
      volumes[static_cast<std::size_t>(day)] = messages * stage.draw.between(80, 120) / 100;
  return volumes;
}

}  // namespace ruascope::test::role_parts
