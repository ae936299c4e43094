// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// A service that sends for other people's domains.
struct Service {
  std::string name;
  std::string kind;                    // "newsletter", "helpdesk" ...
  std::vector<std::string> domains;    // suffixes of d=, envelope and host names
  std::vector<std::string> selectors;  // that it asks its customers to publish; "*" stands for any text
  std::vector<std::string> envelopes;  // further suffixes of envelopes
  std::string setting;                 // where custom DKIM is turned on; empty where it is not known
};

// Well-known services, by the domains that tell them.
class Services {
 public:
  // A line a service, its six fields separated by tabs; "#" begins a comment, "-" stands for nothing. Throws
  // Error naming `origin` and the line. A line with the name of an earlier service replaces it.
  void add(std::string_view table, const std::string& origin);
  // The table that the program brings.
  static Services well_known();

  // The service that a domain or a host below it belongs to; null if none does.
  const Service* of_domain(std::string_view domain) const;
  const std::vector<Service>& all() const { return services_; }

 private:
  void index();

  std::vector<Service> services_;
  std::map<std::string, std::size_t, std::less<>> by_suffix_;
};

}  // namespace ruascope
