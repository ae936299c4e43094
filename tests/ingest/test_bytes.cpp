// SPDX-License-Identifier: MIT
#include "ingest/bytes.hpp"
#include "ingest/digest.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/temporary_folder.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

std::string at(const SeekableSource& source, std::int64_t offset, std::size_t size) {
  std::string buffer(size, '?');
  buffer.resize(source.read_at(offset, buffer.data(), size));
  return buffer;
}

// Bytes of which no two stretches are alike.
std::string counted_bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t number = 0; bytes.size() < size; ++number) bytes += std::to_string(number) + ' ';
  bytes.resize(size);
  return bytes;
}

TEST_CASE("memory is read from any place, and ends") {
  const auto source = memory_source("0123456789");
  CHECK(source->size() == 10);
  CHECK(at(*source, 0, 4) == "0123");
  CHECK(at(*source, 8, 4) == "89");
  CHECK(at(*source, 10, 4).empty());
  CHECK(at(*source, 1000, 4).empty());
  CHECK(all_of(*source) == "0123456789");
}

TEST_CASE("a source is read again from its start by each stream") {
  const auto source = memory_source("abc");
  const auto one = source->open();
  const auto other = source->open();
  char letter = 0;
  CHECK(one->read(&letter, 1) == 1);
  CHECK(one->read(&letter, 1) == 1);
  CHECK(letter == 'b');
  CHECK(other->read(&letter, 1) == 1);
  CHECK(letter == 'a');
}

TEST_CASE("a file is a source, one that is not there an input error") {
  const TemporaryFolder folder;
  const auto source = file_source(folder.write("a [1]!*.xml", "0123456789"));
  CHECK(source->size() == 10);
  CHECK(at(*source, 7, 9) == "789");
  CHECK(at(*source, 11, 9).empty());
  CHECK_THROWS_AS(file_source(folder.path("missing")), InputError);
  CHECK_THROWS_WITH(file_source(folder.path("missing")),
                    "cannot open " + folder.path("missing") + ": No such file or directory");
}

TEST_CASE("a folder is no file") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(file_source(folder.path()), InputError);
}

TEST_CASE("a device is spooled") { CHECK(file_source("/dev/null")->size() == 0); }

TEST_CASE("a slice shows its part of the whole and no more") {
  const auto whole = memory_source("0123456789");
  const auto part = slice(whole, 3, 4);
  CHECK(part->size() == 4);
  CHECK(all_of(*part) == "3456");
  CHECK(at(*part, 2, 100) == "56");
  CHECK(at(*part, 4, 1).empty());
  CHECK(all_of(*slice(part, 1, 2)) == "45");
  CHECK(all_of(*slice(whole, 8, 100)) == "89");
  CHECK(all_of(*slice(whole, 5, 0)).empty());
}

TEST_CASE("a stream is spooled, in memory or in a file") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1} << 20,
                                 (std::size_t{1} << 20) + 1, std::size_t{3'000'000}}) {
    CAPTURE(size);
    const auto bytes = counted_bytes(size);
    const auto source = memory_source(bytes);
    const auto spooled = spool(*source->open(), 4'000'000, "entry-bytes");
    CHECK(spooled->size() == static_cast<std::int64_t>(size));
    CHECK((all_of(*spooled) == bytes));
    CHECK((at(*spooled, static_cast<std::int64_t>(size / 2), 100) == bytes.substr(size / 2, 100)));
  }
}

TEST_CASE("a stream that comes in single bytes is spooled as well") {
  const DrippingSource source("abcdef");
  CHECK(all_of(*spool(*source.open(), 6, "entry-bytes")) == "abcdef");
}

TEST_CASE("spooling more than the limit names the limit") {
  const auto source = memory_source(std::string(11, 'x'));
  CHECK(spool(*source->open(), 11, "message-bytes")->size() == 11);
  const auto error = read_error_of([&] { spool(*source->open(), 10, "message-bytes"); });
  CHECK(error.reason() == "limit:message-bytes");
  CHECK(error.what() ==
        std::string{"exceeds limits.message-bytes (one mail message or compressed file: at most 10)"});
  CHECK(error.hint() == "raise limits.message-bytes in the configuration if this input is to be trusted");
  CHECK(error.place().empty());
}

