// SPDX-License-Identifier: MIT
// Services that send for firms. Each serves several firms from the same addresses.
#include "tests/roles/role_parts.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope::test::role_parts {
namespace {

// Their numbers are those of their networks, see Stage::shared_network().
enum class Service { newsletter, unconfigured, crm, return_path, hosted, helpdesk, invoices };
constexpr int services = 7;

// Those the firm has under any seed.
std::vector<Service> services_of(const Firm& firm) {
  if (firm.kind == OwnKind::small) return {};
  std::vector<Service> result{static_cast<Service>(firm.index % services),
                              static_cast<Service>((firm.index + 3) % services)};
  const auto add = [&](Service service) {
    if (std::find(result.begin(), result.end(), service) == result.end()) result.push_back(service);
  };
  if (forwards_newsletters(firm)) add(Service::newsletter);
  if (firm.kind == OwnKind::hosted) add(Service::hosted);
  return result;
}

// The seed may give a firm more, but no second place for its mailboxes.
std::vector<Service> draw_services(Stage& stage) {
  auto result = services_of(stage.firm);
  if (stage.firm.kind == OwnKind::small) return result;
  for (int number = 0; number < services; ++number) {
    const auto service = static_cast<Service>(number);
    const bool more = stage.draw.chance(20) && service != Service::hosted;
    if (more && std::find(result.begin(), result.end(), service) == result.end()) result.push_back(service);
  }
  return result;
}

// Only the newsletter service sends from IPv4. The unconfigured service and the provider of mailboxes have a
// /64 for each host.
std::string host_of(const Stage& stage, Service service, int host) {
  if (service == Service::newsletter) return fmt::format("198.51.100.{}", 20 + host);
  const auto network = stage.shared_network(static_cast<int>(service));
  const bool apart = service == Service::unconfigured || service == Service::hosted;
  return apart ? address(network, host, 25) : address(network, 0, 16 + host);
}

// The firm's part of the service's twelve hosts.
std::vector<std::string> hosts_of(Stage& stage, Service service) {
  constexpr int pool = 12;
  const bool large = service != Service::crm && service != Service::helpdesk && service != Service::invoices;
  const int number = large ? stage.draw.between(3, 6) : stage.draw.between(1, 2);
  const int first = stage.draw.below(pool);
  std::vector<std::string> hosts;
  for (int host = first; host < first + number; ++host) hosts.push_back(host_of(stage, service, host % pool));
  return hosts;
}

Mail mail_of(const Firm& firm, Service service) {
  const auto& own = firm.domain;
  const auto by = [&](const std::string& envelope, std::vector<DkimEntry> signatures) {
    return Mail{own, envelope, SpfResult::pass, std::move(signatures)};
  };
  switch (service) {
    case Service::newsletter: return newsletter_mail(firm);
    case Service::hosted: return hosted_mail(firm);
    case Service::unconfigured: return by("mail.kampagne.example", {signature("kampagne.example", "kg")});
    case Service::crm: return by("crm.kundenbuch.example", {});
    case Service::return_path:
      return by("bounce." + own, {signature(own, "sd1"), signature("senderia.example", "sd")});
    case Service::helpdesk: return by("bounce.anliegen.example", {signature(own, "hd")});
    case Service::invoices: break;
  }
  return by("versand.faktura.example", {signature(own, "inv2026")});
}

// Newsletters go out on one working day of the week, invoices at the beginning of the month.
std::vector<int> volumes_of(Stage& stage, Service service) {
  auto& draw = stage.draw;
  const int first = draw.between(0, 4);
  const int many = draw.between(400, 3000);
  const int some = draw.between(40, 200);
  const int few = draw.between(6, 30);
  switch (service) {
    case Service::newsletter: return each(stage, first, 7, many);
    case Service::invoices: return first < 2 ? each(stage, 3, 31, 200) : each(stage, 3, 31, 100, 2);
    case Service::helpdesk: return now_and_then(stage, 85, 1, 3);
    case Service::unconfigured:
    case Service::crm: return office_days(stage, few);
    case Service::return_path:
    case Service::hosted: break;
  }
  return office_days(stage, some);
}

}  // namespace

Mail newsletter_mail(const Firm& firm) {
  const auto from = firm.index % 4 == 3 ? "news." + firm.domain : firm.domain;
  return {from,
          "bounce.briefpost.example",
          SpfResult::pass,
          {signature(firm.domain, "bp1"), signature("briefpost.example", "k1")}};
}

// Half of the tenants have the provider's own signature beside theirs, as have all that have no other server:
// without it, reports could not show that the servers are not theirs.
Mail hosted_mail(const Firm& firm) {
  Mail mail{firm.domain, firm.domain, SpfResult::pass, {signature(firm.domain, "selector1")}};
  if (firm.kind == OwnKind::hosted || firm.index % 2 == 0)
    mail.signatures.push_back(signature(fmt::format("firm{:02}.mailhaus.example", firm.index), "selector1"));
  return mail;
}

void add_third_parties(Stage& stage) {
  for (const auto service : draw_services(stage)) {
    const auto hosts = hosts_of(stage, service);
    stage.flows.push_back({Role::third_party,
                           hosts,
                           {mail_of(stage.firm, service)},
                           stage.firm.reporters,
                           volumes_of(stage, service)});
  }
}

}  // namespace ruascope::test::role_parts
