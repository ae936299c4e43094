// SPDX-License-Identifier: MIT
// The summary as a mail, from the configuration to the mailbox.
#include "tests/cli/cli_world.hpp"
#include "tests/support/servers.hpp"
#include "tests/support/text.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

struct MailWorld : CliWorld {
  MailWorld() { data({"import", sample_data, "--quiet"}); }

  // Writes the configuration: these lines under [mail].
  void configure(const std::string& lines) {
    environment["RUASCOPE_CONFIG"] = folder.write(
        "ruascope.toml",
        "[mail]\nfrom = \"DMARC <dmarc@example.com>\"\nto = [\"board@example.com\"]\nretries = 0\n" + lines);
  }
  // Mail goes into a file.
  void configure_command() { configure(fmt::format("sendmail = \"cat > {}\"\n", folder.path("sent.eml"))); }

  std::vector<std::string> unsent() const {
    std::vector<std::string> files;
    if (fs::exists(folder.path("unsent")))
      for (const auto& entry : fs::directory_iterator(folder.path("unsent"))) files.push_back(entry.path());
    return files;
  }
};

Json shown(const std::string& file) {
  return Json::parse(output_of({"/usr/bin/python3", server_script("show_mail.py"), file}));
}

TEST_CASE("summary --mail sends the verdict as a subject, and the page twice") {
  if (!has_parts({"/usr/bin/python3"})) return;
  MailWorld world;
  world.configure_command();
  const auto answer = world.run({"summary", "--mail"});
  CHECK(answer.status == 0);
  CHECK(answer.out.empty());
  CHECK(answer.err ==
        "sent to 1 recipient: DMARC, week 2026-W46: nordwind.example: 2 senders lose mail under p=reject (1 "
        "of 3 "
        "domains asks for a look)\n");
  const auto mail = shown(world.folder.path("sent.eml"));
  CHECK(mail["defects"].empty());
  CHECK(mail["headers"]["subject"] ==
        "DMARC, week 2026-W46: nordwind.example: 2 senders lose mail under p=reject (1 of 3 domains asks for "
        "a look)");
  CHECK(mail["headers"]["date"] == "Tue, 17 Nov 2026 06:00:00 +0000");
  CHECK(mail["headers"]["list-id"] == "<dmarc-summary.example.com>");
  CHECK(mail["headers"]["auto-submitted"] == "auto-generated");
  REQUIRE(mail["parts"].size() == 2);
  const std::string text = mail["parts"][0]["text"];
  const std::string html = mail["parts"][1]["text"];
  CHECK(html.size() < 100'000);
  for (const auto* figure :
       {"6,335", "kundenbuch.example", "203.0.113.77", "ruascope own add address 203.0.113.77",
        "78 for DMARC (was 0)", "3,662 / 3,228"}) {
    INFO(figure);
    CHECK(has(text, figure));
    CHECK(has(html, figure));
  }
  for (const auto* word :
       {"<svg", "<style", "<script", "<img", "<link", "class=", "http:", "https:", "var(", " src="}) {
    INFO(word);
    CHECK_FALSE(has(html, word));
  }
  CHECK(world.unsent().empty());
}

TEST_CASE("the mail of the same store, window and time is the same") {
  MailWorld world;
  world.configure_command();
  world.data({"summary", "--mail"});
  const auto first = read_file(world.folder.path("sent.eml"));
  world.data({"summary", "--mail"});
  CHECK(read_file(world.folder.path("sent.eml")) == first);
  world.data({"summary", "--mail", "--domain", "nordwind-shop.example"});
  CHECK(read_file(world.folder.path("sent.eml")) != first);
}

TEST_CASE("a mail that cannot be sent is kept, and what else was asked for is done") {
  MailWorld world;
  world.configure("sendmail = \"exit 75\"\n");
  const auto page = world.folder.path("week.html");
  const auto answer = world.run({"summary", "--mail", "--html", page});
  CHECK(answer.status == 1);
  CHECK(fs::exists(page));
  const auto kept = world.unsent();
  REQUIRE(kept.size() == 1);
  CHECK(has(answer.err, "no mail to board@example.com: mail.sendmail ended with status 75"));
  CHECK(has(answer.err, "the mail was not sent to 1 of 1 recipient"));
  CHECK(has(answer.err, "the mail is kept: " + kept.front()));
  CHECK(has(kept.front(), "summary-2026-W46-"));
  CHECK(has(read_file(kept.front()), "Auto-Submitted: auto-generated\r\n"));
  // Once it is sent it is kept no more.
  world.configure_command();
  world.data({"summary", "--mail"});
  CHECK(world.unsent().empty());
}

TEST_CASE("summary --mail logs in at a server with a secret from file, command or environment") {
  if (!has_parts({"/usr/bin/python3", "python:aiosmtpd", "openssl"})) return;
  MailWorld world;
  const auto mails = world.folder.path("mails");
  fs::create_directories(mails);
  const auto& made = certificates();
  ServerProcess server(
      {"/usr/bin/python3", server_script("smtp_server.py"), mails, "starttls", "auth", made.server, made.key},
      world.folder.path("log"));
  const auto port = server.ready_port();
  const auto usual =
      fmt::format("server = \"localhost\"\nport = {}\nca-file = \"{}\"\nuser = \"user\"\n", port, made.ca);
  const auto file = world.folder.write("password", "p/ss word\n");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  world.configure(usual + fmt::format("password-file = \"{}\"\n", file));
  CHECK(world.run({"summary", "--mail", "--quiet"}).err.empty());
  world.configure(usual + fmt::format("password-command = \"cat '{}'; echo second line\"\n", file));
  world.data({"summary", "--mail"});
  world.configure(usual);
  world.environment["RUASCOPE_MAIL_PASSWORD"] = "p/ss word";
  world.data({"summary", "--mail"});
  CHECK(fs::exists(mails + "/3.eml"));
  CHECK(has(read_file(mails + "/3.eml"), "X-TLS: yes\r\nX-Login: yes\r\n"));
  CHECK(has(read_file(mails + "/3.eml"), "X-Rcpt-To: board@example.com\r\n"));
  // As systemd hands it over: by name, in a folder of its own.
  world.environment.erase("RUASCOPE_MAIL_PASSWORD");
  world.environment["CREDENTIALS_DIRECTORY"] = world.folder.path("");
  world.configure(usual + "password-file = \"password\"\n");
  world.data({"summary", "--mail"});
  CHECK(fs::exists(mails + "/4.eml"));
  // Everybody may read it: that is told, and works.
  fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
  const auto warned = world.run({"summary", "--mail"});
  CHECK(warned.status == 0);
  CHECK(has(warned.err, "warning: " + file + " holds a secret and may be read by everybody"));
  // A wrong one is told without the secret, and the mail is kept.
  world.folder.write("password", "wr0ng-secret\n");
  const auto refused = world.run({"summary", "--mail"});
  CHECK(refused.status == 1);
  CHECK(has(refused.err, "localhost refuses the login of \"user\""));
  CHECK_FALSE(has(refused.err, "wr0ng"));
  CHECK(world.unsent().size() == 1);
}

TEST_CASE("a secret that cannot be had leaves the mail where it is") {
  for (const auto* line :
       {"password-file = \"/nonexistent\"\n", "password-command = \"echo s3cret >/dev/null; exit 1\"\n",
        "password-command = \"true\"\n"}) {
    INFO(line);
    MailWorld world;
    world.configure(std::string{"server = \"localhost\"\nuser = \"user\"\n"} + line);
    const auto answer = world.run({"summary", "--mail"});
    CHECK(answer.status == 1);
    CHECK(has(answer.err, "mail.password-"));
    CHECK(has(answer.err, "the mail is kept: "));
    CHECK_FALSE(has(answer.err, "s3cret"));
    CHECK(world.unsent().size() == 1);
  }
}

TEST_CASE("what is missing or wrong under [mail] is named before anything is done") {
  MailWorld world;
  struct Case {
    const char* lines;
    const char* words;
  };
  for (const auto& one : std::vector<Case>{
           {"", "there is no mail.from"},
           {"from = \"a@example.com\"", "there is no mail.to"},
           {"from = \"a@example.com\"\nto = \"b@example.com\"", "there is no mail.server"},
           {"from = \"nobody\"", "line 2: mail.from = \"nobody\": \"nobody\" is no mail address"},
           {"from = \"a@example.com, b@example.com\"", "not one address"},
           {"to = [\"b@example.com\", 3]", "mail.to = \"b@example.com, 3\""},
           {"to = [\"b@example.com\", [\"c@example.com\"]]", "mail.to is no single value"},
           {"server = \"a b\"", "not a host's name"},
           {"security = \"maybe\"", "unknown word"},
           {"port = 70000", "not such a number"},
           {"password = \"s3cret\"", "mail.password has no place in a file that others read"},
           {"from = \"a@example.com\"\nto = \"b@example.com\"\nserver = \"h\"\nsendmail = \"true\"",
            "both configured"},
           {"from = \"a@example.com\"\nto = \"b@example.com\"\nserver = \"h\"\nuser = \"u\"\nsecurity = "
            "\"none\"",
            "would show the password"}}) {
    INFO(one.lines);
    world.environment["RUASCOPE_CONFIG"] =
        world.folder.write("ruascope.toml", std::string{"[mail]\n"} + one.lines);
    const auto answer = world.run({"summary", "--mail"});
    CHECK(answer.status == 2);
    CHECK(has(answer.err, one.words));
    CHECK_FALSE(has(answer.err, "s3cret"));
  }
}

TEST_CASE("a folder of one's own for unsent mail is left as it is") {
  MailWorld world;
  const auto own = world.folder.path("own");
  fs::create_directories(own);
  world.configure("sendmail = \"cat >/dev/null\"\nunsent = \"" + own + "\"\n");
  world.data({"summary", "--mail"});
  CHECK(fs::is_directory(own));
  CHECK(fs::is_empty(own));
  // Where nothing can be kept, the mail is sent all the same.
  world.configure("sendmail = \"cat >" + world.folder.path("sent.eml") + "\"\nunsent = \"/proc/none\"\n");
  const auto answer = world.run({"summary", "--mail"});
  CHECK(answer.status == 0);
  CHECK(has(answer.err, "warning: the mail cannot be kept"));
  CHECK(fs::exists(world.folder.path("sent.eml")));
}

TEST_CASE("a command that fails has sent to nobody, and gets lines as commands expect them") {
  MailWorld world;
  world.environment["RUASCOPE_CONFIG"] = world.folder.write(
      "two.toml",
      "[mail]\nfrom = \"a@example.com\"\nto = \"b@example.com, c@example.com\"\nsendmail = \"cat > " +
          world.folder.path("sent.eml") + "; exit 75\"\n");
  const auto answer = world.run({"summary", "--mail"});
  CHECK(answer.status == 1);
  CHECK(has(answer.err, "the mail was not sent to 2 of 2 recipients"));
  CHECK_FALSE(has(read_file(world.folder.path("sent.eml")), "\r"));
}

TEST_CASE("mail is made by templates of one's own") {
  MailWorld world;
  world.configure_command();
  world.folder.write("own/mail.mustache",
                     "OWN {{verdict}}{{#domains}}{{#todo}}{{>mail_item}}{{/todo}}{{/domains}}");
  world.folder.write("own/mail-item.mustache", "[{{head}}|{{color}}]");
  world.folder.write("own/summary.css", "--rejected: #010203;");
  world.data({"summary", "--mail", "--template", world.folder.path("own")});
  const auto mail = read_file(world.folder.path("sent.eml"));
  CHECK(has(mail, "OWN 1 of 3 domains asks"));
  CHECK(has(mail, "[203.0.113.77, 231 messages (72 seen refused)|#010203]"));
}

TEST_CASE("config check shows no secret") {
  MailWorld world;
  world.configure("server = \"localhost\"\n");
  world.environment["RUASCOPE_MAIL_PASSWORD"] = "s3cret";
  const auto shown = world.data({"config", "check"});
  CHECK_FALSE(has(shown, "s3cret"));
  CHECK(has(shown, "mail.password = (hidden)  # RUASCOPE_MAIL_PASSWORD"));
  CHECK(has(shown, "mail.to = board@example.com  # line 3"));
}

}  // namespace
}  // namespace ruascope::test
