// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/header_fields.hpp"
#include "ingest/model/rejection.hpp"

#include <string>
#include <vector>

namespace ruascope {

// A mail that may tell of a refusal: its header and the parts that matter for it, transfer encodings undone
// and clipped.
struct ReturnedMail {
  struct Part {
    std::string media_type;
    std::string bytes;
  };
  HeaderFields header;
  std::vector<Part> parts;
};

// How much of a part is looked at.
inline constexpr std::size_t most_returned_bytes = 2 << 20;

// True for parts that tell of a refusal: words, delivery status, feedback report, the original or its header.
bool is_of_returned_mail(std::string_view media_type);

// True if the header says that a mail system wrote the mail, not a person.
bool is_from_mail_system(const HeaderFields& header);

// The rejections that a bounce (RFC 3464, RFC 6533, or in the words of a program that knows neither) or a
// failure report (RFC 6591, RFC 9991) tells of; none where it tells of a success or of the mail system's own
// trouble.
std::vector<Rejection> rejections_in(const ReturnedMail& mail);

}  // namespace ruascope
