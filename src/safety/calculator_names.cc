#include "safety/calculator.h"

/// Names and numbers of arithmetic expressions.
namespace cmdai::safety::internal {

std::string_view Calculator::Name() {
  const size_t begin = position_;
  while (IsNameChar(Peek())) ++position_;
  return text_.substr(begin, position_ - begin);
}

Calculator::Value Calculator::PrefixStep() {
  const int64_t step = Peek() == '+' ? 1 : -1;
  position_ += 2;
  SkipBlanks();
  const std::string_view name = Name();
  if (SkipSubscript()) return std::nullopt;
  Value value = Get(name);
  if (value) value = Apply("+", *value, step);
  Set(name, value);
  return value;
}

/// A name, a step after it, or an assignment to it.
Calculator::Value Calculator::Named() {
  const std::string_view name = Name();
  const bool element = SkipSubscript();
  SkipBlanks();
  const std::string_view rest = text_.substr(position_);
  if (rest.starts_with("++") || rest.starts_with("--")) {
    const Value value = element ? std::nullopt : Get(name);
    position_ += 2;
    Set(name, value && !element ? Apply("+", *value, rest[0] == '+' ? 1 : -1) : std::nullopt);
    return value;
  }
  if (const auto op = AssignmentOperator(rest)) {
    position_ += op->size();
    const std::string_view change = op->substr(0, op->size() - 1);
    const Value old = change.empty() || element ? std::nullopt : Get(name);
    Value value = Conditional();
    if (!change.empty()) value = old && value ? Apply(change, *old, *value) : std::nullopt;
    Set(name, element ? std::nullopt : value);
    return value;
  }
  return element ? std::nullopt : Get(name);
}

/// Skips the [...] of an element, whose value is not followed; whether there was one.
bool Calculator::SkipSubscript() {
  if (Peek() != '[') return false;
  int depth = 0;
  for (; position_ < text_.size(); ++position_) {
    if (text_[position_] == '[') ++depth;
    if (text_[position_] == ']' && --depth == 0) {
      ++position_;
      return true;
    }
  }
  failed_ = true;
  return true;
}

Calculator::Value Calculator::Get(std::string_view name) {
  if (n_skipped_ > 0) return std::nullopt;
  const auto text = shared_.variables == nullptr ? std::nullopt : shared_.variables->Get(name);
  if (!text) return std::nullopt;
  const Nesting nesting(*this);
  if (failed_) return std::nullopt;
  return Calculator(*text, shared_).Run();
}

void Calculator::Set(std::string_view name, Value value) {
  if (n_skipped_ > 0) return;
  failed_ |= shared_.variables == nullptr;
  if (!failed_) shared_.variables->Set(name, shared_.n_uncertain > 0 ? std::nullopt : value);
}

Calculator::Value Calculator::Number() {
  uint64_t base = 10;
  const size_t hash = FindHash();
  if (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X')) {
    base = 16;
    position_ += 2;
  } else if (hash != std::string_view::npos) {
    base = 0;
    for (; position_ < hash; ++position_) {
      base = base * 10 + static_cast<uint64_t>(text_[position_] - '0');
    }
    ++position_;
    if (base < 2 || base > 64) failed_ = true;
  } else if (Peek() == '0') {
    base = 8;
  }
  uint64_t value = 0;
  const size_t digits = position_;
  for (; position_ < text_.size() && (IsNameChar(Peek()) || (base > 62 && Peek() == '@'));
       ++position_) {
    const uint64_t digit = DigitValue(Peek(), base);
    if (digit >= base) break;
    value = value * base + digit;
  }
  failed_ |= IsNameChar(Peek()) || Peek() == '#' || Peek() == '@' || position_ == digits;
  return failed_ ? std::nullopt : Value(static_cast<int64_t>(value));
}

/// The `#` of 16#ff, where the number begins with its base.
size_t Calculator::FindHash() const {
  size_t end = position_;
  while (end < text_.size() && IsDigit(text_[end]) && end < position_ + 3) ++end;
  const bool found =
      end > position_ && text_[position_] != '0' && end < text_.size() && text_[end] == '#';
  return found ? end : std::string_view::npos;
}

/// Whether ++ or -- stands before a name; else it is two signs.
bool Calculator::ChangesAName() const {
  const size_t next = text_.find_first_not_of(" \t\n", position_ + 2);
  return next != std::string_view::npos && IsNameStart(text_[next]);
}

}  // namespace cmdai::safety::internal
