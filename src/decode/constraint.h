#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace cmdai::decode {

/// What an answer may look like, byte by byte: told each piece of the answer, it says what may come
/// next. Not thread-safe; cloned for each candidate.
class Constraint {
 public:
  virtual ~Constraint() = default;
  virtual std::unique_ptr<Constraint> Clone() const = 0;

  /// Whether the answer may go on with all of `bytes` (the bytes of one token).
  virtual bool Allows(std::string_view bytes) const = 0;
  /// Takes `bytes` as the next part of the answer. REQUIRES: Allows(bytes).
  virtual void Accept(std::string_view bytes) = 0;
  /// Whether the answer may end here.
  virtual bool CanEnd() const = 0;
  /// Whether the answer is over: nothing more may come.
  virtual bool IsComplete() const = 0;
};

/// One line of shell text, without ASCII control characters, that is not blank and whose quotes
/// close. A newline ends the answer and is only taken where the line may end. Follows single
/// quotes, double quotes, backslashes and comments; what is inside of "$(...)" counts as text of
/// the quote, and $'...' as a plain single quote.
std::unique_ptr<Constraint> MakeLineConstraint();

/// Exactly {"cmd": "..."}, the string being JSON (RFC 8259) without ASCII control characters and
/// with the escapes \" \\ and \/ only, so that the command is one line. It may not be blank.
/// `command`: what the decoded string has to be like, in its first state; nullptr: anything.
std::unique_ptr<Constraint> MakeJsonConstraint(std::unique_ptr<Constraint> command = nullptr);

}  // namespace cmdai::decode
