// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// Small compressed data is unpacked at once, in a third of the time that it takes piece by piece. Both give
// nullopt where anything is amiss or much would come out: reading piece by piece tells what.
inline constexpr std::size_t most_packed_at_once = 32 << 10;

// A gzip file of one member with nothing behind it (RFC 1952); its checksum is right.
std::optional<std::string> unpack_gzip_at_once(std::string_view packed);

// Bare deflate (RFC 1951) from which `size` bytes with this CRC-32 come.
std::optional<std::string> unpack_deflate_at_once(std::string_view packed, std::uint64_t size,
                                                  std::uint32_t checksum);

}  // namespace ruascope
