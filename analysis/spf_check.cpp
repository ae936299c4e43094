// SPDX-License-Identifier: MIT
// The rules of `check` on SPF records (RFC 7208).
#include "analysis/check_rules.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

class SpfCheck {
 public:
  explicit SpfCheck(const CheckRules& rules)
      : rules_(rules), spf_(rules.records.spf), own_(spf_.own()), name_(rules.records.domain) {}

  void run() {
    switch (own_.outcome) {
      case SpfOutcome::not_known: return rules_.add_not_known("spf.not_known", name_, own_.state);
      case SpfOutcome::none: return check_missing();
      case SpfOutcome::several: return check_several();
      case SpfOutcome::invalid: check_invalid(); break;
      default: break;
    }
    if (sends_no_mail(spf_)) return check_no_sender();
    check_ignored();
    check_branches();
    check_limits();
    check_end();
    check_ptr();
    check_size();
  }

 private:
  RecordFinding& add(Severity severity, const char* code, std::string what, std::string why) const {
    return rules_.add(severity, code, name_, std::move(what), std::move(why));
  }
  RecordFinding& mend(Severity severity, const char* code, std::string what, std::string why) const {
    auto& finding = add(severity, code, std::move(what), std::move(why));
    finding.replacement = rules_.records.spf_mending.mended;
    return finding;
  }

  void check_missing() const {
    const auto& records = rules_.records;
    auto& finding = add(Severity::warning, "spf.missing", "There is no SPF record.",
                        "Mail can pass DMARC by DKIM alone, and receivers that want both refuse it.");
    const bool is_unused = records.takes_mail == false && rules_.reported.messages == 0;
    finding.advice =
        is_unused ? "If the domain sends no mail, say so." : "Publish one that names the servers that send.";
    if (is_unused)
      finding.replacement = "v=spf1 -all";
    else if (!records.mx.empty())
      finding.replacement = "v=spf1 mx ~all";
    else if (records.takes_mail == true)
      finding.replacement = "v=spf1 a ~all";
  }

  void check_several() const {
    mend(Severity::serious, "spf.several", fmt::format("There are {} SPF records.", own_.records.size()),
         "SPF fails for all mail (RFC 7208 section 4.5).")
        .advice = "Publish one that has the terms of all, and remove the others.";
  }

  void check_invalid() const {
    mend(Severity::serious, "spf.invalid",
         fmt::format("Not as the RFC wants it: {}.", faults_text(own_.record.faults)),
         "SPF fails for all mail (RFC 7208 section 4.6).")
        .advice = "Publish the record without the fault.";
  }

  void check_no_sender() const {
    const auto passed = rules_.reported.passed;
    add(Severity::info, "spf.sends_no_mail", "The record says that the domain sends no mail.",
        passed > 0
            ? fmt::format("Yet {} of the last days passed DMARC: it sends.", counted(passed, "message"))
            : "Nothing that is sent in its name is genuine.");
    if (passed == 0) return;
    auto& finding = rules_.findings.back();
    finding.severity = Severity::warning;
    finding.advice = "Name the servers that send: SPF fails for their mail.";
  }

  void check_ignored() const {
    if (own_.record.ignored.empty()) return;
    mend(Severity::warning, "spf.ignored",
         fmt::format("Terms that count for nothing: {}.", faults_text(own_.record.ignored)),
         "What was meant by them does not happen.")
        .advice = "Write them as they are meant, or leave them out.";
  }

  // What the record includes.
  void check_branches() const {
    for (std::size_t at = 1; at < spf_.nodes.size(); ++at) {
      const auto& node = spf_.nodes[at];
      const auto& asker = spf_.nodes[node.parent];
      const auto where = node.parent == 0 ? std::string{} : fmt::format(" of {}", asker.domain);
      switch (node.outcome) {
        case SpfOutcome::not_known:
          rules_.add_not_known("spf.include_not_known", node.domain, node.state);
          break;
        case SpfOutcome::circle:
          broken("spf.circle", node, fmt::format("{}{} leads back to itself.", node.term, where));
          break;
        case SpfOutcome::none:
          broken("spf.include_fails", node,
                 fmt::format("{}{}: {} has no SPF record{}.", node.term, where, node.domain,
                             node.state.status == DnsStatus::nxdomain ? ", and does not exist" : ""));
          break;
        case SpfOutcome::several:
          broken("spf.include_fails", node,
                 fmt::format("{}{}: {} has several SPF records.", node.term, where, node.domain));
          break;
        case SpfOutcome::invalid:
          broken("spf.include_fails", node,
                 fmt::format("{}{}: the record of {} is not as the RFC wants it: {}.", node.term, where,
                             node.domain, faults_text(node.record.faults)));
          break;
        case SpfOutcome::sound: break;
      }
    }
  }

