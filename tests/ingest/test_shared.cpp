// SPDX-License-Identifier: MIT
#include "ingest/model/shared.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

TEST_CASE("a shared value that is edited leaves its copies as they were") {
  Shared<std::string> one(std::string{"one"});
  auto copy = one;
  CHECK(one.copies() == 2);
  CHECK(&*one == &*copy);
  copy.edit() += " more";
  CHECK(*one == "one");
  CHECK(*copy == "one more");
  CHECK(one.copies() == 1);
  const auto* before = &*copy;
  copy.edit() += " still";
  CHECK(&*copy == before);
}

TEST_CASE("shared values are equal where what they hold is, also where they hold nothing yet") {
  const Shared<std::string> none;
  CHECK(none->empty());
  CHECK(none == Shared<std::string>(std::string{}));
  CHECK(Shared<std::string>(std::string{"a"}) == Shared<std::string>(std::string{"a"}));
  CHECK_FALSE(Shared<std::string>(std::string{"a"}) == Shared<std::string>(std::string{"b"}));
  auto edited = none;
  edited.edit() = "x";
  CHECK(none->empty());
}

}  // namespace
}  // namespace ruascope
