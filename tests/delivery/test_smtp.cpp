// SPDX-License-Identifier: MIT
// Mail handed to a real server: plain, STARTTLS, TLS, login, refusals, cut connections.
#include "ingest/model/error.hpp"
#include "reports/delivery/smtp.hpp"
#include "tests/support/servers.hpp"
#include "tests/support/text.hpp"

#include <filesystem>

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

const std::string message = "Subject: hello\r\n\r\nfirst\r\n.\r\n..second\r\nlast\r\n";
const std::vector<std::string> parts{"/usr/bin/python3", "python:aiosmtpd", "openssl"};

struct MailServer {
  explicit MailServer(std::vector<std::string> words = {})
      : process(command(folder.path(""), std::move(words)), folder.path("server.log")) {
    client.host = "localhost";
    client.security = SmtpSecurity::none;
    client.port = std::stoi(process.ready_port());
    client.timeout_seconds = 20;
  }

  static std::vector<std::string> command(const std::string& folder, std::vector<std::string> words) {
    std::vector<std::string> all{"/usr/bin/python3", server_script("smtp_server.py"), folder};
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }

  std::vector<Undelivered> send(const std::vector<std::string>& to) {
    return send_smtp(client, "dmarc@example.com", to, message,
                     [&](std::chrono::seconds pause) { waits.push_back(pause.count()); });
  }
  std::string mail(int number) const { return read_file(folder.path(std::to_string(number) + ".eml")); }
  int mails() const {
    int number = 0;
    while (std::filesystem::exists(folder.path(std::to_string(number + 1) + ".eml"))) ++number;
    return number;
  }

  TemporaryFolder folder;
  ServerProcess process;
  SmtpServer client;
  std::vector<std::int64_t> waits;
};

MailServer with_tls(const std::string& how, bool logs_in, const std::string& certificate) {
  std::vector<std::string> words{how};
  if (logs_in) words.emplace_back("auth");
  words.push_back(certificate);
  words.push_back(certificates().key);
  return MailServer(words);
}

// A client of a server that speaks TLS, as it should be set up.
void trust(MailServer& server, const std::string& how) {
  server.client.security = how == "tls" ? SmtpSecurity::tls : SmtpSecurity::starttls;
  server.client.ca_file = certificates().ca;
  server.client.user = "user";
  server.client.password = "p/ss word";
}

TEST_CASE("a mail arrives byte for byte, for each recipient") {
  if (!has_parts(parts)) return;
  MailServer server;
  CHECK(server.send({"a@example.com", "b@example.com"}).empty());
  REQUIRE(server.mails() == 2);
  CHECK(has(server.mail(1), "X-Mail-From: dmarc@example.com\r\nX-Rcpt-To: a@example.com\r\n"));
  CHECK(has(server.mail(2), "X-Rcpt-To: b@example.com\r\n"));
  CHECK(server.mail(1).ends_with(message));
  // One connection is enough.
  CHECK(has(server.mail(2), "X-Connection: 1\r\n"));
  CHECK(server.waits.empty());
}

TEST_CASE("STARTTLS and TLS are used, and the login within them") {
  if (!has_parts(parts)) return;
  for (const auto* how : {"starttls", "tls"}) {
    INFO(how);
    auto server = with_tls(how, true, certificates().server);
    trust(server, how);
    CHECK(server.send({"a@example.com"}).empty());
    REQUIRE(server.mails() == 1);
    CHECK(has(server.mail(1), "X-TLS: yes\r\nX-Login: yes\r\n"));
  }
}

TEST_CASE("a server that is not who it says gets nothing") {
  if (!has_parts(parts)) return;
  const auto& made = certificates();
  struct Case {
    const char* what;
    std::string certificate, ca, host;
  };
  const std::vector<Case> cases{{"another CA", made.server, made.other_ca, "localhost"},
                                {"the system's CAs", made.server, "", "localhost"},
                                {"expired", made.expired, made.ca, "localhost"}};
  for (const auto* how : {"starttls", "tls"})
    for (const auto& one : cases) {
      INFO(how << ", " << one.what);
      auto server = with_tls(how, true, one.certificate);
      trust(server, how);
      server.client.ca_file = one.ca;
      server.client.host = one.host;
      const auto failed = server.send({"a@example.com", "b@example.com"});
      REQUIRE(failed.size() == 2);
      CHECK(has(failed[0].reason, "certificate"));
      CHECK(failed[1].reason == failed[0].reason);
      CHECK(server.mails() == 0);
      CHECK(server.waits.empty());
    }
}

TEST_CASE("where STARTTLS is asked for nothing goes without it") {
  if (!has_parts(parts)) return;
  MailServer server;
  server.client.security = SmtpSecurity::starttls;
  server.client.user = "user";
  server.client.password = "p/ss word";
  const auto failed = server.send({"a@example.com"});
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].reason == "localhost offers no STARTTLS; nothing was sent");
  CHECK(server.mails() == 0);
}

TEST_CASE("a wrong password ends it at once, and is told to nobody") {
  if (!has_parts(parts)) return;
  auto server = with_tls("starttls", true, certificates().server);
  trust(server, "starttls");
  server.client.password = "wr0ng-secret";
  const auto failed = server.send({"a@example.com", "b@example.com"});
  REQUIRE(failed.size() == 2);
  CHECK(has(failed[0].reason, "localhost refuses the login of \"user\""));
  CHECK_FALSE(has(failed[0].reason, "wr0ng"));
  CHECK(server.waits.empty());
}

