// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// The lists of a result set as the store keeps and every listing prints them: JSON in ASCII, so that no
// control or direction mark of a stranger reaches a terminal.
std::string reasons_json(const std::vector<Reason>& reasons);
std::string dkim_json(const std::vector<DkimEntry>& entries);
std::string spf_json(const std::vector<SpfEntry>& entries);

// The spellings that were no enumerator's name, as a JSON object of path to text; nullopt if there are none.
std::optional<std::string> raw_json(const Record& record);
std::optional<std::string> raw_json(const PublishedPolicy& policy);

std::optional<std::string> warnings_json(const std::vector<Warning>& warnings);
std::optional<std::string> texts_json(const std::vector<std::string>& texts);

// The JSON of a source's signatures: [{"domain", "selector", "result"}], from the text that dkim_json made.
struct Signature {
  std::string domain;
  std::optional<std::string> selector;
  std::string result;
  auto operator<=>(const Signature&) const = default;
};
std::vector<Signature> read_signatures(std::string_view dkim_results);

// The domains whose SPF was checked as MAIL FROM, from the text that spf_json made.
std::vector<std::string> read_mail_from_domains(std::string_view spf_results);

// The lists themselves, from the texts that reasons_json, dkim_json and spf_json made; spellings outside the
// enumerations are not in them.
std::vector<Reason> read_reasons(std::string_view json);
std::vector<DkimEntry> read_dkim(std::string_view json);
std::vector<SpfEntry> read_spf(std::string_view json);

// From the texts that warnings_json and texts_json made.
std::vector<std::string> read_warnings(std::string_view json);
std::vector<std::string> read_texts(std::string_view json);

}  // namespace ruascope