TEST_CASE("a limit's error keeps its place") {
  const auto error = read_error_of([] { throw_limit("records", 5, "line 7"); });
  CHECK(error.reason() == "limit:records");
  CHECK(error.place() == "line 7");
}

TEST_CASE("a pipe is spooled to its end and stays the caller's") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], "piped", 5) == 5);
  ::close(ends[1]);
  CHECK(all_of(*spool_descriptor(ends[0], "<stdin>")) == "piped");
  CHECK(::close(ends[0]) == 0);
  CHECK_THROWS_AS(spool_descriptor(-1, "<stdin>"), InputError);
}

TEST_CASE("what can be sought is not spooled") {
  const std::shared_ptr<const ByteSource> memory = memory_source("abc");
  CHECK(seekable(memory, 1, "message-bytes") == memory);
  const std::shared_ptr<const ByteSource> dripping = std::make_shared<DrippingSource>("abc");
  CHECK(all_of(*seekable(dripping, 3, "message-bytes")) == "abc");
  CHECK(read_error_of([&] { seekable(dripping, 2, "message-bytes"); }).reason() == "limit:message-bytes");
}

TEST_CASE("an entry may have as many bytes as its limit, not one more") {
  Limits limits;
  limits.entry_bytes = 5;
  const auto budget = std::make_shared<UnpackBudget>(UnpackBudget{100});
  CHECK(all_of(*limited(memory_source("12345"), limits, budget)) == "12345");
  CHECK(budget->left == 95);
  const auto longer = limited(memory_source("123456"), limits, budget);
  CHECK(read_error_of([&] { all_of(*longer); }).reason() == "limit:entry-bytes");
}

TEST_CASE("the entries of a carrier share its budget") {
  Limits limits;
  limits.carrier_bytes = 10;
  const auto budget = std::make_shared<UnpackBudget>(UnpackBudget{limits.carrier_bytes});
  CHECK(all_of(*limited(memory_source("123456"), limits, budget)) == "123456");
  CHECK(all_of(*limited(memory_source("1234"), limits, budget)) == "1234");
  CHECK(budget->left == 0);
  const auto error = read_error_of([&] { all_of(*limited(memory_source("1"), limits, budget)); });
  CHECK(error.reason() == "limit:carrier-bytes");
  CHECK(error.what() ==
        std::string{"exceeds limits.carrier-bytes (all that one mail or archive unpacks to: at most 10)"});
}

TEST_CASE("bytes read a second time cost nothing") {
  const Limits limits;
  const auto budget = std::make_shared<UnpackBudget>(UnpackBudget{10});
  const auto source = limited(memory_source("12345678"), limits, budget);
  CHECK(read_head(*source, 3) == "123");
  CHECK(budget->left == 7);
  CHECK(all_of(*source) == "12345678");
  CHECK(all_of(*source) == "12345678");
  CHECK(budget->left == 2);
}

TEST_CASE("the head of a source is at most as long as asked for") {
  CHECK(read_head(DrippingSource("abcdef"), 4) == "abcd");
  CHECK(read_head(DrippingSource("abc"), 4) == "abc");
  CHECK(read_head(*memory_source("abc"), 0).empty());
}

TEST_CASE("a digest is the front half of SHA-256") {
  Digest abc{0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23};
  CHECK(digest_of(*memory_source("abc")) == abc);
  CHECK(digest_of(DrippingSource("abc")) == abc);
  Hasher hasher;
  hasher.add("a");
  hasher.add("bc");
  CHECK(hasher.finish() == abc);
  hasher.add("abc");
  CHECK(hasher.finish() == abc);
}

}  // namespace
}  // namespace ruascope
