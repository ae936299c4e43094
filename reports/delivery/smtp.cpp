// SPDX-License-Identifier: MIT
#include "reports/delivery/smtp.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <curl/curl.h>
#include <mutex>
#include <string_view>

#include <fmt/format.h>

namespace ruascope {
namespace {

using List = Handle<curl_slist, curl_slist_free_all>;

// What client and server said, as far as an error message needs it.
class Talk {
 public:
  explicit Talk(const std::string& password) {
    if (!password.empty()) secrets_.push_back(password);
  }

  void begin() {
    reply_.clear();
    is_past_login_ = false;
  }

  void sent(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (line.starts_with("MAIL ")) is_past_login_ = true;
    keep_secrets(line);
    // Behind a refusal libcurl takes its leave; the words are wanted after that.
    if (line != "QUIT") reply_.clear();
  }

  // The first line of a reply of the kind that refuses.
  void received(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    const bool refuses = !line.empty() && (line[0] == '4' || line[0] == '5');
    if (refuses && reply_.empty()) reply_ = line.substr(0, longest_line);
  }

  // Whether the failure may be this recipient's alone.
  bool is_past_login() const { return is_past_login_; }

  // The server's words, without what was sent as a secret; a server may echo it.
  std::string reply() const {
    constexpr std::string_view instead = "[hidden]";
    auto text = reply_;
    for (const auto& secret : secrets_)
      for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + instead.size()))
        text.replace(at, secret.size(), instead);
    return text.substr(0, longest_reply);
  }

 private:
  static constexpr std::size_t longest_line = 2000, longest_reply = 300;

  // "AUTH PLAIN AHVz...", and the lines that go on with it.
  void keep_secrets(std::string_view line) {
    const bool begins = line.starts_with("AUTH ");
    if (!begins && !logs_in_) return;
    logs_in_ = !line.starts_with("MAIL ") && line != "QUIT" && !line.starts_with("EHLO ");
    if (!logs_in_) return;
    if (begins) line.remove_prefix(std::min(line.find(' ', sizeof "AUTH"), line.size()));
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (!line.empty()) secrets_.emplace_back(line);
  }

  std::string reply_;
  std::vector<std::string> secrets_;
  bool is_past_login_ = false;
  bool logs_in_ = false;
};

int on_talk(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* talk) {
  if (kind == CURLINFO_HEADER_OUT) static_cast<Talk*>(talk)->sent({bytes, size});
  if (kind == CURLINFO_HEADER_IN) static_cast<Talk*>(talk)->received({bytes, size});
  return 0;
}

struct Reading {
  std::string_view rest;
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t number, void* reading) {
  auto& rest = static_cast<Reading*>(reading)->rest;
  const auto length = std::min(rest.size(), size * number);
  std::memcpy(buffer, rest.data(), length);
  rest.remove_prefix(length);
  return length;
}

std::string url_of(const SmtpServer& server) {
  const Handle<CURLU, curl_url_cleanup> url(curl_url());
  const bool is_tls = server.security == SmtpSecurity::tls;
  const std::int64_t usual = is_tls ? 465 : server.security == SmtpSecurity::starttls ? 587 : 25;
  const auto port = std::to_string(server.port > 0 ? server.port : usual);
  const bool is_ipv6 = server.host.find(':') != std::string::npos && !server.host.starts_with('[');
  const auto host = is_ipv6 ? "[" + server.host + "]" : server.host;
  char* text = nullptr;
  const bool is_sound =
      curl_url_set(url.get(), CURLUPART_SCHEME, is_tls ? "smtps" : "smtp", 0) == CURLUE_OK &&
      curl_url_set(url.get(), CURLUPART_HOST, host.c_str(), 0) == CURLUE_OK &&
      curl_url_set(url.get(), CURLUPART_PORT, port.c_str(), 0) == CURLUE_OK &&
      curl_url_get(url.get(), CURLUPART_URL, &text, 0) == CURLUE_OK;
  const Handle<char, curl_free> held(text);
  if (!is_sound) throw UsageError(fmt::format("\"{}\" is no name of a server", server.host));
  return text;
}

enum class Outcome { sent, refused, may_pass };

