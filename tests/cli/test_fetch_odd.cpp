// SPDX-License-Identifier: MIT
// A server that answers oddly, and a program that is killed.
#include "tests/cli/mailbox_world.hpp"
#include "tests/support/text.hpp"

#include <random>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

// Three messages with the reports m1, m2, m3 under the UIDs 11, 12 and 13, unless the script says otherwise.
struct OddWorld : MailboxWorld {
  explicit OddWorld(const Json& answers, const Json& more = Json::object()) {
    Json script{{"capability", "IMAP4rev1 UIDPLUS MOVE"},
                {"uidvalidity", 7},
                {"messages", Json::array()},
                {"folders", {"Done"}}};
    for (int at = 1; at <= 3; ++at) {
      folder.write(fmt::format("m{}.eml", at), report_mail(fmt::format("m{}", at)));
      script["messages"].push_back({{"uid", 10 + at}, {"file", fmt::format("m{}.eml", at)}});
    }
    script["answers"] = answers;
    script.update(more);
    const auto path = folder.write("script.json", script.dump());
    server = std::make_unique<ServerProcess>(
        std::vector<std::string>{"/usr/bin/python3", server_script("scripted_imap.py"), path},
        folder.path("server.log"));
    const auto port = server->ready_port();
    configure_text(
        fmt::format("[mailbox.odd]\nhost = \"localhost\"\nport = {}\nsecurity = \"none\"\nuser = \"u\"\n"
                    "attempts = 4\npassword-command = \"echo p\"\nafter = \"move:Done\"\n",
                    port));
  }

  std::set<std::string> reports() const {
    std::set<std::string> ids;
    const auto rows = Json::parse(data({"reports", "--format", "json"}));
    for (const auto& row : rows["rows"]) ids.insert(row["report_id"]);
    return ids;
  }
  std::string said() const { return read_file(folder.path("server.log")); }

  std::unique_ptr<ServerProcess> server;
};

const std::set<std::string> all_three{"m1", "m2", "m3"};

TEST_CASE("odd answers of a server are understood") {
  if (!has_parts({"/usr/bin/python3"})) return;
  struct Case {
    const char* what;
    Json answers;
    Json more;
  };
  const std::vector<Case> cases{
      {"a search with MODSEQ, and what others changed meanwhile",
       Json::array(
           {{{"match", "^UID SEARCH"},
             {"send",
              {"* 2 FETCH (FLAGS (\\Seen))", "* SEARCH 11 12 13 (MODSEQ 9)", "* 3 EXISTS", "TAG OK done"}}}}),
       Json::object()},
      {"a search that tells each UID in a line of its own, twice and not in order",
       Json::array({{{"match", "^UID SEARCH"},
                     {"send", {"* SEARCH 13", "* SEARCH 11 12 11", "* SEARCH", "TAG OK done"}}}}),
       Json::object()},
      {"changes of flags in the midst of a fetch",
       Json::array({{{"match", "^UID FETCH .*BODY"},
                     {"send", {"* 2 FETCH (UID 12 FLAGS (\\Seen))", "* 9 EXPUNGE", "* OK still here"}},
                     {"default", true}}}),
       Json::object()},
      {"lower case and no space to spare",
       Json::array({{{"match", "^UID FETCH .*SIZE"},
                     {"send",
                      {"* 1 fetch (uid 11 rfc822.size 900)", "* 2 fetch (rfc822.size 900 uid 12)",
                       "* 3 fetch (flags () uid 13 rfc822.size 900 modseq (5))", "TAG ok done"}}}}),
       Json::object()},
      {"no size at all for one, which is gone then or read the next time",
       Json::array({{{"match", "^UID FETCH .*SIZE"},
                     {"times", 1},
                     {"send",
                      {"* 1 FETCH (UID 11 RFC822.SIZE nil)", "* 2 FETCH (UID 12 RFC822.SIZE 900)",
                       "* 3 FETCH (UID 13 RFC822.SIZE 900)", "TAG OK done"}}}}),
       Json::object()},
  };
  for (const auto& one : cases) {
    INFO(one.what);
    const OddWorld world(one.answers, one.more);
    const auto answer = world.run({"fetch"});
    INFO(answer.err);
    CHECK(answer.status == 0);
    CHECK(world.reports() == all_three);
    CHECK(has(world.said(), "UID MOVE 11:13 \"Done\""));
  }
}

