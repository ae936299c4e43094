// SPDX-License-Identifier: MIT
#include "ingest/gzip.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using namespace std::string_literals;

const std::vector<Warning> trailing{{"trailing", "bytes after the compressed data", 1}};

struct Unpacked {
  std::string bytes;
  std::vector<Warning> warnings;
  bool operator==(const Unpacked&) const = default;
};

Unpacked unpack(std::shared_ptr<const ByteSource> packed) {
  const auto notes = std::make_shared<Notes>();
  const auto bytes = all_of(*gzip_source(std::move(packed), notes));
  return {bytes, notes->warnings()};
}

// Once in large pieces, once byte by byte: both have to come to the same.
Unpacked unpack(const std::string& packed) {
  const auto at_once = unpack(memory_source(packed));
  const auto dripping = unpack(std::make_shared<DrippingSource>(packed));
  CHECK((at_once == dripping));
  return at_once;
}

ReadError failure(const std::string& packed) {
  return read_error_of([&] { unpack(memory_source(packed)); });
}

TEST_CASE("a gzip file is unpacked") {
  CHECK(unpack(gzip("hello")) == Unpacked{"hello", {}});
  CHECK(unpack(gzip("")) == Unpacked{"", {}});
  const std::string large(3'000'000, 'x');
  CHECK((unpack(memory_source(gzip(large))).bytes == large));
}

TEST_CASE("a gzip source can be read again") {
  const auto notes = std::make_shared<Notes>();
  const auto source = gzip_source(memory_source(gzip("hello") + "junk"), notes);
  CHECK(all_of(*source) == "hello");
  CHECK(all_of(*source) == "hello");
  CHECK(notes->warnings() == trailing);
}

TEST_CASE("the members of a gzip file are one text") {
  CHECK(unpack(gzip("one ") + gzip("two ") + gzip("three")) == Unpacked{"one two three", {}});
  CHECK(unpack(gzip("one ") + gzip("") + gzip("two")) == Unpacked{"one two", {}});
  CHECK(unpack(gzip("one ") + "\r\n" + gzip("two")) == Unpacked{"one two", {}});
}

TEST_CASE("white space and NULs after the compressed data are passed over") {
  for (const auto& padding : {"\r\n"s, "\n"s, " \t\r\n"s, std::string(512, '\0')}) {
    CAPTURE(padding);
    CHECK(unpack(gzip("hello") + padding) == Unpacked{"hello", {}});
  }
}

TEST_CASE("other bytes after the compressed data are noted") {
  for (const auto& junk : {"x"s, "junk"s, "\x1f"s, "\x1f\x8a"s, "\r\n-- \nA footer"s}) {
    CAPTURE(junk);
    CHECK(unpack(gzip("hello") + junk) == Unpacked{"hello", trailing});
  }
}

TEST_CASE("compressed data that ends too early is truncated, wherever the cut is") {
  const auto packed = gzip("hello, this is a text");
  constexpr std::size_t trailer = 8;
  for (std::size_t length = 2; length < packed.size() - trailer; ++length) {
    CAPTURE(length);
    const auto error = failure(packed.substr(0, length));
    CHECK(error.reason() == "truncated");
    CHECK(error.place() == "byte " + std::to_string(length));
  }
  CHECK(failure(gzip("one") + packed.substr(0, 12)).reason() == "truncated");
}

TEST_CASE("a missing checksum is noted, all data came out") {
  const auto packed = gzip("hello");
  for (std::size_t missing = 1; missing <= 8; ++missing)
    CHECK(unpack(packed.substr(0, packed.size() - missing)) ==
          Unpacked{"hello", {{"truncated", "checksum of the compressed data", 1}}});
}

TEST_CASE("a wrong checksum or length is noted, all data came out") {
  for (const std::size_t from_end : {std::size_t{8}, std::size_t{4}}) {
    auto packed = gzip("hello");
    packed[packed.size() - from_end] ^= 1;
    CHECK(unpack(packed) == Unpacked{"hello", {{"malformed", wrong_checksum, 1}}});
  }
}

TEST_CASE("data that ends too early ends the stream where cuts are accepted") {
  const auto packed = gzip(std::string(100, 'a') + "b");
  const auto notes = std::make_shared<Notes>();
  const auto source = gzip_source(memory_source(packed.substr(0, 14)), notes, Deflate::wrapped, true);
  CHECK(all_of(*source).size() < 101);
  CHECK(notes->has("truncated", "compressed data"));
}

TEST_CASE("bare deflate is unpacked where it is asked for") {
  const auto packed = gzip("hello");
  const auto bare = packed.substr(10, packed.size() - 18);
  CHECK(all_of(*gzip_source(memory_source(bare), std::make_shared<Notes>(), Deflate::raw)) == "hello");
}

TEST_CASE("damage within the compressed data is corrupt") {
  auto packed = gzip("hello");
  packed[10] = '\x07';  // a block of the reserved type
  const auto error = failure(packed);
  CHECK(error.reason() == "corrupt");
  CHECK(error.what() == "the compressed data is damaged (invalid block type)"s);
  CHECK(failure("\x1f\x8b\x08\xe0"s + std::string(20, '\0')).reason() == "corrupt");
}

TEST_CASE("a zlib stream is unpacked like gzip") {
  const auto zlib = "\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06\x2c\x02\x15"s;
  CHECK(unpack(zlib) == Unpacked{"hello", {}});
  CHECK(unpack(zlib + "\r\n") == Unpacked{"hello", {}});
  CHECK(unpack(zlib + "x") == Unpacked{"hello", trailing});
  CHECK(unpack(zlib.substr(0, zlib.size() - 1)) ==
        Unpacked{"hello", {{"truncated", "checksum of the compressed data", 1}}});
  CHECK(unpack(zlib.substr(0, zlib.size() - 1) + "x") ==
        Unpacked{"hello", {{"malformed", wrong_checksum, 1}}});
}

}  // namespace
}  // namespace ruascope
