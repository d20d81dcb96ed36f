#include "shell/parser.h"

#include "shell/foreign.h"
#include "shell/parser_internal.h"

namespace cmdai::shell {

ParseResult Parse(std::string_view text, Dialect dialect) {
  internal::Parser parser(text, dialect);
  ParseResult result;
  result.program = parser.ReadProgram();
  result.error = std::move(parser.error());
  if (result.error && result.error->kind != ParseError::Kind::kLimit) {
    if (const std::optional<ForeignSyntax> foreign = FindForeignSyntax(text)) {
      result.error->kind = ParseError::Kind::kForeign;
      result.error->message += fmt::format("; {} is syntax of {}", foreign->what, foreign->shell);
    }
  }
  return result;
}

}  // namespace cmdai::shell
