// SPDX-License-Identifier: MIT
// Reports with markup that a parser must look through to its end: tags, comments, CDATA, instructions. Where
// a name ends in "-broken", a stray "&" in front makes strict reading fail, so that the mending pass meets
// it.
#include "tests/bench/inputs.hpp"
#include "tests/bench/report_xml.hpp"
#include "tests/bench/xml_file.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

std::string make_attribute(const Place& place) {
  return write_filled(place, "<extra a=\"", "lorem ipsum ", 300 * mebibyte, "\"/>\n");
}
std::string make_attribute_broken(const Place& place) {
  return write_filled(place, broken("<extra a=\""), "lorem ipsum ", 300 * mebibyte, "\"/>\n");
}

// Just below what the parser looks ahead for the end of a tag.
std::string make_attributes(const Place& place) {
  return write_report(place, [&](FileWriter& file) {
    file.write("<extra");
    const auto number = place.scaled(700'000);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format(" a{:07}=\"\"", index));
    file.write("/>\n");
  });
}

// UTF-7 (RFC 2152) writes "=" as "+AD0-": whoever counts attributes in the bytes sees none.
std::string make_attributes_utf7(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write("<?xml version=\"1.0\" encoding=\"UTF-7\"?>\n<feedback><extra");
    const auto number = place.scaled(700'000);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format(" a{:07}+AD0-''", index));
    file.write("/>\n</feedback>\n");
  });
}

// A comment that looks as if a CDATA section began in it.
std::string make_attributes_hidden(const Place& place) {
  return write_report(place, [&](FileWriter& file) {
    file.write("<!-- > <![CDATA[ -->\n<extra");
    const auto number = place.scaled(100'000);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format(" a{:x}=''", index));
    file.write("/>\n<!-- ]]> -->\n");
  });
}

std::string write_namespaces(const Place& place, std::string_view front, std::int64_t most) {
  return write_report(place, [&](FileWriter& file) {
    file.write(front);
    file.write("<extra");
    const auto number = place.scaled(most);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format(" xmlns:a{:x}='u'", index));
    file.write("/>\n");
  });
}

std::string make_namespaces(const Place& place) { return write_namespaces(place, "", 500'000); }
std::string make_namespaces_broken(const Place& place) {
  return write_namespaces(place, stray_ampersand, 60'000);
}

std::string make_element_name(const Place& place) {
  return write_filled(place, "<extra", "longername", 100 * mebibyte, "/>\n");
}

// The parser remembers these names as well, and tells nobody of them.
std::string make_instructions(const Place& place) {
  return write_report(place, [&](FileWriter& file) {
    const auto number = place.scaled(2'500'000);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format("<?x{:x}?>\n", index));
  });
}

std::string make_comment(const Place& place) {
  return write_filled(place, "<!-- ", "a comment ", 60 * mebibyte, " -->\n");
}
std::string make_comment_lines(const Place& place) {
  return write_filled(place, broken("<!-- "), "\n", 200 * mebibyte, " -->\n");
}
std::string make_cdata(const Place& place) {
  return write_filled(place, "<extra><![CDATA[", "character data ", 60 * mebibyte, "]]></extra>\n");
}
std::string make_cdata_text(const Place& place) {
  return write_filled(place, "<report_metadata><email><![CDATA[", "character data ", 60 * mebibyte,
                      "]]></email></report_metadata>\n");
}
std::string make_cdata_utf16(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    const auto write = [&](std::string_view text) {
      for (const char c : text) file.write(std::string{c, '\0'});
    };
    file.write("\xFF\xFE");
    write("<feedback><extra><![CDATA[");
    file.fill({"a\0b\0c\0 \0", 8}, place.scaled(120 * mebibyte));
    write("]]></extra></feedback>");
  });
}
std::string make_instruction(const Place& place) {
  return write_filled(place, "<?php ", "echo 1; ", 60 * mebibyte, "?>\n");
}

constexpr std::array<Input, 15> inputs{{
    {"attribute", "an attribute of 300 MiB", make_attribute},
    {"attribute-broken", "the same, for the mending pass", make_attribute_broken},
    {"attributes", "an element of 700,000 attributes", make_attributes},
    {"attributes-utf7", "the same in UTF-7", make_attributes_utf7},
    {"attributes-hidden", "100,000 attributes after a comment with \"<![CDATA[\"", make_attributes_hidden},
    {"namespaces", "an element that declares 500,000 namespaces", make_namespaces},
    {"namespaces-broken", "60,000 of them, for the mending pass", make_namespaces_broken},
    {"element-name", "an element whose name is 100 MiB long", make_element_name},
    {"instructions", "2,500,000 processing instructions, each of another name", make_instructions},
    {"comment", "an XML comment of 60 MiB", make_comment},
    {"comment-lines", "200 MiB of empty lines in a comment, for the mending pass", make_comment_lines},
    {"cdata", "60 MiB of CDATA in an unknown element", make_cdata},
    {"cdata-text", "60 MiB of CDATA in an element of reports", make_cdata_text},
    {"cdata-utf16", "60 MiB of CDATA in UTF-16", make_cdata_utf16},
    {"instruction", "a processing instruction of 60 MiB", make_instruction},
}};

}  // namespace

std::span<const Input> markup_inputs() { return inputs; }

}  // namespace ruascope::bench