  void broken(const char* code, const SpfNode& node, std::string what) const {
    auto& finding = mend(Severity::serious, code, std::move(what),
                         "SPF fails for all mail that no term before it lets pass (RFC 7208 section 5.2).");
    finding.about = node.domain;
    finding.advice = "Publish the record without it, or have it mended where it stands.";
  }

  void check_limits() const {
    if (spf_.lookups > most_spf_lookups) {
      auto& finding =
          mend(Severity::serious, "spf.lookups",
               fmt::format("It takes {}{} look-ups: {}.", spf_.is_cut ? "more than " : "", spf_.lookups,
                           cost_text()),
               "Receivers stop at 10, and SPF fails for all mail that no term before lets pass (RFC "
               "7208 section 4.6.4).");
      finding.advice = "Leave out what sends no more, and let services sign with DKIM instead.";
      if (const auto& shorter = rules_.records.spf_mending.flattened; !shorter.empty()) {
        finding.replacement = shorter;
        finding.advice += " Here your own hosts are written out: change the record when they move.";
      }
    }
    if (spf_.voids.size() > most_spf_voids)
      mend(Severity::serious, "spf.voids",
           fmt::format("{} look-ups find nothing: {}.", spf_.voids.size(), places_text(spf_.voids)),
           "Receivers stop at more than 2, and SPF fails (RFC 7208 section 4.6.4).")
          .advice = "Leave out names that are gone.";
    if (!spf_.many_hosts.empty())
      mend(Severity::serious, "spf.many_hosts",
           fmt::format("More than 10 mail servers: {}.", places_text(spf_.many_hosts)),
           "Receivers stop there, and SPF fails (RFC 7208 section 4.6.4).")
          .advice = "Name the addresses that send (ip4:, ip6:) in its place.";
  }

  std::string places_text(const std::vector<SpfPlace>& places) const {
    std::vector<std::string> terms;
    for (const auto& [node, term] : places)
      terms.push_back(node == 0 ? term : fmt::format("{} of {}", term, spf_.nodes[node].domain));
    return faults_text(terms);
  }

  // "include:a.example 5; mx 1".
  std::string cost_text() const {
    std::vector<std::string> costs;
    for (const auto& term : own_.record.terms) {
      if (term.costs_lookup() && term.kind != SpfMechanism::include) costs.push_back(term.text + " 1");
    }
    for (std::size_t at = 1; at < spf_.nodes.size(); ++at)
      if (spf_.nodes[at].parent == 0)
        costs.push_back(fmt::format("{} {}", spf_.nodes[at].term, spf_.nodes[at].lookups + 1));
    return faults_text(costs);
  }

  void check_end() const {
    const auto& terms = own_.record.terms;
    const auto all =
        std::find_if(terms.begin(), terms.end(), [](const SpfTerm& term) { return term.is_all(); });
    if (all == terms.end()) {
      if (own_.record.redirect.empty())
        mend(Severity::warning, "spf.no_all", "It ends without \"all\".",
             "It says nothing of mail from elsewhere, as if it were ?all.")
            .advice = "End it with ~all.";
    } else if (all->qualifier == '+') {
      mend(Severity::critical, "spf.all_passes", "It ends with +all.",
           "Mail from any address in the world passes SPF, and with it DMARC: anybody is the domain.")
          .advice = "See that the record names all servers that send, then end it with ~all.";
    } else if (all->qualifier == '?') {
      mend(Severity::warning, "spf.all_neutral", "It ends with ?all.",
           "It says nothing of mail from elsewhere.")
          .advice = "End it with ~all.";
    }
  }

  void check_ptr() const {
    const auto& terms = own_.record.terms;
    if (std::none_of(terms.begin(), terms.end(),
                     [](const SpfTerm& term) { return term.kind == SpfMechanism::ptr; }))
      return;
    // Which addresses those are the record does not tell: without ptr their mail would pass no more.
    add(Severity::warning, "spf.ptr", "It uses ptr.",
        "It is slow, and large receivers pass it over (RFC 7208 section 5.5).")
        .advice = "Name the addresses that it stands for (ip4:, ip6:), then leave it out.";
  }

  void check_size() const {
    const auto size = static_cast<std::int64_t>(own_.records.front().size());
    if (size <= rules_.thresholds.record_bytes) return;
    add(Severity::warning, "spf.too_long", fmt::format("It has {} bytes.", size),
        "With the other TXT records of the name it may not fit a packet of 512 bytes, and receivers that do "
        "not "
        "ask again over TCP see none (RFC 7208 section 3.4).")
        .advice = "Join neighbouring addresses to networks, or move some to an include of your own.";
  }

  const CheckRules& rules_;
  const SpfTree& spf_;
  const SpfNode& own_;
  const std::string& name_;
};

}  // namespace

void CheckRules::check_spf() { SpfCheck(*this).run(); }

}  // namespace ruascope
