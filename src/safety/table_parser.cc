#include "safety/table_parser.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace cmdai::safety {
namespace {

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes the text up to `separator`, or all of it.
std::string_view TakeUntil(std::string_view& rest, std::string_view separator) {
  const size_t at = rest.find(separator);
  const std::string_view taken = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + separator.size());
  return Trim(taken);
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  for (text = Trim(text); !text.empty(); text = Trim(text)) {
    words.emplace_back(TakeUntil(text, " "));
  }
  return words;
}

/// Reads the lines of one paragraph.
class ParagraphReader {
 public:
  ParagraphReader(const Paragraph& paragraph, const ProgramTable& known)
      : file_(paragraph.file), known_(known), line_(paragraph.line - 1) {}

  Result<Row> Read(std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
      const size_t newline = rest.find('\n');
      const std::string_view line = Trim(rest.substr(0, newline));
      rest = newline == std::string_view::npos ? std::string_view() : rest.substr(newline + 1);
      ++line_;
      if (line.empty() || line[0] == '#') continue;
      CMDAI_TRY(ReadLine(line));
    }
    return std::move(row_);
  }

 private:
  template <typename... Args>
  tl::unexpected<Error> Bad(fmt::format_string<Args...> format, Args&&... args) {
    return Fail(ErrorCode::kCorrupt, "[safety] {}:{}: {}", file_, line_,
                fmt::format(format, std::forward<Args>(args)...));
  }

  Result<void> ReadLine(std::string_view line) {
    const std::string keyword(TakeUntil(line, " "));
    line = Trim(line);
    if (keyword == "program") return ReadHeader(line);
    Row& row = row_;
    if (keyword == "style") return ReadStyle(line, row.style);
    if (keyword == "flag" || keyword == "opt" || keyword == "opt?") {
      return ReadOptions(keyword, Words(line), row);
    }
    if (keyword == "args") return ReadOperands(Words(line), row.operands.emplace());
    if (keyword == "on") return ReadClause(line, row);
    if (keyword == "reads") {
      for (const std::string& word : Words(line)) {
        if (row.FindOption(word) == nullptr) row.options.push_back({.name = word});
        row.reads.push_back(word);
      }
      return {};
    }
    if (keyword == "risk") {
      CMDAI_ASSIGN(Action action, ReadAction(line));
      if (action.kind != Action::Kind::kRisk) return Bad("`risk` needs a risk and a sentence");
      row.risks.push_back(std::move(action));
      return {};
    }
    if (keyword == "stdin") return ReadRole(line, row.standard_input.emplace());
    if (keyword == "stdout") {
      row.standard_output = line;
      return {};
    }
    if (keyword == "handler") {
      row.handler = line;
      return {};
    }
    if (keyword == "like") return ReadLike(line, row);
    if (keyword == "hit" || keyword == "miss") return ReadExample(keyword, line, row);
    return Bad("unknown keyword `{}`", keyword);
  }

  Result<void> ReadHeader(std::string_view line) {
    Row& row = row_;
    row.file = file_;
    row.line = line_;
    std::string_view names = TakeUntil(line, " : ");
    row.summary = Trim(line);
    if (row.summary.empty()) return Bad("`program` needs ` : ` and a summary");
    while (names.find(',') != std::string_view::npos) row.names.emplace_back(TakeUntil(names, ","));
    std::vector<std::string> words = Words(names);
    if (words.empty()) return Bad("`program` needs a name");
    row.names.push_back(std::move(words[0]));
    row.subcommands.assign(std::make_move_iterator(words.begin() + 1),
                           std::make_move_iterator(words.end()));
    return {};
  }

  Result<void> ReadStyle(std::string_view line, Style& style) {
    for (const std::string& word : Words(line)) {
      if (word == "any") {
        style.any = true;
      } else if (word == "stop") {
        style.stop = true;
      } else if (word == "words") {
        style.words = true;
      } else if (word == "assignments") {
        style.assignments = true;
      } else if (word == "cluster") {
        style.cluster = true;
      } else if (word == "none") {
        style.none = true;
      } else if (word == "plus") {
        style.plus = true;
      } else {
        return Bad("unknown style `{}`", word);
      }
    }
    return {};
  }

  Result<void> ReadRole(std::string_view name, Role& role) {
    const std::optional<Role> parsed = ParseRole(name);
    if (!parsed) return Bad("unknown role `{}`", name);
    role = *parsed;
    return {};
  }

  Result<void> ReadOptions(std::string_view keyword, std::vector<std::string> words, Row& row) {
    OptionSpec spec;
    if (keyword != "flag") {
      if (words.size() < 2) return Bad("`{}` needs names and a role", keyword);
      CMDAI_TRY(ReadRole(words.back(), spec.role));
      words.pop_back();
      spec.takes_value = true;
      spec.value_is_optional = keyword == "opt?";
    }
    for (std::string& word : words) {
      spec.name = std::move(word);
      row.options.push_back(spec);
    }
    return {};
  }

  Result<void> ReadOperands(const std::vector<std::string>& words, Operands& operands) {
    for (std::string_view word : words) {
      if (word.ends_with('*')) {
        if (operands.repeated) return Bad("two roles with `*`");
        operands.repeated = operands.roles.size();
        word.remove_suffix(1);
      }
      CMDAI_TRY(ReadRole(word, operands.roles.emplace_back()));
    }
    return {};
  }

  Result<Condition> ReadCondition(std::string_view text) {
    Condition condition;
    if (text.starts_with('!')) {
      condition.negated = true;
      text.remove_prefix(1);
    }
    if (text == "none") {
      condition.kind = Condition::Kind::kNoOperands;
      return condition;
    }
    const size_t equals = text.find('=', 1);
    if (text.starts_with('@')) {
      condition.kind = Condition::Kind::kOperand;
      text.remove_prefix(1);
      size_t index = 0;
      const char* const end = text.data() + text.size();
      const auto [after, error] = std::from_chars(text.data(), end, index);
      if (error == std::errc() && after != end && *after == '=') {
        if (index == 0) return Bad("operands are counted from 1");
        condition.index = index - 1;
        text.remove_prefix(static_cast<size_t>(after - text.data()) + 1);
      }
      condition.glob = std::string(text);
    } else if (equals != std::string_view::npos && equals + 1 < text.size()) {
      condition.name = text.substr(0, equals);
      condition.glob = std::string(text.substr(equals + 1));
    } else {
      condition.name = text;
    }
    return condition;
  }

  Result<Action> ReadAction(std::string_view text) {
    Action action;
    std::string_view rest = text;
    const std::string_view first = TakeUntil(rest, " ");
    if (const std::optional<Risk> risk = ParseRisk(first)) {
      action.risk = *risk;
      action.text = Trim(rest);
      if (action.text.empty()) return Bad("`{}` needs a sentence", first);
    } else if (first == "args") {
      action.kind = Action::Kind::kOperands;
      CMDAI_TRY(ReadOperands(Words(rest), action.operands));
    } else if (first == "stdin") {
      action.kind = Action::Kind::kStdin;
      CMDAI_TRY(ReadRole(Trim(rest), action.role));
    } else if (first == "stdout") {
      action.kind = Action::Kind::kStdout;
      action.text = Trim(rest);
    } else if (first == "opt") {
      action.kind = Action::Kind::kOption;
      action.options = Words(rest);
      if (action.options.size() < 2) return Bad("`opt` needs names and a role");
      CMDAI_TRY(ReadRole(action.options.back(), action.role));
      action.options.pop_back();
    } else if (first == "reads") {
      action.kind = Action::Kind::kReads;
    } else {
      return Bad("unknown action `{}`", first);
    }
    return action;
  }

  Result<void> ReadClause(std::string_view line, Row& row) {
    Clause clause;
    const std::string_view conditions = TakeUntil(line, " : ");
    for (const std::string& word : Words(conditions)) {
      std::vector<Condition>& all_of = clause.any_of.emplace_back();
      std::string_view rest = word;
      while (!rest.empty()) {
        CMDAI_ASSIGN(Condition condition, ReadCondition(TakeUntil(rest, "&")));
        const bool known =
            condition.kind != Condition::Kind::kOption || row.FindOption(condition.name) != nullptr;
        if (!known)
          row.options.push_back({.name = condition.name,
                                 .takes_value = condition.glob.has_value(),
                                 .value_is_optional = false,
                                 .role = Role::kText});
        all_of.push_back(std::move(condition));
      }
    }
    if (clause.any_of.empty()) return Bad("`on` needs a condition");
    while (!Trim(line).empty()) {
      CMDAI_ASSIGN(Action action, ReadAction(TakeUntil(line, ";")));
      clause.actions.push_back(std::move(action));
    }
    if (clause.actions.empty()) return Bad("`on` needs ` : ` and an action");
    row.clauses.push_back(std::move(clause));
    return {};
  }

  Result<void> ReadLike(std::string_view name, Row& row) {
    const Row* const source = known_.Find(name);
    if (source == nullptr) return Bad("`like {}`: there is no such row above", name);
    Row copy = *source;
    copy.names = std::move(row.names);
    copy.subcommands = std::move(row.subcommands);
    copy.summary = std::move(row.summary);
    copy.examples.clear();
    copy.file = file_;
    copy.line = row.line;
    row = std::move(copy);
    return {};
  }

  Result<void> ReadExample(std::string_view keyword, std::string_view line, Row& row) {
    Example example;
    if (keyword == "hit") {
      const std::string_view risk = TakeUntil(line, " ");
      example.at_least = ParseRisk(risk);
      if (!example.at_least) return Bad("unknown risk `{}`", risk);
    }
    example.command = Trim(line);
    if (example.command.empty()) return Bad("`{}` needs a command", keyword);
    row.examples.push_back(std::move(example));
    return {};
  }

  std::string file_;
  const ProgramTable& known_;
  size_t line_ = 0;
  Row row_;
};

}  // namespace

Result<Row> ParseParagraph(const Paragraph& paragraph, const ProgramTable& known) {
  return ParagraphReader(paragraph, known).Read(paragraph.text);
}

}  // namespace cmdai::safety
