#include "safety/arithmetic.h"

#include "safety/calculator.h"

namespace cmdai::safety {

using internal::Calculator;
using internal::Shared;

std::optional<int64_t> EvaluateExpression(std::string_view text, ArithmeticVariables& variables) {
  Shared shared{.variables = &variables};
  return Calculator(text, shared).Run();
}

std::optional<int64_t> EvaluateExpression(std::string_view text) {
  Shared shared;
  return Calculator(text, shared).Run();
}

}  // namespace cmdai::safety
