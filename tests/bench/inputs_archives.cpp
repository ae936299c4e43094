// SPDX-License-Identifier: MIT
// Archives that promise little and unpack to much, or whose directories are the attack.
#include "tests/bench/files.hpp"
#include "tests/bench/inputs.hpp"
#include "tests/bench/report_xml.hpp"

#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;

std::string small_report(std::string_view id) {
  return report_opening(id) + short_record(1) + std::string{report_closing};
}

std::string make_nested_gzip(const Place& place) {
  Gzipper gzipper;
  auto bytes = small_report("nested");
  for (int layer = 0; layer < 100; ++layer) bytes = gzipper.pack(bytes);
  const auto path = place.path("nested.gz");
  FileWriter file(path);
  file.write(bytes);
  file.close();
  return path;
}

// Members of one empty text each: 64 MiB of them unpack to nothing.
std::string make_gzip_members(const Place& place) {
  const auto path = place.path("members.gz");
  FileWriter file(path);
  file.fill(Gzipper{}.pack(""), place.scaled(60 * mebibyte / 20) * 20);
  file.close();
  return path;
}

// APPNOTE 4.3: entries that all share one local header and hold nothing.
class ZipWriter {
 public:
  ZipWriter(const std::string& path, std::string_view first_name) : file_(path) {
    file_.write("PK\x03\x04" + little_endian(20, 2) + std::string(20, '\0') +
                little_endian(first_name.size(), 2) + little_endian(0, 2));
    file_.write(first_name);
    directory_ = file_.written();
  }

  void add(std::string_view name) {
    file_.write("PK\x01\x02" + little_endian(20, 2) + little_endian(20, 2) + std::string(20, '\0') +
                little_endian(name.size(), 2) + std::string(16, '\0'));
    file_.write(name);
    ++entries_;
  }

  void close(bool as_zip64) {
    const auto size = static_cast<std::uint64_t>(file_.written() - directory_);
    const auto end = static_cast<std::uint64_t>(file_.written());
    const auto start = static_cast<std::uint64_t>(directory_);
    if (as_zip64) {
      file_.write("PK\x06\x06" + little_endian(44, 8) + little_endian(45, 2) + little_endian(45, 2) +
                  std::string(8, '\0') + little_endian(entries_, 8) + little_endian(entries_, 8) +
                  little_endian(size, 8) + little_endian(start, 8));
      file_.write("PK\x06\x07" + little_endian(0, 4) + little_endian(end, 8) + little_endian(1, 4));
    }
    const auto entries = little_endian(as_zip64 ? 0xFFFF : entries_, 2);
    file_.write("PK\x05\x06" + std::string(4, '\0') + entries + entries +
                little_endian(as_zip64 ? 0xFFFFFFFF : size, 4) +
                little_endian(as_zip64 ? 0xFFFFFFFF : start, 4) + std::string(2, '\0'));
    file_.close();
  }

 private:
  FileWriter file_;
  std::int64_t directory_ = 0;
  std::uint64_t entries_ = 0;
};

std::string make_zip_million(const Place& place) {
  const auto path = place.path("million.zip");
  ZipWriter zip(path, "0000000.xml");
  const auto number = place.scaled(1'000'000);
  for (std::int64_t index = 0; index < number; ++index) zip.add(fmt::format("{:07}.xml", index));
  zip.close(true);
  return path;
}

std::string write_long_names(const Place& place, std::int64_t number) {
  const auto path = place.path("names.zip");
  const auto name = [](std::int64_t index) { return fmt::format("{:07}", index) + std::string(65'528, 'n'); };
  ZipWriter zip(path, name(0));
  for (std::int64_t index = 0; index < number; ++index) zip.add(name(index));
  zip.close(false);
  return path;
}

std::string make_zip_names(const Place& place) { return write_long_names(place, place.scaled(1000)); }

// Few enough for the directory to pass for one of 1,000 entries of ordinary size.
std::string make_zip_some_names(const Place& place) { return write_long_names(place, place.scaled(240)); }

// `command` packs standard input.
std::string pack_with(const std::string& program, const std::string& options, const std::string& path,
                      const Place& place) {
  if (!has_program(program)) throw Skipped("no " + program + " command");
  const auto plain = place.path("plain.xml");
  FileWriter file(plain);
  file.write(report_opening("packed"));
  const auto number = place.scaled(450'000);  // 130 MiB: more than any dictionary here
  for (std::int64_t index = 0; index < number; ++index) file.write(short_record(index));
  file.write(report_closing);
  file.close();
  const auto command = fmt::format("{} {} < '{}' > '{}' && rm '{}'", program, options, plain, path, plain);
  if (std::system(command.c_str()) != 0) throw Skipped(program + " failed");
  return path;
}

std::string make_xz_9(const Place& place) {
  return pack_with("xz", "-1 --lzma2=preset=0,dict=64MiB", place.path("report.xml.xz"), place);
}
std::string make_xz_32(const Place& place) {
  return pack_with("xz", "-1 --lzma2=preset=0,dict=32MiB", place.path("report.xml.xz"), place);
}
std::string make_xz_24(const Place& place) {
  return pack_with("xz", "-1 --lzma2=preset=0,dict=24MiB", place.path("report.xml.xz"), place);
}
std::string make_zstd_27(const Place& place) {
  return pack_with("zstd", "-q -3 --long=27", place.path("report.xml.zst"), place);
}
std::string make_zstd_24(const Place& place) {
  return pack_with("zstd", "-q -3 --long=24", place.path("report.xml.zst"), place);
}

constexpr std::array<Input, 10> inputs{{
    {"nested-gzip", "a report in 100 layers of gzip", make_nested_gzip},
    {"gzip-members", "3,000,000 empty gzip members in one file", make_gzip_members},
    {"zip-million-entries", "a zip64 with a directory of 1,000,000 entries", make_zip_million},
    {"zip-names", "a zip with 64 MiB of entry names", make_zip_names},
    {"zip-some-names", "a zip with 15 MiB of entry names, below the limit", make_zip_some_names},
    {"xz-64", "130 MiB as xz with a dictionary of 64 MiB, as xz -9 makes", make_xz_9},
    {"xz-32", "the same with 32 MiB, as xz -8 makes", make_xz_32},
    {"xz-24", "the same with 24 MiB", make_xz_24},
    {"zstd-128", "the same as zstd with a window of 128 MiB", make_zstd_27},
    {"zstd-16", "the same with 16 MiB", make_zstd_24},
}};

}  // namespace

std::span<const Input> archive_inputs() { return inputs; }

}  // namespace ruascope::bench
