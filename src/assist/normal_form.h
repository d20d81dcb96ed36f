#pragma once

#include <string>
#include <string_view>

namespace cmdai::assist {

/// A text that commands which only differ in their spelling have in common: blanks, kinds of
/// quotes,
/// `./x` for `x`, a slash at the end, the order of single-letter options in one or several words.
/// Commands with the same normal form do the same; those that do the same may differ in it. Of a
/// text that is no program: itself.
std::string NormalForm(std::string_view command);

}  // namespace cmdai::assist
