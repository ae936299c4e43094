// SPDX-License-Identifier: MIT
#include "tests/cli/expected_file.hpp"

#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

namespace ruascope::test {

void check_or_approve(const std::string& file, const std::string& actual) {
  const std::filesystem::path path = std::string{RUASCOPE_SOURCE_DIR "/tests/expected/"} + file;
  if (std::getenv("RUASCOPE_APPROVE") == nullptr) {
    CHECK(actual == (std::filesystem::exists(path) ? read_file(path.string()) : ""));
    return;
  }
  std::filesystem::create_directories(path.parent_path());
  std::filesystem::remove(path);
  if (!actual.empty()) std::ofstream(path, std::ios::binary) << actual;
}

}  // namespace ruascope::test
