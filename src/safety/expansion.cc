#include "safety/expansion.h"

#include "safety/evaluator.h"
#include "shell/parser.h"

namespace cmdai::safety {

std::optional<std::vector<Pattern>> Evaluator::ArgumentsOfLast(std::string_view program) {
  shell::ParseResult result = shell::Parse(program);
  if (result.error || result.program.items.empty()) return std::nullopt;
  parsed_.push_back(std::move(result.program));
  std::vector<shell::AndOr>& items = parsed_.back().items;
  const shell::AndOr last = std::move(items.back());
  items.pop_back();
  if (last.pipelines.size() != 1 || last.pipelines[0].commands.size() != 1) return std::nullopt;
  const auto* const simple =
      std::get_if<shell::SimpleCommand>(&last.pipelines[0].commands[0].value);
  if (simple == nullptr || simple->words.empty()) return std::nullopt;
  Evaluate(parsed_.back(), {});
  std::vector<Pattern> patterns;
  for (Field& field : ExpandWords(simple->words)) patterns.push_back(std::move(field.text));
  if (!patterns.empty()) patterns.erase(patterns.begin());
  return patterns;
}

std::optional<std::vector<Pattern>> ExpandArguments(std::string_view program,
                                                    const Environment& environment) {
  const ProgramTable& programs =
      environment.programs == nullptr ? ProgramTable::BuiltIn() : *environment.programs;
  return Evaluator(environment, programs).ArgumentsOfLast(program);
}

}  // namespace cmdai::safety
