// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "cli/config.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace ruascope {

// What the configuration says of judgement, its files read. Throws UsageError and InputError.
AnalysisOptions analysis_options(const Config& config);

// Reads entries, a line each: a kind, a value and, if wanted, a note. "#" begins a comment. Throws UsageError
// naming `origin` and the line.
std::vector<OwnEntry> read_own_entries(const std::string& text, const std::string& origin);

// An entry from words, its value brought to the form that is stored. Throws UsageError.
OwnEntry own_entry(const std::string& kind, const std::string& value, const std::string& note);

// A text file of settings, whole. Throws UsageError if it cannot be read or is larger than a megabyte.
std::string read_settings(const std::string& path);

}  // namespace ruascope
