// SPDX-License-Identifier: MIT
#include "ingest/ingest.hpp"
#include "ingest/model/time.hpp"
#include "ingest/model/token_names.hpp"
#include "tests/support/recording_sink.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace ruascope;
using Json = nlohmann::json;

namespace {

const std::string folder = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/bounces/";

Json expected() { return Json::parse(std::ifstream(folder + "expected.json")); }

std::vector<Rejection> read(const std::string& file) {
  test::RecordingSink sink;
  ingest_paths({folder + file}, {}, 1, sink);
  return sink.rejections;
}

template <class E>
std::string name(E value) {
  return std::string{name_of(value)};
}

// A field as the expectations write it; null where the rejection has none.
Json field(const Rejection& one, const std::string& key) {
  const auto address = [](const std::optional<IpAddress>& ip) { return ip ? Json(ip->text()) : Json(); };
  if (key == "kind") return name(one.kind);
  if (key == "time") return one.time ? Json(format_time(*one.time)) : Json();
  if (key == "from_domain") return one.is_from_assumed ? "" : one.from_domain;
  if (key == "from_assumed") return one.is_from_assumed ? one.from_domain : "";
  if (key == "envelope_from") return one.envelope_from ? Json(*one.envelope_from) : Json();
  if (key == "receiver") return one.reply.host;
  if (key == "receiver_ip") return address(one.reply.host_address);
  if (key == "recipient_domain") return one.recipient_domain;
  if (key == "code") return one.reply.code;
  if (key == "enhanced_code") return one.reply.enhanced_code;
  if (key == "stage") return name(one.reply.stage);
  if (key == "source_ip") return address(one.source_ip);
  if (key == "reporting_host") return one.reporting_host;
  if (key == "message_id") return one.message_id;
  if (key == "delivery") return name(one.delivery);
  if (key == "signatures") {
    Json list = Json::array();
    for (const auto& [domain, selector] : one.signatures)
      list.push_back(fmt::format("d={} s={}", domain, selector));
    return list;
  }
  Json hints = Json::array();
  if (one.is_list) hints.push_back("list");
  if (one.is_forwarded) hints.push_back("forwarded");
  return hints;
}

void check(const Rejection& rejection, const Json& wanted) {
  for (const auto& [key, value] : wanted.items()) {
    CAPTURE(key);
    if (key == "source_ip" && !rejection.source_ip) {  // the catalogue of texts will find it
      CHECK(rejection.reply.text.find(value.get<std::string>()) != std::string::npos);
    } else if (key == "text_has") {
      CAPTURE(rejection.reply.text);
      CHECK(rejection.reply.text.find(value.get<std::string>()) != std::string::npos);
    } else {
      auto found = field(rejection, key);
      if (key == "hints") {
        auto sorted = value;
        std::sort(sorted.begin(), sorted.end());
        std::sort(found.begin(), found.end());
        CHECK(found == sorted);
      } else {
        CHECK(found == value);
      }
    }
  }
}

}  // namespace

TEST_CASE("each bounce and failure report gives the refusals that it tells of") {
  std::size_t files = 0;
  for (const auto& one : expected()) {
    const auto file = one["file"].get<std::string>();
    CAPTURE(file);
    const auto found = read(file);
    ++files;
    if (one.contains("count")) {
      CHECK(found.size() == one["count"].get<std::size_t>());
      continue;
    }
    const auto& wanted = one["rejections"];
    CHECK(found.size() == wanted.size());
    for (std::size_t at = 0; at < std::min(found.size(), wanted.size()); ++at) check(found[at], wanted[at]);
  }
  CHECK(files >= 70);
}

TEST_CASE("no local part of an address is in what is kept of a bounce") {
  for (const auto& one : expected()) {
    const auto file = one["file"].get<std::string>();
    CAPTURE(file);
    for (const auto& rejection : read(file)) {
      const auto& text = rejection.reply.text;
      CAPTURE(text);
      for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1))
        CHECK((at == 0 || text[at - 1] == '*' || text[at - 1] == ' ' || text[at - 1] == '<'));
      CHECK(rejection.recipient_domain.find('@') == std::string::npos);
      CHECK(rejection.from_domain.find('@') == std::string::npos);
    }
  }
}
