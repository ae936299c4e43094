// SPDX-License-Identifier: MIT
#include "tests/bench/files.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <sys/vfs.h>
#include <unistd.h>

#include <zlib.h>

namespace ruascope::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t tmpfs_magic = 0x01021994;
constexpr unsigned buffer_bytes = 256 << 10;

bool is_in_memory(const std::string& folder) {
  struct statfs info{};
  return ::statfs(folder.c_str(), &info) == 0 && info.f_type == tmpfs_magic;
}

}  // namespace

WorkFolder::WorkFolder() {
  const char* configured = std::getenv("TMPDIR");
  path_ = configured != nullptr && *configured != '\0' ? configured : "/var/tmp";
  if (is_in_memory(path_)) throw std::runtime_error(path_ + " is a tmpfs: set TMPDIR to a folder on a disk");
  path_ += "/ruascope-bench-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make the folder " + path_);
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void WorkFolder::empty() const {
  for (const auto& entry : fs::directory_iterator(path_)) fs::remove_all(entry.path());
}

struct FileWriter::State {
  gzFile file = nullptr;
};

FileWriter::FileWriter(const std::string& path, Packing packing) : state_(std::make_unique<State>()) {
  // "T" is zlib's own word for writing the bytes as they are.
  state_->file = gzopen(path.c_str(), packing == Packing::gzip ? "wb6" : "wbT");
  if (state_->file == nullptr) throw std::runtime_error("cannot write " + path);
  gzbuffer(state_->file, buffer_bytes);
}

FileWriter::~FileWriter() {
  if (state_->file != nullptr) gzclose(state_->file);
}

void FileWriter::write(std::string_view bytes) {
  written_ += static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, 1 << 30);
    if (gzwrite(state_->file, piece.data(), static_cast<unsigned>(piece.size())) == 0)
      throw std::runtime_error("cannot write to a file of the benchmark");
    bytes.remove_prefix(piece.size());
  }
}

void FileWriter::fill(std::string_view bytes, std::int64_t number) {
  std::string block;
  while (block.size() < buffer_bytes) block += bytes;
  for (auto left = number; left > 0;) {
    const auto piece = std::min(left, static_cast<std::int64_t>(block.size()));
    write(std::string_view{block}.substr(0, static_cast<std::size_t>(piece)));
    left -= piece;
  }
}

void FileWriter::close() {
  const int code = gzclose(state_->file);
  state_->file = nullptr;
  if (code != Z_OK) throw std::runtime_error("cannot write to a file of the benchmark");
}

struct Gzipper::State {
  z_stream zlib{};
};

Gzipper::Gzipper(bool headed) : state_(std::make_unique<State>()) {
  if (deflateInit2(&state_->zlib, 6, Z_DEFLATED, headed ? 16 + MAX_WBITS : -MAX_WBITS, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib could not be set up");
}

Gzipper::~Gzipper() { deflateEnd(&state_->zlib); }

std::string Gzipper::pack(std::string_view bytes) {
  auto& zlib = state_->zlib;
  deflateReset(&zlib);
  std::string packed(deflateBound(&zlib, bytes.size()), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&zlib, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib could not pack");
  packed.resize(packed.size() - zlib.avail_out);
  return packed;
}

std::string little_endian(std::uint64_t number, int bytes) {
  std::string text;
  for (int index = 0; index < bytes; ++index) text += static_cast<char>(number >> (8 * index));
  return text;
}

// APPNOTE.TXT 4.3: local header, data, directory of one, end.
std::string zip_of_one(std::string_view name, std::string_view bytes, Gzipper& bare) {
  const auto packed = bare.pack(bytes);
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  const auto shared = little_endian(20, 2) + little_endian(0, 2) + little_endian(8, 2) + little_endian(0, 4) +
                      little_endian(crc, 4) + little_endian(packed.size(), 4) +
                      little_endian(bytes.size(), 4) + little_endian(name.size(), 2);
  const auto local = "PK\x03\x04" + shared + little_endian(0, 2) + std::string{name} + packed;
  const auto directory =
      "PK\x01\x02" + little_endian(20, 2) + shared + std::string(16, '\0') + std::string{name};
  return local + directory + "PK\x05\x06" + std::string(4, '\0') + little_endian(1, 2) + little_endian(1, 2) +
         little_endian(directory.size(), 4) + little_endian(local.size(), 4) + std::string(2, '\0');
}

std::string base64(std::string_view bytes) {
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  const auto byte = [&](std::size_t at) -> unsigned {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
  };
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const unsigned group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    for (unsigned index = 0; index < 4; ++index)
      text += at + index > bytes.size() ? '=' : letters[group >> (18 - 6 * index) & 63];
    if (at % 57 == 54) text += '\n';
  }
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

std::int64_t size_on_disk(const std::string& path) {
  if (!fs::is_directory(path)) return static_cast<std::int64_t>(fs::file_size(path));
  std::int64_t sum = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file()) sum += static_cast<std::int64_t>(entry.file_size());
  return sum;
}

bool has_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access((folder + "/" + name).c_str(), X_OK) == 0) return true;
  return false;
}

}  // namespace ruascope::bench
