#include <algorithm>

#include "safety/evaluator.h"

namespace cmdai::safety {

Evaluator::Handler Evaluator::FindHandler(std::string_view name) {
  struct Entry {
    std::string_view name;
    Handler handler;
  };
  static constexpr Entry kHandlers[] = {
      {"cd", &Evaluator::Cd},
      {"declare", &Evaluator::Declare},
      {"unset", &Evaluator::Unset},
      {"names", &Evaluator::Names},
      {"read", &Evaluator::ReadVariables},
      {"eval", &Evaluator::Eval},
      {"alias", &Evaluator::Alias},
      {"trap", &Evaluator::Trap},
      {"bind", &Evaluator::Bind},
      {"set", &Evaluator::Set},
      {"shift", &Evaluator::Shift},
      {"getopts", &Evaluator::Getopts},
      {"exec", &Evaluator::Exec},
      {"which", &Evaluator::Which},
      {"echo", &Evaluator::Echo},
      {"printf", &Evaluator::Printf},
      {"shell", &Evaluator::Shell},
      {"sudo", &Evaluator::Sudo},
      {"su", &Evaluator::Su},
      {"env", &Evaluator::Env},
      {"busybox", &Evaluator::Busybox},
      {"find", &Evaluator::Find},
      {"fd", &Evaluator::Fd},
      {"xargs", &Evaluator::Xargs},
      {"parallel", &Evaluator::Parallel},
      {"kill", &Evaluator::Kill},
      {"chmod", &Evaluator::Chmod},
      {"tee", &Evaluator::Tee},
      {"mount", &Evaluator::Mount},
      {"git", &Evaluator::Git},
      {"docker-run", &Evaluator::DockerRun},
      {"docker-exec", &Evaluator::DockerExec},
      {"kubectl-exec", &Evaluator::KubectlExec},
      {"ansible", &Evaluator::Ansible},
      {"rsync", &Evaluator::Rsync},
      {"scp", &Evaluator::Scp},
      {"ssh", &Evaluator::Ssh},
      {"chroot", &Evaluator::Chroot},
  };
  const auto* const found =
      std::ranges::find_if(kHandlers, [&](const Entry& entry) { return entry.name == name; });
  return found == std::end(kHandlers) ? nullptr : found->handler;
}

}  // namespace cmdai::safety
