// SPDX-License-Identifier: MIT
#include "ingest/deflate.hpp"

#include "ingest/model/handle.hpp"

#include <libdeflate.h>

namespace ruascope {
namespace {

constexpr std::size_t most_unpacked = 1 << 20;

libdeflate_decompressor* decompressor() {
  thread_local const Handle<libdeflate_decompressor, libdeflate_free_decompressor> one(
      libdeflate_alloc_decompressor());
  return one.get();
}

// The size that stands in the last four bytes, little-endian (RFC 1952 section 2.3.1).
std::size_t promised_size(std::string_view gzip) {
  std::size_t size = 0;
  for (std::size_t back = 1; back <= 4; ++back)
    size = size << 8 | static_cast<unsigned char>(gzip[gzip.size() - back]);
  return size;
}

}  // namespace

std::optional<std::string> unpack_gzip_at_once(std::string_view packed) {
  constexpr std::size_t smallest = 18;
  if (packed.size() < smallest || packed.size() > most_packed_at_once || decompressor() == nullptr) return {};
  const auto size = promised_size(packed);
  if (size > most_unpacked) return {};
  std::string unpacked(size, '\0');
  std::size_t taken = 0;
  const auto result = libdeflate_gzip_decompress_ex(decompressor(), packed.data(), packed.size(),
                                                    unpacked.data(), size, &taken, nullptr);
  if (result != LIBDEFLATE_SUCCESS || taken != packed.size()) return {};
  return unpacked;
}

std::optional<std::string> unpack_deflate_at_once(std::string_view packed, std::uint64_t size,
                                                  std::uint32_t checksum) {
  if (packed.size() > most_packed_at_once || size > most_unpacked || decompressor() == nullptr) return {};
  std::string unpacked(size, '\0');
  std::size_t taken = 0;
  const auto result = libdeflate_deflate_decompress_ex(decompressor(), packed.data(), packed.size(),
                                                       unpacked.data(), size, &taken, nullptr);
  if (result != LIBDEFLATE_SUCCESS || taken != packed.size()) return {};
  if (libdeflate_crc32(0, unpacked.data(), unpacked.size()) != checksum) return {};
  return unpacked;
}

}  // namespace ruascope
