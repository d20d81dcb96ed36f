#include "shell/kind.h"

#include <algorithm>

namespace cmdai::shell {
namespace {

struct Shell {
  std::string_view name;
  Kind kind;
};

constexpr Shell kShells[] = {
    {"bash", Kind::kBash},        {"rbash", Kind::kBash},     {"sh", Kind::kPosix},
    {"dash", Kind::kPosix},       {"ash", Kind::kPosix},      {"posh", Kind::kPosix},
    {"ksh", Kind::kKsh},          {"ksh93", Kind::kKsh},      {"mksh", Kind::kKsh},
    {"oksh", Kind::kKsh},         {"loksh", Kind::kKsh},      {"pdksh", Kind::kKsh},
    {"zsh", Kind::kZsh},          {"zsh5", Kind::kZsh},       {"rzsh", Kind::kZsh},
    {"fish", Kind::kFish},        {"rksh", Kind::kKsh},       {"yash", Kind::kPosix},
    {"bash-static", Kind::kBash}, {"zsh-static", Kind::kZsh}, {"zsh-beta", Kind::kZsh},
};

}  // namespace

Kind KindOfShell(std::string_view name) {
  name.remove_prefix(name.rfind('/') + 1);  // npos + 1 is 0
  if (name.starts_with('-')) name.remove_prefix(1);
  const auto* const found = std::ranges::find(kShells, name, &Shell::name);
  return found == std::end(kShells) ? Kind::kOther : found->kind;
}

std::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kBash:
      return "bash";
    case Kind::kPosix:
      return "sh";
    case Kind::kKsh:
      return "ksh";
    case Kind::kZsh:
      return "zsh";
    case Kind::kFish:
      return "fish";
    case Kind::kOther:
      break;
  }
  return "this shell";
}

}  // namespace cmdai::shell
