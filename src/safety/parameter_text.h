#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/glob.h"
#include "safety/pattern.h"

/// What the operators of ${...} do to a string (bash's manual, 3.5.3). Texts are known and of
/// characters that take one byte.
namespace cmdai::safety {

/// ${x#p}, ${x##p}, ${x%p}, ${x%%p}
std::string RemoveMatch(std::string_view text, std::string_view op, Glob& glob);

/// The same of a pattern, where what is removed lies in the part that is known: .txt of *.txt.
std::optional<Pattern> RemoveKnownMatch(std::string_view pattern, std::string_view op, Glob& glob);

/// ${x/p/r}, ${x//p/r}, ${x/#p/r}, ${x/%p/r}. Between each two `pieces` of the replacement stands
/// an `&`, which is what matched. REQUIRES: pieces is not empty.
std::string ReplaceMatch(std::string_view text, std::string_view op, Glob& glob,
                         const std::vector<std::string>& pieces);

/// How much work ReplaceMatch() may be, in steps of a few nanoseconds.
size_t ReplaceSteps(std::string_view text, Glob& glob);

/// ${x^}, ${x^^}, ${x,}, ${x,,}: the characters that match the glob; any, where it is empty.
std::string ChangeCase(std::string text, std::string_view op, Glob& glob);

/// ${x:offset:length} of `size` characters or elements: where it begins and ends; nullopt where the
/// shell refuses it. `is_list`: a negative length is refused.
struct Slice {
  size_t begin = 0;
  size_t end = 0;
};
std::optional<Slice> SliceOf(size_t size, int64_t offset, std::optional<int64_t> length,
                             bool is_list);

/// The number of characters of UTF-8.
size_t CountCharacters(std::string_view text);

}  // namespace cmdai::safety
