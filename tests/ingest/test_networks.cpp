// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "ingest/networks.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

const std::string folder = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/networks/";

std::optional<SourceNetwork> find(const std::string& file, const std::string& address) {
  return Networks(folder + file).find(*IpAddress::parse(address));
}

TEST_CASE("The network of an address is read from each maker's file") {
  CHECK(find("maxmind.mmdb", "192.0.2.77") == SourceNetwork{64496, "Example Networks", "DE"});
  CHECK(find("maxmind.mmdb", "2001:db8::1") == SourceNetwork{64497, "B\xC3\xBCro-Netz", "CH"});
  CHECK(find("dbip.mmdb", "192.0.2.77") == SourceNetwork{64496, "Example Networks", ""});
  CHECK(find("ipinfo.mmdb", "192.0.2.77") == SourceNetwork{64496, "Example Networks", "DE"});
  CHECK(find("ipinfo.mmdb", "198.51.100.7") == SourceNetwork{64498, "Old Layout", "NL"});
}

TEST_CASE("An address that the file does not know has no network") {
  CHECK_FALSE(find("maxmind.mmdb", "203.0.113.1"));
  CHECK_FALSE(find("maxmind.mmdb", "2001:db9::1"));
  CHECK_FALSE(find("dbip.mmdb", "2001:db8::1"));  // it has IPv4 alone
}

TEST_CASE("What is no file of networks is refused, and a damaged one costs nothing but itself") {
  const TemporaryFolder made;
  CHECK_THROWS_AS(Networks(made.path("absent.mmdb")), Error);
  CHECK_THROWS_AS(Networks(made.write("text.mmdb", "hello")), Error);
  const auto whole = read_file(folder + "ipinfo.mmdb");
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
    try {
      const Networks networks(made.write("damaged.mmdb", damaged));
      for (const auto* address : {"192.0.2.77", "198.51.100.7", "2001:db8::1"})
        networks.find(*IpAddress::parse(address));
    } catch (const Error&) {}
  }
  SUCCEED("none of them crashed");
}

}  // namespace
}  // namespace ruascope::test
