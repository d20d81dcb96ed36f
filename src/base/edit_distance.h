#pragma once

#include <cstddef>
#include <string_view>

namespace cmdai {

/// Single-character edits from `a` to `b`: insertion, deletion, substitution, and the exchange of
/// two neighbours (the distance of Damerau in its restricted form, which edits no place twice).
size_t EditDistance(std::string_view a, std::string_view b);

}  // namespace cmdai
