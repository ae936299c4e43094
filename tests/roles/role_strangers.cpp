// SPDX-License-Identifier: MIT
// Who uses the names of firms without leave.
#include "tests/roles/role_parts.hpp"

#include <fmt/format.h>

namespace ruascope::test::role_parts {
namespace {

enum class Trick { own_envelope, no_spf, foreign_fails, foreign_passes, sub_domain, copied_signature };

// Names like "angebot-1f3a.example", another each time.
std::string stranger(Draw& draw) {
  const auto word =
      draw.one_of(std::vector<std::string>{"angebot", "deal", "host", "mx", "paket", "promo", "vps"});
  const int number = draw.below(0x10000);
  return fmt::format("{}-{:04x}.example", word, number);
}

std::string never_used(const Firm& firm, Draw& draw) {
  return draw.one_of(std::vector<std::string>{"konto", "rechnung", "sicherheit"}) + "." + firm.domain;
}

Mail mail_of(const Firm& firm, Trick trick, Draw& draw) {
  const auto foreign = stranger(draw);
  const auto below = never_used(firm, draw);
  switch (trick) {
    case Trick::own_envelope: break;
    case Trick::no_spf: return {firm.domain, foreign, SpfResult::none, {}};
    case Trick::foreign_fails: return {firm.domain, foreign, SpfResult::fail, {}};
    case Trick::foreign_passes:
      return {firm.domain, foreign, SpfResult::pass, {signature(foreign, "default")}};
    case Trick::sub_domain: return {below, draw.chance(50) ? below : foreign, SpfResult::none, {}};
    case Trick::copied_signature:
      return {firm.domain,
              firm.domain,
              firm.for_others,
              {signature(firm.domain, firm.selector, DkimResult::fail)}};
  }
  return {firm.domain, firm.domain, firm.for_others, {}};
}

// A few messages on one or two days.
std::vector<int> short_visit(Stage& stage) {
  std::vector<int> volumes(static_cast<std::size_t>(stage.days));
  const int messages = stage.draw.between(1, 5);
  const int first = stage.draw.below(stage.days);
  const int second = stage.draw.chance(70) ? first : stage.draw.below(stage.days);
  for (int message = 0; message < messages; ++message)
    ++volumes[static_cast<std::size_t>(message % 2 == 0 ? first : second)];
  return volumes;
}

void add_stranger(Stage& stage, const std::string& from) {
  const auto trick = static_cast<Trick>(stage.draw.pick({40, 15, 12, 13, 12, 8}));
  const auto mail = mail_of(stage.firm, trick, stage.draw);
  const int number = stage.draw.between(1, 2);
  const auto receivers = stage.draw.some_of(stage.firm.reporters, number);
  stage.flows.push_back({Role::abuse, {from}, {mail}, receivers, short_visit(stage)});
}

// One address, one day, much mail; in IPv4 where nobody else has that network.
void add_burst(Stage& stage) {
  const auto& firm = stage.firm;
  const auto from = has_university(firm) ? address(stage.new_network(), 0, 0x666)
                                         : fmt::format("203.0.113.{}", 10 + firm.index % 180);
  const auto trick = stage.draw.chance(50) ? Trick::own_envelope : Trick::no_spf;
  const auto mail = mail_of(firm, trick, stage.draw);
  const int number = stage.draw.between(1, 2);
  const auto receivers = stage.draw.some_of(firm.reporters, number);
  const int day = stage.draw.below(stage.days);
  stage.flows.push_back({Role::abuse, {from}, {mail}, receivers, each(stage, day, stage.days, 300)});
}

}  // namespace

// Some strangers use the names of many firms.
void add_abuse(Stage& stage) {
  constexpr int bots = 40;
  const bool small = stage.firm.kind == OwnKind::small;
  const int number = small ? stage.draw.between(4, 10) : stage.draw.between(20, 60);
  const int shared = stage.draw.between(2, 4);
  const int bot = stage.draw.below(bots);
  for (int index = 0; index < shared; ++index)
    add_stranger(stage, address(stage.shared_network(40 + (bot + 7 * index) % bots), 0, 0xbad));
  for (int index = shared; index < number; ++index) {
    const int subnet = stage.draw.below(0x10000);
    const int host = stage.draw.between(1, 0xffff);
    add_stranger(stage, address(stage.new_network(), subnet, host));
  }
  if (stage.firm.index % 4 == 2 || stage.draw.chance(25)) add_burst(stage);
}

}  // namespace ruascope::test::role_parts
