#include "shell/quote.h"
#include "tests/safety/transformations.h"

/// The program within compound commands and beside commands that do nothing.
namespace cmdai::safety {
namespace {

/// The program stands where `%` is, and a newline follows it, which ends its comments and
/// here-documents.
struct Template {
  std::string_view name;
  std::string_view text;
};

constexpr Template kTemplates[] = {
    {"braces", "{ %}"},
    {"braces", "{ :; { %}; }"},
    {"subshell", "(%)"},
    {"subshell", "( : && (%) )"},
    {"if", "if :; then %fi"},
    {"if", "if %then :; fi"},
    {"if", "if ! true; then :; else %fi"},
    {"if", "if false; then :; elif true; then %fi"},
    {"if", "if [ -n x ]; then %fi"},
    {"if", "if [[ 1 -lt 2 ]]; then %fi"},
    {"if", "if (( 1 )); then %fi"},
    {"while", "while :; do %break; done"},
    {"while", "until false; do %break; done"},
    {"while", "while %do break; done"},
    {"for", "for cmdai_v in 1; do %done"},
    {"for", "for cmdai_v in a b; do %done"},
    {"for", "for ((cmdai_v = 0; cmdai_v < 1; cmdai_v++)); do %done"},
    {"for", "select cmdai_v in a; do %break; done <<< 1"},
    {"case", "case x in x) %;; esac"},
    {"case", "case x in (y) ;; (*) %;; esac"},
    {"case", "case x in x) : ;& y) %esac"},
    {"function", "cmdai_f() { %}; cmdai_f"},
    {"function", "cmdai_f() (%); cmdai_f"},
    {"function", "function cmdai_f { %}\ncmdai_f"},
    {"function", "cmdai_f() { cmdai_g; }; cmdai_g() { %}; cmdai_f"},
    {"function", "cmdai_f() if :; then %fi; cmdai_f"},
    {"coproc", "coproc { %}"},
    {"coproc", "coproc CMDAI { %}; wait"},
    {"time and !", "time { %}"},
    {"time and !", "! { %}"},
    {"time and !", "time -p ! { %}"},
    {"&& and ||", "true && { %}"},
    {"&& and ||", "false || { %}"},
    {"&& and ||", ": && true && { %} && :"},
    {"&& and ||", "{ %} || true"},
    {"beside others", ":; %"},
    {"beside others", "%:"},
    {"beside others", "echo done; %echo done"},
    {"beside others", "cd .; %"},
    {"beside others", "ls -l | wc -l; %"},
    {"background", "{ %} &"},
    {"background", "{ %} & wait"},
    {"background", "sleep 1 & %"},
    {"newline", "\n\n%\n"},
    {"newline", "echo a\n%"},
    {"comment", "# a comment\n%"},
    {"comment", "%# a comment"},
    {"comment", "true # rm\n%"},
    {"in a pipeline", ": | { %}"},
    {"in a pipeline", "{ %} | cat"},
    {"in a pipeline", "{ %} |& cat"},
    {"redirections", "{ %} 2>/dev/null"},
    {"redirections", "{ %} 2>&1"},
    {"redirections", "{ %} 3</dev/null"},
    {"substitution", "$(%)"},
    {"substitution", ": \"$(%)\""},
    {"substitution", "echo \"${cmdai_unset:-$(%)}\""},
    {"substitution", "cmdai_v=$(%)"},
    {"substitution", "local_v=\"a$(%)b\" true"},
    {"substitution", "[ -n \"$(%)\" ]"},
    {"substitution", "case $(%) in *) ;; esac"},
    {"substitution", "for cmdai_v in $(%); do :; done"},
    {"substitution", "echo $(( $(%) + 0 ))"},
    {"substitution", "cat <<CMDAI_END\n$(%)\nCMDAI_END\n"},
    {"substitution", "cat <<< \"$(%)\""},
    {"substitution", "cmdai_a=($(%))"},
    {"process substitution of it", "cat <(%)"},
    {"process substitution of it", "diff <(%) /dev/null"},
    {"process substitution of it", "wc -l < <(%)"},
    {"process substitution of it", ": > >(%)"},
    {"arithmetic", "(( 1 + 1 )); %"},
    {"arithmetic", "let 1; %"},
    {"arithmetic", ": $((1 << 2)); %"},
    {"options of the shell", "set -e; %"},
    {"options of the shell", "set -eo pipefail\n%"},
    {"options of the shell", "shopt -s nullglob; %"},
    {"other variables", "cmdai_v=1; %"},
    {"other variables", "export CMDAI_V=a; %"},
    {"other variables", "unset cmdai_v; %"},
    {"other variables", "read -r cmdai_v <<< a; %"},
    {"other functions", "cmdai_f() { :; }; %"},
    {"other functions", "alias cmdai_x=true; %"},
    {"other functions", "trap : EXIT; %"},
};

std::string Fill(std::string_view text, std::string_view program) {
  std::string filled;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      filled += text[i];
      continue;
    }
    filled += program;
    if (i + 1 < text.size()) filled += '\n';
  }
  return filled;
}

/// The same where the program is one pipeline: it may follow a word on the same line.
std::vector<std::string> BesidePipeline(const ProgramText& program) {
  if (!program.is_pipeline || program.has_here_document) return {};
  if (program.text.find_first_of("#\n") != std::string::npos) return {};
  const std::string& text = program.text;
  std::vector<std::string> variants = {"true && " + text, "false || " + text, text + " && true",
                                       text + " || :",    text + "; :",       ": ; " + text + " ; ",
                                       text + " &",       "( " + text + " )", "{ " + text + "; }"};
  if (!text.starts_with("time") && !text.starts_with("!")) {
    variants.push_back("time " + text);
    variants.push_back("! " + text);
    variants.push_back("time -p " + text);
  }
  return variants;
}

/// A comment after it on its own line.
std::vector<std::string> CommentAppended(const ProgramText& program) {
  if (program.has_here_document) return {};
  return {program.text + " # a comment", program.text + "\t#", program.text + "\n# a comment"};
}

/// Newlines instead of `;`.
std::vector<std::string> Newlines(const ProgramText& program) {
  if (program.has_here_document || program.text.find_first_of("'\"\\#(") != std::string::npos) {
    return {};
  }
  std::string text = program.text;
  for (size_t at = 0; (at = text.find("; ", at)) != std::string::npos;) text.replace(at, 2, "\n");
  if (text == program.text || text.find(";;") != std::string::npos) return {};
  return {text};
}

}  // namespace

std::vector<Transformation> ContextTransformations() {
  std::vector<Transformation> all;
  std::string_view last;
  for (const Template& entry : kTemplates) {
    if (entry.name == last) continue;
    last = entry.name;
    all.push_back({std::string(last), [name = last](const ProgramText& program) {
                     std::vector<std::string> variants;
                     for (const Template& other : kTemplates) {
                       if (other.name == name) variants.push_back(Fill(other.text, program.text));
                     }
                     return variants;
                   }});
  }
  all.push_back({"pipeline beside others", BesidePipeline});
  all.push_back({"comment appended", CommentAppended});
  all.push_back({"newline for ;", Newlines});
  return all;
}

}  // namespace cmdai::safety
