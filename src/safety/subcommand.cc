#include <algorithm>

#include "safety/evaluator.h"

/// Which row of the tables a subcommand means.
namespace cmdai::safety {
namespace {

/// Whether `words` begins with the row's subcommand words from `skip` on; how many it took.
std::optional<size_t> MatchSubcommand(const Row& row, size_t skip,
                                      const std::vector<Field>& words) {
  size_t at = 0;
  for (size_t i = skip; i < row.subcommands.size(); ++i) {
    if (row.subcommands[i] == "**") {
      if (i + 1 == row.subcommands.size()) return words.size();
      const std::string& next = row.subcommands[i + 1];
      while (at < words.size() && !AnyGlobMatches(next, words[at].text)) ++at;
      continue;
    }
    if (at >= words.size() || !AnyGlobMatches(row.subcommands[i], words[at].text)) {
      return std::nullopt;
    }
    ++at;
  }
  return at;
}

bool IsExact(const Row& row) {
  return std::ranges::all_of(row.subcommands, [](const std::string& word) {
    return word.find_first_of("*?[") == std::string::npos;
  });
}

}  // namespace

/// The row of the subcommand that the operands begin with, below `parent`: of rows without globs
/// the one with the most words, or the first row with globs if that has more.
const Row* Evaluator::FindSubcommand(std::string_view name, const Row& parent,
                                     const Arguments& arguments, size_t& n_words) {
  const Row* exact = nullptr;
  const Row* glob = nullptr;
  size_t n_exact = 0;
  size_t n_glob = 0;
  const size_t skip = parent.subcommands.size();
  Spend(programs_.Subcommands(name).size() / 64);
  for (const Row* const row : programs_.Subcommands(name)) {
    const bool below =
        row->subcommands.size() > skip &&
        std::equal(parent.subcommands.begin(), parent.subcommands.end(), row->subcommands.begin());
    if (!below) continue;
    const auto taken = MatchSubcommand(*row, skip, arguments.operands);
    if (!taken) continue;
    const size_t n = row->subcommands.size();
    if (IsExact(*row) && n > n_exact) {
      exact = row;
      n_exact = n;
      n_words = glob != nullptr && n_glob > n ? n_words : *taken;
    } else if (!IsExact(*row) && glob == nullptr) {
      glob = row;
      n_glob = n;
      if (exact == nullptr || n_glob > n_exact) n_words = *taken;
    }
  }
  return glob != nullptr && n_glob > n_exact ? glob : exact;
}

/// What follows the words of the subcommand, which is its own to take apart.
Invocation Evaluator::Inner(const Invocation& call, const Arguments& arguments, size_t first,
                            size_t n_words) {
  Invocation inner{.argv = {call.argv[0]}, .span = call.span, .in = call.in};
  size_t skipped = 0;
  for (size_t i = first; i < call.argv.size(); ++i) {
    const bool is_word = skipped < n_words &&
                         call.argv[i].span == arguments.operands[skipped].span &&
                         call.argv[i].text == arguments.operands[skipped].text;
    if (is_word) {
      ++skipped;
    } else if (skipped > 0) {
      inner.argv.push_back(call.argv[i]);
    }
  }
  return inner;
}

}  // namespace cmdai::safety
