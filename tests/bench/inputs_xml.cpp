// SPDX-License-Identifier: MIT
// XML that is small when packed and asks for memory when read. Where a name ends in "-broken", a stray "&" in
// front makes strict reading fail, so that the mending pass meets it.
#include "tests/bench/files.hpp"
#include "tests/bench/inputs.hpp"
#include "tests/bench/report_xml.hpp"

#include <array>
#include <functional>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;
constexpr std::string_view stray_ampersand = "<extra>AT&T</extra>\n";

constexpr std::string_view record_opening =
    "<record><row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none"
    "</disposition><dkim>pass</dkim><spf>pass</spf>\n";
constexpr std::string_view record_middle =
    "</policy_evaluated></row><identifiers><header_from>example.com</header_from></"
    "identifiers><auth_results>\n";
constexpr std::string_view record_closing =
    "<spf><domain>example.com</domain><result>pass</result></spf></auth_results></record>\n";

std::string write_gzip(const Place& place, const std::function<void(FileWriter&)>& write) {
  const auto path = place.path("report.xml.gz");
  FileWriter file(path, Packing::gzip);
  write(file);
  file.close();
  return path;
}

// A report whose head is followed by `middle` and then by one record.
std::string write_report(const Place& place, const std::function<void(FileWriter&)>& middle) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write(report_opening("hostile"));
    middle(file);
    file.write(record_opening);
    file.write(record_middle);
    file.write(record_closing);
    file.write(report_closing);
  });
}

// `front`, so many bytes of `filling`, `back`.
std::string write_filled(const Place& place, std::string_view front, std::string_view filling,
                         std::int64_t bytes, std::string_view back) {
  return write_report(place, [&](FileWriter& file) {
    file.write(front);
    file.fill(filling, place.scaled(bytes));
    file.write(back);
  });
}

std::string broken(std::string_view front) { return std::string{stray_ampersand}.append(front); }

std::string make_beyond_entry_bytes(const Place& place) {
  return write_filled(place, "", "                                \n", 1100 * mebibyte, "");
}

std::string make_deep(const Place& place) { return write_filled(place, "", "<x>", 300 * mebibyte, ""); }
std::string make_deep_broken(const Place& place) {
  return write_filled(place, stray_ampersand, "<x>", 300 * mebibyte, "");
}

constexpr std::string_view text_front = "<report_metadata><extra_contact_info>";
constexpr std::string_view text_back = "</extra_contact_info></report_metadata>\n";
std::string make_text(const Place& place) {
  return write_filled(place, text_front, "lorem ipsum ", 400 * mebibyte, text_back);
}
std::string make_text_broken(const Place& place) {
  return write_filled(place, broken(text_front), "lorem ipsum ", 400 * mebibyte, text_back);
}

std::string make_unknown_text(const Place& place) {
  return write_filled(place, "<extra>", "lorem ipsum ", 400 * mebibyte, "</extra>\n");
}

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
    const auto number = place.scaled(130'000);
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

std::string make_unknown_elements(const Place& place) {
  return write_report(place, [&](FileWriter& file) {
    const auto number = place.scaled(5'000'000);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format("<x{:x}/>\n", index));
  });
}

// The parser remembers these names as well, and tells nobody of them.
std::string make_instructions(const Place& place) {
  return write_report(place, [&](FileWriter& file) {
    const auto number = place.scaled(2'500'000);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format("<?x{:x}?>\n", index));
  });
}

std::string make_dkim_entries(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write(report_opening("entries"));
    file.write(record_opening);
    file.write(record_middle);
    const auto number = place.scaled(5'000'000);
    for (std::int64_t index = 0; index < number; ++index)
      file.write(fmt::format("<dkim><domain>d{}.example</domain><result>pass</result></dkim>\n", index));
    file.write(record_closing);
    file.write(report_closing);
  });
}

std::string make_reason_comments(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write(report_opening("comments"));
    file.write(record_opening);
    for (auto left = place.scaled(1000); left > 0; --left) {
      file.write("<reason><type>other</type><comment>");
      file.fill("a comment of many words ", 62 << 10);
      file.write("</comment></reason>\n");
    }
    file.write(record_middle);
    file.write(record_closing);
    file.write(report_closing);
  });
}

