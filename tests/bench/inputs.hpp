// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ruascope::bench {

// Where an input is written to, and how much smaller than its full size it shall be.
struct Place {
  std::string folder;
  std::int64_t scale = 1;

  std::string path(std::string_view name) const { return folder + "/" + std::string{name}; }
  std::int64_t scaled(std::int64_t number) const { return std::max<std::int64_t>(1, number / scale); }
};

struct Input {
  std::string_view name;
  std::string_view meaning;
  // Writes the input in constant memory and returns its path. Throws Skipped.
  std::string (*make)(const Place& place);
};

// An input that cannot be made on this machine.
struct Skipped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::span<const Input> report_inputs();
std::span<const Input> xml_inputs();
std::span<const Input> markup_inputs();
std::span<const Input> mail_inputs();
std::span<const Input> archive_inputs();
std::span<const Input> rejection_inputs();

}  // namespace ruascope::bench
