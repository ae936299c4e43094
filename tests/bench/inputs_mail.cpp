// SPDX-License-Identifier: MIT
// Mailboxes of many small mails, and single mails made to be expensive. The latter stay just below the 64 MiB
// that a mail may have, so that it is not their size alone that refuses them.
#include "tests/bench/files.hpp"
#include "tests/bench/inputs.hpp"
#include "tests/bench/report_xml.hpp"

#include <array>
#include <filesystem>
#include <functional>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

constexpr std::int64_t mails = 100'000;
constexpr std::int64_t nearly_64_mib = (64 << 20) - (8 << 10);
constexpr std::string_view mail_opening =
    "From: noreply@reporter.example\nTo: dmarc@example.com\nSubject: Report Domain: example.com\n"
    "MIME-Version: 1.0\n";

// Mails as reporters send them: some text, and a report of one to three records as gzip attachment.
class MailMaker {
 public:
  std::string make(std::int64_t number) {
    const auto id = fmt::format("{}.reporter.example", number);
    auto xml = report_opening(id, number % 365);
    for (auto left = 1 + numbers_.below(3); left > 0; --left) xml += realistic_record(numbers_);
    xml += report_closing;
    return fmt::format(
        "From: noreply@reporter.example\nTo: dmarc@example.com\n"
        "Subject: Report Domain: example.com Submitter: reporter.example Report-ID: <{0}>\n"
        "Date: Mon, 01 Jan 2024 12:00:00 +0000\nMessage-ID: <{0}@reporter.example>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=\"limit\"\n\n--limit\nContent-Type: text/plain\n\n"
        "This is an aggregate report.\n\n--limit\nContent-Type: application/gzip\n"
        "Content-Transfer-Encoding: base64\nContent-Disposition: attachment;\n"
        " filename=\"reporter.example!example.com!{1}.xml.gz\"\n\n{2}--limit--\n",
        id, number, base64(gzipper_.pack(xml)));
  }

 private:
  Numbers numbers_{2};
  Gzipper gzipper_;
};

std::string make_maildir(const Place& place) {
  const auto path = place.path("Maildir");
  for (const auto* folder : {"cur", "new", "tmp"}) std::filesystem::create_directories(path + "/" + folder);
  MailMaker maker;
  const auto number = place.scaled(mails);
  for (std::int64_t index = 0; index < number; ++index) {
    FileWriter file(fmt::format("{}/cur/1704110400.{:06}.host:2,S", path, index));
    file.write(maker.make(index));
    file.close();
  }
  return path;
}

constexpr std::string_view envelope = "From noreply@reporter.example Mon Jan  1 12:00:00 2024\n";

std::string make_mbox(const Place& place) {
  const auto path = place.path("mails.mbox");
  FileWriter file(path);
  MailMaker maker;
  const auto number = place.scaled(mails);
  for (std::int64_t index = 0; index < number; ++index) {
    file.write(envelope);
    file.write(maker.make(index));
    file.write("\n");
  }
  file.close();
  return path;
}

// Every attachment is damaged: each mail leaves a trace in the store.
std::string make_damaged_mbox(const Place& place) {
  const auto path = place.path("damaged.mbox");
  FileWriter file(path);
  const auto number = place.scaled(mails);
  for (std::int64_t index = 0; index < number; ++index) {
    file.write(envelope);
    file.write(
        fmt::format("{}Content-Type: application/gzip; name=\"{}.xml.gz\"\n"
                    "Content-Transfer-Encoding: base64\n\nH4sIAAAAAAAAA/////////////////////8=\n\n",
                    mail_opening, index));
  }
  file.close();
  return path;
}

std::string write_mail(const Place& place, const std::function<void(FileWriter&)>& write) {
  const auto path = place.path("report.eml");
  FileWriter file(path);
  file.write(mail_opening);
  write(file);
  file.close();
  return path;
}

// A mail of the greatest size, filled with `filling` after `front`.
std::string write_filled(const Place& place, std::string_view front, std::string_view filling) {
  return write_mail(place, [&](FileWriter& file) {
    file.write(front);
    file.fill(filling, place.scaled(nearly_64_mib));
  });
}

constexpr std::string_view parts_opening = "Content-Type: multipart/mixed; boundary=b\n\n";

std::string make_parts(const Place& place) { return write_filled(place, parts_opening, "--b\n\n"); }

std::string make_header(const Place& place) {
  return write_filled(place, "X-Filling: ", "all of this is one field of the header");
}

std::string make_header_fields(const Place& place) { return write_filled(place, "", "a: b\n"); }

std::string make_part_header_fields(const Place& place) {
  return write_filled(place, "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "a: b\n");
}

std::string make_part_content_type(const Place& place) {
  return write_filled(place, "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain;\n",
                      " a=b;\n");
}

// Within the limit of a header, all of it in one field that is read.
std::string write_field(const Place& place, std::string_view front, std::string_view filling) {
  const auto path = place.path("report.eml");
  FileWriter file(path);
  file.write("To: dmarc@example.com\nMIME-Version: 1.0\n");
  file.write(front);
  file.fill(filling, place.scaled(1'040'000));
  file.write("\n\nno report\n");
  file.close();
  return path;
}

std::string make_parameters(const Place& place) {
  return write_field(place, "Content-Type: multipart/mixed; boundary=b", ";a=b");
}

std::string make_addresses(const Place& place) { return write_field(place, "From: a@b", ",a@b"); }

std::string make_encoded_words(const Place& place) {
  return write_field(place, "Subject: ", "=?UTF-8?Q?a?= ");
}

std::string make_nested_parts(const Place& place) {
  return write_mail(place, [&](FileWriter& file) {
    const auto number = place.scaled(500'000);
    for (std::int64_t index = 0; index < number; ++index)
      file.write(fmt::format("Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n", index));
  });
}

std::string make_long_line(const Place& place) {
  const auto path = place.path("line.mbox");
  FileWriter file(path);
  file.write(envelope);
  file.write(mail_opening);
  file.write("\n>From here on it is one line.\n");
  file.fill("no line feed in here ", place.scaled(nearly_64_mib));
  file.write("\n\n");
  file.close();
  return path;
}

constexpr std::array<Input, 13> inputs{{
    {"maildir", "a Maildir of 100,000 mails with reports of 1 to 3 records", make_maildir},
    {"mbox", "the same mails as one mbox", make_mbox},
    {"damaged-mbox", "an mbox of 100,000 mails with damaged attachments", make_damaged_mbox},
    {"mail-parts", "a mail of 13,000,000 parts", make_parts},
    {"mail-header", "a mail with a header field of 64 MiB", make_header},
    {"mail-header-fields", "a mail of 13,000,000 header fields", make_header_fields},
    {"part-header-fields", "a mail of 13,000,000 header fields in its first part", make_part_header_fields},
    {"part-content-type", "a mail with a Content-Type of 64 MiB in its first part", make_part_content_type},
    {"mail-parameters", "a mail with a Content-Type of 260,000 parameters", make_parameters},
    {"mail-addresses", "a mail from 260,000 addresses", make_addresses},
    {"mail-encoded-words", "a mail with a subject of 70,000 encoded words", make_encoded_words},
    {"nested-parts", "a mail of 500,000 parts, each within the one before", make_nested_parts},
    {"mbox-long-line", "an mbox with a line of 64 MiB", make_long_line},
}};

}  // namespace

std::span<const Input> mail_inputs() { return inputs; }

}  // namespace ruascope::bench
