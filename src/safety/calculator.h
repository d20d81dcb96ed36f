#pragma once

#include <limits>
#include "safety/arithmetic.h"
#include "safety/pattern.h"

namespace cmdai::safety::internal {

inline constexpr int kMaxDepth = 64;
/// Most characters that are read for one expression, in the values of its variables too.
inline constexpr size_t kMaxWork = 128 * 1024;

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool IsNameChar(char c) { return IsNameStart(c) || IsDigit(c); }

/// What a digit of a base is worth: 0-9, a-z, A-Z, @ and _; 99 for none.
inline uint64_t DigitValue(char c, uint64_t base) {
  if (IsDigit(c)) return static_cast<uint64_t>(c - '0');
  if (c >= 'a' && c <= 'z') return static_cast<uint64_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'Z') return static_cast<uint64_t>(c - 'A' + (base <= 36 ? 10 : 36));
  if (c == '@') return 62;
  return c == '_' ? 63 : 99;
}

/// What all expressions of one evaluation share.
struct Shared {
  ArithmeticVariables* variables = nullptr;
  size_t work = 0;
  int depth = 0;
  int n_uncertain = 0;  // operands around that the shell may pass over
};

/// Recursive descent by precedence. A value that is not known goes through as nullopt, so that
/// what the rest assigns is still seen.
class Calculator {
 public:
  using Value = std::optional<int64_t>;

  Calculator(std::string_view text, Shared& shared) : text_(text), shared_(shared) {
    shared_.work += text.size();
    failed_ = shared_.work > kMaxWork;
  }

  Value Run() {
    SkipBlanks();
    if (failed_) return std::nullopt;
    if (position_ == text_.size()) return 0;
    Value value = Comma();
    SkipBlanks();
    return failed_ || position_ < text_.size() ? std::nullopt : value;
  }

 private:
  struct Operator {
    std::string_view spelling;
    int level;
  };

  /// Binary operators, longest spelling first, with their level of precedence.
  static constexpr Operator kOperators[] = {{"**", 10}, {"<<", 7}, {">>", 7}, {"<=", 6}, {">=", 6},
                                            {"==", 5},  {"!=", 5}, {"&&", 1}, {"||", 0}, {"*", 9},
                                            {"/", 9},   {"%", 9},  {"+", 8},  {"-", 8},  {"<", 6},
                                            {">", 6},   {"&", 4},  {"^", 3},  {"|", 2}};

  /// Counts the depth while it lives.
  class Nesting {
   public:
    explicit Nesting(Calculator& calculator) : depth_(calculator.shared_.depth) {
      if (++depth_ > kMaxDepth) calculator.failed_ = true;
    }
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    int& depth_;
  };

  char Peek(size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }

  void SkipBlanks() {
    while (Peek() == ' ' || Peek() == '\t' || Peek() == '\n') ++position_;
  }

  bool Take(std::string_view token) {
    SkipBlanks();
    if (!text_.substr(position_).starts_with(token)) return false;
    position_ += token.size();
    return true;
  }

  const Operator* PeekOperator() {
    SkipBlanks();
    const std::string_view rest = text_.substr(position_);
    for (const Operator& op : kOperators) {
      if (!rest.starts_with(op.spelling)) continue;
      // <<= and the like assign to what is no variable here.
      const bool compares = op.level == 6 || op.level == 5;
      if (!compares && rest.substr(op.spelling.size()).starts_with('=')) return nullptr;
      return &op;
    }
    return nullptr;
  }

  Value Comma() {
    Value value = Conditional();
    while (!failed_ && Take(",")) value = Conditional();
    return value;
  }

  /// a ? b : c
  Value Conditional() {
    const Nesting nesting(*this);
    const Value condition = failed_ ? std::nullopt : Binary(0);
    if (failed_ || !Take("?")) return condition;
    const Value first = Maybe(condition && *condition != 0, !condition, [&] { return Comma(); });
    if (!Take(":")) failed_ = true;
    const Value second =
        Maybe(condition && *condition == 0, !condition, [&] { return Conditional(); });
    if (!condition || failed_) return std::nullopt;
    return *condition != 0 ? first : second;
  }

  /// Evaluates an operand that the shell may pass over. `runs`: it is certain to count;
  /// `uncertain`: it may, so that what it sets is not known.
  template <typename Function>
  Value Maybe(bool runs, bool uncertain, Function&& evaluate) {
    if (!runs && !uncertain) ++n_skipped_;
    if (uncertain) ++shared_.n_uncertain;
    const Value value = evaluate();
    if (!runs && !uncertain) --n_skipped_;
    if (uncertain) --shared_.n_uncertain;
    return value;
  }

