// SPDX-License-Identifier: MIT
#include "cli/mailbox_run.hpp"

#include "cli/import_output.hpp"
#include "cli/mailbox_keeper.hpp"
#include "cli/secret.hpp"
#include "ingest/ingest.hpp"
#include "ingest/local_source.hpp"
#include "ingest/model/error.hpp"
#include "store/database.hpp"
#include "store/mailboxes.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <thread>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Ends early when a signal comes.
void wait_patiently(std::chrono::seconds pause) {
  constexpr std::chrono::milliseconds piece{100};
  const auto end = std::chrono::steady_clock::now() + pause;
  while (std::chrono::steady_clock::now() < end && InterruptGuard::signal() == 0)
    std::this_thread::sleep_for(piece);
}

}  // namespace

std::vector<MailboxConfig> chosen_mailboxes(const Config& config, const std::vector<std::string>& names) {
  const auto& all = config.mailboxes;
  if (all.empty())
    throw UsageError("no mailbox is configured",
                     "[mailbox.NAME] with host, user and password-file in ruascope.toml: man ruascope");
  if (names.empty()) return all;
  std::vector<MailboxConfig> chosen;
  for (const auto& name : names) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const MailboxConfig& one) { return one.name == name; });
    if (found == all.end())
      throw UsageError(fmt::format("no mailbox \"{}\" is configured", name), "ruascope mailboxes lists them");
    chosen.push_back(*found);
  }
  return chosen;
}

ImapMailbox imap_mailbox(const MailboxConfig& mailbox, std::ostream& err) {
  const auto name = fmt::format("mailbox.{}.password", mailbox.name);
  ImapMailbox made;
  made.name = mailbox.name;
  made.account = {mailbox.host, mailbox.port, mailbox.security, mailbox.ca_file,        mailbox.user,
                  "",           "",           mailbox.login,    mailbox.timeout_seconds};
  if (!mailbox.token_command.empty())
    made.account.token =
        read_secret({mailbox.token_command, "", "", ""}, fmt::format("mailbox.{}.token", mailbox.name), err);
  else
    made.account.password = read_secret(mailbox.password, name, err);
  if (made.account.password.empty() && made.account.token.empty())
    throw UsageError(fmt::format("{}: no password is configured", mailbox.name),
                     fmt::format("{0}-command, {0}-file or the environment variable {1}", name,
                                 password_variable(mailbox.name)));
  made.folders = mailbox.folders;
  made.after = mailbox.after;
  made.after_failure = mailbox.after_failure;
  made.attempts = mailbox.attempts;
  return made;
}

ImapHooks imap_hooks(std::function<void(const std::string&)> warn) {
  return {wait_patiently, std::move(warn), [] { return InterruptGuard::signal() != 0; }};
}

MailboxReading::MailboxReading(Context& context)
    : context_(context),
      progress_(context.err, context.terminal.shows_progress),
      options_(feedback_options(context, "")),
      session_(*context.store, hooks(), {OnConflict::all, context.config().keep}),
      watch_(session_) {}

ImportSession::Hooks MailboxReading::hooks() {
  auto made = import_hooks(context_, progress_, 0);
  made.on_input_done = [this](const std::string& origin) { last_origin_ = origin; };
  return made;
}

void MailboxReading::warn(const std::string& words) {
  progress_.clear();
  print_warning(context_, words);
}

void MailboxReading::read_files(const MailboxConfig& mailbox) {
  std::error_code error;
  if (!std::filesystem::exists(mailbox.path, error))
    throw Error(fmt::format("{}: {}: there is no such file or folder", mailbox.name, mailbox.path));
  std::vector<FileFate> files;
  walk_files(mailbox.path, [&](const FoundFile& file) {
    if (is_in_target(mailbox, file.path)) return true;
    const auto before = stamp_of(file.path);
    // A mail program may have moved it meanwhile.
    if (!before && !file.named && file.error.empty()) return true;
    const bool goes_on = ingest_file(file, options_, session_);
    const auto fate = watch_.fate();
    // The messages of an mbox have names of their own; its file is read, not changed.
    if (before && last_origin_ == file.path) files.push_back({file.path, *before, fate});
    return goes_on;
  });
  session_.commit();
  deal_with_files(mailbox, files, [this](const std::string& words) { warn(words); });
}

void MailboxReading::read_account(const MailboxConfig& mailbox) {
  MailboxKeeper keeper(*context_.store, session_, watch_, account_of(mailbox));
  fetch_mailbox(imap_mailbox(mailbox, context_.err), options_, keeper, session_,
                imap_hooks([this](const std::string& words) { warn(words); }));
}

void MailboxReading::read(const MailboxConfig& mailbox) {
  watch_.fate();  // of what was read before, also of what was not read to its end
  if (mailbox.after.changes_mail() || mailbox.after_failure.changes_mail())
    make_commits_durable(*context_.store);
  const auto inputs = counts().inputs;
  const auto note = [&](const std::string& error) {
    session_.commit_with([&] {
      note_visit(*context_.store, {account_of(mailbox), context_.now(), counts().inputs - inputs, error});
    });
  };
  try {
    if (mailbox.path.empty())
      read_account(mailbox);
    else
      read_files(mailbox);
  } catch (const Error& error) {
    note(error.what());
    throw;
  }
  note("");
}

}  // namespace ruascope
