#pragma once

#include <string>
#include <string_view>

namespace cmdai::safety {

/// What is known of a string before a command runs: literal characters, and places where a glob or
/// an unknown value stands. It is kept as a std::string in which these bytes have a meaning of
/// their own; literal control characters become kAnything, which is never less.
///
/// A pattern is *constant* when it stands for one string.
using Pattern = std::string;

inline constexpr char kAnything = '\x01';    // any string, also an empty one, with or without `/`
inline constexpr char kAnyRun = '\x02';      // `*`: any string without `/`
inline constexpr char kAnyChar = '\x03';     // `?`: one character other than `/`
inline constexpr char kClassBegin = '\x04';  // `[`, then the members up to kClassEnd
inline constexpr char kClassEnd = '\x05';
inline constexpr char kAnyDepth = '\x06';  // this folder and everything at any depth below it

/// Whether the byte is one of the above.
constexpr bool IsPatternByte(char c) { return c > 0 && c <= kAnyDepth; }

bool IsConstant(std::string_view pattern);
bool HasUnknown(std::string_view pattern);
/// Whether a glob stands in it, which the shell expands to names that exist.
bool HasGlob(std::string_view pattern);

/// `text` as a pattern: control characters other than \t and \n become kAnything.
Pattern FromText(std::string_view text);

/// For people: `*`, `?`, `[a-z]` and, for an unknown value, an ellipsis.
std::string ToText(std::string_view pattern);

/// Whether the pattern may stand for exactly `text`. Linear in the product of the lengths.
bool MayEqual(std::string_view pattern, std::string_view text);

/// Whether the pattern may stand for a string that begins with `prefix`.
bool MayBeginWith(std::string_view pattern, std::string_view prefix);

}  // namespace cmdai::safety
