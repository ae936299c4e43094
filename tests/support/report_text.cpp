// SPDX-License-Identifier: MIT
#include "tests/support/report_text.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <zip.h>
#include <zlib.h>

namespace ruascope::test {

std::string RecordText::xml() const {
  return fmt::format(
      "<record><row><source_ip>{}</source_ip><count>{}</count><policy_evaluated><disposition>{}</disposition>"
      "<dkim>{}</dkim><spf>{}</spf>{}</policy_evaluated></row><identifiers><header_from>{}</header_from>{}"
      "</identifiers><auth_results>{}</auth_results></record>\n",
      source_ip, count, disposition, dkim, spf, more_evaluated, header_from, identifiers, auth_results);
}

std::string ReportText::xml() const {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feedback><version>1.0</version><report_metadata>"
      "<org_name>{}</org_name><email>{}</email><report_id>{}</report_id><date_range><begin>{}</"
      "begin><end>{}</end>"
      "</date_range></report_metadata>\n<policy_published><domain>{}</domain>{}</policy_published>\n",
      org_name, email, report_id, begin, end, domain, policy);
  for (const auto& record : records) text += record.xml();
  return text + "</feedback>\n";
}

std::string gzip(const std::string& bytes) {
  z_stream zlib{};
  if (deflateInit2(&zlib, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  std::string packed(deflateBound(&zlib, bytes.size()), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&zlib, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
  packed.resize(packed.size() - zlib.avail_out);
  deflateEnd(&zlib);
  return packed;
}

std::string zip(const std::vector<std::pair<std::string, std::string>>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
  for (const auto& [name, bytes] : entries)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, bytes.data(), bytes.size(), 0),
                 ZIP_FL_ENC_UTF_8);
  if (zip_close(archive) != 0) throw std::runtime_error("zip_close");
  zip_stat_t stat;
  zip_source_stat(memory, &stat);
  std::string packed(stat.size, '\0');
  zip_source_open(memory);
  zip_source_read(memory, packed.data(), packed.size());
  zip_source_close(memory);
  zip_source_free(memory);
  return packed;
}

std::string base64(const std::string& bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned block = 0;
    for (std::size_t index = 0; index < 3; ++index)
      block = block << 8 | (at + index < bytes.size() ? static_cast<unsigned char>(bytes[at + index]) : 0u);
    for (std::size_t index = 0; index < 4; ++index)
      text += at + index > bytes.size() ? '=' : digits[block >> (18 - 6 * index) & 63];
    if (at % 57 == 54) text += '\n';
  }
  return text;
}

std::string mail_with(const std::string& attachment, const std::string& file_name,
                      const std::string& media_type) {
  return fmt::format(
      "From: dmarc@reporter.example\nTo: rua@example.com\nSubject: Report Domain: example.com\n"
      "Message-ID: <1@reporter.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n"
      "--b\nContent-Type: text/plain\n\nThis is an aggregate report.\n\n"
      "--b\nContent-Type: {}; name=\"{}\"\nContent-Transfer-Encoding: base64\n"
      "Content-Disposition: attachment; filename=\"{}\"\n\n{}\n--b--\n",
      media_type, file_name, file_name, base64(attachment));
}

}  // namespace ruascope::test