  Value Binary(int level) {
    const Nesting nesting(*this);
    Value left = failed_ ? std::nullopt : Unary();
    for (const Operator* op = PeekOperator(); !failed_ && op != nullptr && op->level >= level;
         op = PeekOperator()) {
      position_ += op->spelling.size();
      const bool is_and = op->level == 1;
      if (is_and || op->level == 0) {
        const bool runs = left && (*left != 0) == is_and;
        const Value right = Maybe(runs, !left, [&] { return Binary(op->level + 1); });
        left = !left    ? std::nullopt
               : !runs  ? Value(is_and ? 0 : 1)
               : !right ? std::nullopt
                        : Value(*right != 0 ? 1 : 0);
        continue;
      }
      const Value right = Binary(op->level == 10 ? 10 : op->level + 1);
      left = left && right ? Apply(op->spelling, *left, *right) : std::nullopt;
    }
    return left;
  }

  /// A division by zero ends the evaluation, unless it is passed over.
  Value Undefined() {
    failed_ |= n_skipped_ == 0;
    return std::nullopt;
  }

  static int64_t Power(uint64_t base, uint64_t exponent) {
    uint64_t power = 1;
    for (; exponent != 0; exponent >>= 1, base *= base) {
      if ((exponent & 1) != 0) power *= base;
    }
    return static_cast<int64_t>(power);
  }

  Value Apply(std::string_view op, int64_t a, int64_t b) {
    const auto ua = static_cast<uint64_t>(a);
    const auto ub = static_cast<uint64_t>(b);
    const auto shift = static_cast<unsigned>(ub & 63);
    if (op == "+") return static_cast<int64_t>(ua + ub);
    if (op == "-") return static_cast<int64_t>(ua - ub);
    if (op == "*") return static_cast<int64_t>(ua * ub);
    if (op == "/" || op == "%") {
      if (b == 0 || (b == -1 && a == std::numeric_limits<int64_t>::min())) return Undefined();
      return op == "/" ? a / b : a % b;
    }
    if (op == "**") return b < 0 ? Undefined() : Value(Power(ua, ub));
    if (op == "<<") return static_cast<int64_t>(ua << shift);
    if (op == ">>") return a >> shift;
    if (op == "&") return static_cast<int64_t>(ua & ub);
    if (op == "|") return static_cast<int64_t>(ua | ub);
    if (op == "^") return static_cast<int64_t>(ua ^ ub);
    if (op == "<") return a < b ? 1 : 0;
    if (op == ">") return a > b ? 1 : 0;
    if (op == "<=") return a <= b ? 1 : 0;
    if (op == ">=") return a >= b ? 1 : 0;
    return (op == "==") == (a == b) ? 1 : 0;
  }

  Value Unary() {
    const Nesting nesting(*this);
    SkipBlanks();
    if (failed_ || position_ >= text_.size()) {
      failed_ = true;
      return std::nullopt;
    }
    const char c = Peek();
    if ((c == '+' || c == '-') && Peek(1) == c && ChangesAName()) return PrefixStep();
    if (c == '-' || c == '+' || c == '!' || c == '~') {
      ++position_;
      const Value value = Unary();
      if (!value) return std::nullopt;
      if (c == '-') return static_cast<int64_t>(0 - static_cast<uint64_t>(*value));
      if (c == '!') return *value == 0 ? 1 : 0;
      return c == '~' ? ~*value : *value;
    }
    if (c == '(') {
      ++position_;
      const Value value = Comma();
      failed_ |= !Take(")");
      return value;
    }
    if (IsPatternByte(c)) return Unknown();
    return IsNameStart(c) ? Named() : Number();
  }

  /// A value that is known only when the shell runs, with what stands beside it.
  Value Unknown() {
    while (IsPatternByte(Peek()) || IsNameChar(Peek())) ++position_;
    return std::nullopt;
  }

  /// Whether ++ or -- stands before a name; else it is two signs.
  bool ChangesAName() const;

  std::string_view Name();

  Value PrefixStep();

  /// A name, a step after it, or an assignment to it.
  Value Named();

  static std::optional<std::string_view> AssignmentOperator(std::string_view rest) {
    static constexpr std::string_view kSpellings[] = {
        "<<=", ">>=", "*=", "/=", "%=", "+=", "-=", "&=", "^=", "|=", "="};
    for (const std::string_view op : kSpellings) {
      if (rest.starts_with(op) && !(op == "=" && rest.starts_with("=="))) return op;
    }
    return std::nullopt;
  }

  /// Skips the [...] of an element, whose value is not followed; whether there was one.
  bool SkipSubscript();

  Value Get(std::string_view name);

  void Set(std::string_view name, Value value);

  Value Number();

  /// The `#` of 16#ff, where the number begins with its base.
  size_t FindHash() const;

  std::string_view text_;
  size_t position_ = 0;
  bool failed_ = false;
  int n_skipped_ = 0;  // operands around that the shell passes over
  Shared& shared_;
};

}  // namespace cmdai::safety::internal
