#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cmdai::cli {

/// The candidate that `word` is probably a slip of, or "" where none is near: at most a third of
/// the letters, and no more than three, may differ.
std::string_view NearMatch(std::string_view word, std::span<const std::string_view> candidates);

/// " (did you mean '--color'?)" for the end of a message, or "".
std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace cmdai::cli
