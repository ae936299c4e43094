// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"
#include "ingest/model/source_network.hpp"

#include <memory>
#include <optional>
#include <string>

namespace ruascope {

// A file of networks in MaxMind's format (MMDB 2.0) with the fields of MaxMind, DB-IP or IPinfo. It is
// mapped, not read; may be asked by one thread at a time.
class Networks {
 public:
  // Throws Error naming the file and what is wrong.
  explicit Networks(const std::string& path);
  ~Networks();
  Networks(const Networks&) = delete;
  Networks& operator=(const Networks&) = delete;

  // Nullopt where the file has nothing on the address.
  std::optional<SourceNetwork> find(const IpAddress& address) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace ruascope
