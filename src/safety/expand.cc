#include <algorithm>

#include "safety/brace.h"
#include "safety/evaluator.h"

namespace cmdai::safety {
namespace {

using shell::Part;
using shell::Quoting;
using shell::Span;
using shell::Text;
using shell::Word;

/// Most words that a brace expansion may give.
constexpr size_t kMaxBraceWords = 256;

constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/// Text that was read from the program: its control characters stand for patterns of an outer
/// program, except those that $'...' spelled out.
Pattern FromLiteral(const Text& text) {
  return text.quoting == Quoting::kAnsiC ? FromText(text.text) : Pattern(text.text);
}

std::string_view BareTextOf(const Part& part) {
  const Text* const text = std::get_if<Text>(&part.value);
  return text != nullptr && text->quoting == Quoting::kNone ? std::string_view(text->text)
                                                            : std::string_view();
}

/// name=value, which an argument may be too.
bool IsAssignment(const Word& word) {
  std::string_view text = word.parts.empty() ? std::string_view() : BareTextOf(word.parts[0]);
  text = text.substr(0, text.find('='));
  if (word.parts.empty() || text.size() == BareTextOf(word.parts[0]).size()) return false;
  if (text.ends_with('+')) text.remove_suffix(1);
  if (text.ends_with(']')) text = text.substr(0, text.find('['));
  return shell::IsName(text);
}

/// Whether brace expansion, which takes braces off, left something else than the word.
bool IsChanged(const Word& word, const std::vector<BracePiece>& pieces) {
  size_t before = 0;
  size_t after = 0;
  for (const Part& part : word.parts) before += BareTextOf(part).size();
  for (const BracePiece& piece : pieces) after += piece.text.size();
  return before != after;
}

/// "$@" and the like, which between double quotes may be nothing.
bool IsList(const Part& part) {
  const auto* const parameter = std::get_if<shell::Parameter>(&part.value);
  return parameter != nullptr && !parameter->length &&
         (parameter->name == "@" ||
          (parameter->subscript != nullptr && shell::BareText(*parameter->subscript) == "@"));
}

}  // namespace

std::vector<Field> Evaluator::ExpandWords(const std::vector<Word>& words) {
  std::vector<Field> fields;
  for (const Word& word : words) {
    const size_t before = fields.size();
    Expand(word, fields);
    if (!Spend((fields.size() - before) / 4)) break;
  }
  return fields;
}

/// $@ or $* inside a longer word, outside functions: a command line has no arguments of its own.
bool Evaluator::IsEmptyList(const Part& part) const {
  const auto* const parameter = std::get_if<shell::Parameter>(&part.value);
  return parameter != nullptr && (parameter->name == "@" || parameter->name == "*") &&
         parameter->op.empty() && calls_.empty() && !state_.arguments_known;
}

/// The value of IFS.
std::string Evaluator::Separators() {
  const Variable* const ifs = state_.variables.Find("IFS");
  if (ifs == nullptr || ifs->values.empty()) return " \t\n";
  return Spend(ifs->values.front().size() / 16) ? ifs->values.front() : std::string();
}

void Evaluator::Expand(const Word& word, std::vector<Field>& fields) {
  const std::string ifs = Separators();
  std::vector<std::vector<BracePiece>> words;
  if (HasBraces(word)) {
    auto expanded = ExpandBraces(word, kMaxBraceWords);
    size_t work = 0;
    for (const auto& pieces : expanded.value_or(words)) {
      work += 1;
      for (const BracePiece& piece : pieces) work += piece.text.size() / 64;
    }
    if (!expanded || (expanded->size() > 1 && !Spend(work))) {
      Note(Risk::kUnknown, "limit", "unknown", word.span,
           "a brace expansion gives more words than can be followed");
      fields.push_back({.text = Pattern(1, kAnything), .span = word.span, .splits = true});
      return;
    }
    if (expanded->size() > 1 || IsChanged(word, expanded->front())) words = *std::move(expanded);
  }
  if (words.empty()) {
    FieldBuilder builder(fields, word.span, ifs, /*splits=*/true);
    Tildes tildes{.at_start = true, .in_assignment = IsAssignment(word)};
    for (const Part& part : word.parts) {
      tildes.at_end = &part == &word.parts.back();
      const std::string_view bare = BareTextOf(part);
      if (!bare.empty()) {
        ExpandBare(bare, tildes, builder);
      } else if (word.parts.size() == 1 || !IsEmptyList(part)) {
        ExpandPart(part, false, builder);
      }
      tildes.at_start = false;
    }
    builder.Finish();
    return;
  }
  for (const std::vector<BracePiece>& pieces : words) {
    FieldBuilder builder(fields, word.span, ifs, /*splits=*/true);
    ExpandPieces(pieces, builder);
    builder.Finish();
  }
}

/// One word that brace expansion gave. It comes before the others: $x{a,b} names the variables xa
/// and xb, {$,}x the variable x.
void Evaluator::ExpandPieces(const std::vector<BracePiece>& pieces, FieldBuilder& builder) {
  Tildes tildes{.at_start = true};
  std::string_view rest;  // of the piece before
  for (size_t i = 0; i < pieces.size(); ++i, tildes.at_start = false) {
    tildes.at_end = i + 1 == pieces.size();
    if (pieces[i].part == nullptr) {
      if (i == 0 || rest.data() == nullptr) rest = pieces[i].text;
      if (rest.empty() && pieces.size() == 1) builder.MarkQuoted();
      ExpandDollars(rest, tildes, builder);
      rest = {};
      continue;
    }
    const auto* const parameter = std::get_if<shell::Parameter>(&pieces[i].part->value);
    const bool grows = parameter != nullptr && !parameter->braced &&
                       shell::IsName(parameter->name) && !tildes.at_end &&
                       pieces[i + 1].part == nullptr;
    const std::string_view next = grows ? std::string_view(pieces[i + 1].text) : std::string_view();
    const size_t more = std::min(next.find_first_not_of(kNameCharacters), next.size());
    if (more > 0) {
      shell::Parameter longer;
      longer.name = parameter->name + std::string(next.substr(0, more));
      ExpandParameter(longer, pieces[i].part->span, false, builder);
      rest = next.substr(more);
    } else if (pieces.size() == 1 || !IsEmptyList(*pieces[i].part)) {
      ExpandPart(*pieces[i].part, false, builder);
    }
  }
}

/// Bare text in which brace expansion may have put a `$` before something.
void Evaluator::ExpandDollars(std::string_view text, Tildes& tildes, FieldBuilder& builder) {
  const bool at_end = tildes.at_end;
  for (size_t dollar = text.find('$'); dollar != std::string_view::npos; dollar = text.find('$')) {
    tildes.at_end = false;
    ExpandBare(text.substr(0, dollar), tildes, builder);
    tildes.at_start = false;
    text.remove_prefix(dollar + 1);
    const size_t name = std::min(text.find_first_not_of(kNameCharacters), text.size());
    if (text.empty() && at_end) {
      builder.AddLiteral("$");
    } else if (shell::IsName(text.substr(0, name))) {
      shell::Parameter parameter;
      parameter.name = text.substr(0, name);
      ExpandParameter(parameter, {}, false, builder);
      text.remove_prefix(name);
    } else if (!text.empty() && std::string_view("/.,:=+%^~]").find(text[0]) != text.npos) {
      builder.AddLiteral("$");
    } else {
      builder.AddExpanded(Pattern(1, kAnything));  // ${, $', $1 and the like
    }
  }
  tildes.at_end = at_end;
  ExpandBare(text, tildes, builder);
}

/// The word as one string, as on the right of an assignment: no splitting, no globs.
Field Evaluator::ExpandToOne(const Word& word) { return ExpandAsOne(word, {.at_start = true}); }

/// The same for an arithmetic expression, where ~ is an operator.
Field Evaluator::ExpandExpression(const Word& word) { return ExpandAsOne(word, {}); }

Field Evaluator::ExpandAsOne(const Word& word, Tildes tildes) {
  std::vector<Field> fields;
  FieldBuilder builder(fields, word.span, Separators(), /*splits=*/false);
  for (const Part& part : word.parts) {
    tildes.at_end = &part == &word.parts.back();
    const std::string_view bare = BareTextOf(part);
    bare.empty() ? ExpandPart(part, false, builder) : ExpandBare(bare, tildes, builder);
    tildes.at_start = false;
  }
  builder.MarkQuoted();
  builder.Finish();
  Field field = std::move(fields.front());
  field.span = word.span;
  return field;
}

void Evaluator::ExpandPart(const Part& part, bool quoted, FieldBuilder& builder) {
  const FieldBuilder::Start start = builder.Begin();
  if (const Text* const text = std::get_if<Text>(&part.value)) {
    const bool bare = !quoted && text->quoting == Quoting::kNone;
    if (!bare) builder.MarkQuoted();
    bare ? builder.AddBare(text->text) : builder.AddLiteral(FromLiteral(*text));
    if (!bare) builder.EndQuotes(start);
  } else if (const auto* const double_quoted = std::get_if<shell::DoubleQuoted>(&part.value)) {
    // "$@" of nothing is nothing.
    const bool only_lists =
        !double_quoted->parts.empty() && std::ranges::all_of(double_quoted->parts, IsList);
    if (!only_lists) builder.MarkQuoted();
    for (const Part& inner : double_quoted->parts) ExpandPart(inner, true, builder);
    if (!only_lists) builder.EndQuotes(start);
  } else if (const auto* const parameter = std::get_if<shell::Parameter>(&part.value)) {
    ExpandParameter(*parameter, part.span, quoted, builder);
  } else if (const auto* const command = std::get_if<shell::CommandSubstitution>(&part.value)) {
    const Field field = Substitute(*command, part.span);
    builder.AddOrigin(field.origin, field.network, field.secret);
    quoted ? builder.AddLiteral(field.text) : builder.AddExpanded(field.text);
  } else if (const auto* const sum = std::get_if<shell::ArithmeticExpansion>(&part.value)) {
    const Pattern digits = EvaluateArithmetic(sum->expression);
    quoted ? builder.AddLiteral(digits) : builder.AddExpanded(digits);
  } else if (const auto* const process = std::get_if<shell::ProcessSubstitution>(&part.value)) {
    builder.AddLiteral(SubstituteProcess(*process, part.span).text);
  } else if (const auto* const array = std::get_if<shell::ArrayLiteral>(&part.value)) {
    for (const Field& field : ExpandWords(array->elements)) {
      builder.AddLiteral(field.text);
      builder.AddLiteral(" ");
    }
  }
}

void Evaluator::ExpandParameter(const shell::Parameter& parameter, Span span, bool quoted,
                                FieldBuilder& builder) {
  static_cast<void>(span);
  if (parameter.op == ":-" || parameter.op == "-" || parameter.op == ":+" || parameter.op == "+") {
    ExpandDefault(parameter, quoted, builder);
    return;
  }
  const Value value = ValueOf(parameter, quoted);
  if (value.fields.size() == 1 && IsConstant(value.fields[0]) && value.fields[0].size() <= 64) {
    builder.AddOrigin(fmt::format("`${}` is {}", parameter.name,
                                  value.fields[0].empty() ? "empty" : value.fields[0]),
                      value.network, value.secret);
  } else {
    builder.AddOrigin({}, value.network, value.secret);
  }
  AddValue(value, quoted, builder);
}

}  // namespace cmdai::safety
