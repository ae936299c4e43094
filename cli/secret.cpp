// SPDX-License-Identifier: MIT
#include "cli/secret.hpp"

#include "ingest/model/error.hpp"
#include "reports/delivery/child.hpp"
#include "reports/escape.hpp"

#include <filesystem>
#include <fstream>
#include <ostream>

#include <fmt/format.h>

namespace ruascope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_secret = 16 << 10;

std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

std::string by_command(const SecretConfig& secret, const std::string& name) {
  const auto end = run_child(secret.command, {}, {name + "-command"});
  const auto what = fmt::format("{}-command gives no secret", name);
  const auto hint = "run the command yourself: its first line is taken";
  if (end.status != 0) throw Error(fmt::format("{}: it ended with status {}", what, end.status), hint);
  auto line = first_line(end.output);
  if (line.empty()) throw Error(fmt::format("{}: it printed none", what), hint);
  return line;
}

// What systemd hands to a service (LoadCredential) is named without a path.
fs::path path_of(const SecretConfig& secret) {
  const fs::path path(secret.file);
  return path.is_absolute() || secret.credentials.empty() ? path : fs::path(secret.credentials) / path;
}

void warn_of_readers(const fs::path& path, std::ostream& err) {
  std::error_code error;
  const auto rights = fs::status(path, error).permissions();
  if (!error && (rights & fs::perms::others_read) != fs::perms::none)
    err << fmt::format(
        "ruascope: warning: {} holds a secret and may be read by everybody\nhint: chmod 600 {}\n",
        terminal_text(path.string()), terminal_text(path.string()));
}

std::string by_file(const SecretConfig& secret, const std::string& name, std::ostream& err) {
  const auto path = path_of(secret);
  std::ifstream file(path, std::ios::binary);
  std::string text(longest_secret, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto line = first_line(text);
  if (line.empty())
    throw Error(fmt::format("{}-file {}: cannot be read or is empty", name, path.string()),
                "its first line is the secret");
  warn_of_readers(path, err);
  return line;
}

}  // namespace

std::string read_secret(const SecretConfig& secret, const std::string& name, std::ostream& err) {
  if (!secret.value.empty()) return secret.value;
  if (!secret.command.empty()) return by_command(secret, name);
  return secret.file.empty() ? "" : by_file(secret, name, err);
}

}  // namespace ruascope
