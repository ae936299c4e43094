// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/gzip.hpp"
#include "ingest/mail_log.hpp"
#include "ingest/xz.hpp"
#include "ingest/zstd.hpp"
#include "tests/ingest/reading.hpp"

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope::test {

using Rejections = std::vector<Rejection>;

inline const std::string logs = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/logs/";
inline constexpr std::int64_t end_of_2026 = 1798718400;  // 2026-12-31T12:00:00Z

inline std::string file_text(const std::string& name) {
  std::ifstream file(logs + name, std::ios::binary);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::shared_ptr<const ByteSource> source_of(const std::string& name) {
  const auto packed = memory_source(file_text(name));
  const auto notes = std::make_shared<Notes>();
  if (name.ends_with(".gz")) return gzip_source(packed, notes);
  if (name.ends_with(".xz")) return xz_source(packed, notes);
  if (name.ends_with(".zst")) return zstd_source(packed, notes);
  return packed;
}

inline Rejections read(const ByteSource& log, const MailLogOptions& options = {0, end_of_2026}) {
  Rejections taken;
  const auto number =
      read_mail_log(log, options, [&](const Rejection& rejection) { taken.push_back(rejection); });
  CHECK(number == static_cast<std::int64_t>(taken.size()));
  return taken;
}

inline Rejections read(const std::string& log) { return read(*memory_source(log)); }

// What a relay answered for each of some messages, as Postfix logs it.
inline std::string bounce_line(const std::string& id, const std::string& second = "00") {
  return "Nov  9 12:00:" + second + " mail postfix/smtp[9]: " + id +
         ": to=<A.b@kunde.example>, relay=mx.kunde.example[198.51.100.11]:25, delay=1, delays=1/0/0/0, "
         "dsn=5.7.1, status=bounced (host mx.kunde.example[198.51.100.11] said: 550 5.7.1 no (in reply to "
         "end of DATA command))\n";
}
inline std::string sender_line(const std::string& id, const std::string& sender = "x@firma.example") {
  return "Nov  9 12:00:00 mail postfix/qmgr[2]: " + id + ": from=<" + sender +
         ">, size=1, nrcpt=1 (queue active)\n";
}
inline std::string cleanup_line(const std::string& id, const std::string& words) {
  return "Nov  9 12:00:00 mail postfix/cleanup[3]: " + id + ": " + words + "\n";
}
inline std::string removed_line(const std::string& id) {
  return "Nov  9 12:00:09 mail postfix/qmgr[2]: " + id + ": removed\n";
}
inline std::string from_line(const std::string& id, const std::string& value) {
  return cleanup_line(id, "info: header From: " + value +
                              " from localhost[127.0.0.1]; from=<b@versand.example> to=<a@kunde.example> "
                              "proto=ESMTP helo=<localhost>");
}

inline std::vector<std::string> envelopes(const Rejections& rejections) {
  std::vector<std::string> result;
  for (const auto& rejection : rejections) result.push_back(rejection.envelope_from.value_or("-"));
  return result;
}

}  // namespace ruascope::test
