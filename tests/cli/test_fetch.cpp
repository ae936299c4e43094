// SPDX-License-Identifier: MIT
// Mailboxes of a real Dovecot.
#include "tests/cli/mailbox_world.hpp"
#include "tests/support/text.hpp"

#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

TEST_CASE("fetch reads what is new, leaves the mailbox as it was, and reads it once") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  world.configure(server);
  for (const auto* id : {"a", "b", "c"}) server.deliver(report_mail(id));
  server.deliver(private_mail);
  const auto first = world.run({"fetch", "--format", "json"});
  CHECK(first.status == 0);
  CHECK(counts_of(first)["command"] == "fetch");
  CHECK(counts_of(first)["inputs"] == 4);
  CHECK(counts_of(first)["reports_new"] == 3);
  // Not even marked as seen: what is in "cur" has no "S".
  for (const auto& name : server.messages()) CHECK_FALSE(has(name, "S"));
  CHECK(has(server.commands(), "EXAMINE \"INBOX\""));
  CHECK_FALSE(has(server.commands(), "SELECT"));
  server.deliver(report_mail("d"));
  const auto second = counts_of(world.run({"fetch", "--format", "json"}));
  CHECK(second["inputs"] == 1);
  CHECK(second["reports_new"] == 1);
  const auto third = counts_of(world.run({"fetch", "--format", "json"}));
  CHECK(third["inputs"] == 0);
  CHECK(has(world.data({"reports", "--format", "csv"}), ",d,"));
}

TEST_CASE("fetch --dry-run says what would be read, and reads nothing") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  world.configure(server, "folders = [\"*\"]\n");
  server.deliver(report_mail("a"));
  server.deliver(report_mail("b"), "Berichte.Entw&APw-rfe");
  CHECK(world.data({"fetch", "--dry-run"}) ==
        "rua/Berichte/Entw\xC3\xBCrfe: 1 message new of 1, 0.0 MB\nrua/INBOX: 1 message new of 1, 0.0 MB\n");
  CHECK(counts_of(world.run({"fetch", "--format", "json"}))["reports_new"] == 2);
  CHECK(has(world.data({"fetch", "--dry-run"}), "rua/INBOX: 0 messages new of 1"));
}

TEST_CASE(
    "messages are moved once they are stored, and what is not ours and what failed stays or goes elsewhere") {
  if (!has_dovecot()) return;
  for (const auto* settings : {"", "DOVECOT_MOVE=no", "DOVECOT_MOVE=no-uidplus"}) {
    INFO(settings);
    Dovecot server(settings);
    MailboxWorld world;
    world.configure(server, "after = \"move:Done\"\nfailures = \"move:Failed\"\n");
    server.deliver(report_mail("a"));
    server.deliver(private_mail);
    server.deliver(broken_mail);
    server.deliver(report_mail("b"));
    for (const auto* name : {"Done", "Failed"}) {
      server.deliver(private_mail, name);  // the folder is there
    }
    const auto answer = world.run({"fetch", "--format", "json"});
    CHECK(answer.status == 3);  // one could not be read
    CHECK(counts_of(answer)["reports_new"] == 2);
    CHECK(counts_of(answer)["unreadable"] == 1);
    CHECK(server.messages("Done").size() == 3);
    CHECK(server.messages("Failed").size() == 2);
    if (std::string{settings} != "DOVECOT_MOVE=no-uidplus")
      CHECK(server.messages().size() == 1);
    else
      CHECK(has(server.messages().front() + server.messages().back(), "T"));  // marked as deleted
    CHECK(has(server.commands(), "UID MOVE") == (std::string{settings}.empty()));
    CHECK(has(server.commands(), "UID EXPUNGE") == (std::string{settings} == "DOVECOT_MOVE=no"));
    CHECK(counts_of(world.run({"fetch", "--format", "json"}))["inputs"] == 0);
  }
}

