// SPDX-License-Identifier: MIT
#include "ingest/zip.hpp"

#include "ingest/deflate.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"
#include "ingest/streams.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <zip.h>

namespace ruascope {
namespace {

using ZipHandle = Handle<zip_t, zip_discard>;
using ZipFileHandle = Handle<zip_file_t, zip_fclose>;

// libzip reads through this: a position in a source, and the error of the last call.
struct SourceCursor {
  std::shared_ptr<const SeekableSource> bytes;
  std::int64_t offset = 0;
  zip_error_t error{};
};

zip_int64_t seek(SourceCursor& cursor, void* data, zip_uint64_t length) {
  const auto target = zip_source_seek_compute_offset(static_cast<zip_uint64_t>(cursor.offset),
                                                     static_cast<zip_uint64_t>(cursor.bytes->size()), data,
                                                     length, &cursor.error);
  if (target < 0) return -1;
  cursor.offset = target;
  return 0;
}

zip_int64_t read(SourceCursor& cursor, void* data, zip_uint64_t length) {
  try {
    const auto got = cursor.bytes->read_at(cursor.offset, static_cast<char*>(data), length);
    cursor.offset += static_cast<std::int64_t>(got);
    return static_cast<zip_int64_t>(got);
  } catch (const Error&) {  // no exception may pass through C
    zip_error_set(&cursor.error, ZIP_ER_READ, 0);
    return -1;
  }
}

zip_int64_t serve_libzip(void* user, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& cursor = *static_cast<SourceCursor*>(user);
  switch (command) {
    case ZIP_SOURCE_OPEN: cursor.offset = 0; return 0;
    case ZIP_SOURCE_READ: return read(cursor, data, length);
    case ZIP_SOURCE_CLOSE: return 0;
    case ZIP_SOURCE_SEEK: return seek(cursor, data, length);
    case ZIP_SOURCE_TELL: return cursor.offset;
    case ZIP_SOURCE_STAT: {
      auto* stat = static_cast<zip_stat_t*>(data);
      zip_stat_init(stat);
      stat->size = static_cast<zip_uint64_t>(cursor.bytes->size());
      stat->valid = ZIP_STAT_SIZE;
      return sizeof *stat;
    }
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&cursor.error, data, length);
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                            ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_SEEK,
                                            ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_FREE: delete &cursor; return 0;
    default: zip_error_set(&cursor.error, ZIP_ER_OPNOTSUPP, 0); return -1;
  }
}

class EntryStream final : public ByteStream {
 public:
  EntryStream(zip_t* archive, std::int64_t index)
      : file_(zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0)) {
    if (file_) return;
    const int code = zip_error_code_zip(zip_get_error(archive));
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD)
      throw ReadError("encrypted", "the archive is encrypted", {}, "ask the sender for unencrypted reports");
    if (code == ZIP_ER_COMPNOTSUPP || code == ZIP_ER_ENCRNOTSUPP)
      throw ReadError("method", "the archive uses a compression method that is not supported");
    throw ReadError("corrupt", fmt::format("the archive is damaged ({})", zip_strerror(archive)));
  }
  std::size_t read(char* buffer, std::size_t size) override {
    const auto got = zip_fread(file_.get(), buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    throw ReadError("corrupt", fmt::format("the archive is damaged ({})", zip_file_strerror(file_.get())));
  }

 private:
  ZipFileHandle file_;
};

class OpenArchive;

class EntrySource final : public ByteSource {
 public:
  EntrySource(std::shared_ptr<const OpenArchive> archive, std::int64_t index)
      : archive_(std::move(archive)), index_(index) {}
  std::unique_ptr<ByteStream> open() const override;

 private:
  std::shared_ptr<const OpenArchive> archive_;
  std::int64_t index_;
};

class OpenArchive final : public ZipArchive, public std::enable_shared_from_this<OpenArchive> {
 public:
  OpenArchive(ZipHandle zip, bool has_trailing_bytes)
      : zip_(std::move(zip)), has_trailing_bytes_(has_trailing_bytes) {}
  zip_t* handle() const { return zip_.get(); }

  bool has_trailing_bytes() const override { return has_trailing_bytes_; }
  std::int64_t entry_count() const override { return zip_get_num_entries(zip_.get(), 0); }

  std::vector<ZipEntry> entries() const override {
    std::vector<ZipEntry> result;
    for (std::int64_t index = 0; index < entry_count(); ++index) {
      zip_stat_t stat;
      if (zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(index), ZIP_FL_ENC_GUESS, &stat) != 0)
        continue;
      ZipEntry entry{(stat.valid & ZIP_STAT_NAME) != 0 ? stat.name : "", index, false};
      if (entry.name.ends_with('/')) continue;
      entry.encrypted =
          (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
      result.push_back(std::move(entry));
    }
    return result;
  }

  std::shared_ptr<const ByteSource> entry(const ZipEntry& entry) const override {
    return std::make_shared<EntrySource>(shared_from_this(), entry.index);
  }

 private:
  ZipHandle zip_;
  bool has_trailing_bytes_;
};

