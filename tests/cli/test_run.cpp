// SPDX-License-Identifier: MIT
// The scheduled job, from a mailbox of Dovecot to a mail at an SMTP server.
#include "tests/cli/mailbox_world.hpp"
#include "tests/support/text.hpp"

#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

struct RunWorld : MailboxWorld {
  RunWorld() { fs::create_directories(folder.path("box")); }

  // A folder as mailbox, [run] with these lines, mail into files.
  void configure_run(const std::string& lines, const std::string& more = {}) {
    configure_text(
        fmt::format("[mailbox.files]\npath = \"{0}/box\"\nafter = \"move:{0}/done\"\n"
                    "[mail]\nfrom = \"dmarc@example.com\"\nto = \"board@example.com\"\n"
                    "sendmail = \"cat >> {0}/sent.eml\"\n[run]\n{1}{2}",
                    folder.path(""), lines, more));
  }
  std::vector<Json> runs() const {
    std::vector<Json> rows;
    const auto listed = Json::parse(data({"runs", "--format", "json"}));
    for (const auto& row : listed["rows"]) rows.push_back(row);
    return rows;
  }
  std::string sent() const {
    return fs::exists(folder.path("sent.eml")) ? read_file(folder.path("sent.eml")) : std::string{};
  }
};

TEST_CASE("run takes the sample mailbox from Dovecot to a summary in a mailbox, and then does nothing") {
  if (!has_dovecot() || !has_parts({"python:aiosmtpd"})) return;
  Dovecot imap;
  MailboxWorld world;
  for (const auto& entry :
       fs::recursive_directory_iterator(std::string{RUASCOPE_SOURCE_DIR} + "/sample-data"))
    if (entry.path().extension() == ".eml") imap.deliver(read_file(entry.path()));
  const auto delivered = imap.messages().size();
  REQUIRE(delivered > 5);
  imap.deliver("Subject: there\r\n\r\n", "Read");
  const auto mails = world.folder.path("mails");
  fs::create_directories(mails);
  ServerProcess smtp({"/usr/bin/python3", server_script("smtp_server.py"), mails, "starttls", "auth",
                      certificates().server, certificates().key},
                     world.folder.path("smtp.log"));
  const auto smtp_port = smtp.ready_port();
  world.configure(
      imap, fmt::format("after = \"move:Read\"\n[mail]\nfrom = \"dmarc@example.com\"\n"
                        "to = \"board@example.com\"\nserver = \"localhost\"\nport = {}\nca-file = \"{}\"\n"
                        "user = \"user\"\n[run]\nalert-mail = true\nsummary-day = \"monday\"\n"
                        "summary-mail = true\nsummary-html = \"{}\"\n",
                        smtp_port, certificates().ca, world.folder.path("week.html")));
  world.environment["RUASCOPE_MAIL_PASSWORD"] = "p/ss word";
  const auto metrics = world.folder.path("ruascope.prom");
  const auto first = world.run({"run", "--metrics", metrics, "--quiet"});
  INFO(first.err);
  CHECK(first.status == 0);
  CHECK(imap.messages("Read").size() > 5);
  CHECK(fs::exists(world.folder.path("week.html")));
  CHECK(has(read_file(mails + "/1.eml"), "new finding"));
  CHECK(has(read_file(mails + "/2.eml"), "Subject: DMARC, week 2026-W"));
  CHECK(has(read_file(metrics), "ruascope_mailbox_up{mailbox=\"rua\"} 1\n"));
  const auto again = world.run({"run", "--metrics", metrics});
  CHECK(again.status == 0);
  CHECK(again.out.empty());
  CHECK(again.err.empty());
  CHECK_FALSE(fs::exists(mails + "/3.eml"));
  CHECK(has(read_file(metrics), "ruascope_run_reports_new 0\n"));
  const auto runs = Json::parse(world.data({"runs", "--format", "json"}))["rows"];
  REQUIRE(runs.size() == 2);
  CHECK(runs[1]["inputs"] == delivered);
  CHECK(runs[1]["summary"].get<std::string>().starts_with("2026-W"));
  CHECK(runs[0]["inputs"] == 0);
  CHECK(runs[0]["summary"].is_null());
}

TEST_CASE("new findings go to a command as JSON, once, and a command that fails is asked again") {
  RunWorld world;
  fs::copy(std::string{RUASCOPE_SOURCE_DIR} + "/sample-data", world.folder.path("box"),
           fs::copy_options::recursive);
  world.configure_run(fmt::format("alert-command = \"cat > {}; exit 1\"\n", world.folder.path("alert.json")));
  CHECK(world.run({"run", "--quiet"}).status == 1);
  CHECK(has(world.runs()[0]["error"], "findings: run.alert-command ended with status 1"));
  fs::remove(world.folder.path("alert.json"));
  world.configure_run(fmt::format("alert-command = \"cat > {}\"\nalert-severity = \"serious\"\n",
                                  world.folder.path("alert.json")));
  CHECK(world.run({"run", "--quiet"}).status == 0);
  const auto told = Json::parse(read_file(world.folder.path("alert.json")));
  CHECK(told["command"] == "findings");
  REQUIRE_FALSE(told["rows"].empty());
  for (const auto& row : told["rows"]) CHECK((row["severity"] == "serious" || row["severity"] == "critical"));
  CHECK(world.runs()[0]["findings_new"] == told["rows"].size());
  fs::remove(world.folder.path("alert.json"));
  CHECK(world.run({"run", "--quiet"}).status == 0);
  CHECK_FALSE(fs::exists(world.folder.path("alert.json")));
}

