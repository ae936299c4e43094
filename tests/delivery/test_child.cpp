// SPDX-License-Identifier: MIT
// Commands of the administrator's: mail out, secrets in.
#include "ingest/model/error.hpp"
#include "reports/delivery/child.hpp"

#include <chrono>
#include <cstdlib>

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

TEST_CASE("a command gets its input whole and gives its output") {
  std::string much;
  for (int at = 0; at < 200'000; ++at) much += std::to_string(at);
  const auto end = run_child("wc -c", much);
  CHECK(end.status == 0);
  CHECK(std::stoul(end.output) == much.size());
  CHECK(run_child("cat", "a\nb").output == "a\nb");
}

TEST_CASE("a command that takes no input, or gives too much, is no failure") {
  const std::string much(1 << 20, 'x');
  CHECK(run_child("true", much).status == 0);
  CHECK(run_child("exec <&-; echo done", much).output == "done\n");
  const auto end = run_child("head -c 1000000 /dev/zero", {}, {"a command", 30, 100});
  CHECK(end.status == 0);
  CHECK(end.output.size() == 100);
}

TEST_CASE("a command's status comes back, a signal's as a shell tells it") {
  CHECK(run_child("exit 75", {}).status == 75);
  CHECK(run_child("kill -TERM $$", {}).status == 128 + 15);
  CHECK(run_child("no-such-command-here 2>/dev/null", {}).status == 127);
  // What this program ignores its children do not.
  CHECK(run_child("kill -PIPE $$", {}).status == 128 + 13);
}

TEST_CASE("a command that hangs is ended") {
  const auto started = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(run_child("exec sleep 600", {}, {"mail.sendmail", 1}),
                    "mail.sendmail took longer than 1 s and was ended");
  // It has closed its output and does not end either.
  CHECK_THROWS_AS(run_child("exec >&-; exec sleep 600", {}, {"a command", 1}), Error);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(60));
}

TEST_CASE("what a command leaves in the background is not waited for") {
  const auto started = std::chrono::steady_clock::now();
  const auto end = run_child("echo done; sleep 20 2>/dev/null &", "input", {"a command", 10});
  CHECK(end.status == 0);
  CHECK(end.output == "done\n");
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(9));
}

TEST_CASE("commands are given no secret of ours") {
  ::setenv("RUASCOPE_MAIL_PASSWORD", "s3cret", 1);
  ::setenv("RUASCOPE_MAILBOX_RUA_PASSWORD", "s3cret", 1);
  ::setenv("RUASCOPE_OTHER", "shown", 1);
  const auto end = run_child("env", {});
  for (const auto* name : {"RUASCOPE_MAIL_PASSWORD", "RUASCOPE_MAILBOX_RUA_PASSWORD", "RUASCOPE_OTHER"})
    ::unsetenv(name);
  CHECK(end.output.find("s3cret") == std::string::npos);
  CHECK(end.output.find("RUASCOPE_OTHER=shown") != std::string::npos);
}

}  // namespace
}  // namespace ruascope::test