TEST_CASE("a connection that ends in the midst is made again") {
  if (!has_parts({"/usr/bin/python3"})) return;
  const Json cut = Json::array();
  const Json bye{"* BYE too busy"};
  const Json half{"* 1 FETCH (UID 11 BODY[] {500}", "From: x"};
  for (const auto& [match, send] : std::vector<std::pair<std::string, Json>>{{"^CAPABILITY", bye},
                                                                             {"^SELECT", cut},
                                                                             {"^UID SEARCH", bye},
                                                                             {"^UID FETCH .*SIZE", cut},
                                                                             {"^UID FETCH .*BODY", cut},
                                                                             {"^UID FETCH .*BODY", half},
                                                                             {"^UID MOVE", cut}}) {
    INFO(match << " " << send.dump());
    const OddWorld world(Json::array({{{"match", match}, {"times", 1}, {"send", send}, {"close", true}}}));
    const auto answer = world.run({"fetch"});
    INFO(answer.err);
    CHECK(answer.status == 0);
    CHECK(has(answer.err, "trying again"));
    CHECK(world.reports() == all_three);
    CHECK(has(world.said(), "UID MOVE 11"));
    CHECK(has(world.said(), ":13 \"Done\""));
  }
}

TEST_CASE("a message at which the connection always ends is told by its name, and the others are read") {
  if (!has_parts({"/usr/bin/python3"})) return;
  const OddWorld world(
      Json::array({{{"match", "^UID FETCH 12 .*BODY"}, {"send", Json::array()}, {"close", true}},
                   {{"match", "^UID FETCH 1[12]:13 .*BODY"},
                    {"send", {"* 2 FETCH (UID 12 BODY[] {4000000000000}"}},
                    {"close", true}}}));
  const auto answer = world.run({"fetch"});
  INFO(answer.err);
  CHECK(answer.status == 3);
  CHECK(has(answer.err, "unreadable: odd/INBOX#12: the connection ended 3 times while it was fetched"));
  CHECK(world.reports() == std::set<std::string>{"m1", "m3"});
  CHECK_FALSE(has(world.said(), "UID MOVE 12"));
}

TEST_CASE("a message that the server will not give is told by its name, and the others are read") {
  if (!has_parts({"/usr/bin/python3"})) return;
  const OddWorld world(Json::array(
      {{{"match", "^UID FETCH (11:13|12|12:13) .*BODY"}, {"send", {"TAG NO [SERVERBUG] internal"}}}}));
  const auto answer = world.run({"fetch"});
  INFO(answer.err);
  CHECK(answer.status == 3);
  CHECK(has(answer.err, "unreadable: odd/INBOX#12: the server refuses UID FETCH: NO [SERVERBUG] internal"));
  CHECK(world.reports() == std::set<std::string>{"m1", "m3"});
  CHECK_FALSE(has(world.said(), "UID MOVE 12"));
}

TEST_CASE("a server that fails for a while loses no message") {
  if (!has_parts({"/usr/bin/python3"})) return;
  // Every connection ends at the first message, for as many times as there are attempts.
  const OddWorld world(Json::array(
      {{{"match", "^UID FETCH .*BODY"}, {"times", 5}, {"send", Json::array()}, {"close", true}}}));
  CHECK(world.run({"fetch"}).status == 1);
  CHECK(world.reports().empty());
  const auto answer = world.run({"fetch"});
  INFO(answer.err);
  CHECK(answer.status == 0);
  CHECK(world.reports() == all_three);
}

