// SPDX-License-Identifier: MIT
#include "ingest/log_messages.hpp"

#include "ingest/model/text.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

// Longer ones are hostile; RFC 5321 section 4.5.3.1 allows addresses of 320 bytes.
constexpr std::size_t longest_address = 512;
constexpr std::size_t longest_message_id = 512;
constexpr std::size_t longest_name = 255;

}  // namespace

void OpenMessage::take_sender(std::string_view address, bool is_sure) {
  if (address.size() > longest_address) return;
  sender = address;
  has_sender = true;
  is_sender_sure = is_sure;
}

std::string_view bare_message_id(std::string_view id) {
  id = trim(id);
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return id.size() <= longest_message_id ? id : std::string_view{};
}

void OpenMessages::set_key(std::string_view host, std::string_view instance, std::string_view id) {
  key_.assign(id.substr(0, longest_name));
  key_ += '\n';
  key_ += instance.substr(0, longest_message_id);
  key_ += '\n';
  key_ += host.substr(0, longest_name);
}

OpenMessage* OpenMessages::find(std::string_view host, std::string_view instance, std::string_view id) {
  set_key(host, instance, id);
  const auto found = by_key_.find(key_);
  return found == by_key_.end() ? nullptr : &*found->second;
}

OpenMessage& OpenMessages::open(std::string_view host, std::string_view instance, std::string_view id) {
  if (auto* known = find(host, instance, id)) {
    if (!known->is_closed) return *known;
    clear(*known);
    open_.splice(open_.end(), closed_, by_key_.at(key_));
    return *known;
  }
  if (open_.size() >= most_messages) forget_oldest();
  set_key(host, instance, id);
  if (spare_.empty()) spare_.emplace_back();
  open_.splice(open_.end(), spare_, spare_.begin());
  auto message = std::prev(open_.end());
  message->key_ = key_;
  if (spare_nodes_.empty()) {
    by_key_.emplace(key_, message);
  } else {
    spare_nodes_.back().key() = key_;
    spare_nodes_.back().mapped() = message;
    by_key_.insert(std::move(spare_nodes_.back()));
    spare_nodes_.pop_back();
  }
  return *message;
}

void OpenMessages::clear(OpenMessage& message) {
  weight_ -= message.weight_;
  message.weight_ = 0;
  message.sender.clear();
  message.has_sender = message.is_sender_sure = message.is_closed = false;
  message.message_id.clear();
  message.from_domain.clear();
  message.authors = 0;
  message.last_seen = 0;
  message.held.clear();
  message.answered.clear();
}

// The first of `from` is no longer known.
void OpenMessages::recycle(Messages& from) {
  auto& message = from.front();
  clear(message);
  spare_nodes_.push_back(by_key_.extract(message.key_));
  spare_.splice(spare_.end(), from, from.begin());
}

void OpenMessages::forget_oldest() {
  finish_(open_.front());
  recycle(open_);
}

void OpenMessages::close(OpenMessage& message) {
  if (message.is_closed) return;
  finish_(message);
  message.held.clear();
  message.is_closed = true;
  closed_.splice(closed_.end(), open_, by_key_.at(message.key_));
  if (closed_.size() > most_closed) recycle(closed_);
}

void OpenMessages::restart(OpenMessage& message) {
  if (!message.is_closed) finish_(message);
  const bool was_closed = message.is_closed;
  const auto last_seen = message.last_seen;
  clear(message);
  message.last_seen = last_seen;
  if (was_closed) open_.splice(open_.end(), closed_, by_key_.at(message.key_));
}

bool OpenMessages::is_first_answer(OpenMessage& message, std::string_view recipient, int code) {
  const auto answer = std::hash<std::string>{}(fmt::format("{} {}", code, lower_ascii(recipient)));
  constexpr std::size_t node_bytes = 64;
  if (!message.answered.insert(answer).second) return false;
  grow(message, node_bytes);
  return true;
}

void OpenMessages::hold(OpenMessage& message, Rejection rejection) {
  std::size_t bytes = sizeof rejection + rejection.reply.text.size();
  for (const auto& identity : rejection.identities) bytes += identity.size();
  message.held.push_back(std::move(rejection));
  grow(message, bytes);
}

void OpenMessages::grow(OpenMessage& message, std::size_t bytes) {
  message.weight_ += bytes;
  weight_ += bytes;
  while (weight_ > most_bytes && !open_.empty() && &open_.front() != &message) forget_oldest();
  if (weight_ <= most_bytes) return;
  finish_(message);
  weight_ -= message.weight_;
  message.weight_ = 0;
  message.held.clear();
  message.answered.clear();
}

void OpenMessages::finish() {
  while (!open_.empty()) forget_oldest();
}

}  // namespace ruascope
