#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cmdai::safety {

/// The variables that an arithmetic expression names.
class ArithmeticVariables {
 public:
  virtual ~ArithmeticVariables() = default;
  /// The variable's text, which is an expression again; nullopt when it is not known.
  virtual std::optional<std::string> Get(std::string_view name) = 0;
  /// The expression may set the variable: to `value`, or to something that is not known.
  virtual void Set(std::string_view name, std::optional<int64_t> value) = 0;

 protected:
  ArithmeticVariables() = default;
  ArithmeticVariables(const ArithmeticVariables&) = default;
  ArithmeticVariables& operator=(const ArithmeticVariables&) = default;
};

/// The value of an arithmetic expression of the shell (bash's manual, 6.5); nullopt for one whose
/// value is not known or that is not valid. An empty text is 0. Overflow wraps, as in the shell.
std::optional<int64_t> EvaluateExpression(std::string_view text, ArithmeticVariables& variables);

/// The same for one that holds numbers and operators only; names and assignments have no value.
std::optional<int64_t> EvaluateExpression(std::string_view text);

}  // namespace cmdai::safety
