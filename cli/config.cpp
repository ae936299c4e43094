// SPDX-License-Identifier: MIT
#include "cli/config.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace ruascope {
namespace {

namespace fs = std::filesystem;

const ConfigKey* find_key(std::string_view name) {
  for (const auto& key : config_keys())
    if (key.name == name) return &key;
  return nullptr;
}

void set_value(Config& config, const ConfigKey& key, const std::string& value, const std::string& where) {
  try {
    key.set(config, value);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {} = \"{}\": {}", where, key.name, value, error.what()),
                     fmt::format("allowed: {}", key.allowed));
  }
}

std::string keys_in(std::string_view table) {
  std::string result;
  for (const auto& key : config_keys()) {
    const auto dot = key.name.find('.');
    const auto in = dot == std::string::npos ? "" : key.name.substr(0, dot);
    if (in == table)
      result += (result.empty() ? "" : ", ") + key.name.substr(dot == std::string::npos ? 0 : dot + 1);
  }
  return result;
}

std::optional<std::string> scalar_text(const toml::node& node);

// The values of an array, as they stand in the environment: with commas between them.
std::optional<std::string> list_text(const toml::array& values) {
  std::string text;
  for (const auto& value : values) {
    const auto one = value.is_array() ? std::nullopt : scalar_text(value);
    if (!one) return std::nullopt;
    text += (text.empty() ? "" : ", ") + *one;
  }
  return text;
}

std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  return std::nullopt;
}

const MailboxKey* find_mailbox_key(std::string_view name) {
  for (const auto& key : mailbox_keys())
    if (key.name == name) return &key;
  return nullptr;
}

std::string names_of_mailbox_keys() {
  std::string text;
  for (const auto& key : mailbox_keys()) text += (text.empty() ? "" : ", ") + key.name;
  return text;
}

void read_mailbox_value(LoadedConfig& loaded, MailboxConfig& mailbox, const std::string& name,
                        const toml::node& node, std::uint32_t line) {
  const auto where = fmt::format("{}: line {}", loaded.file, line);
  const auto full = fmt::format("mailbox.{}.{}", mailbox.name, name);
  if (name == "password")
    throw UsageError(fmt::format("{}: {} has no place in a file that others read", where, full),
                     fmt::format("password-command, password-file or the environment variable {}",
                                 password_variable(mailbox.name)));
  const auto* key = find_mailbox_key(name);
  if (key == nullptr)
    throw UsageError(fmt::format("{}: unknown key \"{}\"", where, to_valid_utf8(full)),
                     fmt::format("keys here: {}", names_of_mailbox_keys()));
  const auto* values = node.as_array();
  const auto value = values != nullptr && key->is_list ? list_text(*values) : scalar_text(node);
  if (!value)
    throw UsageError(fmt::format("{}: {} is no single value", where, full),
                     fmt::format("allowed: {}", key->allowed));
  try {
    key->set(mailbox, *value);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {} = \"{}\": {}", where, full, *value, error.what()),
                     fmt::format("allowed: {}", key->allowed));
  }
  loaded.set_by[full] = fmt::format("line {}", line);
}

// What a mailbox must have, and what does not go together.
void check_mailbox(const MailboxConfig& mailbox, const std::string& where) {
  const auto fault = [&](const std::string& what, const std::string& hint) {
    throw UsageError(fmt::format("{}: mailbox.{}: {}", where, mailbox.name, what), hint);
  };
  const bool is_local = !mailbox.path.empty();
  if (is_local != mailbox.host.empty())
    fault("one of host and path is needed", "host = \"imap.example.com\"");
  for (const auto* after : {&mailbox.after, &mailbox.after_failure})
    if (!is_local &&
        std::find(mailbox.folders.begin(), mailbox.folders.end(), after->folder) != mailbox.folders.end())
      fault(fmt::format("messages are moved to \"{}\", which is read too", after->folder),
            "name another folder");
  if (is_local) return;
  if (mailbox.user.empty()) fault("user is missing", "user = \"dmarc@example.com\"");
  const bool is_loopback =
      mailbox.host == "localhost" || mailbox.host == "127.0.0.1" || mailbox.host == "::1";
  if (mailbox.security == ImapSecurity::none && !is_loopback)
    fault("security = \"none\" would show the password to the network", "security = \"tls\" or \"starttls\"");
}

