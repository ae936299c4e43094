// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace ruascope {

// A unique_ptr that frees a C library's object with that library's own function.
template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <class T, auto Free>
using Handle = std::unique_ptr<T, FreeWith<Free>>;

}  // namespace ruascope
