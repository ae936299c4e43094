// SPDX-License-Identifier: MIT
#include "ingest/mask.hpp"

#include <catch2/catch.hpp>

namespace ruascope {

TEST_CASE("local parts of addresses are masked") {
  CHECK(mask_addresses("to hans.wurst@firma.example gone") == "to *@firma.example gone");
  CHECK(mask_addresses("<\"hans wurst\"@firma.example>") == "<*@firma.example>");
  CHECK(mask_addresses("http://help.example/?user=hans%40firma.example") ==
        "http://help.example/?user=*%40firma.example");
  CHECK(mask_addresses("at 12:00 @ noon") == "at 12:00 @ noon");
}

TEST_CASE("local parts are masked where the address was cut") {
  CHECK(mask_addresses("rejected: <hans") == "rejected: <*");
  CHECK(mask_addresses("rejected: <hans@") == "rejected: <*@");
  CHECK(mask_addresses("rejected: hans@") == "rejected: *@");
  CHECK(mask_addresses("Invalid HELO hans%40") == "Invalid HELO *%40");
  CHECK(mask_addresses("<p>To: hans%40</p>") == "<p>To: *%40</p>");
}

}  // namespace ruascope
