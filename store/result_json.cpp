// SPDX-License-Identifier: MIT
#include "store/result_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace ruascope {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view none = "[]";  // as most lists are; read without a parser

std::string dump(const Json& json) {
  constexpr bool ascii_only = true;
  return json.dump(-1, ' ', ascii_only, Json::error_handler_t::replace);
}

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

Json domain_or_null(const std::string& domain) { return domain.empty() ? Json(nullptr) : Json(domain); }

template <class E>
Json name_json(const Token<E>& token) {
  return std::string{name_of(token.value)};
}

template <class E>
void add_raw(Json& raw, const std::string& path, const Token<E>& token) {
  if (!token.raw.empty()) raw[path] = token.raw;
}

template <class E>
void add_raw(Json& raw, const std::string& path, const std::optional<Token<E>>& token) {
  if (token) add_raw(raw, path, *token);
}

std::optional<std::string> dump_unless_empty(const Json& json) {
  if (json.empty()) return std::nullopt;
  return dump(json);
}

std::optional<std::string> optional_text(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.get<std::string>();
}

template <class E>
Token<E> token_of(const Json& json) {
  const auto& name = json.get_ref<const std::string&>();
  const auto found = std::find(names<E>.begin(), names<E>.end(), name);
  return {static_cast<E>(found - names<E>.begin()), {}};
}

std::string entry_path(const char* list, std::size_t index, const char* field) {
  return std::string{list} + "[" + std::to_string(index) + "]." + field;
}

}  // namespace

std::string reasons_json(const std::vector<Reason>& reasons) {
  Json list = Json::array();
  for (const auto& reason : reasons)
    list.push_back({{"type", name_json(reason.type)}, {"comment", text_or_null(reason.comment)}});
  return dump(list);
}

std::string dkim_json(const std::vector<DkimEntry>& entries) {
  Json list = Json::array();
  for (const auto& entry : entries)
    list.push_back({{"domain", domain_or_null(entry.domain)},
                    {"selector", text_or_null(entry.selector)},
                    {"result", name_json(entry.result)},
                    {"human_result", text_or_null(entry.human_result)}});
  return dump(list);
}

std::string spf_json(const std::vector<SpfEntry>& entries) {
  Json list = Json::array();
  for (const auto& entry : entries)
    list.push_back({{"domain", domain_or_null(entry.domain)},
                    {"scope", entry.scope ? name_json(*entry.scope) : Json(nullptr)},
                    {"result", name_json(entry.result)},
                    {"human_result", text_or_null(entry.human_result)}});
  return dump(list);
}

std::optional<std::string> raw_json(const Record& record) {
  const auto& results = *record.results;
  Json raw = Json::object();
  add_raw(raw, "disposition", record.disposition);
  add_raw(raw, "dkim", results.dkim);
  add_raw(raw, "spf", results.spf);
  for (std::size_t index = 0; index < results.reasons.size(); ++index)
    add_raw(raw, entry_path("reasons", index, "type"), results.reasons[index].type);
  for (std::size_t index = 0; index < results.dkim_results.size(); ++index)
    add_raw(raw, entry_path("dkim_results", index, "result"), results.dkim_results[index].result);
  for (std::size_t index = 0; index < results.spf_results.size(); ++index) {
    if (const auto& domain = results.spf_results[index].domain_raw; !domain.empty())
      raw[entry_path("spf_results", index, "domain")] = domain;
    add_raw(raw, entry_path("spf_results", index, "scope"), results.spf_results[index].scope);
    add_raw(raw, entry_path("spf_results", index, "result"), results.spf_results[index].result);
  }
  return dump_unless_empty(raw);
}

std::optional<std::string> raw_json(const PublishedPolicy& policy) {
  Json raw = Json::object();
  if (!policy.domain_raw.empty()) raw["domain"] = policy.domain_raw;
  add_raw(raw, "p", policy.p);
  add_raw(raw, "sp", policy.sp);
  add_raw(raw, "np", policy.np);
  add_raw(raw, "adkim", policy.adkim);
  add_raw(raw, "aspf", policy.aspf);
  add_raw(raw, "testing", policy.testing);
  add_raw(raw, "discovery_method", policy.discovery_method);
  if (policy.psd) raw["psd"] = *policy.psd;
  return dump_unless_empty(raw);
}

std::optional<std::string> warnings_json(const std::vector<Warning>& warnings) {
  if (warnings.empty()) return std::nullopt;
  Json list = Json::array();
  for (const auto& warning : warnings)
    list.push_back({{"kind", warning.kind}, {"subject", warning.subject}, {"times", warning.times}});
  return dump(list);
}

std::optional<std::string> texts_json(const std::vector<std::string>& texts) {
  if (texts.empty()) return std::nullopt;
  std::string list;  // one after the other: together they may be large
  for (const auto& text : texts) list += (list.empty() ? "[" : ",") + dump(Json(text));
  return list + "]";
}

std::vector<Reason> read_reasons(std::string_view json) {
  if (json == none) return {};
  std::vector<Reason> reasons;
  for (const auto& entry : Json::parse(json))
    reasons.push_back({token_of<ReasonType>(entry["type"]), optional_text(entry["comment"])});
  return reasons;
}

std::vector<DkimEntry> read_dkim(std::string_view json) {
  if (json == none) return {};
  std::vector<DkimEntry> entries;
  for (const auto& entry : Json::parse(json))
    entries.push_back({optional_text(entry["domain"]).value_or(""), optional_text(entry["selector"]),
                       token_of<DkimResult>(entry["result"]), optional_text(entry["human_result"])});
  return entries;
}

std::vector<SpfEntry> read_spf(std::string_view json) {
  if (json == none) return {};
  std::vector<SpfEntry> entries;
  for (const auto& entry : Json::parse(json)) {
    SpfEntry read{optional_text(entry["domain"]).value_or(""), std::nullopt,
                  token_of<SpfResult>(entry["result"]), optional_text(entry["human_result"])};
    if (!entry["scope"].is_null()) read.scope = token_of<SpfScope>(entry["scope"]);
    entries.push_back(std::move(read));
  }
  return entries;
}

std::vector<Signature> read_signatures(std::string_view dkim_results) {
  std::vector<Signature> signatures;
  for (const auto& entry : Json::parse(dkim_results)) {
    Signature signature{entry["domain"].is_null() ? "" : entry["domain"].get<std::string>(), std::nullopt,
                        entry["result"].get<std::string>()};
    if (!entry["selector"].is_null()) signature.selector = entry["selector"].get<std::string>();
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

std::vector<std::string> read_mail_from_domains(std::string_view spf_results) {
  std::vector<std::string> domains;
  for (const auto& entry : Json::parse(spf_results))
    if (!entry["domain"].is_null() && (entry["scope"].is_null() || entry["scope"] == "mfrom"))
      domains.push_back(entry["domain"].get<std::string>());
  return domains;
}

std::vector<std::string> read_warnings(std::string_view json) {
  std::vector<std::string> warnings;
  if (json.empty()) return warnings;
  for (const auto& entry : Json::parse(json)) {
    auto text = entry["kind"].get<std::string>();
    const auto subject = entry["subject"].get<std::string>();
    if (!subject.empty()) text += ":" + subject;
    if (const auto times = entry["times"].get<std::int64_t>(); times > 1)
      text += " x" + std::to_string(times);
    warnings.push_back(std::move(text));
  }
  return warnings;
}

std::vector<std::string> read_texts(std::string_view json) {
  if (json.empty()) return {};
  return Json::parse(json).get<std::vector<std::string>>();
}

}  // namespace ruascope
