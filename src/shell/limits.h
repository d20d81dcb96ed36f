#pragma once

#include <cstddef>

/// What the parser takes. Beyond these a text is refused with an error, never half understood.
namespace cmdai::shell {

/// Longest text, in bytes.
inline constexpr size_t kMaxSourceBytes = 64 * 1024;
/// Most simple commands, in and outside of expansions.
inline constexpr size_t kMaxCommands = 4096;
/// Deepest nesting of commands, expansions and quotes.
inline constexpr int kMaxDepth = 64;
/// Most here-documents that may wait for one line's end.
inline constexpr size_t kMaxPendingHereDocuments = 64;

}  // namespace cmdai::shell
