#include <fmt/format.h>

#include "shell/print_internal.h"

namespace cmdai::shell::internal {
namespace {

std::string Escape(std::string_view text, std::string_view special) {
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string AnsiC(std::string_view text) {
  std::string escaped = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      escaped += '\\';
      escaped += c;
    } else if (byte < 0x20 || byte >= 0x7F) {
      escaped += fmt::format("\\{:03o}", byte);
    } else {
      escaped += c;
    }
  }
  return escaped + "'";
}

}  // namespace

void Printer::Print(const Word& word, Context context) {
  for (const Part& part : word.parts) Print(part, context);
}

void Printer::Print(const Part& part, Context context) {
  const auto print = [&](const auto& value) { PrintPart(value, context); };
  std::visit(print, part.value);
}

void Printer::PrintPart(const Text& text, Context context) {
  if (context == Context::kDoubleQuotes && text.quoting == Quoting::kNone) {
    out_ += Escape(text.text, "$`\"\\");
  } else if (context == Context::kHereDocument && text.quoting == Quoting::kNone) {
    out_ += Escape(text.text, "$`\\");
  } else if (text.quoting == Quoting::kBackslash) {
    out_ += '\\';
    out_ += text.text;
  } else if (text.quoting == Quoting::kSingle) {
    out_ += '\'' + text.text + '\'';
  } else if (text.quoting == Quoting::kAnsiC) {
    out_ += AnsiC(text.text);
  } else {
    out_ += text.text;
  }
}

void Printer::PrintPart(const DoubleQuoted& quoted, Context) {
  out_ += quoted.locale ? "$\"" : "\"";
  for (const Part& part : quoted.parts) Print(part, Context::kDoubleQuotes);
  out_ += '"';
}

void Printer::PrintPart(const Parameter& parameter, Context) {
  out_ += parameter.braced ? "${" : "$";
  if (parameter.length) out_ += '#';
  if (parameter.indirect) out_ += '!';
  out_ += parameter.name;
  if (parameter.subscript) {
    out_ += '[';
    Print(*parameter.subscript);
    out_ += ']';
  }
  out_ += parameter.op;
  // Literal text keeps its quoting parts, so it is written as it was read.
  if (parameter.argument) Print(*parameter.argument);
  if (parameter.second) {
    out_ += parameter.op == ":" ? ':' : '/';
    Print(*parameter.second);
  }
  if (parameter.braced) out_ += '}';
}

void Printer::PrintPart(const CommandSubstitution& substitution, Context context) {
  Printer inner;
  if (substitution.list) inner.Print(*substitution.list);
  const std::string text = inner.Take();
  if (substitution.form == CommandSubstitution::Form::kBackquotes) {
    const bool quoted = context == Context::kDoubleQuotes;
    out_ += '`' + Escape(text, quoted ? "$`\\\"" : "$`\\") + '`';
  } else {
    out_ += text.starts_with('(') ? "$( " : "$(";
    out_ += text + ')';
  }
}

void Printer::PrintPart(const ArithmeticExpansion& arithmetic, Context) {
  out_ += arithmetic.brackets ? "$[" : "$((";
  Print(arithmetic.expression);
  out_ += arithmetic.brackets ? "]" : "))";
}

void Printer::PrintPart(const ProcessSubstitution& substitution, Context) {
  Printer inner;
  if (substitution.list) inner.Print(*substitution.list);
  out_ += substitution.direction;
  out_ += '(' + inner.Take() + ')';
}

void Printer::PrintPart(const ArrayLiteral& array, Context) {
  out_ += '(';
  PrintWords(array.elements);
  out_ += ')';
}

void Printer::PrintWords(const std::vector<Word>& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out_ += ' ';
    Print(words[i]);
  }
}

}  // namespace cmdai::shell::internal
