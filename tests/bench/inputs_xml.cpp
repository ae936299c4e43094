// SPDX-License-Identifier: MIT
// Reports whose elements and texts ask for memory: small when packed, endless when read. Where a name ends in
// "-broken", a stray "&" in front makes strict reading fail, so that the mending pass meets it.
#include "tests/bench/inputs.hpp"
#include "tests/bench/report_xml.hpp"
#include "tests/bench/xml_file.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

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

std::string make_unknown_elements(const Place& place) {
  return write_report(place, [&](FileWriter& file) {
    const auto number = place.scaled(5'000'000);
    for (std::int64_t index = 0; index < number; ++index) file.write(fmt::format("<x{:x}/>\n", index));
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

constexpr std::array<Input, 14> inputs{{
    {"beyond-entry-bytes", "a gzip that unpacks to 1.1 GiB", make_beyond_entry_bytes},
    {"deep", "elements within elements without end, 300 MiB", make_deep},
    {"deep-broken", "the same, for the mending pass", make_deep_broken},
    {"text", "a text of 400 MiB in an element of reports", make_text},
    {"text-broken", "the same, for the mending pass", make_text_broken},
    {"unknown-text", "a text of 400 MiB in an unknown element", make_unknown_text},
    {"unknown-elements", "5,000,000 unknown elements, each of another name", make_unknown_elements},
    {"dkim-entries", "a record of 5,000,000 dkim results", make_dkim_entries},
    {"reason-comments", "a record with 60 MiB of comments", make_reason_comments},
    {"rows", "a record of 5,000,000 rows", make_rows},
    {"errors", "5,000 errors of 60 KiB in the metadata", make_errors},
    {"text-before", "60 MiB of text before the report", make_text_before},
    {"text-lines", "200 MiB of empty lines in a report within a text", make_text_lines},
    {"text-before-root", "60 MiB of text between declaration and root", make_text_before_root},
}};

}  // namespace

std::span<const Input> xml_inputs() { return inputs; }

}  // namespace ruascope::bench