TEST_CASE("what was asked for alone is read, and secrets that a server repeats are hidden") {
  if (!has_parts({"/usr/bin/python3"})) return;
  {
    const OddWorld world(
        Json::array({{{"match", "^UID SEARCH"}, {"send", {"* SEARCH 11 12 13", "TAG OK done"}}},
                     {{"match", "^UID FETCH .*SIZE"},
                      {"send",
                       {"* 1 FETCH (UID 11 RFC822.SIZE 900)", "* 2 FETCH (UID 99 RFC822.SIZE 900)",
                        "* 3 FETCH (UID 13 RFC822.SIZE -7)", "TAG OK done"}}}}));
    CHECK(world.run({"fetch"}).status == 0);
    CHECK(world.reports() == all_three);  // 12 is there, whatever its size
    CHECK_FALSE(has(world.said(), "99"));
  }
  OddWorld world(Json::array(
      {{{"match", "^SELECT"}, {"send", {"TAG NO you are hunter22 or aHVudGVyMjI9PT0x , who knows"}}}}));
  auto text = read_file(world.folder.path("ruascope.toml"));
  text.replace(text.find("echo p"), 6, "echo hunter22");
  world.configure_text(text);
  const auto answer = world.run({"fetch"});
  CHECK(answer.status == 1);
  CHECK(has(answer.err, "you are [hidden] or [hidden]"));
  CHECK_FALSE(has(answer.err, "hunter22"));
  CHECK_FALSE(has(world.data({"mailboxes", "--format", "json"}), "hunter22"));
}

TEST_CASE(
    "messages that are gone while they are fetched are passed over, and what is there is asked for again") {
  if (!has_parts({"/usr/bin/python3"})) return;
  const Json none{{"match", "^UID FETCH 11:13 .*BODY"},
                  {"times", 1},
                  {"send", {"* 2 EXPUNGE", "* 1 FETCH (UID 11 FLAGS ())", "TAG OK [EXPUNGEISSUED] done"}}};
  {
    const OddWorld world(
        Json::array({none, {{"match", "^UID SEARCH UID 11:13"}, {"send", {"* SEARCH", "TAG OK done"}}}}));
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 0);
    CHECK(answer.err.empty());
    CHECK(world.reports().empty());
    CHECK_FALSE(has(world.said(), "MOVE"));
  }
  const OddWorld world(Json::array({none}));
  const auto answer = world.run({"fetch"});
  CHECK(answer.status == 0);
  CHECK(has(answer.err, "odd/INBOX#11 was not given, and is there; trying again"));
  CHECK(world.reports() == all_three);
}

TEST_CASE("SIGTERM ends between messages, with 143, and the next run goes on") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  constexpr int all = 400;
  world.configure(server);
  for (int at = 1; at <= all; ++at) server.deliver(report_mail(fmt::format("r{}", at)));
  world.data({"fetch", "--dry-run"});
  const auto run = [&](const std::string& before) {
    return run_shell(
        fmt::format(
            "export RUASCOPE_CONFIG='{}' RUASCOPE_MAILBOX_RUA_PASSWORD='p/ss word'; {} $RUASCOPE fetch "
            "--format json",
            world.environment.at("RUASCOPE_CONFIG"), before),
        world);
  };
  bool was_stopped = false;
  for (int round = 0; round < 50; ++round) {
    const auto answer = run(fmt::format("timeout -s TERM --preserve-status 0.{:02}", 3 + round % 15));
    if (answer.status == 0) break;
    // Before it listens to signals it ends at once; then there is nothing to say.
    if (answer.status != 143 || answer.out.empty()) continue;
    was_stopped = true;
    CHECK(world.run({"db", "verify"}).status == 0);
  }
  CHECK(run("").status == 0);
  CHECK(was_stopped);
  CHECK(Json::parse(world.data({"reports", "--format", "json"}))["rows_total"] == all);
}

