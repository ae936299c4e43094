// SPDX-License-Identifier: MIT
// Mails as another program reads them.
#include "ingest/model/error.hpp"
#include "reports/delivery/mail_message.hpp"
#include "tests/support/servers.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

OutgoingMail sample() {
  OutgoingMail mail;
  mail.from = {"Mail team", "dmarc@example.com"};
  mail.to = {{"", "root@example.net"}, {"J\xC3\xB6rg M.", "joerg@example.org"}};
  mail.subject = "DMARC, week 2026-W46: all is well";
  mail.text = "Hello\n";
  mail.html = "<p>Hello</p>\n";
  mail.message_id = "1794895200.abc@example.com";
  mail.list_id = "dmarc-summary.example.com";
  mail.date = 1794895200;
  return mail;
}

Json shown(const OutgoingMail& mail) {
  const TemporaryFolder folder;
  const auto file = folder.write("mail.eml", mail_message(mail));
  return Json::parse(output_of({"/usr/bin/python3", server_script("show_mail.py"), file}));
}

TEST_CASE("a mail has the fields of one that a program sends") {
  if (!has_parts({"/usr/bin/python3"})) return;
  const auto mail = shown(sample());
  CHECK(mail["defects"].empty());
  CHECK(mail["type"] == "multipart/alternative");
  const auto& headers = mail["headers"];
  CHECK(headers["from"] == "Mail team <dmarc@example.com>");
  CHECK(headers["to"] == "root@example.net, \"J\xC3\xB6rg M.\" <joerg@example.org>");
  CHECK(headers["subject"] == "DMARC, week 2026-W46: all is well");
  CHECK(headers["date"] == "Tue, 17 Nov 2026 06:00:00 +0000");
  CHECK(headers["message-id"] == "<1794895200.abc@example.com>");
  CHECK(headers["list-id"] == "<dmarc-summary.example.com>");
  CHECK(headers["auto-submitted"] == "auto-generated");
  CHECK(headers["mime-version"] == "1.0");
}

TEST_CASE("both parts come back as they were, whatever is in them") {
  if (!has_parts({"/usr/bin/python3"})) return;
  auto mail = sample();
  mail.text =
      "G\xC3\xBC\x6Eter \xE2\x80\x93 99,5 % = ok\n.\n..\nFrom here\n--=_ruascope_alternative--\ntrailing "
      "\n\n=41 " +
      std::string(3000, 'x') + "\n";
  mail.html = "<p title=\"a=b\">" + std::string(2000, 'y') + "&amp;</p>\n.\n";
  const auto read = shown(mail);
  REQUIRE(read["parts"].size() == 2);
  CHECK(read["parts"][0]["type"] == "text/plain");
  CHECK(read["parts"][1]["type"] == "text/html");
  CHECK(read["parts"][0]["text"] == mail.text);
  CHECK(read["parts"][1]["text"] == mail.html);
  CHECK(read["parts"][0]["charset"] == "utf-8");
  for (const auto& part : read["parts"]) CHECK(part["encoding"] == "quoted-printable");
  CHECK(read["defects"].empty());
  CHECK(read["longest_line"] <= 78);
  CHECK(read["bare_newlines"] == 0);
  CHECK(read["is_ascii"] == true);
}

TEST_CASE("a subject of any words is one header") {
  if (!has_parts({"/usr/bin/python3"})) return;
  auto mail = sample();
  mail.subject = "m\xC3\xBCller.example: ok\r\nBcc: other@example.com\n\nbody " + std::string(300, 'z');
  mail.from.name = "Team\nX-Other: yes";
  const auto read = shown(mail);
  CHECK(read["headers"].count("bcc") == 0);
  CHECK(read["headers"].count("x-other") == 0);
  CHECK(read["headers"]["subject"].get<std::string>().starts_with("m\xC3\xBCller.example: ok"));
  CHECK(read["longest_line"] <= 998);
  CHECK(read["is_ascii"] == true);
}

TEST_CASE("the same mail has the same bytes") { CHECK(mail_message(sample()) == mail_message(sample())); }

TEST_CASE("addresses are read as a header has them") {
  using Addresses = std::vector<MailAddress>;
  CHECK(parse_addresses("a@example.com") == Addresses{{"", "a@example.com"}});
  CHECK(parse_addresses("A B <a@example.com>, \"C, D\" <c+d@sub.example.com>") ==
        Addresses{{"A B", "a@example.com"}, {"C, D", "c+d@sub.example.com"}});
  CHECK(parse_addresses("root@localhost").front().address == "root@localhost");
  CHECK(domain_of(parse_addresses("x@example.com").front()) == "example.com");
}

TEST_CASE("what is no address is refused by name") {
  for (const auto* text : {"", "nobody", "@example.com", "a@", "a b@example.com", "a@example.com, nobody",
                           "team: a@example.com, b@example.com;", "a@b@example.com", "\"a b\"@example.com",
                           "a@ex\xC3\xA4mple.com", "a@example.com>\r\nRCPT TO:<b@example.com"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_addresses(text), UsageError);
  }
}

}  // namespace
}  // namespace ruascope::test
