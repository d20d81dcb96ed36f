#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/reports.h"

namespace cmdai::cli {

/// Of a metadata text that is longer (a chat template), only so much is shown.
inline constexpr size_t kMaxShownBytes = 200;

/// `text`, or its beginning and "..." where it is longer than `max_bytes`; cuts no UTF-8 character.
std::string Shortened(std::string_view text, size_t max_bytes);

/// A number of bytes for people: "98.4 MB".
std::string BytesText(uint64_t n_bytes);

/// The report as lines for people, safe for a terminal.
std::string InspectText(const InspectReport& report);

}  // namespace cmdai::cli
