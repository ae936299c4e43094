// SPDX-License-Identifier: MIT
#include "ingest/bounce.hpp"

#include "ingest/bounce_text.hpp"
#include "ingest/failure_report.hpp"
#include "ingest/idn.hpp"
#include "ingest/mime.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "ingest/reply_text.hpp"
#include "ingest/returned_message.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <unordered_map>

#include <fmt/format.h>

namespace ruascope {
namespace {

using Answer = BounceText::Answer;

constexpr std::size_t most_recipients = 10'000;

constexpr std::array<std::string_view, 2> status_types{"message/delivery-status",
                                                       "message/global-delivery-status"};
constexpr std::array<std::string_view, 4> original_types{"message/rfc822", "text/rfc822-headers",
                                                         "message/global", "message/global-headers"};

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// "dns; mx.example.com", "dns; mx.example.com [192.0.2.1]".
struct Host {
  std::string name;
  std::optional<IpAddress> address;
};
Host host_of(std::string_view field) {
  if (const auto type = field.find(';'); type != std::string_view::npos) field.remove_prefix(type + 1);
  field = trim(field);
  auto name = field.substr(0, field.find_first_of(" ([\t"));
  Host host{fold_name(name), std::nullopt};
  const auto open = field.find_first_of("[(");
  if (open != std::string_view::npos)
    host.address = IpAddress::parse(field.substr(open + 1, field.find_first_of("]),", open) - open - 1));
  if (const auto address = IpAddress::parse(name)) host = {{}, address};
  return host;
}

// A date; SendGrid writes "2013-07-08 18-21-01" (UTC).
std::optional<std::int64_t> time_in(std::string_view field) {
  field = trim(field);
  constexpr std::size_t day_size = 10;
  const auto day = parse_day(field.substr(0, day_size));
  if (!day) return mail_time(field);
  int hour = 0;
  int minute = 0;
  int second = 0;
  const std::string clock{field.substr(day_size)};
  if (std::sscanf(clock.c_str(), " %2d%*[-:]%2d%*[-:]%2d", &hour, &minute, &second) != 3) return std::nullopt;
  return *day * seconds_per_day + hour * 3600 + minute * 60 + second;
}

// An enhanced code that tells more than its class.
std::string told_status(std::string_view field) {
  const auto code = leading_enhanced_code(trim(field));
  return code.ends_with(".0.0") ? std::string{} : std::string{code};
}

bool is_failure(std::string_view action) {
  const auto word = lower_ascii(trim(action.substr(0, action.find_first_of(" (;"))));
  return word == "failed" || word == "delayed" || word == "expired";
}

// What is told twice is taken from where more of it is told.
void merge(Reply& reply, const Reply& other) {
  if (other.text.size() > reply.text.size()) reply.text = other.text;
  if (reply.code == 0) reply.code = other.code;
  if (reply.enhanced_code.empty()) reply.enhanced_code = other.enhanced_code;
  if (reply.stage == Stage::unknown) reply.stage = other.stage;
  if (reply.host.empty()) reply.host = other.host;
  if (!reply.host_address && (reply.host == other.host || other.host.empty()))
    reply.host_address = other.host_address;
}

class Bounce {
 public:
  explicit Bounce(const ReturnedMail& mail) : mail_(mail) {
    read_words();
    for (std::size_t at = 0; at < words_.answers.size(); ++at)
      by_recipient_.emplace(bare_address(words_.answers[at].recipient), at);
    common_.kind = RejectionKind::bounce;
    common_.reporting_host = words_.reporting_host;
    for (const auto& part : mail.parts)
      if (is_one_of(original_types, part.media_type)) take_original_part(part.bytes);
    if (!common_.has_original) take_original_part(words_.original);
  }

  std::vector<Rejection> rejections() {
    bool has_status = false;
    for (const auto& part : mail_.parts)
      if (is_one_of(status_types, part.media_type)) has_status |= take_status(part.bytes);
    if (!has_status) take_words();
    return std::move(found_);
  }

