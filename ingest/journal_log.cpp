// SPDX-License-Identifier: MIT
#include "ingest/journal_log.hpp"

#include "ingest/json.hpp"

namespace ruascope {
namespace {

// The text behind `name` in the bytes of an entry, without reading all of it.
std::string_view raw_text(std::string_view line, std::string_view name) {
  if (!take_until(line, name)) return {};
  return line.substr(0, line.find('"'));
}

}  // namespace

bool is_journal_entry(std::string_view line) {
  return line.starts_with('{') && line.find("\"__REALTIME_TIMESTAMP\"") != std::string_view::npos &&
         line.find("\"MESSAGE\"") != std::string_view::npos;
}

void read_journal_entry(std::string_view line, const std::function<void(const LogRecord&)>& take) {
  if (program_named(raw_text(line, "\"SYSLOG_IDENTIFIER\":\"")) == LogProgram::other) return;
  const auto members = json_members(line);
  const auto text = [&](const char* name) -> std::string_view {
    const auto found = members.find(name);
    return found == members.end() ? std::string_view{} : std::string_view{found->second};
  };
  LogRecord record;
  record.stamp = text("__REALTIME_TIMESTAMP");
  record.host = text("_HOSTNAME");
  record.program = text("SYSLOG_IDENTIFIER");
  record.pid = text("SYSLOG_PID");
  record.message = text("MESSAGE");
  if (!record.message.empty()) take(record);
}

}  // namespace ruascope
