#include <algorithm>

#include "safety/arithmetic.h"
#include "safety/evaluator.h"
#include "safety/parameter_text.h"

namespace cmdai::safety {
namespace {

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

/// The elements that a subscript chooses.
void Evaluator::ApplySubscript(const shell::Parameter& parameter, Value& value) {
  const Field subscript = ExpandToOne(*parameter.subscript);
  const Variable* variable = state_.variables.Find(parameter.name);
  EvaluateName({.text = "[" + subscript.text, .span = subscript.span});
  EvaluateValues(subscript);
  value.many = subscript.text == "@";
  value.list = value.many || subscript.text == "*";
  const Variable* const element =
      state_.variables.Find(fmt::format("{}[{}]", parameter.name, subscript.text));
  if (element != nullptr) {
    value.fields = {element->values.size() == 1 ? element->values[0] : Pattern(1, kAnything)};
  } else if (variable != nullptr && !variable->elements.empty()) {
    const auto size = static_cast<int64_t>(variable->elements.size());
    const auto index =
        value.list || !IsConstant(subscript.text) ? std::nullopt : Calculate(subscript.text);
    const Variable* const numbered =
        index ? state_.variables.Find(fmt::format("{}[{}]", parameter.name, *index)) : nullptr;
    variable = state_.variables.Find(parameter.name);  // what the subscript sets moves it
    if (value.list && !Spend(variable->elements.size() / 8)) {
      value.fields = {Pattern(1, kAnything)};
    } else if (value.list) {
      value.fields = variable->elements;
    } else if (numbered != nullptr) {
      value.fields = {numbered->values.size() == 1 ? numbered->values[0] : Pattern(1, kAnything)};
    } else if (index && *index < size && *index >= -size) {
      value.fields = {variable->elements[static_cast<size_t>(*index < 0 ? *index + size : *index)]};
    } else {
      value.fields = {Pattern(1, kAnything)};
    }
  }
}

/// ${!x}, ${!x[@]}, ${!prefix*}
Evaluator::Value Evaluator::ApplyIndirection(const shell::Parameter& parameter, Value value) {
  const Value unknown{.fields = {Pattern(1, kAnything)}};
  if (parameter.op == "*" || parameter.op == "@") return unknown;
  if (value.list) {  // the indices
    const Variable* const variable = state_.variables.Find(parameter.name);
    const bool keyed = std::ranges::any_of(state_.variables.entries(), [&](const auto& entry) {
      return entry.first.size() > parameter.name.size() &&
             entry.first[parameter.name.size()] == '[' && entry.first.starts_with(parameter.name);
    });
    if (variable == nullptr || variable->elements.empty() || keyed ||
        !std::ranges::all_of(variable->elements, IsConstant)) {
      return unknown;
    }
    for (size_t i = 0; i < value.fields.size(); ++i) value.fields[i] = std::to_string(i);
    return value;
  }
  const bool named =
      value.fields.size() == 1 && (shell::IsName(value.fields[0]) || IsNumber(value.fields[0]));
  return named ? Lookup(Pattern(value.fields[0])) : unknown;
}

Evaluator::Value Evaluator::ValueOf(const shell::Parameter& parameter, bool quoted) {
  Value value = BaseValue(parameter);
  if (!parameter.name.empty() && !parameter.op.empty() && !parameter.length) {
    ApplyOperator(parameter, quoted, value);
  }
  return value;
}

/// Puts the value's fields where the expansion stands.
void Evaluator::AddValue(const Value& value, bool quoted, FieldBuilder& builder) {
  const bool separate = value.many || (value.list && !quoted);
  for (size_t i = 0; i < value.fields.size(); ++i) {
    if (i > 0) {
      if (separate && builder.splits()) {
        if (!quoted) builder.AddExpanded(builder.separator());
        if (quoted || builder.separator().empty()) builder.Break();
      } else {
        builder.AddLiteral(value.many ? std::string_view(" ") : builder.separator());
      }
    }
    if (quoted) {
      if (value.many) builder.MarkQuoted();
      builder.AddLiteral(value.fields[i]);
    } else {
      builder.AddExpanded(value.fields[i]);
    }
  }
}

/// ${x:-w}, ${x-w}, ${x:+w}, ${x+w}: the value or the word, whose quotes have their meaning.
void Evaluator::ExpandDefault(const shell::Parameter& parameter, bool quoted,
                              FieldBuilder& builder) {
  const Value value = BaseValue(parameter);
  const bool colon = parameter.op.size() == 2;
  const bool missing = value.missing || value.fields.empty();
  const bool empty =
      std::ranges::all_of(value.fields, [](const Pattern& field) { return field.empty(); });
  const bool word = parameter.op.ends_with('-') ? value.unset || missing || (colon && empty)
                                                : value.unset || !(missing || (colon && empty));
  builder.AddOrigin({}, value.network, value.secret);
  if (!word) {
    if (parameter.op.ends_with('-')) {
      AddValue(value, quoted, builder);
    } else if (quoted && !value.many) {
      builder.MarkQuoted();
    }
    return;
  }
  if (parameter.argument == nullptr) return;
  const FieldBuilder::Start start = builder.Begin();
  Tildes tildes{.at_start = !quoted};
  const auto& parts = parameter.argument->parts;
  for (const shell::Part& part : parts) {
    tildes.at_end = &part == &parts.back();
    const auto* const text = std::get_if<shell::Text>(&part.value);
    std::string_view bare;
    if (text != nullptr && text->quoting == shell::Quoting::kNone) bare = text->text;
    if (bare.empty()) {
      ExpandPart(part, quoted, builder);
    } else if (quoted) {
      builder.AddLiteral(bare);
    } else {
      if (tildes.at_start && bare[0] == '~') ExpandTilde(bare, tildes, builder);
      builder.AddExpanded(bare);
    }
    tildes.at_start = false;
  }
  if (!quoted) builder.EndOperand(start);
}

/// The pieces of an operator's word, with whether they are quoted.
std::vector<Evaluator::OperandPiece> Evaluator::ExpandOperand(const shell::Word& word) {
  std::vector<OperandPiece> pieces;
  Tildes tildes{.at_start = true};
  for (const shell::Part& part : word.parts) {
    tildes.at_end = &part == &word.parts.back();
    const auto* const text = std::get_if<shell::Text>(&part.value);
    const bool quoted = std::holds_alternative<shell::DoubleQuoted>(part.value) ||
                        (text != nullptr && text->quoting != shell::Quoting::kNone);
    std::vector<Field> fields;
    FieldBuilder builder(fields, part.span, Separators(), /*splits=*/false);
    if (text != nullptr && !quoted) {
      std::string_view bare = text->text;
      if (tildes.at_start && bare.starts_with('~') && ExpandTilde(bare, tildes, builder)) {
        builder.Finish();
        pieces.push_back({std::move(fields.front().text), true});
      }
      pieces.push_back({Pattern(bare), false});
    } else {
      ExpandPart(part, false, builder);
      builder.MarkQuoted();
      builder.Finish();
      pieces.push_back({std::move(fields.front().text), quoted});
    }
    tildes.at_start = false;
  }
  return pieces;
}

/// nullopt where it is not known.
std::optional<Glob> Evaluator::GlobOf(const shell::Word* word) {
  Glob glob;
  if (word == nullptr) return glob;
  for (const OperandPiece& piece : ExpandOperand(*word)) {
    if (!IsConstant(piece.text) || !IsAscii(piece.text)) return std::nullopt;
    piece.quoted ? glob.AddQuoted(piece.text) : glob.AddBare(piece.text);
  }
  return glob.valid() ? std::optional(std::move(glob)) : std::nullopt;
}

/// What stands between the bare `&` of a replacement; nullopt where it is not known.
std::optional<std::vector<std::string>> Evaluator::ReplacementOf(const shell::Word* word) {
  std::vector<std::string> pieces(1);
  if (word == nullptr) return pieces;
  for (const OperandPiece& piece : ExpandOperand(*word)) {
    if (!IsConstant(piece.text)) return std::nullopt;
    for (size_t i = 0; i < piece.text.size(); ++i) {
      const char c = piece.text[i];
      const char next = i + 1 < piece.text.size() ? piece.text[i + 1] : '\0';
      if (!piece.quoted && c == '\\' && (next == '&' || next == '\\')) {
        pieces.back() += next;
        ++i;
      } else if (!piece.quoted && c == '&') {
        pieces.emplace_back();
      } else {
        pieces.back() += c;
      }
    }
  }
  return pieces;
}

/// ${x:1:2}, ${@:1:2}
void Evaluator::Cut(const shell::Parameter& parameter, Value& value) {
  const Pattern offset_text = ExpandExpression(*parameter.argument).text;
  const Pattern length_text =
      parameter.second ? ExpandExpression(*parameter.second).text : Pattern();
  const std::optional<int64_t> offset =
      IsConstant(offset_text) ? Calculate(offset_text) : std::nullopt;
  const auto length =
      parameter.second && IsConstant(length_text) ? Calculate(length_text) : std::nullopt;
  const bool known =
      offset && (length || !parameter.second) && std::ranges::all_of(value.fields, IsConstant);
  std::optional<Slice> slice;
  if (known && value.list) {
    if (parameter.name == "@" || parameter.name == "*") {
      value.fields.insert(value.fields.begin(), state_.zero);
    }
    slice = SliceOf(value.fields.size(), *offset, length, true);
    if (slice) {
      value.fields.resize(slice->end);
      value.fields.erase(value.fields.begin(),
                         value.fields.begin() + static_cast<std::ptrdiff_t>(slice->begin));
    }
  } else if (known && value.fields.size() == 1 && IsAscii(value.fields[0])) {
    slice = SliceOf(value.fields[0].size(), *offset, length, false);
    if (slice) {
      value.fields[0] = value.fields[0].substr(slice->begin, slice->end - slice->begin);
    }
  }
  if (!slice) value.fields = {Pattern(1, kAnything)};
}

/// A value or element after # ## % %% / // /# /% ^ ^^ , ,,; nullopt where it is not known.
std::optional<Pattern> Evaluator::Changed(const Pattern& field, const shell::Parameter& parameter) {
  constexpr size_t kMaxSteps = 256 * 1024;
  const std::string_view op = parameter.op;
  auto glob = GlobOf(parameter.argument.get());
  const auto pieces =
      op[0] == '/' ? ReplacementOf(parameter.second.get()) : std::vector<std::string>(1);
  if (!glob || !pieces || !IsAscii(field)) return std::nullopt;
  if (!IsConstant(field)) {
    const bool removes = (op[0] == '#' || op[0] == '%') && field.size() < 4096;
    return removes ? RemoveKnownMatch(field, op, *glob) : std::nullopt;
  }
  const size_t steps = op[0] == '/' ? ReplaceSteps(field, *glob) : field.size() * glob->size();
  if (steps > kMaxSteps || !Spend(1 + steps / 256)) return std::nullopt;
  if (op[0] == '#' || op[0] == '%') return RemoveMatch(field, op, *glob);
  if (op[0] == '/') return ReplaceMatch(field, op, *glob, *pieces);
  return ChangeCase(field, op, *glob);
}

/// ${x=w}, ${x:=w}
void Evaluator::AssignDefault(const shell::Parameter& parameter, bool quoted, Value& value) {
  const Field argument =
      parameter.argument ? ExpandAsOne(*parameter.argument, {.at_start = !quoted}) : Field{};
  const bool empty = value.fields.size() == 1 && value.fields[0].empty();
  if (!value.unset && !value.missing && !(empty && parameter.op.size() == 2)) return;
  value = {.fields = {argument.text}, .network = argument.network, .secret = argument.secret};
  if (shell::IsName(parameter.name) && !parameter.subscript && !parameter.indirect) {
    SetVariable(parameter.name, argument);
  }
}

void Evaluator::ApplyOperator(const shell::Parameter& parameter, bool quoted, Value& value) {
  const std::string_view op = parameter.op;
  if (op == "=" || op == ":=") return AssignDefault(parameter, quoted, value);
  if (op == "?" || op == ":?") {
    if (parameter.argument) ExpandToOne(*parameter.argument);
    if (value.unset) value.fields = {Pattern(1, kAnything)};
    return;
  }
  if (op == ":" && !value.missing) return Cut(parameter, value);
  const bool changes = op[0] == '#' || op[0] == '%' || op[0] == '/' || op[0] == '^' || op[0] == ',';
  for (Pattern& field : value.fields) {
    if (value.missing && (changes || op == ":")) {
      field.clear();
    } else if (changes) {
      field = Changed(field, parameter).value_or(Pattern(1, kAnything));
    } else {
      // ${x@P} expands its value as a prompt; the others only change how it is written.
      const bool prompt =
          op == "@" && parameter.argument && ExpandToOne(*parameter.argument).text == "P";
      if (prompt) RunExpansions({.text = field, .span = {}}, "a prompt runs");
      field = Pattern(1, kAnything);
    }
  }
}

}  // namespace cmdai::safety
