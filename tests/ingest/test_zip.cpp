// SPDX-License-Identifier: MIT
#include "ingest/zip.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using namespace std::string_literals;

std::vector<std::string> names_of(const ZipArchive& archive) {
  std::vector<std::string> result;
  for (const auto& entry : archive.entries()) result.push_back(entry.name);
  return result;
}

std::string first_entry(const std::string& packed) {
  const auto archive = ZipArchive::open(memory_source(packed));
  return all_of(*archive->entry(archive->entries().at(0)));
}

// Writes `bytes` into the local header and into the central directory of an archive of one entry.
std::string patched(std::string packed, std::size_t local_offset, const std::string& bytes) {
  const auto central = packed.find("PK\x01\x02");
  packed.replace(local_offset, bytes.size(), bytes);
  packed.replace(central + local_offset + 2, bytes.size(), bytes);  // that header has two bytes more in front
  return packed;
}

TEST_CASE("each entry of a zip archive is unpacked, in its order") {
  const auto archive =
      ZipArchive::open(memory_source(zip({{"b.xml", "bee"}, {"a.xml", std::string(100000, 'a')}})));
  CHECK(names_of(*archive) == std::vector<std::string>{"b.xml", "a.xml"});
  CHECK(archive->entry_count() == 2);
  const auto entries = archive->entries();
  CHECK(all_of(*archive->entry(entries[0])) == "bee");
  CHECK((all_of(*archive->entry(entries[1])) == std::string(100000, 'a')));
  CHECK(all_of(*archive->entry(entries[0])) == "bee");
  CHECK_FALSE(entries[0].encrypted);
}

TEST_CASE("directories are no entries, odd names are kept as they are") {
  const auto archive = ZipArchive::open(memory_source(
      zip({{"reports/", ""}, {"reports/a.xml", "a"}, {"../b.xml", "b"}, {"__MACOSX/._a.xml", "m"}})));
  CHECK(names_of(*archive) == std::vector<std::string>{"reports/a.xml", "../b.xml", "__MACOSX/._a.xml"});
  CHECK(archive->entry_count() == 4);
  CHECK(all_of(*archive->entry(archive->entries()[1])) == "b");
}

TEST_CASE("two entries may be read at the same time") {
  const auto archive = ZipArchive::open(memory_source(zip({{"a", "AAAA"}, {"b", "BBBB"}})));
  const auto entries = archive->entries();
  const auto source_a = archive->entry(entries[0]);
  const auto source_b = archive->entry(entries[1]);
  const auto a = source_a->open();
  const auto b = source_b->open();
  std::string text(4, '?');
  for (std::size_t index = 0; index < 4; index += 2) {
    CHECK(a->read(text.data() + index, 1) == 1);
    CHECK(b->read(text.data() + index + 1, 1) == 1);
  }
  CHECK(text == "ABAB");
}

TEST_CASE("an entry outlives the variable that held its archive") {
  std::shared_ptr<const ByteSource> source;
  {
    const auto archive = ZipArchive::open(memory_source(zip({{"a.xml", "hello"}})));
    source = archive->entry(archive->entries()[0]);
  }
  CHECK(all_of(*source) == "hello");
}

TEST_CASE("a zip archive of nothing has no entries") {
  const auto archive = ZipArchive::open(memory_source("PK\x05\x06"s + std::string(18, '\0')));
  CHECK(archive->entry_count() == 0);
  CHECK(archive->entries().empty());
}

TEST_CASE("bytes after a zip archive do no harm") {
  CHECK(first_entry(zip({{"a.xml", "hello"}}) + "\r\n\r\n") == "hello");
}

TEST_CASE("a zip archive without its directory is truncated") {
  const auto packed = zip({{"a.xml", "hello"}});
  for (const auto& bytes : {"PK\x03\x04"s, "PK\x03\x04 not a zip archive at all"s,
                            packed.substr(0, packed.size() - 1), packed.substr(0, packed.size() / 2)}) {
    CAPTURE(bytes.size());
    const auto error = read_error_of([&] { ZipArchive::open(memory_source(bytes)); });
    CHECK(error.reason() == "truncated");
  }
}

TEST_CASE("a zip archive whose directory is damaged is corrupt") {
  auto packed = zip({{"a.xml", "hello"}});
  packed[packed.size() - 6] ^= 0x7f;  // where the directory begins
  CHECK(read_error_of([&] { ZipArchive::open(memory_source(packed)); }).reason() == "corrupt");
}

TEST_CASE("a zip archive has entries up to the limit, which is looked at before they are read") {
  const auto packed = zip({{"a", "1"}, {"b", "2"}});
  CHECK(ZipArchive::open(memory_source(packed), 2)->entry_count() == 2);
  CHECK(read_error_of([&] { ZipArchive::open(memory_source(packed), 1); }).reason() == "limit:entries");
  auto lying = packed;
  lying.replace(packed.size() - 14, 4, "\xFF\xFF\xFF\xFF");
  CHECK(read_error_of([&] { ZipArchive::open(memory_source(lying), 1000); }).reason() == "limit:entries");
}

// libzip takes it for an archive without entries.
TEST_CASE("no bytes are no zip archive") { CHECK_THROWS_AS(ZipArchive::open(memory_source("")), ReadError); }

TEST_CASE("an entry with a wrong checksum is corrupt") {
  const auto packed = patched(zip({{"a.xml", "hello"}}), 14, "abcd");
  const auto error = read_error_of([&] { first_entry(packed); });
  CHECK(error.reason() == "corrupt");
  CHECK(error.what() == "the archive is damaged (CRC error)"s);
}

TEST_CASE("an encrypted entry is named so") {
  const auto packed = patched(zip({{"a.xml", std::string(50, 'x')}}), 6, "\x01");
  const auto archive = ZipArchive::open(memory_source(packed));
  REQUIRE(archive->entries().size() == 1);
  CHECK(archive->entries()[0].encrypted);
  const auto error = read_error_of([&] { first_entry(packed); });
  CHECK(error.reason() == "encrypted");
  CHECK(error.hint() == "ask the sender for unencrypted reports");
}

TEST_CASE("an unsupported compression method is named so") {
  const auto packed = patched(zip({{"a.xml", std::string(50, 'x')}}), 8, "\x0a"s + '\0');  // DCL implode
  CHECK(read_error_of([&] { first_entry(packed); }).reason() == "method");
}

}  // namespace
}  // namespace ruascope