TEST_CASE("messages are marked as seen or removed, as the configuration says") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  world.configure(server, "after = \"seen\"\n");
  server.deliver(report_mail("a"));
  world.data({"fetch"});
  REQUIRE(server.messages().size() == 1);
  CHECK(has(server.messages().front(), ":2,S"));
  world.configure(server, "after = \"delete\"\n");
  server.deliver(report_mail("b"));
  server.deliver(private_mail);
  world.data({"fetch"});
  CHECK(server.messages().size() == 2);  // "a", which was read before, and the private one
}

TEST_CASE("where a folder to move to is missing, the mail is stored, stays, and is moved the next time") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  world.configure(server, "after = \"move:Done\"\n");
  server.deliver(report_mail("a"));
  const auto answer = world.run({"fetch", "--format", "json"});
  CHECK(answer.status == 0);
  CHECK(counts_of(answer)["reports_new"] == 1);
  CHECK(has(answer.err,
            "warning: rua/INBOX: 1 message stored and left in place: the server refuses UID MOVE: NO "));
  CHECK(server.messages().size() == 1);
  server.deliver(private_mail, "Done");
  CHECK(counts_of(world.run({"fetch", "--format", "json"}))["inputs"] == 0);
  CHECK(server.messages().empty());
  CHECK(server.messages("Done").size() == 2);
}

TEST_CASE("another UIDVALIDITY has all read again, and nothing twice") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  world.configure(server);
  for (const auto* id : {"a", "b"}) server.deliver(report_mail(id));
  world.data({"fetch"});
  for (const auto* index : {"dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"})
    fs::remove(fs::path(server.maildir("INBOX")) / index);
  output_of({"sleep", "1.1"});  // a UIDVALIDITY is a time in seconds
  server.deliver(report_mail("c"));
  const auto again = counts_of(world.run({"fetch", "--format", "json"}));
  CHECK(again["inputs"] == 3);
  CHECK(again["reports_new"] == 1);
  CHECK(again["reports_duplicate"] == 2);
}

TEST_CASE("TLS is right or there is no login, and a wrong password is told without it") {
  if (!has_dovecot()) return;
  Dovecot server;
  Dovecot expired({}, certificates().expired);
  MailboxWorld world;
  server.deliver(report_mail("a"));
  const auto fetched = [&](const std::string& port, const std::string& ca, const std::string& lines) {
    world.configure_text(
        fmt::format("[mailbox.rua]\nhost = \"localhost\"\nport = {}\nca-file = \"{}\"\nuser = \"dmarc\"\n"
                    "attempts = 1\n{}",
                    port, ca, lines));
    return world.run({"fetch"});
  };
  world.environment["RUASCOPE_MAILBOX_RUA_PASSWORD"] = "p/ss word";
  const auto& made = certificates();
  const std::string starttls = "security = \"starttls\"\n";
  CHECK(fetched(server.tls_port, made.ca, "").status == 0);
  CHECK(fetched(server.starttls_port, made.ca, starttls).status == 0);
  for (const auto& answer :
       {fetched(server.tls_port, made.other_ca, ""), fetched(server.starttls_port, made.other_ca, starttls),
        fetched(expired.tls_port, made.ca, ""), fetched(expired.starttls_port, made.ca, starttls)}) {
    CHECK(answer.status == 1);
    CHECK(has(answer.err, "certificate"));
  }
  CHECK(expired.commands().empty());
  world.environment["RUASCOPE_MAILBOX_RUA_PASSWORD"] = "wr0ng-secret";
  const auto refused = fetched(server.tls_port, made.ca, "");
  CHECK(refused.status == 1);
  CHECK(has(refused.err,
            "localhost refuses the login of \"dmarc\": NO [AUTHENTICATIONFAILED] Authentication failed."));
  CHECK_FALSE(has(refused.err, "wr0ng"));
}

