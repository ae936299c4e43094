// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/header_fields.hpp"
#include "ingest/model/rejection.hpp"

#include <initializer_list>
#include <string_view>

namespace ruascope {

// Puts into `rejection` what the header of the message that was refused tells: the domain of From:, the
// envelope where nothing else told it, signatures, Message-ID, signs of lists and forwarders, and the address
// that Amazon SES notes to have sent from.
void take_original(const HeaderFields& original, Rejection& rejection);

// The domain of a mail address as fields of reports write it: "rfc822;hans@example.com",
// "<hans@example.com>"; A-label. Empty where there is none.
std::string address_domain(std::string_view text);

// An address of the null reverse-path: "<>" or nothing.
bool is_null_path(std::string_view text);

// What stands within <>, behind a type ("rfc822;"): an address, a Message-ID.
std::string_view without_brackets(std::string_view text);

// The same address however it was written, to tell deliveries apart: lower case, without type and <>.
std::string bare_address(std::string_view text);

// Sets the Message-ID, which is without <>, and its domain.
void set_message_id(std::string_view id, Rejection& rejection);

// The name of a refused delivery that bounces and logs of it share: message, recipient's domain (the
// recipient where it was refused at RCPT) and reply code.
std::string message_identity(const Rejection& rejection);

// Writes the local parts of these addresses as "*" wherever the reply names them, with a domain or without.
void mask_names(std::initializer_list<std::string_view> addresses, Rejection& rejection);

// The name that Postfix's bounce and its log share: queue id, recipient, code and day.
std::string queue_identity(const Rejection& rejection, std::string_view queue_id);

// Adds the names by which a refused delivery is known when it is met again: by the message, and by what told
// of it ("bounce" and its Message-ID).
void add_identities(Rejection& rejection, std::string_view told_by);

}  // namespace ruascope
