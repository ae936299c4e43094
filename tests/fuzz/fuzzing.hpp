// SPDX-License-Identifier: MIT
#pragma once

// What the fuzz targets share: limits that keep one input cheap, and traps on what no reader may hand out.

#include "ingest/bytes.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/limits.hpp"
#include "ingest/model/rejection.hpp"
#include "ingest/model/report.hpp"
#include "ingest/model/sink.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

inline constexpr Limits small_limits{
    .message_bytes = 1 << 20,
    .entry_bytes = 1 << 20,
    .carrier_bytes = 2 << 20,
    .entries = 20,
    .records = 5000,
    .xml_text_bytes = 32 << 10,
    .field_bytes = 1 << 10,
    .mail_parts = 50,
    .mail_depth = 4,
    .mail_header_bytes = 16 << 10,
};

inline std::shared_ptr<const SeekableSource> source_of(const std::uint8_t* data, std::size_t size) {
  return memory_source({reinterpret_cast<const char*>(data), size});
}

inline void expect(bool holds) {
  if (!holds) __builtin_trap();
}

// check(): all texts are UTF-8, all enumerators exist, and what is said of a type in ingest/model holds.
inline void check(const std::string& text) { expect(is_valid_utf8(text)); }

template <class E>
void check(const Token<E>& token) {
  expect(static_cast<std::size_t>(token.value) < names<E>.size());
  check(token.raw);
}

template <class T>
void check(const std::optional<T>& value) {
  if (value) check(*value);
}

template <class... Values>
void check_all(const Values&... values) {
  (check(values), ...);
}

inline void check(const PublishedPolicy& policy) {
  check_all(policy.domain, policy.domain_raw, policy.p, policy.sp, policy.np, policy.adkim, policy.aspf,
            policy.fo, policy.testing, policy.discovery_method, policy.psd);
  expect(!policy.domain.empty());
  if (policy.pct) expect(*policy.pct >= 0 && *policy.pct <= 100);
}

inline void check(const ReportHead& head) {
  check_all(head.org_name, head.email, head.extra_contact_info, head.report_id, head.generator, head.version,
            head.xml_namespace, head.policy);
  for (const auto& error : head.errors) check(error);
  expect(!head.org_name.empty());
  expect(head.begin <= head.end);
}

inline void check(const Record& record) {
  const auto& results = *record.results;
  expect(record.count >= 1);
  check_all(record.disposition, results.header_from, results.envelope_from, results.envelope_to, results.dkim,
            results.spf);
  for (const auto& reason : results.reasons) check_all(reason.type, reason.comment);
  for (const auto& entry : results.dkim_results)
    check_all(entry.domain, entry.selector, entry.result, entry.human_result);
  for (const auto& entry : results.spf_results)
    check_all(entry.domain, entry.scope, entry.result, entry.human_result, entry.domain_raw);
}

inline void check(const std::vector<Warning>& warnings) {
  for (const auto& warning : warnings) {
    check_all(warning.kind, warning.subject);
    expect(warning.times >= 1);
  }
}

inline bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// RFC 5322 section 3.2.3, and what RFC 6531 adds; in a link the signs that part it do not count.
inline bool is_of_local_part(char c, bool is_in_link) {
  const std::string_view marks = is_in_link ? "!$%'+-^_`{|}~." : "!#$%&'+-/=?^_`{|}~.";
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || marks.find(c) != std::string_view::npos;
}

// True if no local part but "*" stands before an '@' or "%40" of `text` that a domain may follow. Of what was
// cut from a longer text the first word may be the end of a link.
inline bool is_masked(std::string_view text, bool is_cut = false) {
  bool is_link = is_cut;  // "://" came since the last blank
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ' ') is_link = false;
    if (text.substr(at).starts_with("://")) is_link = true;
    const bool is_escaped = text.substr(at).starts_with("%40");
    const auto next = at + 1 < text.size() ? text[at + 1] : ' ';
    const bool has_domain = is_alnum(next) || next == '[' || static_cast<unsigned char>(next) >= 0x80;
    if (!is_escaped && (text[at] != '@' || !has_domain)) continue;
    auto before = text.substr(0, at);
    while (before.ends_with('*')) before.remove_suffix(1);
    if (!before.empty() && is_of_local_part(before.back(), is_link || is_escaped)) return false;
  }
  return true;
}

inline bool has_control_bytes(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

// The name of a domain or host: nobody's address.
inline void check_name(const std::string& name) {
  check(name);
  expect(name.find('@') == std::string::npos);
}

template <class E>
void check_value(E value) {
  expect(static_cast<std::size_t>(value) < names<E>.size());
}

inline void check(const Reply& reply) {
  expect(reply.code == 0 || (reply.code >= 400 && reply.code < 600));
  check_value(reply.stage);
  check_all(reply.enhanced_code, reply.text);
  check_name(reply.host);
  expect(!has_control_bytes(reply.text));
  expect(is_masked(reply.text, true));  // its codes were taken from the front
}

inline void check(const SignatureName& signature) {
  check_name(signature.domain);
  check(signature.selector);
}

inline void check(const Rejection& rejection) {
  check_value(rejection.kind);
  check_value(rejection.delivery);
  check(rejection.reply);
  for (const auto* name : {&rejection.from_domain, &rejection.recipient_domain, &rejection.reporting_host,
                           &rejection.message_host})
    check_name(*name);
  if (rejection.envelope_from) check_name(*rejection.envelope_from);
  for (const auto& signature : rejection.signatures) check(signature);
}

inline void check(const ReadError& error) {
  check_all(error.reason(), error.place(), error.hint(), std::string{error.what()});
}

// Keeps nothing, and traps where the calls come in another order than Sink promises.
class CheckingSink final : public Sink {
 public:
  bool recognizes(const Digest&, const Document& copy) override {
    check(copy.origin);
    return false;
  }
  void begin_report(const ReportHead& head, const Document&) override {
    expect(!begun_);
    begun_ = true;
    check(head);
  }
  void add_records(std::vector<Record> records) override {
    expect(begun_);
    for (const auto& record : records) check(record);
  }
  Outcome finish_report(const ReportEnd& end) override {
    expect(begun_);
    begun_ = false;
    check(end.warnings);
    check(end.report_id);
    return Outcome::fresh;
  }
  void abandon_report() override {
    expect(begun_);
    begun_ = false;
  }
  bool rejection(const Rejection& rejection, const Document&) override {
    expect(!begun_);
    expect(!rejection.identities.empty());
    check(rejection);
    return true;
  }
  void unreadable(const Unreadable& what, const Document&) override {
    expect(!begun_);
    check_all(what.origin, what.place, what.reason, what.message, what.hint);
  }
  void ignored(std::string_view, const std::string& origin) override { check(origin); }
  void not_opened(const InputError& error) override { check(error.what()); }
  bool input_done(const std::string&, std::int64_t) override { return true; }

 private:
  bool begun_ = false;
};

}  // namespace ruascope