 private:
  // Of several text parts the first that tells of a reply counts; the same is said in HTML once more.
  void read_words() {
    for (const auto* type : {"text/plain", "text/html"})
      for (const auto& part : mail_.parts) {
        if (part.media_type != type || !words_.answers.empty()) continue;
        auto& text =
            texts_.emplace_back(part.media_type == "text/html" ? text_of_html(part.bytes) : part.bytes);
        auto words = read_bounce_text(text);
        if (words.answers.empty() && words.original.empty() && !words_.reporting_host.empty()) continue;
        if (words.reporting_host.empty()) words.reporting_host = words_.reporting_host;
        if (words.original.empty()) words.original = words_.original;
        words_ = std::move(words);
      }
  }

  void take_original_part(std::string_view bytes) {
    while (bytes.starts_with('\r') || bytes.starts_with('\n')) bytes.remove_prefix(1);
    if (!common_.has_original) take_original(HeaderFields::take(bytes), common_);
  }

  // False if it holds no recipient.
  bool take_status(std::string_view bytes) {
    const auto blocks = HeaderFields::blocks(bytes, most_recipients + 1);
    Rejection message = common_;
    bool has_recipient = false;
    for (const auto& block : blocks) {
      if (block.has("reporting-mta")) message.reporting_host = host_of(block.value("reporting-mta")).name;
      if (block.has("arrival-date")) message.time = time_in(block.value("arrival-date"));
      if (block.has("x-postfix-queue-id")) queue_id_ = block.value("x-postfix-queue-id");
      if (block.has("x-postfix-sender")) {
        const auto path = block.value("x-postfix-sender");
        message.envelope_from = is_null_path(path) ? std::string{} : address_domain(path);
      }
      if (!block.has("final-recipient") && !block.has("original-recipient")) continue;
      has_recipient = true;
      if (is_failure(block.value("action"))) take_recipient(block, message);
    }
    return has_recipient;
  }

  void take_recipient(const HeaderFields& block, const Rejection& message) {
    const auto recipient =
        block.value(block.has("final-recipient") ? "final-recipient" : "original-recipient");
    auto rejection = message;
    const auto diagnostic = block.value("diagnostic-code");
    const auto type = lower_ascii(trim(diagnostic.substr(0, diagnostic.find(';'))));
    // "X-Postfix", "X-Unix": the mail system's own trouble, no answer of a server.
    const bool is_own = !diagnostic.empty() && type.starts_with("x-") && type != "x-exim";
    if (is_own) return;
    if (type == "smtp" || type == "x-exim")
      rejection.reply = read_reply(diagnostic.substr(type.size() + 1));
    else if (!diagnostic.empty())
      rejection.reply = read_reply(diagnostic);
    if (block.has("remote-mta")) {
      const auto remote = host_of(block.value("remote-mta"));
      rejection.reply.host = remote.name;
      if (remote.address) rejection.reply.host_address = remote.address;
    }
    if (const auto* answer = answer_for(recipient, rejection.reply)) merge(rejection.reply, answer->reply);
    if (rejection.reply.enhanced_code.empty())
      rejection.reply.enhanced_code = told_status(block.value("status"));
    if (const auto last = time_in(block.value("last-attempt-date")))
      rejection.time = last;
    else if (const auto made =
                 mail_time(mail_.header.value("date")))  // the mail may have arrived days before
      rejection.time = made;
    add(std::move(rejection), recipient);
  }

