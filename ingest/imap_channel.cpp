// SPDX-License-Identifier: MIT
#include "ingest/imap_channel.hpp"

#include "ingest/model/handle.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <curl/curl.h>
#include <mutex>
#include <poll.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

// libcurl connects, does TLS and logs in; what comes after goes by its socket. Its own way of fetching mail
// marks it as seen, takes one message at a time and can be misled by what stands in it.
class CurlChannel final : public ImapChannel {
 public:
  explicit CurlChannel(const ImapAccount& account) : account_(account), handle_(curl_easy_init()) {
    if (!handle_) throw Error("libcurl cannot be set up");
    set_up();
    const auto result = curl_easy_perform(handle_.get());
    if (result != CURLE_OK) throw fault_of(result);
    if (curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket_) != CURLE_OK ||
        socket_ == CURL_SOCKET_BAD)
      throw ImapError(ImapFault::connect, fmt::format("{}: no connection", account_.host));
  }

  std::size_t read(char* buffer, std::size_t size) override {
    while (true) {
      std::size_t got = 0;
      const auto result = curl_easy_recv(handle_.get(), buffer, size, &got);
      if (result == CURLE_OK && got > 0) return got;
      if (result == CURLE_OK) throw lost("the server has closed the connection");
      if (result != CURLE_AGAIN) throw lost(curl_easy_strerror(result));
      wait(POLLIN);
    }
  }

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      std::size_t sent = 0;
      const auto result = curl_easy_send(handle_.get(), bytes.data(), bytes.size(), &sent);
      if (result == CURLE_AGAIN)
        wait(POLLOUT);
      else if (result != CURLE_OK)
        throw lost(curl_easy_strerror(result));
      bytes.remove_prefix(sent);
    }
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK)
      throw Error(fmt::format("libcurl does not know option {}", static_cast<int>(option)));
  }

  void set_up() {
    set(CURLOPT_URL, url().c_str());
    set(CURLOPT_PROTOCOLS_STR, "imap,imaps");
    set(CURLOPT_CONNECT_ONLY, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(account_.timeout_seconds));
    set(CURLOPT_TIMEOUT, static_cast<long>(account_.timeout_seconds * 2));  // with TLS and login
    set(CURLOPT_USE_SSL,
        static_cast<long>(account_.security == ImapSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!account_.ca_file.empty()) set(CURLOPT_CAINFO, account_.ca_file.c_str());
    set(CURLOPT_USERNAME, account_.user.c_str());
    if (!account_.token.empty())
      set(CURLOPT_XOAUTH2_BEARER, account_.token.c_str());
    else
      set(CURLOPT_PASSWORD, account_.password.c_str());
    if (account_.login != "auto") set(CURLOPT_LOGIN_OPTIONS, ("AUTH=" + upper(account_.login)).c_str());
    set(CURLOPT_SASL_IR, 1L);
    set(CURLOPT_ERRORBUFFER, error_.data());
    set(CURLOPT_HEADERFUNCTION, &on_line);
    set(CURLOPT_HEADERDATA, &last_line_);
  }

  std::string url() const {
    const Handle<CURLU, curl_url_cleanup> url(curl_url());
    const bool is_tls = account_.security == ImapSecurity::tls;
    const auto port = std::to_string(account_.port > 0 ? account_.port : usual_port(account_.security));
    const bool is_ipv6 = account_.host.find(':') != std::string::npos && !account_.host.starts_with('[');
    const auto host = is_ipv6 ? "[" + account_.host + "]" : account_.host;
    char* text = nullptr;
    const bool is_sound =
        curl_url_set(url.get(), CURLUPART_SCHEME, is_tls ? "imaps" : "imap", 0) == CURLUE_OK &&
        curl_url_set(url.get(), CURLUPART_HOST, host.c_str(), 0) == CURLUE_OK &&
        curl_url_set(url.get(), CURLUPART_PORT, port.c_str(), 0) == CURLUE_OK &&
        curl_url_get(url.get(), CURLUPART_URL, &text, 0) == CURLUE_OK;
    const Handle<char, curl_free> held(text);
    if (!is_sound) throw UsageError(fmt::format("\"{}\" is no name of a server", account_.host));
    return text;
  }

  static std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
  }

  // The server's last line holds the reason of a refusal.
  static std::size_t on_line(char* bytes, std::size_t size, std::size_t number, void* line) {
    constexpr std::size_t longest = 300;
    auto& text = *static_cast<std::string*>(line);
    text.assign(bytes, std::min(size * number, longest));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return size * number;
  }

  std::string refusal() const {
    const auto tag = last_line_.find(' ');
    return without_secrets(account_, tag == std::string::npos ? last_line_ : last_line_.substr(tag + 1));
  }

  ImapError fault_of(CURLcode result) const {
    const std::string words = error_[0] != '\0' ? error_.data() : curl_easy_strerror(result);
    const auto& host = account_.host;
    switch (result) {
      case CURLE_LOGIN_DENIED:
        return {ImapFault::login,
                fmt::format("{} refuses the login of \"{}\": {}", host, account_.user, refusal()),
                "check user and secret; many providers take tokens or app passwords alone"};
      case CURLE_USE_SSL_FAILED:
        return {ImapFault::tls, fmt::format("{} offers no STARTTLS; nothing was sent", host),
                "security = \"tls\" is port 993"};
      case CURLE_PEER_FAILED_VERIFICATION:
      case CURLE_SSL_CACERT_BADFILE:
      case CURLE_SSL_CONNECT_ERROR:
      case CURLE_SSL_ISSUER_ERROR:
        return {ImapFault::tls, fmt::format("{}: {}", host, words),
                "ca-file names a private CA's certificate"};
      default:
        return {ImapFault::connect, fmt::format("{}: {}", host, words), "check host, port and security"};
    }
  }

  ImapError lost(const std::string& why) const {
    return {ImapFault::lost, fmt::format("{}: the connection is lost: {}", account_.host, why)};
  }

  void wait(short what) const {
    pollfd wanted{socket_, what, 0};
    const auto most = static_cast<int>(std::min<std::int64_t>(account_.timeout_seconds, 3600) * 1000);
    const int ready = ::poll(&wanted, 1, most);
    if (ready == 0) throw lost(fmt::format("no answer in {} s", account_.timeout_seconds));
    if (ready < 0 && errno != EINTR) throw lost(std::strerror(errno));
  }

  ImapAccount account_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::string last_line_;
  Handle<CURL, curl_easy_cleanup> handle_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
};

