// SPDX-License-Identifier: MIT
#include "ingest/dns.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <ares.h>
#include <arpa/nameser.h>
#include <array>
#include <deque>
#include <netdb.h>
#include <poll.h>
#include <string_view>
#include <sys/time.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr int tries = 2;
// The second try waits twice as long as the first.
constexpr std::int64_t waits_of_a_server = 3;
constexpr std::size_t most_values = 100;  // of one answer: what has more is hostile

struct FreeAres {
  void operator()(void* data) const { ares_free_data(data); }
};
struct FreeHost {
  void operator()(hostent* host) const { ares_free_hostent(host); }
};
struct FreeText {
  void operator()(char* text) const { ares_free_string(text); }
};
using HostHandle = std::unique_ptr<hostent, FreeHost>;

int number_of(DnsType type) {
  constexpr std::array<int, names<DnsType>.size()> numbers{ns_t_a, ns_t_aaaa, ns_t_mx, ns_t_ptr, ns_t_txt};
  return numbers[static_cast<std::size_t>(type)];
}

DnsStatus status_of(int status) {
  switch (status) {
    case ARES_SUCCESS: return DnsStatus::found;
    case ARES_ENOTFOUND: return DnsStatus::nxdomain;
    case ARES_ENODATA: return DnsStatus::nodata;
    case ARES_ESERVFAIL: return DnsStatus::servfail;
    case ARES_EREFUSED:
    case ARES_ENOTIMP: return DnsStatus::refused;
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED: return DnsStatus::timeout;
    default: return DnsStatus::malformed;
  }
}

// In lower case, without a dot at its end; the root is ".".
std::string lower_name(std::string_view name) {
  while (name.ends_with('.') && name.size() > 1) name.remove_suffix(1);
  return name.empty() ? "." : lower_ascii(name);
}

std::string address_text(const void* bytes, std::size_t size) {
  const auto address = IpAddress::from_bytes({static_cast<const char*>(bytes), size});
  return address ? address->text() : std::string{};
}

struct Reply {
  const unsigned char* data;
  int size;
};

int read_texts(const Reply& reply, std::vector<std::string>& values) {
  ares_txt_ext* first = nullptr;
  const int status = ares_parse_txt_reply_ext(reply.data, reply.size, &first);
  const std::unique_ptr<ares_txt_ext, FreeAres> owner(first);
  for (auto* part = first; part != nullptr; part = part->next) {
    if (part->record_start != 0) values.emplace_back();
    if (!values.empty()) values.back().append(reinterpret_cast<const char*>(part->txt), part->length);
  }
  return status;
}

int read_exchangers(const Reply& reply, std::vector<std::string>& values) {
  ares_mx_reply* first = nullptr;
  const int status = ares_parse_mx_reply(reply.data, reply.size, &first);
  const std::unique_ptr<ares_mx_reply, FreeAres> owner(first);
  for (auto* one = first; one != nullptr; one = one->next)
    values.push_back(fmt::format("{} {}", one->priority, lower_name(one->host)));
  return status;
}

int read_names(const Reply& reply, std::vector<std::string>& values) {
  hostent* host = nullptr;
  const int status = ares_parse_ptr_reply(reply.data, reply.size, nullptr, 0, AF_INET, &host);
  const HostHandle owner(host);
  if (host == nullptr) return status;
  for (auto* name = host->h_aliases; name != nullptr && *name != nullptr; ++name)
    values.push_back(lower_name(*name));
  if (values.empty() && host->h_name != nullptr) values.push_back(lower_name(host->h_name));
  return status;
}

int read_addresses(const Reply& reply, DnsType type, std::vector<std::string>& values) {
  hostent* host = nullptr;
  const int status = type == DnsType::a
                         ? ares_parse_a_reply(reply.data, reply.size, &host, nullptr, nullptr)
                         : ares_parse_aaaa_reply(reply.data, reply.size, &host, nullptr, nullptr);
  const HostHandle owner(host);
  if (host == nullptr) return status;
  for (auto* address = host->h_addr_list; address != nullptr && *address != nullptr; ++address)
    values.push_back(address_text(*address, static_cast<std::size_t>(host->h_length)));
  return status;
}

int read_values(const Reply& reply, DnsType type, std::vector<std::string>& values) {
  switch (type) {
    case DnsType::txt: return read_texts(reply, values);
    case DnsType::mx: return read_exchangers(reply, values);
    case DnsType::ptr: return read_names(reply, values);
    default: return read_addresses(reply, type, values);
  }
}

