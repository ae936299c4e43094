// SPDX-License-Identifier: MIT
#include "analysis/refusal.hpp"
#include "ingest/reply_text.hpp"

#include <chrono>
#include <fstream>
#include <set>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

const Receivers& receivers() {
  static const auto built_in = Receivers::well_known();
  return built_in;
}

// What is pasted: an event in JSON, or the text itself.
Reply reply_of(const std::string& pasted) {
  const auto inner = pasted.starts_with('{') ? reply_in_json(pasted) : std::string{};
  return read_reply(inner.empty() ? pasted : inner);
}

Refusal judge(const std::string& pasted, const Catalogue& catalogue = Catalogue::well_known()) {
  return refusal_of(reply_of(pasted), catalogue, receivers());
}

std::string check_name(const std::string& pasted) {
  return std::string{names<Check>[static_cast<std::size_t>(judge(pasted).check)]};
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == '\t')
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

// The cases of data/replies.tsv: text, check, id, permanent, domain, ip.
std::vector<std::vector<std::string>> cases() {
  std::ifstream file(RUASCOPE_SOURCE_DIR "/tests/analysis/data/replies.tsv");
  std::vector<std::vector<std::string>> found;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#' && !line.starts_with("text\t")) found.push_back(split(line));
  return found;
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

TEST_CASE("Each reply of the collection is judged as its line says") {
  const auto all = cases();
  CHECK(all.size() >= 440);
  for (const auto& fields : all) {
    REQUIRE(fields.size() == 6);
    INFO(fields[0]);
    const auto refusal = judge(fields[0]);
    INFO(refusal.why);
    CHECK(names<Check>[static_cast<std::size_t>(refusal.check)] == fields[1]);
    CHECK(or_dash(refusal.entry_id) == fields[2]);
    CHECK((refusal.permanence == Permanence::permanent) == (fields[3] == "yes"));
    CHECK(or_dash(refusal.domain) == fields[4]);
    CHECK((refusal.ip ? refusal.ip->text() : "-") == fields[5]);
    CHECK_FALSE(refusal.why.empty());
  }
}

TEST_CASE("Each row of the catalogue is hit by a reply of the collection") {
  std::set<std::string> hit;
  for (const auto& fields : cases()) hit.insert(fields[2]);
  const auto catalogue = Catalogue::well_known();
  CHECK(catalogue.entries().size() >= 200);
  for (const auto& entry : catalogue.entries()) {
    INFO(entry.id);
    CHECK(hit.contains(entry.id));
  }
}

TEST_CASE("Classes lead to the checks of the command line's contract") {
  CHECK(check_of(RefusalClass::domain_policy) == Check::dmarc);
  CHECK(check_of(RefusalClass::mailing_list) == Check::dmarc);
  CHECK(check_of(RefusalClass::unauthenticated) == Check::sender_requirements);
  CHECK(check_of(RefusalClass::alignment) == Check::sender_requirements);
  CHECK(check_of(RefusalClass::no_record) == Check::sender_requirements);
  CHECK(check_of(RefusalClass::reverse_dns) == Check::other);
  CHECK(check_of(RefusalClass::ambiguous) == Check::unknown);
}

TEST_CASE("What was refused before the message was sent is never DMARC") {
  for (const auto& fields : cases())
    for (const auto stage : {Stage::connect, Stage::ehlo, Stage::mail_from, Stage::rcpt_to}) {
      auto reply = reply_of(fields[0]);
      reply.stage = stage;
      const auto refusal = refusal_of(reply, Catalogue::well_known(), receivers());
      INFO(fields[0]);
      CHECK(refusal.check != Check::dmarc);
      if (fields[1] != "dmarc") CHECK(or_dash(refusal.entry_id) == fields[2]);
    }
}

TEST_CASE("A code alone never makes DMARC, but Microsoft's own") {
  for (const int code : {421, 450, 451, 550, 554, 571})
    for (int detail = 0; detail < 800; ++detail) {
      Reply reply{code, (code < 500 ? "4.7." : "5.7.") + std::to_string(detail), Stage::end_of_data};
      for (const auto* text : {"", "rejected", "message refused - gsmtp"}) {
        reply.text = text;
        INFO(code << " " << reply.enhanced_code << " " << text);
        const auto check = refusal_of(reply, Catalogue::well_known(), receivers()).check;
        CHECK((check == Check::dmarc) == (detail == 509));
      }
    }
}

TEST_CASE("The word DMARC alone makes no DMARC: advice, demands, passes, reports, names, other reasons") {
  for (const char* text : {
           "550 5.7.1 Message rejected. To learn more about DMARC see https://help.example/dmarc",
           "554 5.7.1 Rejected as spam. Please publish SPF, DKIM and DMARC records",
           "550 5.7.1 Blocked for poor reputation of 192.0.2.1, your DMARC policy does not help",
           "550 5.7.1 SPF check failed; dmarc=pass",
           "550 5.7.1 Refused (spf=fail dkim=pass dmarc=pass)",
           "550 5.7.1 DMARC check passed, but the mailbox is full",
           "550 5.7.1 DMARC report rejected: it is too large",
           "552 5.3.4 The DMARC aggregate report is refused for its size",
           "550 5.1.1 <dmarc@firma.example>: no mailbox here, message rejected",
           "550 5.7.1 mail from dmarc.firma.example rejected by policy",
           "550 5.7.1 host mx-dmarc.firma.example refused the message by its policy",
           "550 5.7.1 Rejected, see http://firma.example/dmarc-policy/failed",
           "554 5.7.1 rejected, symbols R_SPF_ALLOW DMARC_POLICY_ALLOW BAYES_SPAM",
           "550 5.7.1 We require a valid DMARC policy",
           "550 5.7.1 The domain must have a DMARC policy",
           "550 5.7.1 Your domain's DMARC policy is none, which is refused here",
           "550 5.7.1 The sender's domain has no DMARC record",
           "550 5.7.1 DMARC record not found",
           "550 5.7.1 missing DMARC record, rejected",
           "550 5.7.1 SPF/DKIM/DMARC checks failed",
           "550 5.7.1 SPF, DKIM or DMARC verification failed",
           "550 5.7.1 rejected: no DMARC alignment",
           "550 5.7.515 Access denied, wording of tomorrow. Spf= Fail , Dkim= Fail , DMARC= Fail",
           "421 4.7.32 Rate limited, failing DMARC policy checks of bulk senders - gsmtp",
           "550 5.7.40 rejected, the DMARC policy is missing - gsmtp",
           "530 5.7.1 DMARC Authentication required",
           "554 5.7.1 DMARC",
           "550 5.7.1 rejected",
           "550 5.7.26 rejected",
           "554",
           "",
       }) {
    INFO(text);
    CHECK(check_name(text) != "dmarc");
  }
}

TEST_CASE("The word DMARC with what was done for it makes DMARC") {
  for (const char* text : {
           "550 5.7.1 Refused by DMARC-policy of firma.example",
           "554 5.7.1 Message failed DMARC (spf=fail, dkim=none)",
           "550 5.7.1 DMARC policy of reject applies (SPF fail, DKIM fail)",
           "550 5.7.0 rejected: DMARC fail, p=reject",
           "550 5.7.1 This mail violates the sender's DMARC policy. Please contact your administrator.",
           "550 5.7.1 SPF and DKIM failed, so the DMARC policy of firma.example was applied",
           "550 5.7.1 dmarc=fail action=reject header.from=firma.example",
           "550 5.7.1 The message did not pass DMARC validation",
       }) {
    INFO(text);
    const auto refusal = judge(text);
    CHECK(refusal.check == Check::dmarc);
    CHECK(refusal.permanence == Permanence::permanent);
  }
}

TEST_CASE("Close relatives of DMARC are told apart by their words") {
  CHECK(check_name("550 5.7.1 dkim=fail spf=pass") == "dkim");
  CHECK(check_name("550 5.7.1 Sender ID check failed") == "spf");
  CHECK(check_name("550 5.7.1 user is not allowed to send from this account") == "unknown");
  CHECK(check_name("550 5.7.1 SPF and DKIM failed") == "unknown");
  CHECK(check_name("550 5.7.1 Rejected as spam, SPF failed") == "unknown");
  CHECK(check_name("550 5.7.1 all messages must pass SPF or DKIM") == "sender_requirements");
  CHECK(check_name("550 5.7.1 email authentication is required") == "unknown");
  CHECK(check_name("554 5.7.1 no PTR for your address") == "other");
}

TEST_CASE("What is unknown comes with what it may be") {
  using Names = std::vector<std::string>;
  const auto yahoo = judge("554 5.7.9 Message not accepted for policy reasons.");
  CHECK(yahoo.candidates == Names{"dmarc", "dkim", "policy"});
  CHECK(yahoo.confidence == Confidence::possible);
  CHECK(judge("550 5.7.26 rejected").candidates == Names{"dmarc", "sender_requirements", "spf"});
  CHECK(judge("554 5.7.1 Spam message rejected").candidates == Names{"spam", "dmarc"});
  const auto nothing = judge("550 5.7.1 rejected");
  CHECK(nothing.candidates.empty());
  CHECK(nothing.confidence == Confidence::none);
  CHECK(nothing.why.find("5.7.1") != std::string::npos);
  const auto catalogue = Catalogue::well_known();
  for (const auto& entry : catalogue.entries()) {
    INFO(entry.id);
    CHECK(entry.candidates.empty() == (entry.refusal_class != RefusalClass::ambiguous));
    CHECK(entry.kind.empty() == (check_of(entry.refusal_class) != Check::other));
  }
}

TEST_CASE("Microsoft's three verdicts are read out of a 5.7.515") {
  const auto refusal = judge(
      "550 5.7.515 Access denied, sending domain FIRMA.EXAMPLE does not meet the required authentication "
      "level. See https://go.microsoft.com/fwlink/p/?linkid=2319303 Spf= Fail , Dkim= Pass , DMARC= Pass "
      "[x]");
  CHECK(refusal.verdicts == StatedVerdicts{"fail", "pass", "pass"});
  CHECK(judge("550 5.7.515 Access denied").verdicts == StatedVerdicts{});
  CHECK(judge("550 5.7.1 Spf= Fail , Dkim= Pass , DMARC= Pass").verdicts == StatedVerdicts{});
}

TEST_CASE("The reply code decides whether a refusal is permanent, then the enhanced code, then the text") {
  const std::string text = "DMARC unauthenticated mail is prohibited";
  CHECK(judge("550 " + text).permanence == Permanence::permanent);
  CHECK(judge("451 " + text).permanence == Permanence::temporary);
  CHECK(judge("421 5.7.1 " + text).permanence == Permanence::temporary);
  CHECK(judge("4.7.1 " + text).permanence == Permanence::temporary);
  CHECK(judge(text).permanence == Permanence::permanent);
  CHECK(judge("quarantined by DMARC policy for firma.example").permanence == Permanence::quarantined);
  CHECK(judge("the message was refused").permanence == Permanence::unknown);
}

TEST_CASE("The receiver is the catalogue's, else that of the host") {
  CHECK(judge("550 5.7.1 DMARC unauthenticated mail is prohibited").receiver == "Cisco ESA");
  CHECK(judge("host mx00.gmx.net[192.0.2.1] said: 554 refused (in reply to end of DATA command)").receiver ==
        "GMX");
  CHECK(judge("host mx00.gmx.net[192.0.2.1] said: 550 SPF check failed").receiver == "GMX");
  CHECK(judge("550 SPF check failed").receiver.empty());
}

TEST_CASE("Hostile texts are judged in little time") {
  std::vector<std::string> texts;
  for (const auto* piece :
       {"{", "a", "(", "[", "DMARC ", "dmarc policy none ", "spf ", "not ", "a.", "1.", ":", "SPF [",
        "Unauthenticated email from a.", "LPN", "x@", "\xFF", "\xE2\x80", "Spf= "}) {
    std::string text;
    while (text.size() < 64 << 10) text += piece;
    texts.push_back(text);
    texts.push_back("550 5.7.515 Unauthenticated email from " + text);
  }
  std::string all(64 << 10, ' ');
  for (std::size_t at = 0; at < all.size(); ++at) all[at] = static_cast<char>(at * 7919 % 256);
  texts.push_back(all);
  const auto start = std::chrono::steady_clock::now();
  for (const auto& text : texts) {
    judge(text);
    Reply unread{550, "5.7.1", Stage::unknown};
    unread.text = text;
    refusal_of(unread, Catalogue::well_known(), receivers());
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  CHECK(taken.count() < 20);
}

}  // namespace
}  // namespace ruascope
