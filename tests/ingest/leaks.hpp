// SPDX-License-Identifier: MIT
#pragma once

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace ruascope::test {

// What is leaked while one of these lives is not held against the test. For faults that another test states.
class AllowedLeaks {
 public:
#ifdef __SANITIZE_ADDRESS__
  AllowedLeaks() { __lsan_disable(); }
  ~AllowedLeaks() { __lsan_enable(); }
#else
  AllowedLeaks() {}
  ~AllowedLeaks() {}
#endif
  AllowedLeaks(const AllowedLeaks&) = delete;
  AllowedLeaks& operator=(const AllowedLeaks&) = delete;
};

}  // namespace ruascope::test