// Over the name at `place`; -1 where there is none.
long skip_name(const Reply& reply, long place) {
  char* name = nullptr;
  long length = 0;
  if (place >= reply.size ||
      ares_expand_name(reply.data + place, reply.data, reply.size, &name, &length) != 0)
    return -1;
  const std::unique_ptr<char, FreeText> owner(name);
  return place + length;
}

unsigned number_at(const Reply& reply, long place, int bytes) {
  unsigned number = 0;
  for (int at = 0; at < bytes; ++at) number = number << 8 | reply.data[place + at];
  return number;
}

// The shortest of the answer's records (RFC 1035 section 4.1.3), which c-ares 1.18 tells for addresses alone.
std::int64_t ttl_of(const Reply& reply) {
  constexpr long header = 12, of_question = 4, of_record = 10;
  if (reply.size < header) return 0;
  long place = header;
  for (unsigned left = number_at(reply, 4, 2); left > 0; --left) {
    place = skip_name(reply, place);
    if (place < 0) return 0;
    place += of_question;
  }
  std::int64_t shortest = INT32_MAX;
  const unsigned records = number_at(reply, 6, 2);
  for (unsigned left = records; left > 0; --left) {
    place = skip_name(reply, place);
    if (place < 0 || place + of_record > reply.size) return 0;
    shortest = std::min<std::int64_t>(shortest, number_at(reply, place + 4, 4));
    place += of_record + number_at(reply, place + 8, 2);
  }
  return records == 0 ? 0 : shortest;
}

DnsFact fact_of(const DnsQuestion& question, int status, const Reply& reply) {
  DnsFact fact;
  fact.question = question;
  if (status == ARES_SUCCESS) {
    status = read_values(reply, question.type, fact.values);
    fact.ttl = ttl_of(reply);
  }
  fact.status = fact.values.size() > most_values ? DnsStatus::malformed : status_of(status);
  // A chain of aliases that ends nowhere.
  if (fact.status == DnsStatus::found && fact.values.empty()) fact.status = DnsStatus::nodata;
  if (fact.status != DnsStatus::found) fact.values.clear();
  std::sort(fact.values.begin(), fact.values.end());
  return fact;
}

// How long c-ares is to wait for the first try, so that all tries take `timeout_ms`.
int wait_of(std::int64_t timeout_ms, std::size_t servers) {
  return static_cast<int>(
      std::max<std::int64_t>(1, timeout_ms / (waits_of_a_server * static_cast<std::int64_t>(servers))));
}

class Channel {
 public:
  Channel(const std::string& servers, int wait_ms) {
    ares_options options{};
    options.timeout = wait_ms;
    options.tries = tries;
    // Else a refusal or failure would have the next server asked, and nobody told which of them it was.
    options.flags = ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP;
    options.ednspsz = 1232;  // what no path splits
    constexpr int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_FLAGS | ARES_OPT_EDNSPSZ;
    if (ares_init_options(&channel_, &options, mask) != ARES_SUCCESS)
      throw Error("DNS: the library cannot be set up");
    if (!servers.empty() && ares_set_servers_ports_csv(channel_, servers.c_str()) != ARES_SUCCESS) {
      ares_destroy(channel_);
      throw Error(fmt::format("DNS: \"{}\" names no server", servers),
                  "addresses, as 192.0.2.53:53,[::1]:5353");
    }
  }
  ~Channel() { ares_destroy(channel_); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  ares_channel handle() const { return channel_; }
  std::vector<std::string> servers() const {
    ares_addr_port_node* first = nullptr;
    std::vector<std::string> found;
    if (ares_get_servers_ports(channel_, &first) != ARES_SUCCESS) return found;
    const std::unique_ptr<ares_addr_port_node, FreeAres> owner(first);
    for (auto* one = first; one != nullptr; one = one->next) found.push_back(text_of(*one));
    return found;
  }

 private:
  static std::string text_of(const ares_addr_port_node& node) {
    const bool is_v6 = node.family == AF_INET6;
    const auto address = address_text(&node.addr, is_v6 ? sizeof node.addr.addr6 : sizeof node.addr.addr4);
    const int port = node.udp_port == 0 ? NAMESERVER_PORT : node.udp_port;
    return is_v6 ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
  }

  ares_channel channel_ = nullptr;
};

void initialize() {
  static const int status = ares_library_init(ARES_LIB_INIT_ALL);
  if (status != ARES_SUCCESS) throw Error("DNS: the library cannot be set up");
}

std::unique_ptr<Channel> channel_of(const DnsOptions& options) {
  initialize();
  const auto count = Channel(options.servers, 1).servers().size();
  if (count == 0) throw Error("DNS: no name server is known");
  return std::make_unique<Channel>(options.servers, wait_of(options.timeout_ms, count));
}

}  // namespace

