// SPDX-License-Identifier: MIT
#include "ingest/identity.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <cstring>

namespace ruascope {
namespace {

// Every field is preceded by its length, so that no two different values are written alike.
void put(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  out.append(bytes, sizeof bytes);
  out.append(text);
}

void put_number(std::string& out, std::int64_t number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof bytes);
}

void put(std::string& out, const std::optional<std::string>& text) {
  out += text ? '\1' : '\0';
  put(out, std::string_view{text ? *text : std::string{}});
}

template <class E>
void put(std::string& out, const Token<E>& token) {
  out += static_cast<char>(token.value);
  put(out, std::string_view{token.raw});
}

template <class E>
void put(std::string& out, const std::optional<Token<E>>& token) {
  out += token ? '\1' : '\0';
  put(out, token.value_or(Token<E>{}));
}

void put(std::string& out, const Reason& reason) {
  put(out, reason.type);
  put(out, reason.comment);
}

void put(std::string& out, const DkimEntry& entry) {
  put(out, std::string_view{entry.domain});
  put(out, entry.selector);
  put(out, entry.result);
  put(out, entry.human_result);
}

void put(std::string& out, const SpfEntry& entry) {
  put(out, std::string_view{entry.domain});
  put(out, entry.scope);
  put(out, entry.result);
  put(out, entry.human_result);
  if (!entry.domain_raw.empty()) put(out, std::string_view{entry.domain_raw});
}

template <class Entry>
void put_list(std::string& out, const std::vector<Entry>& entries, bool sorted) {
  put_number(out, static_cast<std::int64_t>(entries.size()));
  if (!sorted || entries.size() < 2) {
    for (const auto& entry : entries) put(out, entry);
    return;
  }
  std::vector<std::string> written(entries.size());
  for (std::size_t index = 0; index < entries.size(); ++index) put(written[index], entries[index]);
  std::sort(written.begin(), written.end());
  for (const auto& entry : written) out += entry;
}

void put_results(std::string& out, const Record& record, bool as_content) {
  const auto& results = *record.results;
  put(out, std::string_view{results.header_from});
  put(out, results.envelope_from);
  put(out, results.envelope_to);
  // What we derived is no part of what was reported.
  const Token<Verdict> not_given{Verdict::unknown, {}};
  put(out, as_content && results.dkim_derived ? not_given : results.dkim);
  put(out, as_content && results.spf_derived ? not_given : results.spf);
  if (!as_content) out += results.derived() ? '\1' : '\0';
  put(out, std::string_view{record.disposition.raw});
  put_list(out, results.reasons, as_content);
  put_list(out, results.dkim_results, as_content);
  put_list(out, results.spf_results, as_content);
}

void put_policy(std::string& out, const PublishedPolicy& policy) {
  const auto p = policy.p.value_or(Token<Policy>{Policy::unknown, {}});
  const auto sp = policy.sp.value_or(p);
  put(out, p);
  put(out, sp);
  put(out, policy.np.value_or(sp));
  put(out, policy.adkim.value_or(Token{AlignmentMode::relaxed, {}}));
  put(out, policy.aspf.value_or(Token{AlignmentMode::relaxed, {}}));
  put_number(out, policy.pct.value_or(100));
  put(out, std::string_view{policy.fo ? *policy.fo : "0"});
  put(out, policy.testing.value_or(Token{Testing::no, {}}));
  put(out, policy.discovery_method);
  if (policy.psd) put(out, policy.psd);
}

std::string hex(const Digest& digest) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace

IdentityBuilder::Results IdentityBuilder::with_digests(const Record& record) {
  constexpr std::size_t most_known = 512;
  constexpr std::size_t longest_known = 512;
  auto& written = results_;
  written.clear();
  put_results(written, record, false);
  const auto of_key = written.size();
  written += record.results->dkim_derived ? '\1' : '\0';
  written += record.results->spf_derived ? '\1' : '\0';
  if (const auto found = known_.find(written); found != known_.end()) return found->second;

  Results results{{}, {}, record.results};
  hasher_.add(std::string_view{written}.substr(0, of_key));
  results.key = hasher_.finish();
  buffer_.clear();
  put_results(buffer_, record, true);
  hasher_.add(buffer_);
  results.content = hasher_.finish();
  if (known_.size() >= most_known) known_.clear();
  if (written.size() <= longest_known) known_.emplace(written, results);
  return results;
}

void IdentityBuilder::add(Record& record) {
  auto results = with_digests(record);
  record.results_key = results.key;
  record.results_content = results.content;
  record.results = std::move(results.value);

  buffer_.clear();
  put(buffer_, record.source_ip.bytes());
  put_number(buffer_, record.count);
  buffer_ += static_cast<char>(record.disposition.value);
  buffer_ += bytes_of(record.results_content);
  hasher_.add(buffer_);
  records_.add(hasher_.finish());
}

Digest IdentityBuilder::identity(const ReportHead& head, const std::string& report_id,
                                 const Digest& multiset) {
  buffer_.clear();
  put(buffer_, std::string_view{lower_ascii(trim(head.org_name))});
  put(buffer_, std::string_view{head.policy.domain});
  put(buffer_, std::string_view{report_id});
  put_number(buffer_, head.begin);
  put_number(buffer_, head.end);
  if (head.org_name == unknown_organization) {
    put_policy(buffer_, head.policy);
    buffer_ += bytes_of(multiset);
  }
  hasher_.add(buffer_);
  return hasher_.finish();
}

void IdentityBuilder::finish(const ReportHead& head, ReportEnd& end) {
  const auto add_record = [&](const Digest& record) { hasher_.add(bytes_of(record)); };
  records_.for_each(add_record);
  end.multiset = hasher_.finish();
  if (head.report_id.empty()) {
    buffer_.clear();
    put_policy(buffer_, head.policy);
    buffer_ += bytes_of(end.multiset);
    hasher_.add(buffer_);
    end.report_id = "sha256:" + hex(hasher_.finish());
  }
  end.identity = identity(head, end.report_id.value_or(head.report_id), end.multiset);
  buffer_.clear();
  buffer_ += bytes_of(end.identity);
  put_policy(buffer_, head.policy);
  hasher_.add(buffer_);
  records_.for_each(add_record);
  end.content = hasher_.finish();
  forget();
}

}  // namespace ruascope
