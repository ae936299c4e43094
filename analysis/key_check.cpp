// SPDX-License-Identifier: MIT
// The rules of `check` on the keys of the selectors that reports name (RFC 6376 section 3.6.1, RFC 8301).
#include "analysis/check_rules.hpp"
#include "analysis/tag_list.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Flags of t= without y.
std::string without_y(std::string_view flags) {
  std::string text;
  while (!flags.empty())
    if (const auto flag = take_until(flags, ':'); !flag.empty() && !is_same_ignoring_case(flag, "y"))
      text += fmt::format("{}{}", text.empty() ? "" : ":", flag);
  return text;
}

std::string without_testing(std::string_view record) {
  std::string text;
  while (!record.empty()) {
    std::string part{take_until(record, ';')};
    const auto equals = part.find('=');
    if (equals != std::string::npos &&
        is_same_ignoring_case(strip(std::string_view{part}.substr(0, equals)), "t")) {
      const auto flags = without_y(std::string_view{part}.substr(equals + 1));
      part = flags.empty() ? "" : "t=" + flags;
    }
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  }
  return text;
}

class KeyCheck {
 public:
  KeyCheck(const CheckRules& rules, const PublishedKey& key, const SelectorUse& use)
      : rules_(rules), key_(key), use_(use) {}

  void run() const {
    if (!key_.state.is_answered()) return check_not_known();
    if (key_.records.empty()) return check_missing();
    if (key_.records.size() > 1) check_several();
    if (key_.key.is_revoked) return check_revoked();
    check_strength();
    check_syntax();
    if (key_.key.is_testing) check_testing();
    if (key_.key.is_strict)
      add(Severity::info, "dkim.strict", "The key says t=s.",
          "Signatures whose i= is below d= do not pass by it; DMARC does not look at i=.");
  }

 private:
  RecordFinding& add(Severity severity, const char* code, std::string what, std::string why) const {
    return rules_.add(severity, code, key_.name(), std::move(what), std::move(why));
  }

  // It signed what passed lately: mail goes out with it.
  bool is_in_use() const {
    return use_.passed > 0 && use_.last_passed + rules_.thresholds.current_days > rules_.reported.last_day;
  }

  std::string use_text() const {
    if (use_.passed == 0)
      return fmt::format("{} carried its signature, and it passed for none.",
                         counted(use_.messages, "message"));
    return fmt::format("It passed for {}, last on {}.", counted(use_.passed, "message"),
                       format_day(use_.last_passed));
  }

  // A key that nothing passes by need not be there: anybody may write any selector into a signature.
  Severity gone() const { return is_in_use() ? Severity::serious : Severity::info; }

  void check_not_known() const {
    rules_.add_not_known("dkim.not_known", key_.name(), key_.state);
    if (!is_in_use()) rules_.findings.back().severity = Severity::info;
  }

  void check_missing() const {
    auto& finding = add(gone(), "dkim.missing", fmt::format("There is no key. {}", use_text()),
                        is_in_use() ? "Signatures by it fail from now on."
                                    : "Nothing that is in use is missing, as far as reports tell.");
    if (is_in_use())
      finding.advice = fmt::format("Publish the public key that {} signs with.", key_.selector.selector);
  }

  void check_revoked() const {
    auto& finding =
        add(gone(), "dkim.revoked", fmt::format("The key is revoked (p= is empty). {}", use_text()),
            "Signatures by it fail (RFC 6376 section 3.6.1).");
    if (is_in_use())
      finding.advice =
          fmt::format("Sign with another selector, or publish the public key that {} signs with.",
                      key_.selector.selector);
  }

  void check_several() const {
    add(gone(), "dkim.several", fmt::format("There are {} TXT records.", key_.records.size()),
        "Which of them verifiers take is left to chance (RFC 6376 section 3.6.2.2).")
        .advice = "Leave the one with the key in use, and remove the others.";
  }

  void check_strength() const {
    const auto& key = key_.key;
    if (key.kind != KeyKind::rsa || key.bits == 0 || key.bits >= rules_.thresholds.rsa_bits) return;
    const bool is_ignored = key.bits < least_rsa_bits;
    const auto in_use = is_ignored ? Severity::serious : Severity::warning;
    // Who breaks it can sign with it all the same.
    const auto unused = is_ignored ? Severity::warning : Severity::info;
    add(is_in_use() ? in_use : unused, "dkim.weak", fmt::format("The RSA key has {} bits.", key.bits),
        is_ignored ? "Verifiers must not take keys below 1024 bits (RFC 8301 section 3.2)."
                   : "Keys below 2048 bits may be broken by who has means (RFC 8301 section 3.2).")
        .advice = is_in_use() ? fmt::format("Make a key of {} bits under a new selector, and sign with that.",
                                            rules_.thresholds.rsa_bits)
                              : "No mail passes by it: remove it, if nothing signs with it any more.";
  }

  void check_syntax() const {
    const auto& faults = key_.key.faults;
    if (faults.empty()) return;
    const bool is_usable = key_.key.bits > 0;
    auto& finding = add(is_usable ? Severity::warning : gone(), "dkim.invalid",
                        fmt::format("Not as the RFC wants it: {}.", faults_text(faults)),
                        is_usable ? "Verifiers may take it for no key." : "Signatures by it fail.");
    finding.advice = "Publish the record as the program that signs wrote it.";
  }

  void check_testing() const {
    auto& finding = add(Severity::warning, "dkim.testing", "The key says t=y: it is tried out.",
                        "Verifiers may treat its mail as if it were not signed (RFC 6376 section 3.6.1).");
    finding.advice = "Publish it without t=y.";
    finding.replacement = without_testing(key_.records[key_.chosen]);
  }

  const CheckRules& rules_;
  const PublishedKey& key_;
  const SelectorUse& use_;
};

}  // namespace

void CheckRules::check_keys() {
  for (const auto& key : records.keys) {
    const auto use = std::find_if(reported.selectors.begin(), reported.selectors.end(),
                                  [&](const SelectorUse& one) { return one.name == key.selector; });
    if (use != reported.selectors.end()) KeyCheck(*this, key, *use).run();
  }
}

}  // namespace ruascope