class Session {
 public:
  Session(const SmtpServer& server, const std::string& sender, const std::string& message)
      : server_(server), message_(message), url_(url_of(server)), talk_(server.password) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    handle_.reset(curl_easy_init());
    if (!handle_) throw Error("libcurl cannot be set up");
    set_up("<" + sender + ">");
  }

  Outcome send(const std::string& recipient) {
    const List to(curl_slist_append(nullptr, ("<" + recipient + ">").c_str()));
    set(CURLOPT_MAIL_RCPT, to.get());
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message_.size()));
    reading_.rest = message_;
    talk_.begin();
    // What failed may be out of step: a late reply would be taken for that to another command.
    set(CURLOPT_FRESH_CONNECT, has_failed_ ? 1L : 0L);
    error_[0] = '\0';
    const auto result = curl_easy_perform(handle_.get());
    long code = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
    set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    has_failed_ = result != CURLE_OK;
    if (result == CURLE_OK) return Outcome::sent;
    if (result == CURLE_OPERATION_TIMEDOUT && talk_.is_past_login() && reading_.rest.empty()) {
      reason_ = fmt::format("{} took the mail and did not answer in {} s: it may have arrived", server_.host,
                            server_.timeout_seconds);
      return Outcome::refused;
    }
    reason_ = reason_of(result);
    return may_pass(result, code) ? Outcome::may_pass : Outcome::refused;
  }

  const std::string& reason() const { return reason_; }
  bool is_of_recipient() const { return talk_.is_past_login(); }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK)
      throw Error(fmt::format("libcurl does not know option {}", static_cast<int>(option)));
  }

  void set_up(const std::string& sender) {
    set(CURLOPT_URL, url_.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USE_SSL,
        static_cast<long>(server_.security == SmtpSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!server_.ca_file.empty()) set(CURLOPT_CAINFO, server_.ca_file.c_str());
    if (!server_.user.empty()) {
      set(CURLOPT_USERNAME, server_.user.c_str());
      set(CURLOPT_PASSWORD, server_.password.c_str());
    }
    constexpr std::int64_t most_answers = 10;
    set(CURLOPT_TIMEOUT, static_cast<long>(server_.timeout_seconds * most_answers));
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(server_.timeout_seconds));
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(server_.timeout_seconds));
    set(CURLOPT_MAIL_FROM, sender.c_str());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &on_read);
    set(CURLOPT_READDATA, &reading_);
    set(CURLOPT_ERRORBUFFER, error_.data());
    // The conversation is looked at for the server's words, and shown to nobody.
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &on_talk);
    set(CURLOPT_DEBUGDATA, &talk_);
  }

  static bool may_pass(CURLcode result, long code) {
    if (code >= 400) return code < 500;
    switch (result) {
      case CURLE_COULDNT_RESOLVE_HOST:
      case CURLE_COULDNT_RESOLVE_PROXY:
      case CURLE_COULDNT_CONNECT:
      case CURLE_OPERATION_TIMEDOUT:
      case CURLE_SSL_CONNECT_ERROR:
      case CURLE_SEND_ERROR:
      case CURLE_RECV_ERROR:
      case CURLE_GOT_NOTHING:
      case CURLE_WEIRD_SERVER_REPLY: return true;
      default: return false;
    }
  }

  std::string reason_of(CURLcode result) const {
    const auto reply = talk_.reply();
    const std::string words = error_[0] != '\0' ? error_.data() : curl_easy_strerror(result);
    if (result == CURLE_LOGIN_DENIED)
      return fmt::format("{} refuses the login of \"{}\"{}", server_.host, server_.user,
                         reply.empty() ? "" : ": " + reply);
    if (result == CURLE_USE_SSL_FAILED)
      return fmt::format("{} offers no STARTTLS; nothing was sent", server_.host);
    return fmt::format("{}: {}", server_.host, reply.empty() ? words : reply);
  }

  const SmtpServer& server_;
  const std::string& message_;
  std::string url_;
  Talk talk_;
  Reading reading_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::string reason_;
  bool has_failed_ = false;
  Handle<CURL, curl_easy_cleanup> handle_;
};

// As often as may be, each time after twice the pause.
Outcome send_patiently(Session& session, const std::string& recipient, std::int64_t retries,
                       const std::function<void(std::chrono::seconds)>& wait) {
  std::chrono::seconds pause{2};
  for (std::int64_t left = retries;; --left, pause *= 2) {
    const auto outcome = session.send(recipient);
    if (outcome != Outcome::may_pass || left == 0) return outcome;
    wait(pause);
  }
}

}  // namespace

std::vector<Undelivered> send_smtp(const SmtpServer& server, const std::string& sender,
                                   const std::vector<std::string>& recipients, const std::string& message,
                                   const std::function<void(std::chrono::seconds)>& wait) {
  Session session(server, sender, message);
  std::vector<Undelivered> failed;
  for (std::size_t at = 0; at < recipients.size(); ++at) {
    if (send_patiently(session, recipients[at], server.retries, wait) == Outcome::sent) continue;
    failed.push_back({recipients[at], session.reason()});
    if (session.is_of_recipient()) continue;
    // A server that cannot be reached, or lets nobody in, is not asked for each.
    while (++at < recipients.size()) failed.push_back({recipients[at], session.reason()});
  }
  return failed;
}

}  // namespace ruascope
