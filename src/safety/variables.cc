#include "safety/variables.h"

#include <algorithm>

namespace cmdai::safety {
namespace {

using enum Risk;

constexpr std::string_view kLoads = "makes programs load code from a file";
constexpr std::string_view kHistory = "changes what the shell remembers of its commands";

constexpr VariableMeaning kMeanings[] = {
    {"LD_PRELOAD", kHigh, Role::kText, kLoads},
    {"LD_AUDIT", kHigh, Role::kText, kLoads},
    {"LD_LIBRARY_PATH", kCaution, Role::kText, kLoads},
    {"DYLD_INSERT_LIBRARIES", kHigh, Role::kText, kLoads},
    {"DYLD_LIBRARY_PATH", kCaution, Role::kText, kLoads},
    {"GCONV_PATH", kHigh, Role::kText, kLoads},
    {"PYTHONSTARTUP", kHigh, Role::kText, kLoads},
    {"PYTHONHOME", kHigh, Role::kText, kLoads},
    {"PYTHONPATH", kCaution, Role::kText, kLoads},
    {"PYTHONWARNINGS", kCaution, Role::kText, kLoads},
    {"PERL5LIB", kHigh, Role::kText, kLoads},
    {"PERL5OPT", kHigh, Role::kText, kLoads},
    {"PERL5DB", kHigh, Role::kText, kLoads},
    {"RUBYOPT", kHigh, Role::kText, kLoads},
    {"RUBYLIB", kHigh, Role::kText, kLoads},
    {"NODE_OPTIONS", kCaution, Role::kText, kLoads},
    {"NODE_PATH", kCaution, Role::kText, kLoads},
    {"JAVA_TOOL_OPTIONS", kCaution, Role::kText, kLoads},
    {"_JAVA_OPTIONS", kCaution, Role::kText, kLoads},
    {"CLASSPATH", kCaution, Role::kText, kLoads},
    {"LUA_INIT", kHigh, Role::kText, kLoads},
    {"PHPRC", kHigh, Role::kText, kLoads},
    {"TERMINFO", kCaution, Role::kText, kLoads},
    {"OPENSSL_CONF", kHigh, Role::kText, kLoads},
    {"GIT_CONFIG_GLOBAL", kHigh, Role::kText, kLoads},
    {"GIT_CONFIG_SYSTEM", kHigh, Role::kText, kLoads},
    {"GIT_EXEC_PATH", kHigh, Role::kText, kLoads},
    {"GIT_CONFIG_COUNT", kHigh, Role::kText, "gives git settings, which may run programs"},
    {"GIT_CONFIG_PARAMETERS", kHigh, Role::kText, "gives git settings, which may run programs"},
    {"GIT_DIR", kCaution, Role::kText, "chooses the repository, whose settings may run programs"},
    {"INPUTRC", kCaution, Role::kText, "chooses what keys do in shells"},
    {"LESSKEY", kCaution, Role::kText, "chooses what keys do in less"},
    {"LESSKEYIN", kCaution, Role::kText, "chooses what keys do in less"},
    {"LESSKEY_CONTENT", kCaution, Role::kText, "chooses what keys do in less"},
    {"MANOPT", kCaution, Role::kText, "gives man options, which may run programs"},
    {"RIPGREP_CONFIG_PATH", kCaution, Role::kText, "gives rg options, which may run programs"},
    {"npm_config_script_shell", kHigh, Role::kText, "chooses the program that runs scripts"},
    {"BASHOPTS", kCaution, Role::kText, "changes how shells run commands"},
    {"POSIXLY_CORRECT", kCaution, Role::kText, "changes how programs read their arguments"},
    {"GIT_TEMPLATE_DIR", kHigh, Role::kText, kLoads},
    {"DOCKER_HOST", kCaution, Role::kText, "sends the commands of docker to another machine"},
    {"KUBECONFIG", kCaution, Role::kText, "chooses the cluster and how to enter it"},
    {"DOCKER_CONFIG", kCaution, Role::kText, "chooses the settings and plugins of docker"},
    {"AWS_CONFIG_FILE", kCaution, Role::kText,
     "chooses the settings of aws, which may run programs"},
    {"BASH_ENV", kHigh, Role::kScript, "makes every shell run a file first"},
    {"ENV", kCaution, Role::kText, "may make shells run a file first"},
    {"ZDOTDIR", kCaution, Role::kText, "makes zsh run files of another folder first"},
    {"PROMPT_COMMAND", kHigh, Role::kShell, "makes the shell run a command before each prompt"},
    {"PAGER", kSafe, Role::kShell, ""},
    {"MANPAGER", kSafe, Role::kShell, ""},
    {"GIT_PAGER", kSafe, Role::kShell, ""},
    {"SYSTEMD_PAGER", kSafe, Role::kShell, ""},
    {"BAT_PAGER", kSafe, Role::kShell, ""},
    {"DELTA_PAGER", kSafe, Role::kShell, ""},
    {"AWS_PAGER", kSafe, Role::kShell, ""},
    {"PSQL_PAGER", kSafe, Role::kShell, ""},
    {"EDITOR", kSafe, Role::kShell, ""},
    {"VISUAL", kSafe, Role::kShell, ""},
    {"SUDO_EDITOR", kSafe, Role::kShell, ""},
    {"SYSTEMD_EDITOR", kSafe, Role::kShell, ""},
    {"KUBE_EDITOR", kSafe, Role::kShell, ""},
    {"GIT_EDITOR", kSafe, Role::kShell, ""},
    {"GIT_SEQUENCE_EDITOR", kSafe, Role::kShell, ""},
    {"FCEDIT", kSafe, Role::kShell, ""},
    {"BROWSER", kSafe, Role::kShell, ""},
    {"GIT_SSH", kCaution, Role::kShell, "makes git run a program of its own to connect"},
    {"GIT_SSH_COMMAND", kCaution, Role::kShell, "makes git run a command of its own to connect"},
    {"GIT_PROXY_COMMAND", kCaution, Role::kShell, "makes git run a command to connect"},
    {"GIT_ASKPASS", kCaution, Role::kShell, "makes git run a program for passwords"},
    {"SSH_ASKPASS", kCaution, Role::kShell, "makes ssh run a program for passwords"},
    {"SUDO_ASKPASS", kCaution, Role::kShell, "makes sudo run a program for passwords"},
    {"GIT_EXTERNAL_DIFF", kCaution, Role::kShell, "makes git run a program for each file"},
    {"GIT_TRACE", kSafe, Role::kText, ""},
    {"RSYNC_RSH", kCaution, Role::kShell, "makes rsync run a command to connect"},
    {"CVS_RSH", kCaution, Role::kShell, "makes cvs run a command to connect"},
    {"TAR_OPTIONS", kCaution, Role::kText, "changes what tar does"},
    {"MAKEFLAGS", kCaution, Role::kText, "changes what make does"},
    {"LESSOPEN", kCaution, Role::kShell, "makes less run a command for each file"},
    {"LESSCLOSE", kCaution, Role::kShell, "makes less run a command for each file"},
    {"CC", kSafe, Role::kShell, ""},
    {"CXX", kSafe, Role::kShell, ""},
    {"SHELLOPTS", kCaution, Role::kText, "changes how shells run commands"},
    {"HISTFILE", kCaution, Role::kText, kHistory},
    {"HISTSIZE", kCaution, Role::kText, kHistory},
    {"HISTFILESIZE", kCaution, Role::kText, kHistory},
    {"HISTCONTROL", kCaution, Role::kText, kHistory},
    {"HISTIGNORE", kCaution, Role::kText, kHistory},
    {"http_proxy", kSafe, Role::kText, ""},
    {"CURL_CA_BUNDLE", kSafe, Role::kText, ""},
    {"GIT_SSL_NO_VERIFY", kCaution, Role::kText, "turns off the check of who answers"},
    {"NODE_TLS_REJECT_UNAUTHORIZED", kCaution, Role::kText, "turns off the check of who answers"},
    {"PYTHONHTTPSVERIFY", kCaution, Role::kText, "turns off the check of who answers"},
};

}  // namespace

std::optional<VariableMeaning> MeaningOf(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(kMeanings, [&](const auto& meaning) { return meaning.name == name; });
  return found == std::end(kMeanings) ? std::nullopt : std::optional(*found);
}

}  // namespace cmdai::safety
