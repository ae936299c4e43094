// SPDX-License-Identifier: MIT
// Servers of another make, another address, and with quotas.
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

TEST_CASE("Cyrus is read, by TLS and by STARTTLS, and its mail is moved") {
  if (!has_cyrus()) return;
  Cyrus server;
  MailboxWorld world;
  for (const auto* id : {"a", "b", "c"}) server.deliver(report_mail(id));
  server.deliver("From: friend@example.com\r\nSubject: lunch?\r\n\r\nToday?\r\n");
  world.configure_port(server.tls_port, "");
  CHECK(world.data({"fetch", "--dry-run"}).starts_with("rua/INBOX: 4 messages new of 4, "));
  const auto first = world.run({"fetch", "--format", "json"});
  CHECK(first.status == 0);
  CHECK(counts_of(first)["inputs"] == 4);
  CHECK(counts_of(first)["reports_new"] == 3);
  CHECK(server.messages() == 4);
  server.deliver(report_mail("d"));
  world.configure_port(server.starttls_port, "security = \"starttls\"\nafter = \"move:Done\"\n");
  const auto second = world.run({"fetch", "--format", "json"});
  CHECK(second.status == 0);
  CHECK(second.err.empty());
  CHECK(counts_of(second)["inputs"] == 5);  // another port is another mailbox
  CHECK(counts_of(second)["reports_new"] == 1);
  CHECK(counts_of(second)["reports_duplicate"] == 3);
  CHECK(server.messages() == 1);  // what was not ours
  CHECK(server.messages("Done") == 4);
  CHECK(counts_of(world.run({"fetch", "--format", "json"}))["inputs"] == 0);
}

TEST_CASE("Cyrus lists folders by pattern, removes what is read, and refuses a wrong password") {
  if (!has_cyrus()) return;
  Cyrus server;
  MailboxWorld world;
  server.deliver(report_mail("a"));
  server.deliver(report_mail("b"), "Done");
  world.configure_port(server.tls_port, "folders = [\"*\"]\nafter = \"delete\"\n");
  CHECK(counts_of(world.run({"fetch", "--format", "json"}))["reports_new"] == 2);
  CHECK(server.messages() + server.messages("Done") == 0);
  world.environment["RUASCOPE_MAILBOX_RUA_PASSWORD"] = "wr0ng-secret";
  const auto refused = world.run({"fetch"});
  CHECK(refused.status == 1);
  CHECK(has(refused.err, "localhost refuses the login of \"dmarc\": NO"));
  CHECK_FALSE(has(refused.err, "wr0ng"));
}

// What must hold where a folder to move to is full: all is stored, nothing is gone, and all is told.
void check_full(const MailboxWorld& world, const std::string& words,
                const std::function<std::size_t()>& inbox) {
  const auto before = inbox();
  const auto answer = world.run({"fetch", "--format", "json"});
  CHECK(answer.status == 0);
  CHECK(counts_of(answer)["reports_new"] == 3);
  CHECK(has(answer.err, "warning: rua/INBOX: 3 messages stored and left in place: the server refuses "));
  INFO(answer.err);
  CHECK(has(answer.err, words));
  CHECK(inbox() == before);
  const auto again = world.run({"fetch", "--format", "json"});
  CHECK(again.status == 0);
  CHECK(counts_of(again)["inputs"] == 0);
  CHECK(inbox() == before);
}

TEST_CASE("a folder whose quota is reached keeps the mail where it is, on Dovecot") {
  if (!has_dovecot()) return;
  for (const auto* settings : {"", "DOVECOT_MOVE=no"}) {
    INFO(settings);
    Dovecot server(settings);
    server.user = "other";
    MailboxWorld world;
    world.configure(server, "after = \"move:Full\"\n");
    for (const auto* id : {"a", "b", "c"}) server.deliver(report_mail(id));
    server.make_folder("Full");
    check_full(world, "OVERQUOTA", [&] { return server.messages().size(); });
    CHECK(server.messages("Full").empty());
  }
}

TEST_CASE("a folder whose quota is reached keeps the mail where it is, on Cyrus") {
  if (!has_cyrus()) return;
  Cyrus server;
  MailboxWorld world;
  world.configure_port(server.tls_port, "after = \"move:Full\"\n");
  server.deliver("From: x@example.com\r\n\r\n" + std::string(10'200, 'x') + "\r\n", "Full");
  for (const auto* id : {"a", "b", "c"}) server.deliver(report_mail(id));
  check_full(world, "quota", [&] { return static_cast<std::size_t>(server.messages()); });
  CHECK(server.messages("Full") == 1);
}

TEST_CASE("a server on IPv6 is read") {
  if (!has_dovecot()) return;
  if (!has_parts({"/proc/net/if_inet6"})) return;
  Dovecot server("DOVECOT_ADDRESS=::1");
  MailboxWorld world;
  server.deliver(report_mail("a"));
  for (const auto* host : {"::1", "localhost"}) {
    INFO(host);
    world.configure_text(
        fmt::format("[mailbox.rua]\nhost = \"{}\"\nport = {}\nca-file = \"{}\"\nuser = \"dmarc\"\n", host,
                    server.tls_port, certificates().ca));
    world.environment["RUASCOPE_MAILBOX_RUA_PASSWORD"] = "p/ss word";
    const auto answer = world.run({"fetch", "--format", "json"});
    CHECK(answer.status == 0);
    CHECK(counts_of(answer)["inputs"] == 1);
  }
}

}  // namespace
}  // namespace ruascope::test
