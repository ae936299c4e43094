// SPDX-License-Identifier: MIT
// The least that an import can cost with our libraries, as the yardstick: read each file, unpack it, parse it
// with handlers that do nothing, insert one row of numbers a record, in one thread.
//   bench-floor FOLDER STORE
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <libxml/parser.h>
#include <sqlite3.h>
#include <zip.h>
#include <zlib.h>

namespace {

namespace fs = std::filesystem;

constexpr int reports_a_commit = 1000;

void check(bool works, const char* what) {
  if (!works) throw std::runtime_error(what);
}

struct Store {
  explicit Store(const char* path) {
    check(sqlite3_open(path, &database) == SQLITE_OK, "open");
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA synchronous = NORMAL");
    execute(
        "CREATE TABLE record (report INTEGER, seq INTEGER, source INTEGER, results INTEGER, "
        "disposition INTEGER, messages INTEGER)");
    check(sqlite3_prepare_v2(database, "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", -1, &insert,
                             nullptr) == SQLITE_OK,
          "prepare");
    execute("BEGIN");
  }
  ~Store() {
    sqlite3_finalize(insert);
    sqlite3_close(database);
  }
  void execute(const char* sql) const {
    check(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }
  void add(std::int64_t report, std::int64_t seq) const {
    const std::int64_t values[] = {report, seq, seq % 12, seq % 40, 0, seq};
    for (int index = 0; index < 6; ++index) sqlite3_bind_int64(insert, index + 1, values[index]);
    check(sqlite3_step(insert) == SQLITE_DONE, "insert");
    sqlite3_reset(insert);
  }

  sqlite3* database = nullptr;
  sqlite3_stmt* insert = nullptr;
};

struct Parse {
  Store& store;
  std::int64_t report = 0;
  std::int64_t seq = 0;
};

void on_start(void* user, const xmlChar* name, const xmlChar*, const xmlChar*, int, const xmlChar**, int, int,
              const xmlChar**) {
  if (std::strcmp(reinterpret_cast<const char*>(name), "record") != 0) return;
  auto& parse = *static_cast<Parse*>(user);
  parse.store.add(parse.report, ++parse.seq);
}

void on_end(void*, const xmlChar*, const xmlChar*, const xmlChar*) {}
void on_text(void*, const xmlChar*, int) {}

std::string read_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  check(fd >= 0, "open a report");
  struct stat info{};
  ::fstat(fd, &info);
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  check(::read(fd, bytes.data(), bytes.size()) == info.st_size, "read a report");
  ::close(fd);
  return bytes;
}

std::string unzip(std::string& bytes) {
  zip_error_t error;
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  auto* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  check(archive != nullptr, "open a zip");
  zip_stat_t info;
  zip_stat_index(archive, 0, 0, &info);
  std::string unpacked(info.size, '\0');
  auto* file = zip_fopen_index(archive, 0, 0);
  check(zip_fread(file, unpacked.data(), unpacked.size()) == static_cast<zip_int64_t>(info.size),
        "read a zip");
  zip_fclose(file);
  zip_discard(archive);
  return unpacked;
}

class Gunzipper {
 public:
  Gunzipper() { check(inflateInit2(&zlib_, 16 + MAX_WBITS) == Z_OK, "zlib"); }
  ~Gunzipper() { inflateEnd(&zlib_); }
  std::string unpack(std::string& bytes) {
    inflateReset(&zlib_);
    std::string unpacked(bytes.size() * 16, '\0');
    zlib_.next_in = reinterpret_cast<Bytef*>(bytes.data());
    zlib_.avail_in = static_cast<uInt>(bytes.size());
    std::size_t filled = 0;
    for (int code = Z_OK; code != Z_STREAM_END;) {
      if (filled == unpacked.size()) unpacked.resize(2 * filled);
      zlib_.next_out = reinterpret_cast<Bytef*>(unpacked.data() + filled);
      zlib_.avail_out = static_cast<uInt>(unpacked.size() - filled);
      code = inflate(&zlib_, Z_NO_FLUSH);
      check(code == Z_OK || code == Z_STREAM_END, "inflate");
      filled = unpacked.size() - zlib_.avail_out;
    }
    unpacked.resize(filled);
    return unpacked;
  }

 private:
  z_stream zlib_{};
};

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void import(const std::string& folder, const char* store_path) {
  Store store(store_path);
  Gunzipper gunzipper;
  xmlSAXHandler handler{};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = on_start;
  handler.endElementNs = on_end;
  handler.characters = on_text;
  std::int64_t reports = 0;
  for (const auto& path : files_below(folder)) {
    auto bytes = read_file(path);
    const auto xml = bytes.starts_with("PK") ? unzip(bytes) : gunzipper.unpack(bytes);
    Parse parse{store, ++reports};
    check(xmlSAXUserParseMemory(&handler, &parse, xml.data(), static_cast<int>(xml.size())) == 0, "parse");
    if (reports % reports_a_commit == 0) {
      store.execute("COMMIT");
      store.execute("BEGIN");
    }
  }
  store.execute("COMMIT");
  std::printf("%lld reports\n", static_cast<long long>(reports));
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: %s FOLDER STORE\n", words[0]);
    return 2;
  }
  try {
    import(words[1], words[2]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", words[0], error.what());
    return 1;
  }
}
