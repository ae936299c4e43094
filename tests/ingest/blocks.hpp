// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ruascope::test {

// A block of a file of expectations: "= ROW FILE", then what comes out of the file. "#" begins a comment.
struct Block {
  std::string row;
  std::string file;
  std::string expected;
};
std::vector<Block> read_blocks(const std::string& path);

// What comes out of a file, as describe() says it.
std::string outcome_of(const std::string& path);

// Writes what comes out in the place of what should, for the diff to be read (scripts/approve).
void approve_blocks(const std::string& path, const std::string& folder);

}  // namespace ruascope::test
