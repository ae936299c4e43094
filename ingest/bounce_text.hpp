// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/rejection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What the words of a bounce tell; of many programs they are all there is.
struct BounceText {
  struct Answer {
    std::string recipient;  // address, empty if the words name none
    Reply reply;
  };
  std::vector<Answer> answers;  // each reply of a remote server; at most 2,000
  std::string reporting_host;
  std::string_view original;  // where the header of the original begins in the text; empty if it is not there
};

// Reads the text part of a bounce: qmail, Exim, sendmail's transcript, Courier, DMA, Exchange, Gmail and
// others. `text` must outlive the result.
BounceText read_bounce_text(std::string_view text);

// The words of an HTML page: tags and entities undone, blocks as lines.
std::string text_of_html(std::string_view html);

}  // namespace ruascope