// The entry unpacked, if it is small and sound.
std::optional<std::string> unpack_at_once(zip_t* archive, std::int64_t index) {
  const auto number = static_cast<zip_uint64_t>(index);
  zip_stat_t stat;
  if (zip_stat_index(archive, number, 0, &stat) != 0) return {};
  constexpr zip_uint64_t needed =
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((stat.valid & needed) != needed || stat.comp_method != ZIP_CM_DEFLATE ||
      stat.encryption_method != ZIP_EM_NONE || stat.comp_size > most_packed_at_once)
    return {};
  const ZipFileHandle file(zip_fopen_index(archive, number, ZIP_FL_COMPRESSED));
  std::string packed(stat.comp_size, '\0');
  if (!file || zip_fread(file.get(), packed.data(), packed.size()) != static_cast<zip_int64_t>(packed.size()))
    return {};
  return unpack_deflate_at_once(packed, stat.size, stat.crc);
}

std::unique_ptr<ByteStream> EntrySource::open() const {
  if (auto unpacked = unpack_at_once(archive_->handle(), index_)) return memory_stream(std::move(*unpacked));
  return std::make_unique<EntryStream>(archive_->handle(), index_);
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
    number = number << 8 | static_cast<unsigned char>(*byte);
  return number;
}

// libzip holds the whole directory in memory, so its size is looked at before: in each record that could be
// the end of the directory (APPNOTE 4.3.16), plain or zip64.
struct Directory {
  bool has_trailing_bytes = false;
  std::int64_t next_archive = 0;  // where another archive begins behind the first; 0 if there is none
};
Directory check_directory(const SeekableSource& bytes, std::int64_t most_entries) {
  using namespace std::string_view_literals;
  constexpr std::size_t longest_tail = 22 + 65535 + 20;
  constexpr std::uint64_t most_bytes_an_entry = 4 << 10;
  const auto start = std::max<std::int64_t>(0, bytes.size() - static_cast<std::int64_t>(longest_tail));
  const auto tail = read_piece(bytes, start, static_cast<std::size_t>(bytes.size() - start));
  const auto most = static_cast<std::uint64_t>(most_entries);
  const auto check = [&](std::uint64_t entries, std::uint64_t size) {
    if (entries > most || size / most_bytes_an_entry > most) throw_limit("entries", most_entries);
  };
  const bool is_zip64 = tail.find("PK\6\7"sv) != std::string::npos;
  bool found = false;
  Directory directory;
  std::uint64_t first_end = 0;
  for (auto at = tail.find("PK\5\6"sv); at != std::string::npos; at = tail.find("PK\5\6"sv, at + 1)) {
    const auto record = std::string_view{tail}.substr(at);
    if (record.size() < 22) break;
    found = true;
    const auto end = std::min<std::size_t>(22 + little_endian(record.substr(20, 2)), record.size());
    const auto entries = little_endian(record.substr(10, 2));
    const auto size = little_endian(record.substr(12, 4));
    const auto offset = little_endian(record.substr(16, 4));
    const bool stands_elsewhere = is_zip64 && (entries == 0xFFFF || size == 0xFFFFFFFF);
    const auto place = static_cast<std::uint64_t>(start) + at;
    // What has no room for its directory before it is no such record, but part of a comment.
    if (stands_elsewhere || size + offset > place) continue;
    check(entries, size);
    directory.has_trailing_bytes =
        record.substr(end).find_first_not_of(" \t\r\n\0"sv) != std::string_view::npos;
    const auto archive_start = place - size - offset;
    if (first_end == 0)
      first_end = place + end;
    else if (archive_start >= first_end && directory.next_archive == 0 &&
             read_piece(bytes, static_cast<std::int64_t>(archive_start), 4) == "PK\3\4")
      directory.next_archive = static_cast<std::int64_t>(archive_start);
  }
  for (auto at = tail.find("PK\6\7"sv); at != std::string::npos; at = tail.find("PK\6\7"sv, at + 1)) {
    if (tail.size() - at < 20) break;
    const auto offset = little_endian(std::string_view{tail}.substr(at + 8, 8));
    if (offset > static_cast<std::uint64_t>(bytes.size())) continue;
    const auto record = read_piece(bytes, static_cast<std::int64_t>(offset), 56);
    if (record.size() == 56 && record.starts_with("PK\6\6"))
      check(little_endian(std::string_view{record}.substr(32, 8)),
            little_endian(std::string_view{record}.substr(40, 8)));
  }
  if (!found)
    throw ReadError("truncated", "the zip archive has no directory at its end",
                    fmt::format("byte {}", bytes.size()),
                    "fetch the report again; a mail or file may have been cut");
  return directory;
}

}  // namespace

std::int64_t next_zip_archive(const SeekableSource& bytes, std::int64_t most_entries) {
  return check_directory(bytes, most_entries).next_archive;
}

std::shared_ptr<const ZipArchive> ZipArchive::open(std::shared_ptr<const SeekableSource> bytes,
                                                   std::int64_t most_entries) {
  const auto directory = check_directory(*bytes, most_entries);
  zip_error_t error;
  zip_error_init(&error);
  auto* cursor = new SourceCursor{std::move(bytes), 0, {}};
  zip_error_init(&cursor->error);
  zip_source_t* source = zip_source_function_create(serve_libzip, cursor, &error);
  if (source == nullptr) {
    delete cursor;
    throw Error("libzip could not be set up");
  }
  ZipHandle zip{zip_open_from_source(source, ZIP_RDONLY, &error)};
  if (!zip) {
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    zip_source_free(source);
    throw ReadError("corrupt", fmt::format("the zip archive cannot be opened ({})", reason));
  }
  auto archive = std::make_shared<OpenArchive>(std::move(zip), directory.has_trailing_bytes);
  if (archive->entry_count() > most_entries) throw_limit("entries", most_entries);
  return archive;
}

}  // namespace ruascope