  // What the words say of this recipient; of this host or with this text where they name none.
  const Answer* answer_for(std::string_view recipient, const Reply& reply) const {
    const auto fits = [&](const Answer& answer) {
      return (reply.code == 0 || answer.reply.code == reply.code) &&
             (reply.host.empty() || answer.reply.host.empty() || answer.reply.host == reply.host) &&
             (reply.text.empty() || answer.reply.text.find(reply.text.substr(0, 20)) != std::string::npos);
    };
    const auto [first, last] = by_recipient_.equal_range(bare_address(recipient));
    constexpr int most_named = 50;
    int number = 0;
    for (auto named = first; named != last && number < most_named; ++named, ++number)
      if (fits(words_.answers[named->second])) return &words_.answers[named->second];
    // The same words, but for what somebody put between them.
    const bool is_alone = first != last && std::next(first) == last;
    if (is_alone && words_.answers[first->second].reply.code == reply.code)
      return &words_.answers[first->second];
    if (reply.code == 0 && words_.answers.size() != 1) return nullptr;
    constexpr std::size_t most_unnamed = 50;
    const auto end =
        words_.answers.begin() + static_cast<std::ptrdiff_t>(std::min(most_unnamed, words_.answers.size()));
    const auto found = std::find_if(words_.answers.begin(), end, fits);
    return found == end ? nullptr : &*found;
  }

  void take_words() {
    const auto failed = mail_.header.value("x-failed-recipients");
    for (const auto& answer : words_.answers) {
      auto rejection = common_;
      rejection.reply = answer.reply;
      const std::string recipient{answer.recipient.empty() ? failed : std::string_view{answer.recipient}};
      add(std::move(rejection), recipient);
    }
  }

  void add(Rejection rejection, std::string_view recipient) {
    if (rejection.reply.code == 0 || found_.size() == most_recipients) return;
    rejection.recipient = bare_address(recipient);
    rejection.recipient_domain = address_domain(recipient);
    if (!rejection.time) rejection.time = mail_time(mail_.header.value("date"));
    if (rejection.reporting_host.empty())
      rejection.reporting_host = address_domain(mail_.header.value("from"));
    if (rejection.from_domain.empty() && !rejection.has_many_authors && rejection.envelope_from) {
      rejection.from_domain = *rejection.envelope_from;
      rejection.is_from_assumed = !rejection.from_domain.empty();
    }
    if (is_told_already(rejection, recipient)) return;
    mask_names({recipient, mail_.header.value("to")}, rejection);
    add_identities(rejection, told_by());
    if (!queue_id_.empty()) rejection.identities.push_back(queue_identity(rejection, queue_id_));
    found_.push_back(std::move(rejection));
    recipients_.emplace_back(recipient);
  }

  // A bounce without a name of its own is told from others by its date.
  std::string told_by() const {
    const auto id = bare_address(mail_.header.value("message-id"));
    return id.empty() ? fmt::format("bounce of {}", mail_.header.value("date")) : "bounce " + id;
  }

  // Some programs say the same once more in another language.
  bool is_told_already(const Rejection& rejection, std::string_view recipient) const {
    constexpr std::size_t few = 20;
    if (found_.size() > few) return false;
    for (std::size_t at = 0; at < found_.size(); ++at)
      if (recipients_[at] == recipient && found_[at].reply == rejection.reply) return true;
    return false;
  }

  const ReturnedMail& mail_;
  std::deque<std::string> texts_;  // what words_ points into
  BounceText words_;
  std::unordered_multimap<std::string, std::size_t> by_recipient_;  // answers
  Rejection common_;                                                // what is the same for all recipients
  std::vector<Rejection> found_;
  std::vector<std::string> recipients_;
  std::string queue_id_;  // Postfix's
};

}  // namespace

bool is_of_returned_mail(std::string_view media_type) {
  return media_type == "text/plain" || media_type == "text/html" || media_type == "message/feedback-report" ||
         is_one_of(status_types, media_type) || is_one_of(original_types, media_type);
}

bool is_from_mail_system(const HeaderFields& header) {
  const auto from = lower_ascii(header.value("from"));
  const auto path = header.has("return-path") && is_null_path(header.value("return-path"));
  return path || from.find("mailer-daemon") != std::string::npos ||
         from.find("postmaster@") != std::string::npos || from.find("<>") != std::string::npos ||
         header.has("x-failed-recipients");
}

std::vector<Rejection> rejections_in(const ReturnedMail& mail) {
  if (auto report = read_failure_report(mail)) {
    add_identities(*report, fmt::format("report {}", bare_address(mail.header.value("message-id"))));
    return {std::move(*report)};
  }
  return Bounce(mail).rejections();
}

}  // namespace ruascope
