// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ruascope::bench {

// Below $TMPDIR, else /var/tmp: on a disk, since what lies in a tmpfs is memory. Gone with its object.
// Throws std::runtime_error if it cannot be made or lies in a tmpfs.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::string& path() const { return path_; }
  // Leaves the folder without anything in it.
  void empty() const;

 private:
  std::string path_;
};

enum class Packing { none, gzip };

// Writes a file of any size in constant memory. Throws std::runtime_error, as on a full disk.
class FileWriter {
 public:
  explicit FileWriter(const std::string& path, Packing packing = Packing::none);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::string_view bytes);
  // `bytes` again and again until as many bytes are written.
  void fill(std::string_view bytes, std::int64_t number);
  // Bytes before packing.
  std::int64_t written() const { return written_; }
  // Without this the file is left incomplete.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::int64_t written_ = 0;
};

// Packs texts one after the other, cheaper than a new compressor for each.
class Gzipper {
 public:
  // Without `headed`, bare deflate comes out, as zip wants it.
  explicit Gzipper(bool headed = true);
  ~Gzipper();
  Gzipper(const Gzipper&) = delete;
  Gzipper& operator=(const Gzipper&) = delete;

  std::string pack(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A zip archive of one file, packed by a Gzipper without a header.
std::string zip_of_one(std::string_view name, std::string_view bytes, Gzipper& bare);

std::string little_endian(std::uint64_t number, int bytes);

// Lines of 76 characters.
std::string base64(std::string_view bytes);

// Of a file, or of all files below a folder.
std::int64_t size_on_disk(const std::string& path);

// True if a program of this name is found in $PATH.
bool has_program(const std::string& name);

}  // namespace ruascope::bench
