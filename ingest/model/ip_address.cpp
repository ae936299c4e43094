// SPDX-License-Identifier: MIT
#include "ingest/model/ip_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace ruascope {
namespace {

constexpr std::string_view v4_mapped_prefix{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12};

// `bytes` with all bits from `prefix_bits` on set to `bit`.
std::string fill_host_bits(std::string_view bytes, int prefix_bits, bool bit) {
  std::string result{bytes};
  for (int index = 0; index < static_cast<int>(bytes.size()); ++index) {
    const int kept = std::clamp(prefix_bits - index * 8, 0, 8);
    const auto host_mask = static_cast<unsigned char>(0xff >> kept);
    auto byte = static_cast<unsigned char>(result[static_cast<std::size_t>(index)]);
    byte = static_cast<unsigned char>(bit ? byte | host_mask : byte & ~host_mask);
    result[static_cast<std::size_t>(index)] = static_cast<char>(byte);
  }
  return result;
}

}  // namespace

std::optional<IpAddress> IpAddress::from_bytes(std::string_view bytes) {
  if (bytes.size() == 16 && bytes.substr(0, 12) == v4_mapped_prefix) bytes.remove_prefix(12);
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  IpAddress address;
  address.size_ = static_cast<std::uint8_t>(bytes.size());
  std::memcpy(address.bytes_.data(), bytes.data(), bytes.size());
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  char buffer[INET6_ADDRSTRLEN];
  if (text.empty() || text.size() >= sizeof buffer || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  char bytes[16];
  if (inet_pton(AF_INET, buffer, bytes) == 1) return from_bytes({bytes, 4});
  if (inet_pton(AF_INET6, buffer, bytes) == 1) return from_bytes({bytes, 16});
  return std::nullopt;
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN];
  inet_ntop(is_v4() ? AF_INET : AF_INET6, bytes_.data(), buffer, sizeof buffer);
  return buffer;
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int most_bits = address->is_v4() ? 32 : 128;
  int bits = most_bits;
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 || bits > most_bits)
      return std::nullopt;
  }
  return IpNetwork{*IpAddress::from_bytes(fill_host_bits(address->bytes(), bits, false)), bits};
}

std::string IpNetwork::text() const {
  const int all_bits = first.is_v4() ? 32 : 128;
  return prefix_bits == all_bits ? first.text() : first.text() + "/" + std::to_string(prefix_bits);
}

bool IpNetwork::contains(const IpAddress& address) const {
  return address.is_v4() == first.is_v4() && first <= address && address <= last();
}

IpAddress IpNetwork::last() const {
  return *IpAddress::from_bytes(fill_host_bits(first.bytes(), prefix_bits, true));
}

}  // namespace ruascope