TEST_CASE("a token logs in by XOAUTH2 and OAUTHBEARER, an expired one does not") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  server.deliver(report_mail("a"));
  const auto command = [&](const std::string& seconds) {
    return fmt::format("token-command = \"/usr/bin/python3 {} {} dmarc {}\"\n",
                       server_script("make_token.py"), server.folder.path(""), seconds);
  };
  for (const auto* login : {"xoauth2", "oauthbearer"}) {
    INFO(login);
    world.configure(server, command("600") + "login = \"" + login + "\"\n");
    world.environment.erase("RUASCOPE_MAILBOX_RUA_PASSWORD");
    CHECK(world.run({"fetch"}).status == 0);
    world.configure(server, command("-600") + "login = \"" + login + "\"\n");
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == 1);
    CHECK(has(answer.err, "refuses the login"));
    CHECK_FALSE(has(answer.err, "eyJ"));  // how tokens begin
  }
}

TEST_CASE("one mailbox that fails keeps no other from being read") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  server.deliver(report_mail("a"));
  const auto reports = world.folder.path("reports");
  world.folder.write("reports/b.eml", report_mail("b"));
  world.configure(server,
                  fmt::format("[mailbox.aaa]\nhost = \"localhost\"\nport = 1\nuser = \"x\"\nattempts = 1\n"
                              "password-command = \"echo x\"\n[mailbox.zzz]\npath = \"{}\"\n",
                              reports));
  const auto answer = world.run({"fetch", "--format", "json"});
  CHECK(answer.status == 1);
  CHECK(counts_of(answer)["reports_new"] == 2);
  CHECK(has(answer.err, "localhost: "));
  CHECK(world.run({"fetch", "zzz"}).status == 0);
  const auto unknown = world.run({"fetch", "nobody"});
  CHECK(unknown.status == 2);
  CHECK(has(unknown.err, "no mailbox \"nobody\" is configured"));
}

TEST_CASE("a connection that is cut anywhere costs a new one, and nothing else") {
  if (!has_dovecot()) return;
  Dovecot server;
  std::string expected;
  for (int at = 0; at < 60; ++at) server.deliver(report_mail(fmt::format("r{}", at)));
  server.deliver(private_mail, "Done");
  for (const auto* bytes : {"3000", "5000", "9000", "20000", "60000"}) {
    INFO(bytes);
    MailboxWorld world;
    ServerProcess proxy(
        {"/usr/bin/python3", server_script("cutting_proxy.py"), server.tls_port, bytes, bytes},
        world.folder.path("proxy.log"));
    const auto port = proxy.ready_port();
    world.configure_text(
        fmt::format("[mailbox.rua]\nhost = \"localhost\"\nport = {}\nca-file = \"{}\"\nuser = \"dmarc\"\n",
                    port, certificates().ca));
    world.environment["RUASCOPE_MAILBOX_RUA_PASSWORD"] = "p/ss word";
    const auto answer = world.run({"fetch", "--format", "json"});
    INFO(answer.err);
    CHECK(answer.status == 0);
    CHECK(counts_of(answer)["reports_new"] == 60);
    CHECK(has(answer.err, "trying again"));
    CHECK(counts_of(world.run({"fetch", "--format", "json"}))["inputs"] == 0);
  }
}

