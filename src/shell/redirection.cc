#include "shell/redirection.h"

namespace cmdai::shell {

std::string_view Spelling(RedirectionOperator op) {
  static constexpr std::string_view kSpellings[] = {"<",  ">",  ">>",  ">|", "<>",  "<&",
                                                    ">&", "&>", "&>>", "<<", "<<-", "<<<"};
  return kSpellings[static_cast<int>(op)];
}

bool Writes(RedirectionOperator op) {
  switch (op) {
    case RedirectionOperator::kOutput:
    case RedirectionOperator::kAppend:
    case RedirectionOperator::kClobber:
    case RedirectionOperator::kReadWrite:
    case RedirectionOperator::kOutputAndError:
    case RedirectionOperator::kAppendOutputAndError:
      return true;
    default:
      return false;
  }
}

}  // namespace cmdai::shell
