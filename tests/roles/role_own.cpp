// SPDX-License-Identifier: MIT
// The firms, who reports on them, and their own servers.
#include "tests/roles/role_parts.hpp"

#include <iterator>

#include <fmt/format.h>

namespace ruascope::test::role_parts {
namespace {

constexpr OwnKind kinds[] = {
    OwnKind::sound,      OwnKind::dual_stack,  OwnKind::not_in_spf,  OwnKind::signs_nothing,
    OwnKind::broken_key, OwnKind::bouncing,    OwnKind::small,       OwnKind::two_offices,
    OwnKind::strict_spf, OwnKind::strict_dkim, OwnKind::dns_trouble, OwnKind::sound,
    OwnKind::dual_stack, OwnKind::small,       OwnKind::hosted,      OwnKind::sound,
    OwnKind::bouncing,   OwnKind::two_offices, OwnKind::not_in_spf,  OwnKind::sound};

bool has_forgotten(const Firm& firm) { return firm.index % 3 == 1 && firm.kind != OwnKind::small; }

PublishedPolicy policy_of(const Firm& firm) {
  constexpr Policy steps[] = {Policy::none, Policy::quarantine, Policy::reject};
  PublishedPolicy policy;
  policy.domain = firm.domain;
  policy.p = Token<Policy>{steps[firm.index % 3], {}};
  if (firm.index % 4 == 1) policy.sp = Token<Policy>{Policy::reject, {}};
  const bool strict_dkim = firm.kind == OwnKind::strict_dkim;
  const bool strict_spf = firm.kind == OwnKind::strict_spf;
  policy.adkim = Token<AlignmentMode>{strict_dkim ? AlignmentMode::strict : AlignmentMode::relaxed, {}};
  policy.aspf = Token<AlignmentMode>{strict_spf ? AlignmentMode::strict : AlignmentMode::relaxed, {}};
  if (firm.index % 2 == 0) policy.pct = 100;
  return policy;
}

// The four largest see all but small firms; these are seen by two or three.
std::vector<std::size_t> draw_reporters(const Firm& firm, Draw& draw) {
  std::vector<std::size_t> seen{0, 1, 2, 3};
  if (firm.kind == OwnKind::small) return draw.some_of(std::vector<std::size_t>{0, 1, 2}, draw.between(2, 3));
  std::vector<std::size_t> others;
  for (std::size_t index = seen.size(); index < reporters().size(); ++index) others.push_back(index);
  const int number = draw.between(2, 8);
  for (const auto index : draw.some_of(others, number)) seen.push_back(index);
  return seen;
}

// Of one host, in IPv4, IPv6 or both, and of up to two more beside it.
std::vector<std::string> server_addresses(Stage& stage) {
  const auto network = stage.new_network();
  const auto v4 = fmt::format("192.0.2.{}", 10 + stage.firm.index % 240);
  const auto v6 = address(network, 1, 25);
  if (stage.firm.kind == OwnKind::dual_stack) return {v4, v6};
  if (stage.firm.kind == OwnKind::small) return {v4};
  std::vector<std::string> addresses{stage.firm.index % 4 == 3 ? v6 : v4};
  const int more = stage.draw.below(3);
  for (int host = 0; host < more; ++host) addresses.push_back(address(network, 1, 26 + host));
  return addresses;
}

// What its server answers by itself: bounces, notices of absence.
Mail bounce(const Firm& firm) {
  auto mail = firm_mail(firm);
  mail.envelope.clear();
  mail.helo = "mail." + firm.domain;
  return mail;
}

std::vector<Mail> server_mails(const Firm& firm) {
  const auto mail = firm_mail(firm);
  std::vector<Mail> mails{weighing(mail, 95)};
  if (firm.index % 5 == 0) {
    mails.push_back(weighing(mail, 5));
    mails.back().from = "shop." + firm.domain;
  }
  if (firm.kind == OwnKind::sound) mails.push_back(broken(mail));  // something on the way rewrites
  if (firm.kind == OwnKind::bouncing) {
    mails.push_back(weighing(bounce(firm), 6));
    mails.push_back(weighing(bounce(firm), 2));
    mails.back().signatures.clear();
  }
  return mails;
}

// Thirty messages over all days.
std::vector<int> small_days(Stage& stage) {
  std::vector<int> volumes(static_cast<std::size_t>(stage.days));
  for (int message = 0; message < 30; ++message)
    ++volumes[static_cast<std::size_t>(stage.draw.below(stage.days))];
  return volumes;
}

// A second server elsewhere, with a key of its own.
void add_second_office(Stage& stage) {
  const auto network = stage.new_network();
  auto mail = firm_mail(stage.firm);
  mail.signatures = {signature(stage.firm.domain, "office2")};
  const int per_day = stage.draw.between(15, 60);
  stage.flows.push_back(
      {Role::own, {address(network, 0, 37)}, {mail}, stage.firm.reporters, office_days(stage, per_day)});
}

// One reporter sometimes cannot ask the DNS.
void add_dns_trouble(Stage& stage, const std::vector<std::string>& servers) {
  const auto mail = firm_mail(stage.firm);
  std::vector<Mail> mails{weighing(mail, 6), weighing(mail, 3), weighing(mail, 1)};
  for (const std::size_t index : {0U, 2U}) mails[index].signatures[0].result = {DkimResult::temperror, {}};
  for (const std::size_t index : {1U, 2U}) mails[index].spf = SpfResult::temperror;
  const auto reporter = stage.draw.one_of(stage.firm.reporters);
  stage.flows.push_back({Role::own, servers, mails, {reporter}, now_and_then(stage, 25, 2, 15)});
}

}  // namespace

const std::vector<Reporter>& reporters() {
  using enum Overrides;
  static const std::vector<Reporter> all{
      {"bigmail.example", "noreply-dmarc@bigmail.example", 400, false, false, true, false, against_policy,
       false},
      {"Enterprise Outpost", "dmarcreport@outpost.example", 250, true, true, true, false, never, false},
      {"Jauh", "dmarchelp@jauh.example", 120, false, false, true, true, never, false},
      {"GMZ", "noreply@dmarc.gmz.example", 110, true, true, true, false, always, true},
      {"uni-lindenau.example", "postmaster@uni-lindenau.example", 30, false, true, false, false, always,
       false},
      {"Outpost.example", "dmarcreport@outpost.example", 80, true, true, true, false, never, false},
      {"cablecast.example", "dmarc@cablecast.example", 40, true, true, true, false, against_policy, false},
      {"Swiftmail Pty Ltd", "reports@swiftmail.example", 30, true, true, true, true, always, false},
      {"Post.Volga", "dmarc_support@volga.example", 25, false, true, true, false, against_policy, false},
      {"stadtwerke-seeblick.example", "mail@stadtwerke-seeblick.example", 15, true, true, true, false, never,
       false},
      {"poczta-wierzba.example", "dmarc@poczta-wierzba.example", 12, false, false, false, true, never, false},
      {"JUNGLE-MES", "postmaster@jungle.example", 12, true, true, true, false, against_policy, false},
      {"Kleinpost", "rspamd@kleinpost.example", 8, true, false, true, false, always, false},
      {"Hofwiese Hosting", "dmarc@hofwiese.example", 8, true, true, true, false, always, true},
  };
  return all;
}

Firm make_firm(int index, Draw& draw) {
  Firm firm;
  firm.index = index;
  firm.domain = fmt::format("firm{:02}.example", index);
  firm.kind = kinds[static_cast<std::size_t>(index) % std::size(kinds)];
  firm.selector = draw.one_of(std::vector<std::string>{"mail2026", "default", "dkim", "s1"});
  if (firm.kind == OwnKind::hosted) firm.selector = "selector1";
  const bool soft = draw.chance(50);
  if (!soft && firm.kind != OwnKind::not_in_spf && !has_forgotten(firm)) firm.for_others = SpfResult::fail;
  firm.reporters = draw_reporters(firm, draw);
  firm.policy = policy_of(firm);
  return firm;
}

Mail firm_mail(const Firm& firm) {
  if (firm.kind == OwnKind::hosted) return hosted_mail(firm);
  Mail mail{firm.domain, firm.domain, SpfResult::pass, {signature(firm.domain, firm.selector)}};
  if (firm.kind == OwnKind::not_in_spf) mail.spf = firm.for_others;
  if (firm.kind == OwnKind::signs_nothing) mail.signatures.clear();
  if (firm.kind == OwnKind::broken_key) return broken(mail);
  if (firm.kind == OwnKind::strict_spf) mail.envelope = "mail." + firm.domain;
  if (firm.kind == OwnKind::strict_dkim) mail.signatures[0].domain = "mail." + firm.domain;
  return mail;
}

void add_own(Stage& stage) {
  const auto kind = stage.firm.kind;
  if (kind == OwnKind::hosted) return;
  const auto servers = server_addresses(stage);
  const int per_day = stage.draw.between(50, 500);
  const auto volumes = kind == OwnKind::small ? small_days(stage) : office_days(stage, per_day);
  stage.flows.push_back({Role::own, servers, server_mails(stage.firm), stage.firm.reporters, volumes});
  if (kind == OwnKind::two_offices) add_second_office(stage);
  if (kind == OwnKind::dns_trouble) add_dns_trouble(stage, servers);
}

void add_forgotten(Stage& stage) {
  const auto& firm = stage.firm;
  if (!has_forgotten(firm)) return;
  const auto network = stage.new_network();
  const int number = stage.draw.between(2, 4);
  const auto receivers = stage.draw.some_of(std::vector<std::size_t>{0, 1, 2, 3}, number);  // large ones
  const Mail mail{firm.domain, firm.domain, firm.for_others, {}};
  stage.flows.push_back(
      {Role::forgotten, {address(network, 3, 77)}, {mail}, receivers, now_and_then(stage, 90, 2, 6)});
}

}  // namespace ruascope::test::role_parts