// What c-ares calls back; it outlives all that is in flight.
struct DnsResolver::Work {
  struct Asked {
    Work* work;
    const DnsQuestion* question;
  };

  explicit Work(DnsOptions asked_for)
      : options(std::move(asked_for)),
        channel(channel_of(options)),
        servers(fmt::format("{}", fmt::join(channel->servers(), ","))) {}

  void start(const DnsQuestion& question) {
    ++in_flight;
    auto asked = std::make_unique<Asked>(Asked{this, &question});
    ares_query(channel->handle(), question.name.c_str(), ns_c_in, number_of(question.type), &Work::done,
               asked.release());
  }

  // noexcept: nothing may be thrown through c-ares.
  static void done(void* argument, int status, int, unsigned char* data, int size) noexcept {
    const std::unique_ptr<Asked> asked(static_cast<Asked*>(argument));
    auto& work = *asked->work;
    --work.in_flight;
    if (status == ARES_ECANCELLED || status == ARES_EDESTRUCTION) return;
    work.finished.push_back(fact_of(*asked->question, status, {data, size}));
  }

  // Waits for replies or for time to pass, a tenth of a second at most: the caller may have to stop.
  void wait() const {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const int bits = ares_getsock(channel->handle(), sockets.data(), static_cast<int>(sockets.size()));
    std::array<pollfd, ARES_GETSOCK_MAXNUM> waited{};
    nfds_t count = 0;
    for (std::size_t at = 0; at < sockets.size(); ++at) {
      short events = 0;
      if (ARES_GETSOCK_READABLE(bits, at)) events |= POLLIN;
      if (ARES_GETSOCK_WRITABLE(bits, at)) events |= POLLOUT;
      if (events != 0) waited[count++] = {sockets[at], events, 0};
    }
    timeval most{0, 100'000}, left{};
    const auto* time = ares_timeout(channel->handle(), &most, &left);
    const int ready =
        ::poll(waited.data(), count, static_cast<int>(time->tv_sec * 1000 + time->tv_usec / 1000 + 1));
    for (nfds_t at = 0; ready > 0 && at < count; ++at)
      ares_process_fd(channel->handle(),
                      (waited[at].revents & ~POLLOUT) != 0 ? waited[at].fd : ARES_SOCKET_BAD,
                      (waited[at].revents & POLLOUT) != 0 ? waited[at].fd : ARES_SOCKET_BAD);
    ares_process_fd(channel->handle(), ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  }

  void tell(const std::function<void(DnsFact)>& take) {
    while (!finished.empty()) {
      auto fact = std::move(finished.front());
      finished.pop_front();
      fact.asked_at = options.now();
      fact.server = servers;
      take(std::move(fact));
    }
  }

  DnsOptions options;
  std::unique_ptr<Channel> channel;
  std::string servers;
  std::size_t in_flight = 0;
  std::deque<DnsFact> finished;
};

DnsResolver::DnsResolver(DnsOptions options) : work_(std::make_unique<Work>(std::move(options))) {}

DnsResolver::~DnsResolver() = default;  // nothing is in flight between two calls of ask()

const std::string& DnsResolver::servers() const { return work_->servers; }

void DnsResolver::ask(std::span<const DnsQuestion> questions, const std::function<void(DnsFact)>& take,
                      const std::function<bool()>& stops) {
  // However it ends, nothing stays in flight that points at `questions`, and no answer is left for the next
  // call.
  struct GiveUp {
    Work& work;
    ~GiveUp() {
      ares_cancel(work.channel->handle());
      work.finished.clear();
    }
  } const give_up{*work_};
  std::size_t next = 0;
  while (!stops()) {
    while (next < questions.size() && work_->in_flight < work_->options.most_in_flight)
      work_->start(questions[next++]);
    if (work_->in_flight > 0) work_->wait();
    work_->tell(take);
    if (next == questions.size() && work_->in_flight == 0) return;
  }
}

}  // namespace ruascope
