// SPDX-License-Identifier: MIT
#include "ingest/networks.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <charconv>
#include <cstring>
#include <maxminddb.h>
#include <netinet/in.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t longest_holder = 200;

// A field of an entry, by its path.
template <class... Path>
std::optional<MMDB_entry_data_s> field(MMDB_entry_s& entry, Path... path) {
  MMDB_entry_data_s data{};
  const int status = MMDB_get_value(&entry, &data, path..., nullptr);
  if (status != MMDB_SUCCESS || !data.has_data) return std::nullopt;
  return data;
}

template <class... Path>
std::string text_in(MMDB_entry_s& entry, Path... path) {
  const auto data = field(entry, path...);
  if (!data || data->type != MMDB_DATA_TYPE_UTF8_STRING) return {};
  return to_valid_utf8(clip_utf8({data->utf8_string, data->data_size}, longest_holder));
}

// "AS64496" or "64496".
std::int64_t number_of(std::string_view text) {
  if (is_same_ignoring_case(text.substr(0, 2), "as")) text.remove_prefix(2);
  std::uint32_t number = 0;
  const auto* end = text.data() + text.size();
  return std::from_chars(text.data(), end, number).ptr == end ? number : 0;
}

std::int64_t asn_in(MMDB_entry_s& entry) {
  for (const auto* name : {"autonomous_system_number", "asn"}) {
    const auto data = field(entry, name);
    if (!data) continue;
    if (data->type == MMDB_DATA_TYPE_UINT32) return data->uint32;
    if (data->type == MMDB_DATA_TYPE_UTF8_STRING) return number_of({data->utf8_string, data->data_size});
  }
  return 0;
}

std::string holder_in(MMDB_entry_s& entry) {
  for (const auto* name : {"autonomous_system_organization", "as_name", "name"})
    if (auto holder = text_in(entry, name); !holder.empty()) return holder;
  return {};
}

std::string country_in(MMDB_entry_s& entry) {
  for (const auto& code :
       {text_in(entry, "country", "iso_code"), text_in(entry, "country_code"), text_in(entry, "country")})
    if (code.size() == 2) return code;
  return {};
}

}  // namespace

struct Networks::File {
  MMDB_s database{};
};

Networks::Networks(const std::string& path) : file_(std::make_unique<File>()) {
  const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &file_->database);
  if (status == MMDB_SUCCESS) return;
  const auto* reason = status == MMDB_FILE_OPEN_ERROR ? std::strerror(errno) : MMDB_strerror(status);
  throw Error(fmt::format("{}: {}", path, reason), "--asn-db takes a file in MaxMind's format (.mmdb)");
}

Networks::~Networks() { MMDB_close(&file_->database); }

std::optional<SourceNetwork> Networks::find(const IpAddress& address) const {
  sockaddr_storage place{};
  const auto bytes = address.bytes();
  if (address.is_v4()) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(place);
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, bytes.data(), bytes.size());
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(place);
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
  }
  int status = MMDB_SUCCESS;
  auto found = MMDB_lookup_sockaddr(&file_->database, reinterpret_cast<const sockaddr*>(&place), &status);
  // A file of IPv4 alone says so when it is asked for IPv6; a damaged place is one that says nothing.
  if (status != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
  SourceNetwork network{asn_in(found.entry), holder_in(found.entry), country_in(found.entry)};
  if (network == SourceNetwork{}) return std::nullopt;
  return network;
}

}  // namespace ruascope
