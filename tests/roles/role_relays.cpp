// SPDX-License-Identifier: MIT
// Who hands the mail of firms on: forwarders and mailing lists.
#include "tests/roles/role_parts.hpp"

#include <algorithm>

namespace ruascope::test::role_parts {
namespace {

enum class Forwarding { plain, rewriting, breaking, declared, mixed };

// The firm's signatures never hold, so that none can survive.
bool signs_in_vain(const Firm& firm) {
  return firm.kind == OwnKind::signs_nothing || firm.kind == OwnKind::broken_key;
}

std::vector<Forwarding> forwardings_of(const Firm& firm) {
  if (firm.kind == OwnKind::small) return {};
  if (signs_in_vain(firm)) return {Forwarding::mixed, Forwarding::declared};
  const auto first = static_cast<Forwarding>(firm.index % 5);
  const auto second = static_cast<Forwarding>((3 * firm.index + 1) % 5);
  return first == second ? std::vector{first} : std::vector{first, second};
}

bool has(const Firm& firm, Forwarding forwarding) {
  const auto all = forwardings_of(firm);
  return std::find(all.begin(), all.end(), forwarding) != all.end();
}

// Keeps envelope and signatures; SPF does not list the forwarder.
Mail forwarded(const Firm& firm, Mail mail, int weight) {
  const bool own = mail.envelope.ends_with(firm.domain);
  mail.spf = own ? firm.for_others : SpfResult::fail;
  return weighing(std::move(mail), weight);
}

Reason arc_reason(const Firm& firm) {
  if (firm.index % 2 == 0) return {{ReasonType::forwarded, {}}, std::nullopt};
  return {{ReasonType::local_policy, {}}, "arc=pass"};
}

std::vector<Mail> mails_of(const Firm& firm, Forwarding forwarding) {
  const auto mail = firm_mail(firm);
  std::vector<Mail> mails{forwarded(firm, mail, 60)};
  switch (forwarding) {
    case Forwarding::plain: break;
    case Forwarding::rewriting:
      mails[0].envelope = "srs.kammer.example";
      mails[0].spf = SpfResult::pass;
      break;
    case Forwarding::breaking: mails.push_back(forwarded(firm, broken(mail), 40)); break;
    case Forwarding::declared:
      mails.push_back(forwarded(firm, broken(mail), 90));
      for (auto& each_mail : mails) each_mail.reasons = {arc_reason(firm)};
      break;
    case Forwarding::mixed: mails.push_back(forwarded(firm, newsletter_mail(firm), 40)); break;
  }
  return mails;
}

// Two forwarders serve many firms: the chambers, which rewrite, and the university.
std::string address_of(Stage& stage, Forwarding forwarding) {
  if (forwarding == Forwarding::rewriting) return address(stage.shared_network(10), 0, 25);
  if (forwarding == Forwarding::declared) return "203.0.113.200";
  return address(stage.new_network(), 0, 25);
}

// A forwarder hands mail to few receivers; what is declared needs one that says so under any policy.
std::vector<std::size_t> receivers_of(Stage& stage, Forwarding forwarding) {
  std::vector<std::size_t> candidates;
  for (const auto index : stage.firm.reporters)
    if (forwarding != Forwarding::declared || reporters()[index].overrides == Overrides::always)
      candidates.push_back(index);
  const int number = stage.draw.between(1, 2);
  return stage.draw.some_of(candidates, number);
}

struct List {
  std::string envelope;
  std::string signs;
};

const List& list_of(const Firm& firm) {
  static const std::vector<List> lists{{"lists.klub.example", "klub.example"},
                                       {"bounces.listenhaus.example", "listenhaus.example"},
                                       {"lists.verein.example", "lists.verein.example"}};
  return lists[static_cast<std::size_t>(firm.index) % lists.size()];
}

// The club's footer breaks the firm's signature; the third list adds none to one of ten messages.
std::vector<Mail> list_mails(const Firm& firm) {
  const auto& list = list_of(firm);
  auto mail = broken(firm_mail(firm));
  mail.envelope = list.envelope;
  mail.spf = SpfResult::pass;
  mail.reasons = {{{ReasonType::mailing_list, {}}, std::nullopt}};
  mail.signatures.push_back(signature(list.signs, "list"));
  std::vector<Mail> mails{weighing(mail, 9)};
  if (firm.index % 3 == 2 && !signs_in_vain(firm)) {
    mails.push_back(weighing(mail, 1));
    mails.back().signatures[0].result = {DkimResult::pass, {}};
  }
  return mails;
}

bool has_list(const Firm& firm) {
  if (firm.kind == OwnKind::small || firm.kind == OwnKind::signs_nothing) return false;
  return firm.index % 3 == 0 || firm.index % 4 == 1 || firm.index % 5 == 4;
}

}  // namespace

bool forwards_newsletters(const Firm& firm) { return has(firm, Forwarding::mixed); }
bool has_university(const Firm& firm) { return has(firm, Forwarding::declared); }

void add_forwarders(Stage& stage) {
  for (const auto forwarding : forwardings_of(stage.firm)) {
    const auto from = address_of(stage, forwarding);
    const auto receivers = receivers_of(stage, forwarding);
    const auto volumes = now_and_then(stage, 65, 1, 6);
    stage.flows.push_back({Role::forwarder, {from}, mails_of(stage.firm, forwarding), receivers, volumes});
  }
}

void add_mailing_list(Stage& stage) {
  const auto& firm = stage.firm;
  if (!has_list(firm)) return;
  const auto network = stage.shared_network(20 + firm.index % 3);
  const int number = stage.draw.between(3, 6);
  const auto receivers = stage.draw.some_of(firm.reporters, number);
  stage.flows.push_back({Role::mailing_list,
                         {address(network, 0, 25)},
                         list_mails(firm),
                         receivers,
                         now_and_then(stage, 50, 2, 12)});
}

}  // namespace ruascope::test::role_parts
