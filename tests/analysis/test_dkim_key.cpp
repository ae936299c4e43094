// SPDX-License-Identifier: MIT
#include "analysis/dkim_key.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace std::string_literals;

// Public keys made by `openssl genpkey` for these tests; the private halves were not kept.
const std::string rsa_1024 =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC/y3NURMi84V6oMaEp8quzLa5qFqVF4eA1y6oPuCSuGYXQVGferMnk1E6H"
    "dvCVHcGmdaRgUSAn938oXyhO/m0NvphSskKngvkUqb5No10gwK2IfgYYha7iIGPhKdnDSTjWrdgYGmildnuLcV/x79AWz+aG"
    "GrhQg1PRo2GC6cRbwwIDAQAB";
const std::string rsa_2048 =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyEvsnyw8CF4na3pi1My7oJ5QvUZhnpYPiezOfnNWmCpMJRO5DIEe"
    "UC9t09xtMCDvaeku+wSOVjogQFvKxVoIxQ7trzbjT6ml0aHoXeC8H2j2w7EDQCtYw0mkcRMa4xSr9n7eXLA/4IdbO9cMxq4D"
    "A/ZlErPw+AGeLlkRKb16xBN5sihzA0BRPE/Xj8yYJbFhAfS/JBUwz6liOopKR9akkCwVYSnIHOzykyFik5z39X9rElb5GuRp"
    "uAyt0v3lcoeQ5U4OTkjNI1VdCyF0QN9GRnFp54SS8y4MUg9xFVpRkCJncd8bcN1LSdZokg0eGlg+FZf6lsuuh0D762lGzrU0"
    "IwIDAQAB";
const std::string bare_1024 =
    "MIGJAoGBAL/Lc1REyLzhXqgxoSnyq7MtrmoWpUXh4DXLqg+4JK4ZhdBUZ96syeTUTod28JUdwaZ1pGBRICf3fyhfKE7+bQ2+"
    "mFKyQqeC+RSpvk2jXSDArYh+BhiFruIgY+Ep2cNJONat2BgaaKV2e4txX/Hv0BbP5oYauFCDU9GjYYLpxFvDAgMBAAE=";
const std::string rsa_512 =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANQa5w1pIViHl8SBlpdx1+eRCTe/aA5dFK8zatct4dN801PBIW3g70k24MKzmF7r"
    "IEnXjJ3xfJ5J6JKsojT50lsCAwEAAQ==";
const std::string ed25519_der = "MCowBQYDK2VwAyEAMRerIbb1XgldBIAbYo9KlWPzntvSzYq0T1UayzsHCbQ=";
const std::string ed25519_raw = "MRerIbb1XgldBIAbYo9KlWPzntvSzYq0T1UayzsHCbQ=";
const std::string ec_p256 =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhkODZh2Sbh3Hr+fjJu6Dn2fK4T9zrYuYJOgAv3iUN31k1ajxUHUqI+iDI2Kd"
    "XXhFABNtx4q9pN5ykbr0rg3+3w==";
// The first with two bytes behind it.
const std::string rsa_1024_and_2 =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC/y3NURMi84V6oMaEp8quzLa5qFqVF4eA1y6oPuCSuGYXQVGferMnk1E6H"
    "dvCVHcGmdaRgUSAn938oXyhO/m0NvphSskKngvkUqb5No10gwK2IfgYYha7iIGPhKdnDSTjWrdgYGmildnuLcV/x79AWz+aG"
    "GrhQg1PRo2GC6cRbwwIDAQABAAA=";
// The faults of a record, a line each.
std::string faults(std::string_view txt) {
  std::string lines;
  for (const auto& fault : parse_dkim_key(txt).faults) lines += fault + "\n";
  return lines;
}

