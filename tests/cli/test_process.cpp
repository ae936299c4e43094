// SPDX-License-Identifier: MIT
// What only a process can show: signals, pipes, standard input, limits of the system.
#include "store/sqlite.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

// An mbox whose import takes several batches.
struct BigMailbox {
  static constexpr int reports = 1200;
  static constexpr int records = 50;

  explicit BigMailbox(const CliWorld& world) {
    std::string mbox;
    for (int number = 0; number < reports; ++number) {
      ReportText report;
      report.report_id = fmt::format("big{}", number);
      report.records.clear();
      for (int record = 0; record < records; ++record)
        report.records.push_back({.source_ip = fmt::format("192.0.2.{}", record), .count = "2"});
      mbox += "From dmarc@reporter.example Wed Nov 15 00:00:00 2023\n" +
              mail_with(gzip(report.xml()), "report.xml.gz") + "\n";
    }
    path = world.folder.write("big.mbox", mbox);
  }
  std::string path;
};

void check_complete(const CliWorld& world) {
  const auto info = Json::parse(world.data({"db", "info", "--format", "json"}));
  CHECK(info["reports"] == BigMailbox::reports);
  CHECK(info["messages"] == std::int64_t{2} * BigMailbox::reports * BigMailbox::records);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
}

}  // namespace

TEST_CASE("an import that is killed at any moment leaves a sound store, and a second run completes it") {
  const CliWorld world;
  const BigMailbox mailbox(world);
  std::mt19937 random(20261124);  // NOLINT(bugprone-random-generator-seed): the same moments each time
  int killed = 0;
  for (int round = 0; round < 8; ++round) {
    const auto delay = fmt::format("0.{:03}", std::uniform_int_distribution(20, 900)(random));
    const auto answer = run_shell(
        "$RUASCOPE import " + mailbox.path + " & sleep " + delay + "; kill -KILL $! 2>/dev/null; wait $!",
        world);
    if (answer.status == 128 + 9) ++killed;
    if (std::filesystem::exists(world.store) && std::filesystem::file_size(world.store) > 0)
      CHECK(world.run({"db", "verify"}).out == "sound: structure, references and all sums\n");
  }
  CHECK(killed > 0);
  CHECK(run_shell("$RUASCOPE import " + mailbox.path, world).status == 0);
  check_complete(world);
}

TEST_CASE("two imports at once on one store both finish, and nothing counts twice") {
  const CliWorld world;
  const BigMailbox mailbox(world);
  const auto answer = run_shell("$RUASCOPE import --format json " + mailbox.path +
                                    " & first=$!; $RUASCOPE import --format json " + mailbox.path +
                                    "; second=$?; wait $first; echo $? $second >&2",
                                world);
  CHECK(answer.err == "0 0\n");
  const auto end_of_first = answer.out.find('\n');
  REQUIRE(end_of_first != std::string::npos);
  const auto one = Json::parse(answer.out.substr(0, end_of_first));
  const auto other = Json::parse(answer.out.substr(end_of_first));
  CHECK(one["reports_new"].get<int>() + other["reports_new"].get<int>() == BigMailbox::reports);
  CHECK(one["reports_duplicate"].get<int>() + other["reports_duplicate"].get<int>() == BigMailbox::reports);
  check_complete(world);
}

TEST_CASE("SIGTERM ends an import after the current document with 143, the store whole") {
  const CliWorld world;
  const BigMailbox mailbox(world);
  world.data({"own", "add", "domain", "example.com"});  // so that the store is there
  // Then its log grows by what is read.
  const auto written = "[ \"$(stat -c %s " + world.store + "-wal 2>/dev/null || echo 0)\" -gt 100000 ]";
  const auto answer = run_shell("$RUASCOPE import " + mailbox.path + " & until " + written +
                                    "; do sleep 0.01; done; kill -TERM $!; wait $!",
                                world);
  CHECK(answer.status == 143);
  CHECK(answer.out.find("reports new") != std::string::npos);
  CHECK(world.run({"db", "verify"}).status == 0);
  CHECK(run_shell("$RUASCOPE import " + mailbox.path, world).status == 0);
  check_complete(world);
}