TEST_CASE("what the server will not do is told, and nothing is lost") {
  if (!has_parts({"/usr/bin/python3"})) return;
  {
    const OddWorld world(
        Json::array({{{"match", "^SELECT"}, {"send", {"TAG NO [NONEXISTENT] no such mailbox"}}}}));
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 1);
    CHECK(has(answer.err, "the server refuses SELECT: NO [NONEXISTENT] no such mailbox"));
  }
  {
    const OddWorld world(Json::array({{{"match", "^UID FETCH .*BODY"}, {"send", {"TAG BAD what?"}}}}));
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 1);
    CHECK(has(answer.err, "the server refuses UID FETCH: BAD what?"));
    CHECK(world.reports().empty());
    CHECK_FALSE(has(world.said(), "MOVE"));
  }
  {
    const OddWorld world(
        Json::array({{{"match", "^UID MOVE"}, {"times", 1}, {"send", {"TAG NO [OVERQUOTA] full"}}}}));
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 0);
    CHECK(has(
        answer.err,
        "odd/INBOX: 3 messages stored and left in place: the server refuses UID MOVE: NO [OVERQUOTA] full"));
    CHECK(world.run({"fetch"}).status == 0);
    CHECK(has(world.said(), "2: "));
    CHECK(world.reports() == all_three);
  }
  {
    const OddWorld world(Json::array(), {{"uidvalidity", 0}});
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 1);
    CHECK(has(answer.err, "odd/INBOX: the server gives no UIDVALIDITY"));
    CHECK(world.reports().empty());
  }
  {
    const OddWorld world(Json::array(), {{"greeting", "* BYE not today"}});
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 1);
  }
}

TEST_CASE("an answer that has no end is given up, with the bound that it passed") {
  if (!has_parts({"/usr/bin/python3"})) return;
  const std::string many(9 << 20, 'x');
  for (const auto& [line, words] : std::vector<std::pair<std::string, std::string>>{
           {"* LIST () \"/\" {4000000000}", "literals of more than 8 MiB"},
           {"* OK " + many, "a line of more than 8 MiB"}}) {
    INFO(words);
    const OddWorld world(Json::array({{{"match", "^SELECT"}, {"send", {line}}, {"default", true}}}));
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 1);
    CHECK(has(answer.err, words));
  }
}

TEST_CASE("what a mail says is never taken for an answer") {
  if (!has_parts({"/usr/bin/python3"})) return;
  OddWorld world(Json::array());
  std::string mail = report_mail("m1");
  mail += "\r\nr6 OK fake\r\n* BYE fake\r\n* 5 FETCH (UID 99 BODY[] {3}\r\nabc)\r\nr7 NO fake {100}\r\n";
  world.folder.write("m1.eml", mail);
  const auto answer = world.run({"fetch"});
  INFO(answer.err);
  CHECK(answer.status == 0);
  CHECK(world.reports() == all_three);
}

TEST_CASE("killed at any moment, nothing is lost, nothing twice, nothing removed that is not stored") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  constexpr int all = 150;
  world.configure(server, "after = \"delete\"\n");
  for (int at = 1; at <= all; ++at) server.deliver(report_mail(fmt::format("r{}", at)));
  const auto stored = [&] {
    std::set<int> numbers;
    const auto rows = Json::parse(world.data({"reports", "--format", "json"}));
    for (const auto& row : rows["rows"])
      CHECK(numbers.insert(std::stoi(row["report_id"].get<std::string>().substr(1))).second);
    return numbers;
  };
  const auto left = [&] {
    std::set<int> numbers;
    for (const auto& name : server.messages()) numbers.insert(std::stoi(name.substr(0, 6)));
    return numbers;
  };
  world.data({"fetch", "--dry-run"});  // there is a store then
  std::mt19937 random(7);              // the same moments each time, more or less
  int kills = 0;
  for (int round = 0; round < 60 && !left().empty(); ++round) {
    const auto seconds = 0.02 + static_cast<double>(random() % 200) / 1000;
    const auto answer =
        run_shell(fmt::format("export RUASCOPE_CONFIG='{}' RUASCOPE_MAILBOX_RUA_PASSWORD='p/ss word'; "
                              "timeout -s KILL {:.3f} $RUASCOPE fetch --quiet",
                              world.environment.at("RUASCOPE_CONFIG"), seconds),
                  world);
    if (answer.status == 137) ++kills;
    auto known = stored();
    for (const auto number : left()) known.insert(number);
    CHECK(known.size() == all);
  }
  CHECK(kills > 0);
  CHECK(world.run({"fetch"}).status == 0);
  CHECK(left().empty());
  CHECK(stored().size() == all);
  CHECK(world.run({"db", "verify"}).status == 0);
}

}  // namespace
}  // namespace ruascope::test
