#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shell/ast.h"

namespace cmdai::shell {

/// Whose grammar is accepted. Bash is POSIX's and more; POSIX is what dash accepts.
enum class Dialect : uint8_t { kBash, kPosix };

/// Why a text is no program.
struct ParseError {
  enum class Kind : uint8_t {
    kUnexpected,    // `ls )`, `|| ls`
    kUnterminated,  // the text ends inside a quote, an expansion or a compound command
    kForeign,       // syntax of zsh or fish only
    kLimit,         // too long or too deep
  };
  Kind kind = Kind::kUnexpected;
  Span span;
  std::string message;  // one clause in lower case, such as "unexpected `)`"
  /// Of an incomplete text: whether more text on its last line could help. Not where that line ends
  /// in a comment or has begun a here-document, whose text is on the lines after it.
  bool line_is_open = false;

  /// Whether more text could make it a program: what a prompt asks before it reads another line.
  bool incomplete() const { return kind == Kind::kUnterminated; }
};

/// A program, or what could be read of one before the error: every node before it is whole, the
/// nodes around it hold the children that were read.
struct ParseResult {
  List program;
  std::optional<ParseError> error;
};

/// Parses `text` as a shell program. Takes time and memory linear in its length; see limits.h.
/// A NUL byte is an error. Aliases are not expanded. Pure and thread-safe.
ParseResult Parse(std::string_view text, Dialect dialect = Dialect::kBash);

}  // namespace cmdai::shell