// A long word of letters and digits that is none of a language.
bool may_be_base64(std::string_view word) {
  constexpr std::size_t shortest = 12;
  const auto count = [&](auto is_one) { return std::count_if(word.begin(), word.end(), is_one); };
  const auto upper = count([](char c) { return c >= 'A' && c <= 'Z'; });
  const auto lower = count([](char c) { return c >= 'a' && c <= 'z'; });
  const auto digits = count([](char c) { return c >= '0' && c <= '9'; });
  const auto signs =
      count([](char c) { return c == '+' || c == '/' || c == '=' || c == '-' || c == '_' || c == '.'; });
  const bool is_of_it = upper + lower + digits + signs == static_cast<std::ptrdiff_t>(word.size());
  return word.size() >= shortest && is_of_it && upper > 1 && lower > 0;
}

}  // namespace

std::string without_secrets(const ImapAccount& account, std::string text) {
  constexpr std::string_view instead = "[hidden]";
  for (const auto& secret : {account.password, account.token})
    if (!secret.empty())
      for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + instead.size()))
        text.replace(at, secret.size(), instead);
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, end);
    out += (out.empty() ? "" : " ") + std::string{may_be_base64(word) ? instead : word};
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::unique_ptr<ImapChannel> connect_imap(const ImapAccount& account) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return std::make_unique<CurlChannel>(account);
}

}  // namespace ruascope