TEST_CASE("a message that is larger than is read is told by its name and not fetched") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  world.configure(server, "failures = \"move:Failed\"\n");
  world.environment["RUASCOPE_LIMITS_MESSAGE_BYTES"] = "4K";
  server.deliver(report_mail("a"));
  server.deliver(private_mail + std::string(10'000, 'x') + "\r\n");
  server.deliver(report_mail("b"));
  server.deliver(private_mail, "Failed");
  const auto answer = world.run({"fetch", "--format", "json"});
  CHECK(answer.status == 3);
  CHECK(counts_of(answer)["reports_new"] == 2);
  CHECK(has(answer.err, "ruascope: unreadable: rua/INBOX#2: a message of "));
  CHECK(server.messages("Failed").size() == 2);
  for (const auto* words : {"UID FETCH 2 (UID BODY", "1:3 (UID BODY", "1:2 (UID BODY", "2:3 (UID BODY"})
    CHECK_FALSE(has(server.commands(), words));
}

TEST_CASE("mailboxes lists what is configured and how it was read last, mailboxes test logs in") {
  if (!has_dovecot()) return;
  Dovecot server;
  MailboxWorld world;
  server.deliver(report_mail("a"));
  server.deliver(report_mail("b"));
  world.configure(server, "after = \"move:Done\"\n[mailbox.files]\npath = \"/nonexistent\"\n");
  const auto listed = [&] { return Json::parse(world.data({"mailboxes", "--format", "json"}))["rows"]; };
  CHECK(listed()[1]["mailbox"] == "rua");
  CHECK(listed()[1]["last_run"].is_null());
  CHECK(listed()[1]["folders"] == Json{"INBOX"});
  CHECK(listed()[1]["after"] == "move:Done");
  const auto tested = world.run({"mailboxes", "test"});
  CHECK(tested.status == 1);
  CHECK(tested.out == "files: failed\nrua: logged in as dmarc\nrua: INBOX: 2 messages, 2 of them new\n");
  CHECK(has(tested.err, "/nonexistent"));
  CHECK(world.run({"mailboxes", "test", "rua"}).status == 0);
  world.run({"fetch", "rua"});
  CHECK(listed()[1]["messages_new"] == 2);
  CHECK(listed()[1]["last_uid"] == 2);
  CHECK(listed()[1]["waiting"] == 2);  // the folder to move to is missing
  CHECK(listed()[1]["error"].is_null());
  CHECK(listed()[1]["last_run"] == "2026-11-17T06:00:00Z");
  world.environment["RUASCOPE_MAILBOX_RUA_PASSWORD"] = "wrong";
  world.run({"fetch", "rua"});
  CHECK(has(listed()[1]["error"], "refuses the login"));
  CHECK(listed()[1]["messages_new"] == 0);
}

TEST_CASE("what is missing or wrong in a mailbox's configuration is named") {
  struct Case {
    const char* lines;
    const char* words;
  };
  for (const auto& one : std::vector<Case>{
           {"", "no mailbox is configured"},
           {"[mailbox.a]\n", "line 1: mailbox.a: one of host and path is needed"},
           {"[mailbox.a]\nhost = \"h\"\npath = \"p\"", "one of host and path is needed"},
           {"[mailbox.a]\nhost = \"h\"", "mailbox.a: user is missing"},
           {"[mailbox.a]\nhost = \"h\"\nuser = \"u\"\nsecurity = \"none\"", "would show the password"},
           {"[mailbox.a]\nhost = \"h:993\"", "the port has a key of its own"},
           {"[mailbox.a]\nhost = \"h\"\nuser = \"u\"", "a: no password is configured"},
           {"[mailbox.a]\npassword = \"s3cret\"",
            "mailbox.a.password has no place in a file that others read"},
           {"[mailbox.a]\nhots = \"h\"", "line 2: unknown key \"mailbox.a.hots\""},
           {"[mailbox.a]\nafter = \"burn\"", "mailbox.a.after = \"burn\": unknown word"},
           {"[mailbox.a]\nafter = \"move:\"", "unknown word"},
           {"[mailbox.a]\nfailures = \"delete\"", "what could not be read is not removed"},
           {"[mailbox.a]\nhost = \"h\"\nuser = \"u\"\nfolders = [\"A\"]\nafter = \"move:A\"",
            "which is read too"},
           {"[mailbox.a-b]\npath = \"x\"\n[mailbox.\"a.b\"]\npath = \"y\"",
            "would have their passwords in one variable"},
           {"[mailbox.a]\nfolders = []", "no name"},
           {"[mailbox]\na = 3", "mailbox.a is no table"}}) {
    INFO(one.lines);
    MailboxWorld world;
    world.configure_text(one.lines);
    const auto answer = world.run({"fetch"});
    CHECK(answer.status == (std::string{one.words}.starts_with("a: no password") ? 1 : 2));
    CHECK(has(answer.err, one.words));
    CHECK_FALSE(has(answer.err, "s3cret"));
  }
}

}  // namespace
}  // namespace ruascope::test