TEST_CASE("a secret that the server repeats is hidden") {
  if (!has_parts(parts)) return;
  auto server = with_tls("starttls", true, certificates().server);
  trust(server, "starttls");
  const auto failed = server.send({"echo@example.com"});
  REQUIRE(failed.size() == 1);
  CHECK(has(failed[0].reason, "550 5.7.1 you said"));
  CHECK(has(failed[0].reason, "[hidden]"));
  CHECK_FALSE(has(failed[0].reason, "p/ss word"));
  CHECK_FALSE(has(failed[0].reason, "AHVzZXIAcC9zcyB3b3Jk"));  // base64 of "\0user\0p/ss word"
}

TEST_CASE("hiding a secret ends, whatever it is, and comes before cutting") {
  if (!has_parts(parts)) return;
  {
    auto server = with_tls("starttls", true, certificates().server);
    trust(server, "starttls");
    server.client.password = "id";  // which "[hidden]" has too
    const auto failed = server.send({"a@example.com"});
    REQUIRE(failed.size() == 1);
    CHECK(has(failed[0].reason, "inval[hidden]"));
  }
  auto server = with_tls("starttls", true, certificates().server);
  trust(server, "starttls");
  const auto failed = server.send({"long-echo@example.com"});
  REQUIRE(failed.size() == 1);
  CHECK_FALSE(has(failed[0].reason, "p/ss"));
}

TEST_CASE("a mail that was taken whole and not answered for may have arrived, and is not sent twice") {
  if (!has_parts(parts)) return;
  MailServer server;
  server.client.timeout_seconds = 1;
  const auto failed = server.send({"slow@example.com", "b@example.com"});
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].reason == "localhost took the mail and did not answer in 1 s: it may have arrived");
  CHECK(server.waits.empty());
  // The next recipient has a connection that is in step.
  CHECK(has(server.mail(1), "X-Rcpt-To: b@example.com"));
}

TEST_CASE("one recipient who is refused keeps the mail from no other") {
  if (!has_parts(parts)) return;
  MailServer server;
  const auto failed = server.send({"a@example.com", "reject@example.com", "b@example.com"});
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].recipient == "reject@example.com");
  CHECK(failed[0].reason == "localhost: 550 5.1.1 nobody of this name");
  CHECK(server.mails() == 2);
  CHECK(server.waits.empty());
}

TEST_CASE("what may pass is tried again, each time after twice the pause") {
  if (!has_parts(parts)) return;
  for (const auto* name : {"later", "hangup", "drop"}) {
    INFO(name);
    MailServer server;
    CHECK(server.send({std::string{name} + "@example.com"}).empty());
    CHECK(server.mails() == 1);
    CHECK(server.mail(1).ends_with(message));
    CHECK(server.waits == std::vector<std::int64_t>{2});
  }
  MailServer server;
  server.client.retries = 2;
  const auto failed = server.send({"gone@example.com", "a@example.com"});
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].recipient == "gone@example.com");
  CHECK(server.waits == std::vector<std::int64_t>{2, 4});
  CHECK(server.mails() == 1);
}

TEST_CASE("a server that is not there is asked once for all recipients") {
  if (!has_parts(parts)) return;
  SmtpServer client;
  {
    const MailServer server;
    client = server.client;
  }
  std::vector<std::int64_t> waits;
  client.retries = 1;
  const auto failed = send_smtp(client, "dmarc@example.com", {"a@example.com", "b@example.com"}, message,
                                [&](std::chrono::seconds pause) { waits.push_back(pause.count()); });
  REQUIRE(failed.size() == 2);
  CHECK(has(failed[0].reason, "localhost: "));
  CHECK(waits == std::vector<std::int64_t>{2});
}

TEST_CASE("a server that says nothing costs the time that it may") {
  if (!has_parts({"/usr/bin/python3"})) return;
  const TemporaryFolder folder;
  ServerProcess silent({"/usr/bin/python3", "-c",
                        "import socket,time\ns=socket.create_server(('127.0.0.1',0))\n"
                        "print('ready',s.getsockname()[1],flush=True)\ntime.sleep(600)"},
                       folder.path("log"));
  SmtpServer client;
  client.host = "127.0.0.1";
  client.security = SmtpSecurity::none;
  client.port = std::stoi(silent.line().substr(6));
  client.timeout_seconds = 1;
  client.retries = 0;
  const auto started = std::chrono::steady_clock::now();
  const auto failed =
      send_smtp(client, "a@example.com", {"b@example.com"}, message, [](std::chrono::seconds) {});
  REQUIRE(failed.size() == 1);
  INFO(failed[0].reason);
  CHECK(has(failed[0].reason, "imeout"));
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(15));
}

TEST_CASE("a name that is no server's is refused") {
  for (const auto* host : {"", "a b", "host/path", "user@host"}) {
    INFO(host);
    SmtpServer client;
    client.host = host;
    CHECK_THROWS_AS(
        send_smtp(client, "a@example.com", {"b@example.com"}, message, [](std::chrono::seconds) {}),
        UsageError);
  }
}

}  // namespace
}  // namespace ruascope::test
