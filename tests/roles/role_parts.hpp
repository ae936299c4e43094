// SPDX-License-Identifier: MIT
// What role_world.cpp puts together; for the files of this folder only.
#pragma once

#include "tests/roles/role_world.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ruascope::test::role_parts {

// splitmix64; the distributions of std differ between libraries. The order in which arguments of a call are
// evaluated does too: draw once a statement.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
  int between(int least, int most) { return least + below(most - least + 1); }
  bool chance(int percent) { return below(100) < percent; }
  // An index, as often as its weight says.
  std::size_t pick(const std::vector<int>& weights);
  template <class T>
  T one_of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
  }
  // So many of `values`, in any order; all where there are not so many.
  template <class T>
  std::vector<T> some_of(std::vector<T> values, int number) {
    for (std::size_t at = values.size(); at > 1; --at)
      std::swap(values[at - 1], values[static_cast<std::size_t>(below(static_cast<int>(at)))]);
    if (values.size() > static_cast<std::size_t>(number)) values.resize(static_cast<std::size_t>(number));
    return values;
  }

 private:
  std::uint64_t state_;
};

// When a reporter names the reason why failing mail was let through: never, where the policy asked for more,
// or also where it asked for nothing.
enum class Overrides { never, against_policy, always };

struct Reporter {
  std::string org_name;
  std::string email;
  int weight;      // share of the mail
  bool envelope;   // reports envelope_from
  bool scope;      // reports the scope of SPF
  bool selectors;  // reports selectors
  bool terse;      // leaves out tags of the policy that have their defaults
  Overrides overrides;
  bool rfc9990;
};

const std::vector<Reporter>& reporters();

// How the firm's own mail looks.
enum class OwnKind {
  sound,
  dual_stack,
  not_in_spf,
  signs_nothing,
  broken_key,
  bouncing,
  small,
  two_offices,
  strict_spf,
  strict_dkim,
  dns_trouble,
  hosted  // no server of its own
};

struct Firm {
  int index = 0;
  std::string domain;
  OwnKind kind = OwnKind::sound;
  std::string selector;                        // of its servers
  SpfResult for_others = SpfResult::softfail;  // what its SPF record says of addresses it does not list
  std::vector<std::size_t> reporters;          // who sees its mail
  PublishedPolicy policy;
};

Firm make_firm(int index, Draw& draw);

// What receivers find about one kind of mail.
struct Mail {
  std::string from;
  std::string envelope;  // empty: null reverse-path
  SpfResult spf = SpfResult::pass;
  std::vector<DkimEntry> signatures;
  int weight = 1;
  std::vector<Reason> reasons{};  // where it fails, at reporters that name them
  std::string helo{};             // what SPF was asked about under a null reverse-path
};

DkimEntry signature(const std::string& domain, const std::string& selector,
                    DkimResult result = DkimResult::pass);
Mail weighing(Mail mail, int weight);
// With no signature left that holds.
Mail broken(Mail mail);
// What the firm's people write, as their server or provider sends it.
Mail firm_mail(const Firm& firm);
Mail hosted_mail(const Firm& firm);
Mail newsletter_mail(const Firm& firm);

// The mail of one sender over all days.
struct Flow {
  Role role;
  std::vector<std::string> addresses;
  std::vector<Mail> mails;
  std::vector<std::size_t> receivers;  // of reporters()
  std::vector<int> volumes;            // messages, a day each
};

// Where the flows of one firm are collected.
struct Stage {
  const Firm& firm;
  Draw& draw;
  std::uint64_t seed;
  int days;
  std::vector<Flow> flows{};
  int networks = 0;  // taken by this firm

  // The first 48 bits of an address that no other sender of the world has.
  std::string new_network();
  // Those of a sender that serves many firms, 0 to 99.
  std::string shared_network(int number) const;
};

std::string address(const std::string& network, int subnet, int host);

// Much on working days, little at weekends.
std::vector<int> office_days(Stage& stage, int per_day);
// Something on `percent` of the days.
std::vector<int> now_and_then(Stage& stage, int percent, int least, int most);
// About `messages` a day from `first` on, `in_a_row` days of each `step`.
std::vector<int> each(Stage& stage, int first, int step, int messages, int in_a_row = 1);

// Each adds what the firm has of the kind.
void add_own(Stage& stage);
void add_forgotten(Stage& stage);
void add_third_parties(Stage& stage);
void add_forwarders(Stage& stage);
void add_mailing_list(Stage& stage);
void add_abuse(Stage& stage);

// True if one of the firm's forwarders hands on its newsletters too.
bool forwards_newsletters(const Firm& firm);
// True if one is the university, the only one in 203.0.113.0/24.
bool has_university(const Firm& firm);

}  // namespace ruascope::test::role_parts
