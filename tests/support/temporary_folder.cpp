// SPDX-License-Identifier: MIT
#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ruascope::test {

TemporaryFolder::TemporaryFolder() : path_("/tmp/ruascope-test-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, std::string_view bytes) const {
  const auto whole = path(name);
  std::filesystem::create_directories(std::filesystem::path(whole).parent_path());
  std::ofstream(whole, std::ios::binary) << bytes;
  return whole;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace ruascope::test