std::string make_rows(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write(report_opening("rows"));
    file.write("<record>");
    file.fill("<row><source_ip>192.0.2.1</source_ip><count>1</count></row>\n", place.scaled(300 * mebibyte));
    file.write("</record>");
    file.write(report_closing);
  });
}

std::string make_errors(const Place& place) {
  return write_report(place, [&](FileWriter& file) {
    file.write("<report_metadata>");
    for (auto left = place.scaled(5000); left > 0; --left) {
      file.write("<error>");
      file.fill("something went wrong ", 60 << 10);
      file.write("</error>\n");
    }
    file.write("</report_metadata>\n");
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

std::string make_text_before(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write("Please find the report below.\n");
    file.fill("Some words that no report has.\n", place.scaled(60 * mebibyte));
    file.write(report_opening("after-text"));
    file.write(short_record(1));
    file.write(report_closing);
  });
}

// Each line is looked at by itself.
std::string make_text_lines(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write("Please find the report below.\n");
    file.write(report_opening("within-text"));
    file.fill("\n", place.scaled(200 * mebibyte));
    file.write(short_record(1));
    file.write(report_closing);
  });
}

std::string make_text_before_root(const Place& place) {
  return write_gzip(place, [&](FileWriter& file) {
    const auto opening = report_opening("after-declaration");
    const auto root = opening.find("<feedback>");
    file.write(std::string_view{opening}.substr(0, root));
    file.fill("Some words that no report has. ", place.scaled(60 * mebibyte));
    file.write(std::string_view{opening}.substr(root));
    file.write(short_record(1));
    file.write(report_closing);
  });
}

constexpr std::array<Input, 29> inputs{{
    {"beyond-entry-bytes", "a gzip that unpacks to 1.1 GiB", make_beyond_entry_bytes},
    {"deep", "elements within elements without end, 300 MiB", make_deep},
    {"deep-broken", "the same, for the mending pass", make_deep_broken},
    {"text", "a text of 400 MiB in an element of reports", make_text},
    {"text-broken", "the same, for the mending pass", make_text_broken},
    {"unknown-text", "a text of 400 MiB in an unknown element", make_unknown_text},
    {"attribute", "an attribute of 300 MiB", make_attribute},
    {"attribute-broken", "the same, for the mending pass", make_attribute_broken},
    {"attributes", "an element of 700,000 attributes", make_attributes},
    {"attributes-utf7", "the same in UTF-7", make_attributes_utf7},
    {"attributes-hidden", "130,000 attributes after a comment with \"<![CDATA[\"", make_attributes_hidden},
    {"namespaces", "an element that declares 500,000 namespaces", make_namespaces},
    {"namespaces-broken", "60,000 of them, for the mending pass", make_namespaces_broken},
    {"element-name", "an element whose name is 100 MiB long", make_element_name},
    {"unknown-elements", "5,000,000 unknown elements, each of another name", make_unknown_elements},
    {"instructions", "2,500,000 processing instructions, each of another name", make_instructions},
    {"dkim-entries", "a record of 5,000,000 dkim results", make_dkim_entries},
    {"reason-comments", "a record with 60 MiB of comments", make_reason_comments},
    {"rows", "a record of 5,000,000 rows", make_rows},
    {"errors", "5,000 errors of 60 KiB in the metadata", make_errors},
    {"comment", "an XML comment of 60 MiB", make_comment},
    {"comment-lines", "200 MiB of empty lines in a comment, for the mending pass", make_comment_lines},
    {"cdata", "60 MiB of CDATA in an unknown element", make_cdata},
    {"cdata-text", "60 MiB of CDATA in an element of reports", make_cdata_text},
    {"cdata-utf16", "60 MiB of CDATA in UTF-16", make_cdata_utf16},
    {"instruction", "a processing instruction of 60 MiB", make_instruction},
    {"text-before", "60 MiB of text before the report", make_text_before},
    {"text-lines", "200 MiB of empty lines in a report within a text", make_text_lines},
    {"text-before-root", "60 MiB of text between declaration and root", make_text_before_root},
}};

}  // namespace

std::span<const Input> xml_inputs() { return inputs; }

}  // namespace ruascope::bench
