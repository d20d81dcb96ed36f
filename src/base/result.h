#pragma once

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace cmdai {

/// What kind of thing went wrong; the command line derives its exit status from it.
enum class ErrorCode {
  kInvalidArgument,  // the caller or the user asked for something that makes no sense
  kNotFound,         // a file, model or key is not there
  kCorrupt,          // data does not follow its format
  kUnsupported,      // understood, but this build or machine cannot do it
  kLimit,            // a stated limit was passed
  kIo,               // the operating system refused
  kCancelled,        // the caller asked to stop
  kDeadline,         // the time allowed ran out
  kBackend,          // the model or a server failed to answer
  kNoAnswer,         // the model answered, but with no command
};

/// The word for `code` in JSON output, such as "invalid_argument".
const char* ErrorCodeName(ErrorCode code);

/// One error: a code for the program and a sentence for the user. The message is in lower case,
/// begins with its area in brackets, and says what to do next where that is known.
struct Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;
};

/// A value or an Error. It may not be ignored. See tl::expected for its members.
template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

/// An error with a formatted message, to be returned from a function that gives a Result:
/// `return Fail(ErrorCode::kCorrupt, "[gguf] {}: offset {}: ...", name, offset);`
template <typename... Args>
tl::unexpected<Error> Fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected<Error>(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

}  // namespace cmdai

#define CMDAI_CONCAT_(a, b) a##b
#define CMDAI_CONCAT(a, b) CMDAI_CONCAT_(a, b)

/// Returns the error of `expression` from the enclosing function, if it has one.
#define CMDAI_TRY(expression)                                       \
  do {                                                              \
    auto cmdai_try_result = (expression);                           \
    if (!cmdai_try_result.has_value()) {                            \
      return ::tl::unexpected(std::move(cmdai_try_result).error()); \
    }                                                               \
  } while (false)

/// Declares or assigns `target` from the value of `expression`, or returns its error:
/// `CMDAI_ASSIGN(const auto file, MapFile(path));`
#define CMDAI_ASSIGN(target, expression) \
  CMDAI_ASSIGN_(CMDAI_CONCAT(cmdai_result_, __LINE__), target, expression)
#define CMDAI_ASSIGN_(result, target, expression)       \
  auto result = (expression);                           \
  if (!result.has_value()) {                            \
    return ::tl::unexpected(std::move(result).error()); \
  }                                                     \
  target = *std::move(result)