TEST_CASE("standard input may be a report, a mail or an mbox") {
  const CliWorld world;
  ReportText report;
  for (const auto& [id, bytes] : std::vector<std::pair<std::string, std::string>>{
           {"xml", "xml"}, {"gzip", "gzip"}, {"mail", "mail"}, {"mbox", "mbox"}}) {
    report.report_id = id;
    const auto xml = report.xml();
    const auto mail = mail_with(zip({{"r.xml", xml}}), "r.zip");
    const auto input = id == "xml"    ? xml
                       : id == "gzip" ? gzip(xml)
                       : id == "mail"
                           ? mail
                           : "From a@b.example Wed Nov 15 00:00:00 2023\n" + mail + "\nFrom a@b.example " +
                                 "Wed Nov 15 00:00:00 2023\nSubject: hello\n\nno report\n";
    const auto path = world.folder.write("input", input);
    const auto answer = run_shell("$RUASCOPE --quiet import - < " + path, world);
    CAPTURE(id, answer.err);
    CHECK(answer.status == 0);
    CHECK(answer.out.starts_with("1 report new, 0 known before"));
  }
  CHECK(run_shell("$RUASCOPE import - < /dev/null", world).status == 3);
}

TEST_CASE("a closed pipe ends quietly, a full disk does not") {
  const CliWorld world;
  world.data({"import", sample_data});
  const auto piped =
      run_shell("$RUASCOPE records --format ndjson | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}", world);
  CHECK(piped.out == "0\n");
  CHECK(piped.err.empty());

  const auto full = run_shell("$RUASCOPE records > /dev/full", world);
  CHECK(full.status == 1);
  CHECK(full.err == "ruascope: error: cannot write to standard output: No space left on device\n");
}

TEST_CASE("a file given to --output appears whole or not at all") {
  const CliWorld world;
  world.data({"import", sample_data});
  const auto target = world.folder.write("records.csv", "before");
  const auto limited = run_shell("ulimit -f 64; $RUASCOPE records --format csv --output " + target, world);
  CHECK(limited.status == 1);
  CHECK(limited.err.find("cannot write " + target + ": File too large") != std::string::npos);
  CHECK(read_file(target) == "before");
  const auto whole = world.data({"records", "--format", "csv"});
  CHECK(world.data({"records", "--format", "csv", "--output", target}).empty());
  CHECK(read_file(target) == whole);
  CHECK(world.run({"domains", "--output", world.folder.path("none/file")}).status == 1);
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(world.folder.path()))
    entries += entry.path().filename().string().starts_with("records.csv") ? 1 : 0;
  CHECK(entries == 1);
}

TEST_CASE("a store that can grow no more says so and stays whole") {
  const CliWorld world;
  const BigMailbox mailbox(world);
  world.data({"import", sample_data});
  const auto before = world.data({"domains", "--since", "2000-01-01", "--format", "csv"});
  const auto answer = run_shell("ulimit -f 1024; $RUASCOPE import " + mailbox.path, world);
  CHECK(answer.status == 1);
  CHECK(answer.err.find("ruascope: error: store " + world.store + ": ") == 0);
  CHECK(answer.err.find("\nhint: ") != std::string::npos);
  CHECK(world.data({"domains", "--since", "2000-01-01", "--domain", ".nordwind.example", "--format", "csv"})
            .starts_with("domain,"));
  CHECK(world.run({"db", "verify"}).status == 0);
  CHECK(before.find("nordwind.example") != std::string::npos);
  CHECK(run_shell("$RUASCOPE import " + mailbox.path, world).status == 0);
}

TEST_CASE("a store of another kind, another program or a newer version is refused with a hint") {
  CliWorld world;
  const auto refused = [&](const std::string& path) {
    const auto answer = world.run({"import", sample_data, "--db", path});
    CHECK(answer.status == 1);
    CHECK(answer.out.empty());
    return answer.err;
  };
  const auto text = world.folder.write("text.db", std::string(4096, 'x'));
  CHECK(refused(text) ==
        "ruascope: error: store " + text +
            ": the file is no SQLite database\nhint: name another file with --db, or move this "
            "one away\n");
  CHECK(read_file(text) == std::string(4096, 'x'));
  CHECK(refused(world.folder.path()).find("this is a folder\nhint: name a file with --db\n") !=
        std::string::npos);
  CHECK(refused(text + "/x.db").find("cannot make the folder") != std::string::npos);

  world.data({"import", sample_data});
  Sqlite(world.store, Sqlite::Mode::read_write).execute("PRAGMA user_version = 99");
  const auto newer = world.run({"domains"});
  CHECK(newer.status == 1);
  CHECK(newer.err ==
        "ruascope: error: store " + world.store +
            ": made by a newer ruascope (schema 99, this program knows 8)\nhint: upgrade ruascope, or "
            "name another store with --db\n");
}

}  // namespace ruascope::test
