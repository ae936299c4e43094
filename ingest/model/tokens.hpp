// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ruascope {

// The enumerations of aggregate reports (RFC 7489 appendix C, RFC 9990 section 3.1), each the union of all
// dialects. Their numbers are stored in databases: append only, never renumber. The name of enumerator i is
// names<E>[i], the RFC's own spelling.

enum class Disposition : std::uint8_t { none, quarantine, reject, pass, unknown };
enum class Verdict : std::uint8_t { fail, pass, unknown };
enum class Policy : std::uint8_t { none, quarantine, reject, unknown };
enum class AlignmentMode : std::uint8_t { relaxed, strict };
enum class Testing : std::uint8_t { no, yes };
enum class DiscoveryMethod : std::uint8_t { psl, treewalk, unknown };
enum class DkimResult : std::uint8_t { none, pass, fail, policy, neutral, temperror, permerror, unknown };
enum class SpfResult : std::uint8_t {
  none,
  neutral,
  pass,
  fail,
  softfail,
  temperror,
  permerror,
  policy,
  unknown
};
enum class SpfScope : std::uint8_t { mfrom, helo, unknown };
enum class ReasonType : std::uint8_t {
  other,
  forwarded,
  sampled_out,
  trusted_forwarder,
  mailing_list,
  local_policy,
  policy_test_mode
};
enum class Schema : std::uint8_t { draft, rfc7489, rfc9990 };

template <class E>
inline constexpr std::array<std::string_view, 0> names{};
template <>
inline constexpr std::array<std::string_view, 5> names<Disposition>{"none", "quarantine", "reject", "pass",
                                                                    "unknown"};
template <>
inline constexpr std::array<std::string_view, 3> names<Verdict>{"fail", "pass", "unknown"};
template <>
inline constexpr std::array<std::string_view, 4> names<Policy>{"none", "quarantine", "reject", "unknown"};
template <>
inline constexpr std::array<std::string_view, 2> names<AlignmentMode>{"r", "s"};
template <>
inline constexpr std::array<std::string_view, 2> names<Testing>{"n", "y"};
template <>
inline constexpr std::array<std::string_view, 3> names<DiscoveryMethod>{"psl", "treewalk", "unknown"};
template <>
inline constexpr std::array<std::string_view, 8> names<DkimResult>{
    "none", "pass", "fail", "policy", "neutral", "temperror", "permerror", "unknown"};
template <>
inline constexpr std::array<std::string_view, 9> names<SpfResult>{
    "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror", "policy", "unknown"};
template <>
inline constexpr std::array<std::string_view, 3> names<SpfScope>{"mfrom", "helo", "unknown"};
template <>
inline constexpr std::array<std::string_view, 7> names<ReasonType>{
    "other",        "forwarded",    "sampled_out",     "trusted_forwarder",
    "mailing_list", "local_policy", "policy_test_mode"};
template <>
inline constexpr std::array<std::string_view, 3> names<Schema>{"draft", "rfc7489", "rfc9990"};

template <class E>
constexpr std::string_view name_of(E value) {
  return names<E>[static_cast<std::size_t>(value)];
}

// An enumerator and, where the reporter's spelling was not the enumerator's name (apart from letter case and
// surrounding space), that spelling.
template <class E>
struct Token {
  E value{};
  std::string raw;
  bool operator==(const Token&) const = default;
};

}  // namespace ruascope