// [mailbox.NAME], each with its own keys.
void read_mailboxes(LoadedConfig& loaded, const toml::table& table) {
  for (const auto& [name, node] : table) {
    const auto where = fmt::format("{}: line {}", loaded.file, name.source().begin.line);
    const auto* keys = node.as_table();
    if (keys == nullptr)
      throw UsageError(
          fmt::format("{}: mailbox.{} is no table", where, to_valid_utf8(std::string{name.str()})),
          "[mailbox.NAME], and its keys below");
    MailboxConfig mailbox;
    mailbox.name = std::string{name.str()};
    for (const auto& [key, value] : *keys)
      read_mailbox_value(loaded, mailbox, std::string{key.str()}, value, key.source().begin.line);
    check_mailbox(mailbox, where);
    for (const auto& other : loaded.config.mailboxes)
      if (password_variable(other.name) == password_variable(mailbox.name))
        throw UsageError(
            fmt::format("{}: mailbox.{} and mailbox.{} would have their passwords in one variable, {}", where,
                        other.name, mailbox.name, password_variable(mailbox.name)),
            "give one of them another name");
    loaded.config.mailboxes.push_back(std::move(mailbox));
  }
}

void read_table(LoadedConfig& loaded, const toml::table& table, const std::string& prefix) {
  for (const auto& [key_node, node] : table) {
    const auto name = prefix + std::string{key_node.str()};
    const auto line = fmt::format("line {}", key_node.source().begin.line);
    const auto where = fmt::format("{}: {}", loaded.file, line);
    if (name == "mailbox" && node.is_table()) {
      read_mailboxes(loaded, *node.as_table());
      continue;
    }
    if (const auto* inner = node.as_table(); inner != nullptr && prefix.empty() && !keys_in(name).empty()) {
      read_table(loaded, *inner, name + ".");
      continue;
    }
    const auto* key = find_key(name);
    if (key == nullptr)
      throw UsageError(fmt::format("{}: unknown key \"{}\"", where, to_valid_utf8(name)),
                       fmt::format("keys here: {}", keys_in(prefix.substr(0, prefix.find('.')))));
    if (key->is_secret)
      throw UsageError(
          fmt::format("{}: {} has no place in a file that others read", where, name),
          fmt::format("{0}-command, {0}-file or the environment variable {1}", name, key->variable));
    const auto* values = node.as_array();
    const auto value = values != nullptr && key->is_list ? list_text(*values) : scalar_text(node);
    if (!value)
      throw UsageError(fmt::format("{}: {} is no single value", where, name),
                       fmt::format("allowed: {}", key->allowed));
    set_value(loaded.config, *key, *value, where);
    loaded.set_by[name] = line;
  }
}

void read_file(LoadedConfig& loaded) {
  try {
    read_table(loaded, toml::parse_file(loaded.file), "");
  } catch (const toml::parse_error& error) {
    throw UsageError(
        fmt::format("{}: line {}: {}", loaded.file, error.source().begin.line, error.description()));
  }
}

// The first of the places where a configuration file is looked for; only named ones must exist.
std::string find_file(const ConfigSources& sources) {
  const auto named = sources.file ? sources.file : sources.environment("RUASCOPE_CONFIG");
  std::error_code ignored;
  if (named) {
    if (!fs::exists(*named, ignored))
      throw UsageError(fmt::format("cannot open the configuration {}", *named),
                       "check the path given with --config");
    if (fs::is_directory(*named, ignored))
      throw UsageError(fmt::format("cannot open the configuration {}: this is a folder", *named),
                       "name a file");
    return *named;
  }
  const auto home = sources.environment("HOME").value_or("");
  const auto folder = sources.environment("XDG_CONFIG_HOME").value_or(home + "/.config");
  for (const auto& path : {folder + "/ruascope/ruascope.toml", std::string{"/etc/ruascope/ruascope.toml"}})
    if (fs::exists(path, ignored)) return path;
  return {};
}

std::string default_database(const ConfigSources& sources) {
  const auto home = sources.environment("HOME").value_or("");
  return sources.environment("XDG_DATA_HOME").value_or(home + "/.local/share") + "/ruascope/ruascope.db";
}

}  // namespace

LoadedConfig load_config(const ConfigSources& sources) {
  LoadedConfig loaded;
  loaded.config.database = default_database(sources);
  loaded.file = find_file(sources);
  if (!loaded.file.empty()) read_file(loaded);
  for (const auto& key : config_keys()) {
    const auto value = sources.environment(key.variable);
    if (!value || value->empty()) continue;
    set_value(loaded.config, key, *value, fmt::format("environment variable {}", key.variable));
    loaded.set_by[key.name] = key.variable;
  }
  for (auto& mailbox : loaded.config.mailboxes) {
    mailbox.password.value = sources.environment(password_variable(mailbox.name)).value_or("");
    mailbox.password.credentials = sources.environment("CREDENTIALS_DIRECTORY").value_or("");
  }
  loaded.config.mail.password.credentials = sources.environment("CREDENTIALS_DIRECTORY").value_or("");
  return loaded;
}

}  // namespace ruascope