bool has(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

TEST_CASE("Keys of both kinds are read and measured") {
  const std::vector<std::pair<std::string, int>> cases{{"v=DKIM1; k=rsa; p=" + rsa_1024, 1024},
                                                       {"v=DKIM1; p=" + rsa_2048, 2048},
                                                       {"p=" + rsa_2048 + ";", 2048},
                                                       {"v=DKIM1; p=" + bare_1024, 1024},
                                                       {"k = RSA ; p = " + rsa_1024, 1024},
                                                       {"v=DKIM1; k=ed25519; p=" + ed25519_raw, 256},
                                                       {"p=" + rsa_512, 512}};
  for (const auto& [txt, bits] : cases) {
    INFO(txt << "\n" << faults(txt));
    const auto key = parse_dkim_key(txt);
    CHECK(key.bits == bits);
    CHECK(key.faults.empty());
    CHECK(key.kind == (bits == 256 ? KeyKind::ed25519 : KeyKind::rsa));
    CHECK_FALSE(key.is_revoked);
  }
  CHECK(parse_dkim_key("p=" + rsa_1024).kind_text == "rsa");
  CHECK(parse_dkim_key("k=ed25519; p=" + ed25519_raw).kind_text == "ed25519");
}

TEST_CASE("White space may stand anywhere in a key") {
  auto folded = rsa_2048;
  for (const std::size_t at : {390, 201, 64, 3, 0}) folded.insert(at, " \r\n\t");
  CHECK(parse_dkim_key("v=DKIM1; p=" + folded).bits == 2048);
  CHECK(faults("v=DKIM1; p=" + folded).empty());
}

TEST_CASE("Flags are read and unknown ones are no fault") {
  const auto both = parse_dkim_key("v=DKIM1; t=y : s; p=" + rsa_1024);
  CHECK(both.is_testing);
  CHECK(both.is_strict);
  const auto other = parse_dkim_key("v=DKIM1; t=yes:x; n=a note; x=1; p=" + rsa_1024);
  CHECK_FALSE(other.is_testing);
  CHECK_FALSE(other.is_strict);
  CHECK(other.faults.empty());
}

TEST_CASE("An empty key is revoked and a missing one is a fault") {
  for (const auto txt : {"v=DKIM1; p=", "p= \t;", "v=DKIM1; k=ed25519; p=;"}) {
    CHECK(parse_dkim_key(txt).is_revoked);
    CHECK(parse_dkim_key(txt).faults.empty());
    CHECK(parse_dkim_key(txt).bits == 0);
  }
  for (const auto txt : {"", "v=DKIM1", "v=DKIM1; k=rsa", ";;;"}) {
    CHECK(faults(txt) == "p= is missing\n");
    CHECK_FALSE(parse_dkim_key(txt).is_revoked);
  }
}

// Records, and all of their faults.
const std::vector<std::pair<std::string, std::string>> faulty_keys{
    {"p=" + rsa_1024 + "; v=DKIM1", "v= is not the first tag\n"},
    {"v=dkim1; p=" + rsa_1024, "v= is \"dkim1\", not DKIM1\n"},
    {"v=; p=" + rsa_1024, "v= is \"\", not DKIM1\n"},
    {"h=sha1; p=" + rsa_1024, "h= is \"sha1\", without sha256\n"},
    {"h=; p=" + rsa_1024, "h= is \"\", without sha256\n"},
    {"h=sha1 : sha256; s=tlsrpt:email; p=" + rsa_1024, ""},
    {"s=*; p=" + rsa_1024, ""},
    {"s=tlsrpt; p=" + rsa_1024, "s= is \"tlsrpt\", without email or *\n"},
    {"p=" + rsa_1024 + "; junk", "\"junk\" is no tag, as it has no name and '='\n"},
    {"p=" + rsa_1024 + "; p=", "\"p\" is there more than once; the first counts\n"},
    {"k=dsa; p=" + rsa_1024, "k= is \"dsa\", neither rsa nor ed25519\n"},
    {"p=" + rsa_1024_and_2, "p= has 2 bytes behind the key\n"},
    {"p=" + rsa_512, ""},
    {"p=" + ec_p256, "p= is no RSA key\n"},
    {"p=" + ed25519_raw, "p= is no RSA key\n"},
    {"p=" + ed25519_der, "p= is no RSA key\n"},
    {"p=AAAA", "p= is no RSA key\n"},
    {"k=ed25519; p=" + ed25519_der, "p= is no ed25519 key: it has 44 bytes, not 32\n"},
    {"k=ed25519; p=" + ed25519_raw + "=", "p= is not base64: \"" + ed25519_raw + "=\"\n"},
    {"k=ed25519; p=AAA=", "p= is no ed25519 key: it has 2 bytes, not 32\n"},
    {"p=abc", "p= is not base64: \"abc\"\n"},
    {"p====", "p= is not base64: \"===\"\n"},
    {"p=ab=c", "p= is not base64: \"ab=c\"\n"},
    {"p=ab-_", "p= is not base64: \"ab-_\"\n"},
    {"p=\"abcd\"", "p= is not base64: \"\"abcd\"\"\n"},
};

TEST_CASE("Each fault of a key record is named") {
  for (const auto& [txt, expected] : faulty_keys) {
    INFO(txt);
    CHECK(faults(txt) == expected);
  }
}

TEST_CASE("A key cut anywhere or with a wrong byte is no key, or one of some size") {
  for (std::size_t size = 4; size < rsa_1024.size(); size += 4)
    CHECK(parse_dkim_key("p=" + rsa_1024.substr(0, size)).bits == 0);
  for (std::size_t at = 0; at < rsa_1024.size(); ++at) {
    auto text = rsa_1024;
    text[at] = text[at] == '/' ? 'A' : '/';
    const auto key = parse_dkim_key("p=" + text);
    CHECK(key.bits >= 0);
    CHECK(key.bits <= 1032);
    CHECK((key.bits > 0) != has(faults("p=" + text), "p= is no RSA key"));
  }
}

TEST_CASE("Hostile key text costs little and is quoted in short") {
  const std::string megabyte(1000000, 'A');
  std::string many;
  while (many.size() < 1000000) many += "a=1;";
  const std::vector<std::string> cases{megabyte,
                                       many,
                                       "p=" + megabyte,
                                       "p=" + std::string(1000000, '!'),
                                       "p=MII" + megabyte,
                                       "k=" + megabyte + "; p=AAAA",
                                       "h=" + std::string(1000000, ':'),
                                       "k=ed25519; p=" + std::string(60000, 'A'),
                                       std::string(1000000, ';'),
                                       std::string(1000000, '='),
                                       std::string(1000000, '\0'),
                                       std::string(1000000, '\xff'),
                                       "v=DKIM1\0; p=\0"s};
  for (const auto& txt : cases) {
    const auto key = parse_dkim_key(txt);
    CHECK(key.bits == 0);
    CHECK_FALSE(key.faults.empty());
    CHECK(key.faults.size() <= 64);
    for (const auto& fault : key.faults) CHECK(fault.size() < 300);
    CHECK(key.kind_text.size() <= 180);
  }
  CHECK(has(faults("p=" + megabyte), "longer than a TXT record can be"));
}

}  // namespace
}  // namespace ruascope
