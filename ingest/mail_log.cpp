// SPDX-License-Identifier: MIT
#include "ingest/mail_log.hpp"

#include "ingest/exchange_log.hpp"
#include "ingest/exim_log.hpp"
#include "ingest/journal_log.hpp"
#include "ingest/log_lines.hpp"
#include "ingest/log_time.hpp"
#include "ingest/model/error.hpp"
#include "ingest/opensmtpd_log.hpp"
#include "ingest/postfix_log.hpp"
#include "ingest/sendmail_log.hpp"

#include <algorithm>

namespace ruascope {
namespace {

// Hands each line to the reader of the program that wrote it.
class LineReaders {
 public:
  explicit LineReaders(LogOutput& output)
      : clock_(output.clock), postfix_(output), exim_(output), sendmail_(output), opensmtpd_(output) {}

  void read(std::string_view line) {
    if (line.starts_with('{'))
      return read_journal_entry(line, [this](const LogRecord& record) { read(record); });
    LogRecord record;
    const bool is_parted = split_line(line, record);
    clock_.see(record.first_stamp);
    if (is_parted) read(record);
  }

  void finish() { postfix_.finish(); }

 private:
  void read(const LogRecord& record) {
    switch (program_named(record.program)) {
      case LogProgram::postfix: return postfix_.read(record);
      case LogProgram::exim: return exim_.read(record);
      case LogProgram::sendmail: return sendmail_.read(record);
      case LogProgram::opensmtpd: return opensmtpd_.read(record);
      case LogProgram::filter:
      case LogProgram::other: return;
    }
  }

  LogClock& clock_;
  PostfixLog postfix_;
  EximLog exim_;
  SendmailLog sendmail_;
  OpensmtpdLog opensmtpd_;
};

void read_lines(const ByteSource& log, LogOutput& output) {
  LineReaders readers(output);
  try {
    LogLines lines(log);
    for (std::string_view line; lines.next(line);) readers.read(line);
  } catch (const ReadError&) {
    readers.finish();
    throw;
  }
  readers.finish();
}

// The bytes at the front of `log`, as many as tell its kind.
std::string front_of(const ByteSource& log) {
  std::string front(64, '\0');
  const auto stream = log.open();
  std::size_t size = 0;
  while (size < front.size()) {
    const auto got = stream->read(front.data() + size, front.size() - size);
    if (got == 0) break;
    size += got;
  }
  front.resize(size);
  return front;
}

// "2026-11-09 16:00:00 1xQRmq-0000mP-05 <= ", with ids of any length.
bool is_exim_line(std::string_view line) {
  const auto stamp = take_stamp(line);
  constexpr std::size_t date_size = 10;
  if (stamp.size() <= date_size || stamp[date_size] != ' ') return false;
  const auto id = line.substr(0, line.find(' '));
  if (id.find('-') == std::string_view::npos || id.find_first_of(":[]()=,/") != std::string_view::npos)
    return false;
  const auto mark = line.substr(id.size());
  const auto begins = [&](std::string_view words) { return mark.starts_with(words); };
  static constexpr std::string_view marks[]{" <= ", " => ", " ** ", " == ", " -> "};
  return std::any_of(std::begin(marks), std::end(marks), begins);
}

bool is_mail_line(std::string_view line) {
  LogRecord record;
  if (is_journal_entry(line) || is_exim_line(line)) return true;
  return split_line(line, record) && program_named(record.program) != LogProgram::other;
}

}  // namespace

std::int64_t read_mail_log(const ByteSource& log, const MailLogOptions& options,
                           const std::function<void(const Rejection&)>& take) {
  LogClock clock(log, options.zone_seconds, options.written_at);
  LogOutput output{clock, take};
  if (is_exchange_log(front_of(log)))
    read_exchange_log(log, output);
  else
    read_lines(log, output);
  return output.taken;
}

bool is_mail_log(std::string_view head) {
  if (is_exchange_log(head)) return true;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find('\n'));
    if (is_mail_line(line)) return true;
    head.remove_prefix(std::min(line.size() + 1, head.size()));
  }
  return false;
}

}  // namespace ruascope
