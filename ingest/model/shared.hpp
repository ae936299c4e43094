// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

namespace ruascope {

// A value that costs little to copy: copies share it until one is edited. Equal where the values are. Copies
// may be read in several threads at once.
template <class T>
class Shared {
 public:
  Shared() = default;
  Shared(T value) : value_(std::make_shared<T>(std::move(value))) {}  // NOLINT: stands for the value

  const T& operator*() const { return value_ ? *value_ : none(); }
  const T* operator->() const { return &**this; }

  // The value of this copy alone.
  T& edit() {
    if (!value_)
      value_ = std::make_shared<T>();
    else if (value_.use_count() > 1)
      value_ = std::make_shared<T>(*value_);
    return *value_;
  }

  // How many copies share the value now.
  long copies() const { return value_.use_count(); }

  friend bool operator==(const Shared& one, const Shared& other) {
    return one.value_ == other.value_ || *one == *other;
  }

 private:
  static const T& none() {
    static const T value{};
    return value;
  }

  std::shared_ptr<T> value_;  // null: none()
};

}  // namespace ruascope