TEST_CASE("without a mail and a command new findings are said, once") {
  RunWorld world;
  fs::copy(std::string{RUASCOPE_SOURCE_DIR} + "/sample-data", world.folder.path("box"),
           fs::copy_options::recursive);
  world.configure_run("");
  const auto first = world.run({"run"});
  CHECK(has(first.out, "203.0.113.77"));
  CHECK(has(first.out, "129 reports new"));
  const auto second = world.run({"run"});
  CHECK(second.status == 0);
  CHECK(second.out.empty());
}

TEST_CASE("the summary is due from its day on, once a week, and again if it could not be sent") {
  struct Case {
    const char* day;
    bool is_due;
  };
  // The test's day is Tuesday, 2026-11-17.
  for (const auto& one :
       std::vector<Case>{{"none", false}, {"monday", true}, {"tuesday", true}, {"wednesday", false}}) {
    INFO(one.day);
    RunWorld world;
    fs::copy(std::string{RUASCOPE_SOURCE_DIR} + "/sample-data", world.folder.path("box"),
             fs::copy_options::recursive);
    world.configure_run(fmt::format("summary-day = \"{}\"\nsummary-mail = true\n", one.day));
    CHECK(world.run({"run", "--quiet"}).status == 0);
    CHECK(has(world.sent(), "Subject: DMARC, week 2026-W46") == one.is_due);
    CHECK(world.runs()[0]["summary"] == (one.is_due ? Json("2026-W46") : Json()));
    fs::remove(world.folder.path("sent.eml"));
    world.run({"run", "--quiet"});
    CHECK(world.sent().empty());
  }
  RunWorld world;
  fs::copy(std::string{RUASCOPE_SOURCE_DIR} + "/sample-data", world.folder.path("box"),
           fs::copy_options::recursive);
  world.configure_run("summary-day = \"monday\"\nsummary-mail = true\n");
  world.environment["RUASCOPE_MAIL_SENDMAIL"] = "exit 75";
  CHECK(world.run({"run", "--quiet"}).status == 1);
  CHECK(world.runs()[0]["summary"].is_null());
  CHECK(world.runs()[0]["reports_new"] == 129);  // the other steps were done
  world.environment.erase("RUASCOPE_MAIL_SENDMAIL");
  CHECK(world.run({"run", "--quiet"}).status == 0);
  CHECK(has(world.sent(), "Subject: DMARC, week 2026-W46"));
}

TEST_CASE("findings that could not be said are said the next time") {
  RunWorld world;
  fs::copy(std::string{RUASCOPE_SOURCE_DIR} + "/sample-data", world.folder.path("box"),
           fs::copy_options::recursive);
  world.configure_run("");
  const auto shell = [&](const std::string& more) {
    return run_shell(fmt::format("export RUASCOPE_CONFIG='{}'; $RUASCOPE --quiet run {}",
                                 world.environment.at("RUASCOPE_CONFIG"), more),
                     world);
  };
  CHECK(shell(">/dev/full").status == 1);
  CHECK(has(shell("").out, "203.0.113.77"));
  CHECK(shell("").out.empty());
}

TEST_CASE("what is older than is kept goes, each step for itself") {
  RunWorld world;
  fs::copy(std::string{RUASCOPE_SOURCE_DIR} + "/sample-data", world.folder.path("box"),
           fs::copy_options::recursive);
  world.configure_run("keep = \"2w\"\n",
                      "[mailbox.broken]\nhost = \"localhost\"\nport = 1\nuser = \"u\"\n"
                      "password-command = \"echo p\"\nattempts = 1\n");
  const auto answer = world.run({"run", "--quiet"});
  CHECK(answer.status == 1);
  CHECK(world.runs()[0]["errors"] == 1);
  CHECK(has(world.runs()[0]["error"], "broken: localhost: "));
  CHECK(world.runs()[0]["reports_new"] == 129);
  CHECK(world.runs()[0]["reports_pruned"] > 50);
}

TEST_CASE("one run at a time") {
  RunWorld world;
  world.configure_run("");
  world.run({"run", "--quiet"});
  const int lock = ::open((world.store + ".run-lock").c_str(), O_RDWR);
  REQUIRE(lock >= 0);
  REQUIRE(::flock(lock, LOCK_EX) == 0);
  const auto second = world.run({"run"});
  CHECK(second.status == 1);
  CHECK(second.err == "ruascope: another run is under way\n");
  CHECK(world.run({"run", "--if-idle"}).status == 0);
  CHECK(world.runs().size() == 1);
  ::close(lock);
  CHECK(world.run({"run", "--if-idle"}).status == 0);
  CHECK(world.runs().size() == 2);
}

TEST_CASE("names are text in metrics") {
  RunWorld world;
  world.configure_text("[mailbox.\"a\\\"b\\\\c\"]\npath = \"/nonexistent\"\n");
  const auto file = world.folder.path("m.prom");
  CHECK(world.run({"run", "--quiet", "--metrics", file}).status == 1);
  CHECK(has(read_file(file), "ruascope_mailbox_up{mailbox=\"a\\\"b\\\\c\"} 0\n"));
  CHECK(has(read_file(file), "# TYPE ruascope_run_errors gauge\nruascope_run_errors 1\n"));
}

}  // namespace
}  // namespace ruascope::test
