// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// An IPv4 or IPv6 address. IPv4-mapped IPv6 addresses (::ffff:192.0.2.1) are held as IPv4.
class IpAddress {
 public:
  // Reads exactly an address (no port, zone or brackets); anything else gives nullopt.
  static std::optional<IpAddress> parse(std::string_view text);
  // From network-order bytes, 4 or 16 of them; another length gives nullopt.
  static std::optional<IpAddress> from_bytes(std::string_view bytes);

  bool is_v4() const { return size_ == 4; }
  // Network-order bytes, 4 or 16; valid as long as this object.
  std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), size_}; }
  // Canonical text (RFC 5952 for IPv6).
  std::string text() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  std::uint8_t size_ = 4;
  std::array<std::uint8_t, 16> bytes_{};
};

// A block of addresses. A bare address is a block of one.
struct IpNetwork {
  IpAddress first;
  int prefix_bits = 32;

  // Reads "192.0.2.0/24", "2001:db8::/32" or a bare address; host bits are cleared.
  static std::optional<IpNetwork> parse(std::string_view text);
  bool contains(const IpAddress& address) const;
  // "192.0.2.0/24"; a block of one is its address.
  std::string text() const;
  // The last address of the block.
  IpAddress last() const;

  bool operator==(const IpNetwork&) const = default;
};

}  // namespace ruascope
