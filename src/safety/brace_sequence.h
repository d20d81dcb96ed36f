#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cmdai::safety {

/// {1..5}, {a..e..2}: the words, nullopt when it is no sequence; empty when they are too many.
std::optional<std::vector<std::string>> ExpandSequence(std::string_view text, size_t limit);

}  // namespace cmdai::safety
