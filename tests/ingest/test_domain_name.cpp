// SPDX-License-Identifier: MIT
#include "ingest/idn.hpp"
#include "ingest/model/domain_name.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

TEST_CASE("a name lies below another at a label's edge alone") {
  CHECK(is_same_or_below("example.com", "example.com"));
  CHECK(is_same_or_below("mail.example.com", "example.com"));
  CHECK(is_same_or_below("a.b.example.com", "example.com"));
  CHECK(is_same_or_below("example.com", "com"));
  CHECK_FALSE(is_same_or_below("badexample.com", "example.com"));
  CHECK_FALSE(is_same_or_below("example.com", "mail.example.com"));
  CHECK_FALSE(is_same_or_below("example.org", "example.com"));
  CHECK_FALSE(is_same_or_below("", "example.com"));
}

TEST_CASE("nothing lies below the empty name") {
  CHECK_FALSE(is_same_or_below("example.com", ""));
  CHECK_FALSE(is_same_or_below("", ""));
}

TEST_CASE("a domain name is folded to its A-label form") {
  struct Row {
    const char* text;
    const char* folded;
  };
  const std::vector<Row> rows{
      {"example.com", "example.com"},
      {" Example.COM. ", "example.com"},
      {"_dmarc.Example.com", "_dmarc.example.com"},
      {"m\xC3\xBCnchen.example", "xn--mnchen-3ya.example"},
      {"M\xC3\x9CNCHEN.Example.", "xn--mnchen-3ya.example"},
      {"XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"},
      {"stra\xC3\x9F"
       "e.example",
       "xn--strae-oqa.example"},
      {"", ""},
      {".", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(fold_domain(row.text) == std::string{row.folded});
  }
}

TEST_CASE("a name that IDNA forbids has no A-label form") {
  CHECK(fold_domain("a\xE2\x80\x8E"
                    "b.example") == std::nullopt);                                // a left-to-right mark
  CHECK(fold_domain("\xC3\xA9\xE9.example") == std::nullopt);                     // no UTF-8
  CHECK(fold_domain(std::string(70, 'a') + "\xC3\xA9.example") == std::nullopt);  // a label of more than 63
}

TEST_CASE("DNS can be asked for names of labels that are neither empty nor too long") {
  const std::string most(63, 'a');
  for (const auto& good :
       {std::string{"a"}, most + ".example", most + "." + most + "." + most + "." + most.substr(2)})
    CHECK(is_dns_name(good));
  for (const auto& bad :
       {std::string{}, std::string{"."}, std::string{"a..b"}, std::string{".a"}, std::string{"a."},
        most + "a.example", most + "." + most + "." + most + "." + most.substr(1)})
    CHECK_FALSE(is_dns_name(bad));
}

}  // namespace
}  // namespace ruascope
