// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// The pieces that XML is written in, for text that is not quite XML.

// The name at the front of `text` (XML 1.0 section 2.3); empty if there is none.
std::string_view name_at(std::string_view text);

// "feedback" of "ns:Feedback".
std::string folded_local_name(std::string_view name);

// True if a reference may stand for this character (section 2.2).
bool is_xml_code(std::uint32_t code);

// What a reference names by number ("38", "x26"), 0 if that is no character; nullopt if it is no number.
std::optional<std::uint32_t> character_code(std::string_view digits);

// True for the five names that need no declaration (section 4.6).
bool is_xml_entity(std::string_view name);

// The namespace declarations of a start tag, which are all of its attributes that we use; nullopt if the text
// is no list of attributes. `number` tells how many attributes there are, at most one more than `most`.
std::optional<std::string> namespaces_of(std::string_view attributes, std::int64_t most,
                                         std::int64_t& number);

// True if the XML declaration is written as section 2.8 has it.
bool is_sound_declaration(std::string_view text);

}  // namespace ruascope
