// SPDX-License-Identifier: MIT
#include "ingest/deflate.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using namespace std::string_literals;

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
    number = number << 8 | static_cast<unsigned char>(*byte);
  return number;
}

// A gzip file taken apart (RFC 1952 section 2.3).
struct Parts {
  explicit Parts(const std::string& file)
      : deflate(file.substr(10, file.size() - 18)),
        checksum(little_endian(std::string_view{file}.substr(file.size() - 8, 4))) {}
  std::string deflate;
  std::uint32_t checksum;
};

// Bytes that hardly get smaller.
std::string noise(std::size_t size) {
  std::string bytes;
  for (std::uint32_t state = 1; bytes.size() < size; state = state * 1664525 + 1013904223)
    bytes += static_cast<char>(state >> 24);
  return bytes;
}

TEST_CASE("a small gzip file is unpacked at once") {
  CHECK(unpack_gzip_at_once(gzip("hello")) == "hello");
  CHECK(unpack_gzip_at_once(gzip("")) == "");
  const std::string large(1 << 20, 'x');
  CHECK((unpack_gzip_at_once(gzip(large)) == large));
}

TEST_CASE("what is amiss in a gzip file, more than one member or much is left to who reads piece by piece") {
  const auto file = gzip("hello, this is a text");
  for (std::size_t size = 0; size < file.size(); ++size)
    CHECK_FALSE(unpack_gzip_at_once(std::string_view{file}.substr(0, size)));
  CHECK_FALSE(unpack_gzip_at_once(file + "x"));
  CHECK_FALSE(unpack_gzip_at_once(file + "\n"));
  CHECK_FALSE(unpack_gzip_at_once(file + gzip("")));
  CHECK_FALSE(unpack_gzip_at_once(gzip(std::string((1 << 20) + 1, 'x'))));
  CHECK_FALSE(unpack_gzip_at_once(gzip(noise(most_packed_at_once))));
  for (const std::size_t at : {file.size() - 8, file.size() - 4, std::size_t{0}}) {
    auto damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    CHECK_FALSE(unpack_gzip_at_once(damaged));
  }
}

TEST_CASE("small deflate is unpacked at once if size and checksum are right") {
  const Parts parts(gzip("hello"));
  CHECK(unpack_deflate_at_once(parts.deflate, 5, parts.checksum) == "hello");
  CHECK_FALSE(unpack_deflate_at_once(parts.deflate, 4, parts.checksum));
  CHECK_FALSE(unpack_deflate_at_once(parts.deflate, 6, parts.checksum));
  CHECK_FALSE(unpack_deflate_at_once(parts.deflate, 5, parts.checksum + 1));
  CHECK_FALSE(unpack_deflate_at_once(parts.deflate + "x", 5, parts.checksum));
  CHECK_FALSE(unpack_deflate_at_once(parts.deflate, std::uint64_t{1} << 40, parts.checksum));
  CHECK_FALSE(unpack_deflate_at_once("", 0, 0));
  const Parts large(gzip(noise(most_packed_at_once)));
  CHECK_FALSE(unpack_deflate_at_once(large.deflate, most_packed_at_once, large.checksum));
}

}  // namespace
}  // namespace ruascope
