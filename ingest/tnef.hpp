// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ruascope {

struct TnefAttachment {
  std::string name;  // the sender's word, in UTF-8
  std::shared_ptr<const SeekableSource> bytes;
};

// The attachments of a winmail.dat (MS-OXTNEF: the attributes attAttachData and attAttachTitle), at most
// `most`. What follows damage is left out.
std::vector<TnefAttachment> tnef_attachments(const std::shared_ptr<const SeekableSource>& tnef,
                                             std::size_t most);

}  // namespace ruascope
