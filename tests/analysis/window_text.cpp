// SPDX-License-Identifier: MIT
#include "tests/analysis/window_text.hpp"

#include "analysis/alignment.hpp"
#include "analysis/dmarc_discovery.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace ruascope::test {
namespace {

using Strings = std::vector<std::string>;

constexpr Day first_monday = 20458;  // 2026-01-05

Strings split(const std::string& text, char separator) {
  Strings parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

// What stands before and behind the first separator; `rest` where there is none.
std::pair<std::string, std::string> cut(const std::string& text, char separator, const char* rest) {
  const auto at = text.find(separator);
  if (at == std::string::npos) return {text, rest};
  return {text.substr(0, at), text.substr(at + 1)};
}

template <class E>
Token<E> token(const std::string& name) {
  const auto found = std::find(names<E>.begin(), names<E>.end(), name);
  if (found == names<E>.end()) throw std::logic_error("no such token: " + name);
  return {static_cast<E>(found - names<E>.begin()), {}};
}

// "0-4,7": each number once, in order.
template <class Number>
std::vector<Number> numbers(const std::string& text, Number offset) {
  std::vector<Number> result;
  for (const auto& part : split(text, ',')) {
    const auto [first, last] = cut(part, '-', "");
    const auto end = std::stoi(last.empty() ? first : last);
    for (int number = std::stoi(first); number <= end; ++number) result.push_back(offset + number);
  }
  return result;
}

DkimEntry signature(const std::string& text) {
  const auto [name, result] = cut(text, ':', "pass");
  const auto [domain, selector] = cut(name, '/', "");
  DkimEntry entry{domain, std::nullopt, token<DkimResult>(result), std::nullopt};
  if (!selector.empty()) entry.selector = selector;
  return entry;
}

SpfEntry spf(const std::string& text, std::optional<SpfScope> scope) {
  const auto [domain, result] = cut(text, ':', "pass");
  SpfEntry entry{domain, std::nullopt, token<SpfResult>(result), std::nullopt};
  if (scope) entry.scope = Token<SpfScope>{*scope, {}};
  return entry;
}

struct Line {
  ResultSet results;
  PublishedPolicy policy;
  Combination mail;
  std::int64_t messages = 1;
  Disposition disposition = Disposition::none;
  std::string verdicts;
};

bool take_evidence(const std::string& key, const std::string& value, ResultSet& results) {
  if (key == "from") return results.header_from = value, true;
  if (key == "env") return results.envelope_from = value, true;
  if (key == "dkim") return results.dkim_results.push_back(signature(value)), true;
  if (key == "spf") return results.spf_results.push_back(spf(value, std::nullopt)), true;
  if (key == "mfrom") return results.spf_results.push_back(spf(value, SpfScope::mfrom)), true;
  if (key == "helo") return results.spf_results.push_back(spf(value, SpfScope::helo)), true;
  if (key == "derived") return results.dkim_derived = results.spf_derived = true;
  if (key != "reason") return false;
  const auto [type, comment] = cut(value, ':', "");
  Reason reason{token<ReasonType>(type), std::nullopt};
  if (!comment.empty()) reason.comment = comment;
  results.reasons.push_back(reason);
  return true;
}

bool take_figures(const std::string& key, const std::string& value, Line& line) {
  if (key == "n") return line.messages = std::stoll(value), true;
  if (key == "days") return line.mail.days = numbers<Day>(value, first_monday), true;
  if (key == "at") return line.mail.reporters = numbers<std::int64_t>(value, 0), true;
  if (key == "adkim") return line.policy.adkim = token<AlignmentMode>(value), true;
  if (key == "aspf") return line.policy.aspf = token<AlignmentMode>(value), true;
  if (key == "disp") return line.disposition = token<Disposition>(value).value, true;
  if (key == "pe") return line.verdicts = value, true;
  return false;
}

Line read_line(const Strings& words, const std::string& domain) {
  Line line;
  line.results.header_from = domain;
  line.mail.days = {first_monday};
  line.mail.reporters = {1};
  for (std::size_t index = 1; index < words.size(); ++index) {
    const auto [key, value] = cut(words[index], '=', "");
    if (!take_evidence(key, value, line.results) && !take_figures(key, value, line))
      throw std::logic_error("no such word: " + words[index]);
  }
  derive_verdict(line.policy, line.results);
  if (!line.verdicts.empty()) {
    const auto [dkim, spf] = cut(line.verdicts, '/', "");
    line.results.dkim = token<Verdict>(dkim);
    line.results.spf = token<Verdict>(spf);
  }
  line.mail.messages[static_cast<std::size_t>(line.disposition)] = line.messages;
  return line;
}

void note_modes(const PublishedPolicy& policy, PublishedRange& modes) {
  const auto is_strict = [](const auto& mode) { return mode && mode->value == AlignmentMode::strict; };
  (is_strict(policy.adkim) ? modes.strict_dkim : modes.relaxed_dkim) = true;
  (is_strict(policy.aspf) ? modes.strict_spf : modes.relaxed_spf) = true;
}

SourceCombinations& source_in(Window& window, const std::string& domain, const std::string& address) {
  const auto ip = IpAddress::parse(address);
  if (!ip) throw std::logic_error("no such address: " + address);
  for (auto& source : window.sources)
    if (source.domain == domain && source.source == *ip) return source;
  window.sources.push_back({domain, *ip, 0, static_cast<std::int64_t>(window.sources.size()), {}});
  return window.sources.back();
}

void take_mail(const Strings& words, const std::string& domain, Window& window) {
  auto line = read_line(words, domain);
  note_modes(line.policy, window.modes[domain]);
  line.mail.results = static_cast<std::int64_t>(window.results.size());
  window.results.push_back(line.results);
  source_in(window, domain, words[0]).combinations.push_back(line.mail);
}

OwnEntry own_entry(const Strings& words) {
  OwnEntry entry{token<OwnKind>(words.at(1)).value, words.at(2), {}};
  for (std::size_t index = 3; index < words.size(); ++index)
    entry.note += (index == 3 ? "" : " ") + words[index];
  return entry;
}

std::string rest_of(const std::vector<std::string>& words, std::size_t first) {
  std::string text;
  for (auto at = first; at < words.size(); ++at) text += (at == first ? "" : " ") + words[at];
  return text;
}

bool take_known(const std::vector<std::string>& words, Window& window) {
  const auto& kind = words.at(0);
  if (kind == "txt")
    window.dns[{words.at(1), DnsType::txt}].push_back(rest_of(words, 2));
  else if (kind == "a")
    window.dns[{words.at(1), DnsType::a}].push_back(words.at(2));
  else if (kind == "ptr")
    window.dns[reverse_question(*IpAddress::parse(words.at(1)))].push_back(words.at(2));
  else if (kind == "network")
    window.networks[*IpAddress::parse(words.at(1))] = {std::stoll(words.at(2)), rest_of(words, 3), ""};
  else
    return false;
  return true;
}

Knowledge knowledge_of(const Window& window) {
  Knowledge known;
  if (!window.networks.empty())
    known.network = [&window](const IpAddress& address) -> std::optional<SourceNetwork> {
      const auto found = window.networks.find(address);
      return found == window.networks.end() ? std::nullopt : std::optional{found->second};
    };
  if (window.dns.empty()) return known;
  const auto book = std::make_shared<DnsBook>(book_of(window.dns));
  known.host = [book](const IpAddress& address) { return host_of(*book, address); };
  known.spf = [book](const std::string& domain) { return std::optional{spf_tree(*book, domain)}; };
  known.organization = [book](const std::string& domain) {
    return walked_organizational_domain(*book, domain);
  };
  return known;
}

}  // namespace

Window window_of(const std::string& text) {
  Window window;
  window.services.add("Postly\tnewsletter\tpostly.example,plymail.example\tpy1\t-\tSettings > Domains",
                      "test");
  std::string domain = "a.example";
  for (const auto& line : split(text, ';')) {
    auto words = split(line, ' ');
    if (words.empty()) continue;
    if (words[0] == "@")
      domain = words.at(1);
    else if (words[0] == "own")
      window.own.push_back(own_entry(words));
    else if (words[0] == "service")
      window.services.add(words.at(1) + "\tother\t" + words.at(2) + "\t-\t-\t-", "test");
    else if (!take_known(words, window))
      take_mail(words, domain, window);
  }
  return window;
}

DnsBook book_of(const std::map<DnsQuestion, std::vector<std::string>>& dns) {
  return DnsBook([dns](const DnsQuestion& question) -> std::optional<KnownDns> {
    KnownDns known;
    known.fact.question = question;
    const auto found = dns.find(question);
    known.fact.status = found == dns.end() ? DnsStatus::nxdomain : DnsStatus::found;
    if (found != dns.end()) known.fact.values = found->second;
    return known;
  });
}

std::vector<Judgement> judged(const Window& window, const Thresholds& thresholds) {
  const OwnList own(window.own);
  const JudgeInput input{
      [&](std::int64_t number) { return window.results.at(static_cast<std::size_t>(number)); },
      [&](const std::string& domain) { return window.modes.at(domain); },
      own,
      window.services,
      thresholds,
      {},
      true,
      true,
      knowledge_of(window)};
  return judge(window.sources, input);
}

std::vector<Judgement> judged(const std::string& text, const Thresholds& thresholds) {
  return judged(window_of(text), thresholds);
}

std::vector<JudgedSource> judged_sources_of(const Window& window) {
  std::vector<JudgedSource> sources;
  auto judgements = judged(window);
  for (std::size_t index = 0; index < window.sources.size(); ++index) {
    const auto& mail = window.sources[index];
    JudgedSource source{{}, mail, judgements[index].combination_causes, std::move(judgements[index])};
    source.totals.domain = mail.domain;
    source.totals.source_ip = mail.source.text();
    for (const auto& combination : mail.combinations) {
      const auto& results = window.results.at(static_cast<std::size_t>(combination.results));
      count_messages(source.totals.counts, combination,
                     {results.dkim.value, results.spf.value, !results.reasons.empty()});
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

std::string cause_of_first(const std::string& text, const Thresholds& thresholds) {
  return std::string{name_of(judged(text, thresholds).at(0).combination_causes.at(0))};
}

std::string class_of_first(const std::string& text, const Thresholds& thresholds) {
  return std::string{name_of(judged(text, thresholds).at(0).source_class)};
}

bool has_text(const std::vector<std::string>& texts, const std::string& part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

}  // namespace ruascope::test
