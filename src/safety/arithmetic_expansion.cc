#include <algorithm>

#include "safety/arithmetic.h"
#include "safety/evaluator.h"
#include "safety/parameter_text.h"

namespace cmdai::safety {

/// Where the shell takes a string for a variable's name or a number, it expands the subscript in
/// it once more: a[$(date)].
/// The values of the names in an expression are expressions themselves.
void Evaluator::EvaluateValues(const Field& expression) {
  std::string_view rest = expression.text;
  while (!rest.empty()) {
    const auto is_name = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    const auto begin = std::ranges::find_if(rest, is_name);
    const auto end = std::find_if_not(begin, rest.end(), is_name);
    const Variable* const variable = state_.variables.Find(std::string_view(begin, end));
    if (variable != nullptr && Spend(1)) {
      for (const Pattern& value : std::vector(variable->values)) {
        EvaluateName({.text = value, .span = expression.span});
      }
    }
    rest.remove_prefix(static_cast<size_t>(end - rest.begin()));
  }
}

void Evaluator::EvaluateName(const Field& name) {
  const bool substitutes =
      name.text.find("$(") != Pattern::npos || name.text.find('`') != Pattern::npos;
  if (substitutes && name.text.find('[') != Pattern::npos) RunExpansions(name, "a subscript runs");
}

/// The commands that a text holds which the shell expands as if between double quotes.
void Evaluator::RunExpansions(const Field& text, std::string_view what) {
  Field command = text;
  command.text = ": \"" + text.text + "\"";
  RunText(command, what, {});
}

/// The value of an expression, whose assignments are made; nullopt where it is not known.
std::optional<int64_t> Evaluator::Calculate(std::string_view expression) {
  class Variables : public ArithmeticVariables {
   public:
    explicit Variables(Evaluator& evaluator) : evaluator_(evaluator) {}

    std::optional<std::string> Get(std::string_view name) override {
      const Value value = evaluator_.Lookup(name);
      if (value.fields.size() != 1) return std::nullopt;
      // The subscripts in a value are expanded once more.
      evaluator_.EvaluateName({.text = value.fields[0], .span = {}});
      const bool known =
          IsConstant(value.fields[0]) && evaluator_.Spend(1 + value.fields[0].size() / 64);
      return known ? std::optional(value.fields[0]) : std::nullopt;
    }

    void Set(std::string_view name, std::optional<int64_t> value) override {
      const Pattern text = value ? std::to_string(*value) : Pattern(1, kAnyRun);
      evaluator_.SetVariable(name, {.text = text, .span = {}});
    }

   private:
    Evaluator& evaluator_;
  };
  Variables variables(*this);
  return EvaluateExpression(expression, variables);
}

/// The result's digits, or something without `/` where it is not known.
Pattern Evaluator::EvaluateArithmetic(const shell::Word& expression) {
  const Field text = ExpandExpression(expression);
  EvaluateName(text);
  EvaluateValues(text);
  const auto value = Calculate(text.text);
  return value ? std::to_string(*value) : Pattern(1, kAnyRun);
}

}  // namespace cmdai::safety
