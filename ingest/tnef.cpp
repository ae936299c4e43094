// SPDX-License-Identifier: MIT
#include "ingest/tnef.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace ruascope {
namespace {

constexpr std::int64_t signature_bytes = 6;  // the signature and a key
constexpr std::int64_t longest_title = 512;
constexpr std::uint16_t att_attach_rend_data = 0x9002;  // begins an attachment
constexpr std::uint16_t att_attach_data = 0x800F;
constexpr std::uint16_t att_attach_title = 0x8010;

struct Attribute {
  std::uint16_t id = 0;
  std::int64_t start = 0;
  std::int64_t length = 0;
};

// Level (1 byte), attribute (4), length (4), data, checksum (2); all little-endian.
std::optional<Attribute> read_attribute(const SeekableSource& tnef, std::int64_t offset) {
  std::array<unsigned char, 9> header{};
  if (tnef.read_at(offset, reinterpret_cast<char*>(header.data()), header.size()) != header.size())
    return std::nullopt;
  Attribute attribute;
  attribute.id = static_cast<std::uint16_t>(header[1] | header[2] << 8);
  attribute.start = offset + static_cast<std::int64_t>(header.size());
  for (int byte = 3; byte >= 0; --byte)
    attribute.length = attribute.length << 8 | header[static_cast<std::size_t>(5 + byte)];
  if (attribute.start + attribute.length > tnef.size()) return std::nullopt;
  return attribute;
}

std::string read_title(const SeekableSource& tnef, const Attribute& attribute) {
  std::string title(static_cast<std::size_t>(std::min(attribute.length, longest_title)), '\0');
  title.resize(tnef.read_at(attribute.start, title.data(), title.size()));
  return to_valid_utf8(title.substr(0, title.find('\0')));
}

}  // namespace

std::vector<TnefAttachment> tnef_attachments(const std::shared_ptr<const SeekableSource>& tnef,
                                             std::size_t most) {
  std::vector<TnefAttachment> attachments;
  auto offset = signature_bytes;
  while (const auto attribute = read_attribute(*tnef, offset)) {
    const bool begins =
        attribute->id == att_attach_rend_data ||
        (attribute->id == att_attach_data && (attachments.empty() || attachments.back().bytes != nullptr));
    if (begins && attachments.size() == most) break;
    if (begins) attachments.emplace_back();
    if (attribute->id == att_attach_data)
      attachments.back().bytes = slice(tnef, attribute->start, attribute->length);
    if (attribute->id == att_attach_title && !attachments.empty())
      attachments.back().name = read_title(*tnef, *attribute);
    offset = attribute->start + attribute->length + 2;
  }
  std::erase_if(attachments, [](const TnefAttachment& one) { return one.bytes == nullptr; });
  return attachments;
}

}  // namespace ruascope
