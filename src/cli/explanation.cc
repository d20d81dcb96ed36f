#include "cli/explanation.h"

#include <algorithm>

#include "base/utf8.h"
#include "cli/verdict_text.h"
#include "safety/explain.h"

namespace cmdai::cli {

std::string ExplanationText(std::string_view command, const JudgeOptions& options) {
  const std::vector<safety::WordExplanation> words = safety::ExplainWords(command);
  size_t width = 0;
  for (const safety::WordExplanation& word : words) {
    width = std::max(width, std::min<size_t>(24, word.word.size() + 2 * word.level));
  }
  std::string text;
  for (const safety::WordExplanation& word : words) {
    const std::string indent(2 * word.level, ' ');
    text += fmt::format("{:<{}}  {}\n", indent + EscapeForTerminal(word.word), width,
                        EscapeForTerminal(word.meaning));
  }
  const safety::Verdict verdict = JudgeWith(options, command);
  text += fmt::format("effects: {}\n", VerdictLine(verdict));
  if (!verdict.findings.empty()) text += ReasonsText(verdict) + '\n';
  return text;
}

}  // namespace cmdai::cli
