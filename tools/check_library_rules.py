#!/usr/bin/env python3
"""Checks the rules for src/ that reading the text can decide.

Libraries (src/ but cli, base/check.* and tests) print nothing, end no process, throw nothing and
have no assert(). All C++ files are ASCII. Preprocessor conditions stay in src/platform and
src/engine/kernels/dispatch.cc. Files have at most 300 lines (tests excepted). Every *_test.cc and
tests/**/test_*.py is named in a CMakeLists.txt, and no CMakeLists.txt of a folder links a folder
that ARCHITECTURE.md does not let it include. `--self-test` checks the checker.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from check_layers import HELPERS, Table, allows, is_test_code, read_table
from tree_checker import run

MAX_LINES = 300
CODE_FOLDERS = ("src", "tests", "fuzz", "bench")
CODE_SUFFIXES = (".h", ".cc")

# Comments, raw strings, strings and characters: what the text rules must not look into. A quote
# after a digit or letter is a digit separator (1'000) unless an encoding prefix stands before it.
OPAQUE = re.compile(
    r"""//(?:\\\n|[^\n])*
      | /\*.*?(?:\*/|\Z)
      | \b(?:u8|u|U|L)?R"(?P<tag>[^()\\\s]{0,16})\(.*?(?:\)(?P=tag)"|\Z)
      | "(?:\\.|[^"\\\n])*"
      | (?:(?<![0-9A-Za-z_])|(?<=\bu8)|(?<=\b[uUL]))'(?:\\.|[^'\\\n])*'
    """, re.DOTALL | re.VERBOSE)

# A name called as a function, not as a member of something: exit( and std::exit(, not x.exit(.
CALL = r"(?<![\w.])(?<!->)(?:{})\s*\("
LIBRARY_RULES = [
    ("prints", re.compile(r"\bstd\s*::\s*(?:w?cout|w?cerr|w?clog)\b|\bstd(?:out|err)\b"
                          r"|\b(?:fmt|std)\s*::\s*print(?:ln)?\b|"
                          + CALL.format("v?w?printf|puts|putchar|perror|psignal"))),
    ("ends the process", re.compile(
        CALL.format("exit|abort|_Exit|quick_exit|terminate|__builtin_trap"))),
    ("throws", re.compile(r"\bthrow\b|\bstd\s*::\s*rethrow_exception\b")),
    ("has an assert", re.compile(
        CALL.format("assert") + r"|#\s*include\s*<(?:cassert|assert\.h)>")),
]
# What breaks a promise of the README wherever it stands, cli included: the rule, and where the one
# place for it is.
PROMISE_RULES = [
    ("opens a connection", re.compile(CALL.format("socket|connect|getaddrinfo|gethostbyname")),
     None),
    ("starts a program", re.compile(CALL.format(
        r"system|popen|v?fork|exec[lv]\w*|fexecve|posix_spawnp?")), "platform/process_"),
    ("includes MLX", re.compile(r"^[ \t]*#[ \t]*include[ \t]*<mlx/", re.MULTILINE), "engine/mlx/"),
]
CONDITION = re.compile(r"^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif)\b", re.MULTILINE)


def strip_opaque(text: str) -> str:
    """`text` with comments and literals blanked out, line breaks kept."""
    return OPAQUE.sub(lambda match: " " + "\n" * match[0].count("\n"), text)


def may_do_anything(path: str) -> bool:
    """Files that the rules for libraries leave alone; `path` is relative to src/."""
    return (path.startswith(("cli/", "base/check.")) or is_test_code(path))


def may_have_conditions(path: str) -> bool:
    return path.startswith("platform/") or path == "engine/kernels/dispatch.cc"


def find_all(rule: re.Pattern[str], code: str) -> list[int]:
    """The lines where `rule` matches."""
    return [code.count("\n", 0, match.start()) + 1 for match in rule.finditer(code)]


def check_source(path: str, text: str) -> list[str]:
    """Problems of one file of src/; `path` is relative to src/."""
    problems = []
    code = strip_opaque(text)
    n_lines = len(text.splitlines())
    if not may_do_anything(path):
        for what, rule in LIBRARY_RULES:
            problems += [f"src/{path}:{line}: a library {what}" for line in find_all(rule, code)]
    if not is_test_code(path):
        for what, rule, place in PROMISE_RULES:
            if place is None or not path.startswith(place):
                problems += [f"src/{path}:{line}: {what}" for line in find_all(rule, code)]
    if not may_have_conditions(path):
        problems += [f"src/{path}:{line}: #if outside platform: variants are whole files"
                     for line in find_all(CONDITION, code)]
    if n_lines > MAX_LINES and not is_test_code(path):
        problems.append(f"src/{path}: {n_lines} lines, at most {MAX_LINES}")
    return problems


def code_files(root: Path) -> list[Path]:
    return sorted(path for folder in CODE_FOLDERS for path in (root / folder).rglob("*")
                  if path.suffix in CODE_SUFFIXES and ".peer" not in path.parts)


def check_sources(root: Path) -> list[str]:
    problems = []
    for file in code_files(root):
        name = file.relative_to(root).as_posix()
        data = file.read_bytes()
        for number, line in enumerate(data.splitlines(), start=1):
            if not line.isascii():
                problems.append(f"{name}:{number}: not ASCII (in strings: escape it)")
        if name.startswith("src/"):
            problems += check_source(name.removeprefix("src/"), data.decode(errors="replace"))
    return problems


# --- CMake -------------------------------------------------------------------------------------

def cmake_lists(root: Path) -> dict[Path, str]:
    """Every CMakeLists.txt with its text, comments removed."""
    files = [root / "CMakeLists.txt"]
    for folder in CODE_FOLDERS:
        files += sorted((root / folder).rglob("CMakeLists.txt"))
    return {file: re.sub(r"#[^\n]*", "", file.read_text(encoding="utf-8"))
            for file in files if file.is_file()}


def named_files(lists: dict[Path, str], root: Path) -> set[Path]:
    """What the CMakeLists.txt files name, as paths."""
    named = set()
    for file, text in lists.items():
        for word in re.findall(r'[^\s()";]+', text):
            word = re.sub(r"^\$\{(?:CMAKE|PROJECT|cmdai)_SOURCE_DIR\}/", f"{root}/", word)
            word = re.sub(r"^\$\{CMAKE_CURRENT_(?:SOURCE|LIST)_DIR\}/", "", word)
            named.add((file.parent / word).resolve())
    return named


def check_tests_named(root: Path, lists: dict[Path, str]) -> list[str]:
    tests = [*(root / "src").rglob("*_test.cc"), *(root / "tests").rglob("*_test.cc"),
             *(root / "tests").rglob("test_*.py")]
    named = named_files(lists, root)
    return [f"{test.relative_to(root)}: no CMakeLists.txt names this test, so nothing runs it"
            for test in sorted(tests) if test.resolve() not in named]


def linked_folders(call: str, table: Table) -> tuple[str, set[str]]:
    """The folder that the arguments of a cmdai_library() declare, and those that it links."""
    folder, *words = call.split()
    targets = {"cmdai_" + row.replace("/", "_"): row for row in table}
    linked = {targets[word] for word in words if word in targets}
    keyword = ""
    for word in words:
        if word.isupper():
            keyword = word
        elif keyword == "DEPS":
            linked.add(word)
    return folder, linked


def check_links(root: Path, lists: dict[Path, str]) -> list[str]:
    table = read_table(root / "ARCHITECTURE.md")
    problems = []
    for file, text in lists.items():
        name = file.relative_to(root).as_posix()
        for call in re.findall(r"\bcmdai_library\s*\(([^)]*)\)", text):
            folder, linked = linked_folders(call, table)
            row = folder.removesuffix(f"/{HELPERS}")
            if row not in table:
                problems.append(f"{name}: cmdai_library({folder}): no row in ARCHITECTURE.md")
                continue
            problems += [f"{name}: {folder} links {target}, which ARCHITECTURE.md does not allow"
                         for target in sorted(linked) if not allows(table, row, target)]
    return problems


def check_tree(root: Path) -> list[str]:
    """All problems of the tree at `root`, one line each."""
    root = root.resolve()
    lists = cmake_lists(root)
    return check_sources(root) + check_tests_named(root, lists) + check_links(root, lists)


# --- Self-test ---------------------------------------------------------------------------------

TABLE = ("| folder | what | may include |\n|---|---|---|\n| base | b | - |\n| low | l | - |\n"
         "| top | t | low |\n| cli | c | everything |\n")
INNOCENT = r'''
// printf("x"); exit(1); throw; assert(0); \
   abort(); still the comment
/* abort();
   std::cout */
const char* a = "printf(\"exit(1)\") // throw";
const char* b = R"x(throw "abort()" )" assert(0) )x";
const char c = '"', d = '\'', e = L'"';  // throw
int n = 1'000'000;
char buffer[8];
void f() { snprintf(buffer, 8, "%d", n); static_assert(sizeof(n) > 1); object.exit(1); }
void g() { pointer->abort(); _exit(127); fprintf(file, "x"); int stdout_fd = rethrow; }
'''
SOUND_TREE = {
    "ARCHITECTURE.md": TABLE,
    "CMakeLists.txt": "add_subdirectory(src)\n",
    "src/base/check.cc": 'void f() { std::fprintf(stderr, ""); std::abort(); }\n',
    "src/cli/main.cc": "int main() { std::cout << 1; exit(1); }\n",
    "src/low/a.cc": INNOCENT,
    "src/low/a_test.cc": "void f() { throw 1; }\n" * 400,
    "src/low/CMakeLists.txt": "cmdai_library(low SOURCES a.cc TESTS a_test.cc)\n",
    "src/platform/a.cc": "#ifdef __linux__\n#endif\n",
    "src/top/CMakeLists.txt": "cmdai_library(top DEPS low LINK cmdai_base)\n",
    "tests/x/y_test.cc": "",
    "tests/x/test_z.py": "",
    "tests/CMakeLists.txt": "t(x/y_test.cc)\nt(${CMAKE_SOURCE_DIR}/tests/x/test_z.py)\n",
}
# What is added to the sound tree -> what must be said about it.
FAULTS = [
    ({"src/low/x.cc": f"{text}\n"}, f"src/low/x.cc:{line}: {what}") for text, line, what in [
        ('std::cout << 1;', 1, "a library prints"),
        ('\nstd::printf("x");', 2, "a library prints"),
        ('fwrite(p, 1, n, stdout);', 1, "a library prints"),
        ('fmt::print("x");', 1, "a library prints"),
        ('"// "; puts(s);', 1, "a library prints"),
        ("R\"(\n)\"; exit (1);", 2, "a library ends the process"),
        ("'\"'; std::abort();", 1, "a library ends the process"),
        ("n = 1'0; quick_exit(0); m = 1'0;", 1, "a library ends the process"),
        ("/* a\n */ if (x) throw Y();", 2, "a library throws"),
        ("// a\nassert(x);", 2, "a library has an assert"),
        ("#include <cassert>", 1, "a library has an assert"),
        ("#if defined(__AVX2__)\n#endif", 1, "#if outside platform"),
        ("//\n# ifdef X\n#endif", 2, "#if outside platform"),
        ("// \u00e4", 1, "not ASCII"),
    ]
] + [
    ({"src/low/x.cc": "\n" * 301}, "src/low/x.cc: 301 lines"),
    ({"src/low/x_test.cc": ""}, "src/low/x_test.cc: no CMakeLists.txt names"),
    ({"src/low/CMakeLists.txt": "cmdai_library(low SOURCES a.cc)\n# a_test.cc\n"},
     "src/low/a_test.cc: no CMakeLists.txt names"),
    ({"tests/x/a_test.cc": ""}, "tests/x/a_test.cc: no CMakeLists.txt names"),
    ({"tests/x/test_q.py": ""}, "tests/x/test_q.py: no CMakeLists.txt names"),
    ({"src/base/CMakeLists.txt": "cmdai_library(base SOURCES a.cc DEPS low TESTS)\n"},
     "base links low"),
    ({"src/base/CMakeLists.txt": "cmdai_library(base\n  LINK cmdai_low)\n"}, "base links low"),
    ({"src/new/CMakeLists.txt": "cmdai_library(new SOURCES a.cc)\n"}, "no row in ARCHITECTURE.md"),
    ({"src/low/x.cc": "int s = ::socket(a, b, c);\n"}, "src/low/x.cc:1: opens a connection"),
    ({"src/cli/x.cc": "int s = getaddrinfo(a, b, c, d);\n"}, "src/cli/x.cc:1: opens a connection"),
    ({"src/cli/x.cc": "std::system(text);\n"}, "src/cli/x.cc:1: starts a program"),
    ({"src/low/x.cc": "execvp(a, b);\n"}, "src/low/x.cc:1: starts a program"),
    ({"src/low/x.cc": "#include <mlx/mlx.h>\n"}, "src/low/x.cc:1: includes MLX"),
]


if __name__ == "__main__":
    sys.exit(run(__doc__.splitlines()[0], check_tree, SOUND_TREE, FAULTS))
