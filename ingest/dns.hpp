// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/dns_fact.hpp"
#include "ingest/model/ip_address.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace ruascope {

struct DnsOptions {
  std::string servers;                // "192.0.2.53,[2001:db8::53]:5353"; empty: the system's
  std::int64_t timeout_ms = 5000;     // of one question, over all tries and servers
  std::size_t most_in_flight = 64;    // more on one UDP socket loses replies
  std::function<std::int64_t()> now;  // seconds since the epoch, for `asked_at`
};

// Asks the name servers, many questions at once.
class DnsResolver {
 public:
  // Throws Error if there is no server, or `servers` names none.
  explicit DnsResolver(DnsOptions options);
  ~DnsResolver();
  DnsResolver(const DnsResolver&) = delete;
  DnsResolver& operator=(const DnsResolver&) = delete;

  // Asks each question; `take` hears each answer, and each failure, as it comes. Once `stops` says so, what
  // is still open is given up and not told.
  void ask(std::span<const DnsQuestion> questions, const std::function<void(DnsFact)>& take,
           const std::function<bool()>& stops);
  // Of whom is asked: "192.0.2.53:53".
  const std::string& servers() const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace ruascope
