// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ruascope {

// What one input may cost. Reports come from strangers, and the address they are mailed to stands in DNS.
struct Limits {
  std::int64_t message_bytes = 64LL << 20;
  std::int64_t entry_bytes = 1LL << 30;
  std::int64_t carrier_bytes = 2LL << 30;
  std::int64_t entries = 1000;
  std::int64_t layers = 3;
  std::int64_t records = 2'000'000;
  std::int64_t xml_depth = 32;
  std::int64_t xml_text_bytes = 1LL << 20;
  std::int64_t xml_attributes = 64;
  std::int64_t xml_names = 10'000;
  std::int64_t field_bytes = 64LL << 10;
  std::int64_t mail_parts = 1000;
  std::int64_t mail_depth = 16;
  std::int64_t mail_header_bytes = 1LL << 20;
};

// A limit's name is its configuration key below [limits] and stands in its error ("limit:entry-bytes").
struct LimitInfo {
  std::string_view name;
  std::int64_t Limits::* member;
  std::string_view meaning;
};

inline constexpr std::array<LimitInfo, 14> limit_table{{
    {"message-bytes", &Limits::message_bytes, "one mail message or compressed file"},
    {"entry-bytes", &Limits::entry_bytes, "one unpacked document, or a plain XML file"},
    {"carrier-bytes", &Limits::carrier_bytes, "all that one mail or archive unpacks to"},
    {"entries", &Limits::entries, "entries of one archive, with the archives in it"},
    {"layers", &Limits::layers, "archives within archives"},
    {"records", &Limits::records, "records of one report"},
    {"xml-depth", &Limits::xml_depth, "nesting of XML elements"},
    {"xml-text-bytes", &Limits::xml_text_bytes, "text of one XML element"},
    {"xml-attributes", &Limits::xml_attributes, "attributes of one XML element"},
    {"xml-names", &Limits::xml_names, "different names in one XML document"},
    {"field-bytes", &Limits::field_bytes, "one stored text; longer ones are cut and noted"},
    {"mail-parts", &Limits::mail_parts, "parts of one mail, with the mails in it"},
    {"mail-depth", &Limits::mail_depth, "nesting of mails and their parts"},
    {"mail-header-bytes", &Limits::mail_header_bytes, "header block of one mail"},
}};

}  // namespace ruascope
