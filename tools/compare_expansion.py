#!/usr/bin/env python3
"""Compares how the gate expands words with what bash makes of them.

Makes words of harmless characters from a seed (shell_words.py). bash expands each as the arguments
of a function of its own that prints them, in an empty folder and with an empty environment; the
program expand_words says what the gate takes them for.

    tools/compare_expansion.py --expand build/dev/tests/confirm/expand_words --words 100000

Prints the share that is equal. The status is 1 where that is below the limit. A word that bash
refuses (a division by 0, a bad substitution) is left out, and so is one whose value depends on the
machine (~name, $$, a variable that nothing sets); another that the gate calls unknown counts as
different.
"""

from __future__ import annotations

import argparse
import collections
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from shell_words import WordMaker

# What is set before the words, each for a batch.
PREFIXES = (
    "x=abc; y='a b'; e=; n=12; p=abcabc; v=x; A=(a 'b c' 12); set -- b 'c d' a",
    "x=a1b2; y=' a  c '; e=''; n=-3; p=aabbcc; v=p; A=(abc 'd e'); set --",
    "x=cab/bca/a; y='a:b'; e=; n=010; p=a.b.c; v=y; A=(1 2 3 4); IFS=:; set -- 'a:c' ''",
    "x='*'; y='a?'; e=; n=7; p='a*b'; v=n; A=('' b); set -- '' c",
    "x=ABC; y=aBc; e=; n=0; p=CabC; v=e; A=(Ab bA); IFS=b; set -- aba; x+=c; n=$((n+5))",
    "x='a\\d'; y=\"a'b\"; e=; n=3; p='a\"b'; v=A; A=(a b c); IFS=; set -- 'a b' c; y=$y$x",
)
WORDS_PER_PROCESS = 200
REFUSED = "refused by bash"
DEPENDENT = "of the machine"
TOO_MANY = "too many"
MAX_WORDS = 256  # of one brace expansion, to the gate
SHOWN_DIFFERENCES = 20
UNKNOWN = "…"
# Without folders of programs: only what is built in can run.
ENVIRONMENT_OF_BASH = {"HOME": "/home/user", "LC_ALL": "C.UTF-8", "PATH": "/nowhere"}
# A name of an account, which the machine may have.
ACCOUNT = re.compile(r"(^|[=:])~[+-]?[\w.+-]")
# A variable that the words do not set, the name of the shell, the process, and what brace expansion
# may make one of.
ENVIRONMENT = re.compile(
    r"\$(?![xyenpvAu]\b)[A-Za-z_]|\$\{[!#]?(?![xyenpvAu]\b)[A-Za-z_]|\$0|\$[xyenpvA][{},]|\$\$|"
    r"\$[,}\[]|\{\$")
# A failing expansion ends a shell that is not interactive, hence the parentheses.
BASH_WORDS = "(eval {word} 2>&-) 2>&- || printf 'error\\0'\n"
BASH_START = "put() {{ printf '%s\\0' \"$#\" \"$@\"; }}\n{prefix}\n"


@dataclass
class Case:
    prefix: str
    words: str


def make_cases(count: int, seed: int) -> list[Case]:
    maker = WordMaker(seed)
    cases = []
    while len(cases) < count:
        prefix = PREFIXES[len(cases) // WORDS_PER_PROCESS % len(PREFIXES)]
        cases.append(Case(prefix, maker.word()))
    return cases


def read_answers(output: bytes) -> list[list[str] | None]:
    """Of a count and as many fields each; None for an error."""
    items = output.decode(errors="replace").split("\0")[:-1]
    answers: list[list[str] | None] = []
    at = 0
    while at < len(items):
        if items[at] == "error":
            answers.append(None)
            at += 1
        else:
            end = at + 1 + int(items[at])
            answers.append(items[at + 1:end])
            at = end
    return answers


def ask_bash(bash: str, cases: list[Case], folder: str) -> list[list[str] | None]:
    answers = []
    for begin in range(0, len(cases), WORDS_PER_PROCESS):
        batch = cases[begin:begin + WORDS_PER_PROCESS]
        script = BASH_START.format(prefix=batch[0].prefix)
        for case in batch:
            script += BASH_WORDS.format(word=shlex.quote("put " + case.words))
        process = subprocess.run([bash, "--norc", "--noprofile", "-s"], input=script.encode(),
                                 capture_output=True, cwd=folder, env=ENVIRONMENT_OF_BASH,
                                 check=False)
        batch_answers = read_answers(process.stdout)
        if len(batch_answers) != len(batch):
            raise RuntimeError(f"{len(batch_answers)} answers of bash to {len(batch)} words: "
                               f"{process.stderr.decode(errors='replace')[:500]}")
        answers += batch_answers
    return answers


def ask_gate(program: str, cases: list[Case], folder: str) -> list[list[str] | None]:
    text = "".join(f"{case.prefix}\0{case.words}\0" for case in cases).encode()
    output = subprocess.run([program, folder], input=text, capture_output=True, check=True).stdout
    return read_answers(output)


def verdict(case: Case, theirs: list[str] | None, ours: list[str] | None) -> str:
    if theirs is None:
        return REFUSED
    if ours is None:
        return "refused by the gate"
    if ours == theirs:
        return "equal"
    if len(theirs) > MAX_WORDS:
        return TOO_MANY
    unknown = any(UNKNOWN in field or "*" in field for field in ours)
    if any(ACCOUNT.search(field) for field in theirs):
        return DEPENDENT
    if unknown and ENVIRONMENT.search(case.words.replace("\\\n", "")):
        return DEPENDENT
    return "unknown" if any(UNKNOWN in field for field in ours) else "different"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--expand", required=True, help="the program expand_words")
    arguments.add_argument("--bash", default="/bin/bash")
    arguments.add_argument("--words", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--limit", type=float, default=1.0, help="least share that is equal")
    arguments.add_argument("--show", type=int, default=SHOWN_DIFFERENCES)
    options = arguments.parse_args()
    cases = make_cases(options.words, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        theirs = ask_bash(options.bash, cases, folder)
        ours = ask_gate(options.expand, cases, folder)
    assert len(theirs) == len(ours) == len(cases)
    counts: collections.Counter[str] = collections.Counter()
    for case, expected, given in zip(cases, theirs, ours):
        kind = verdict(case, expected, given)
        counts[kind] += 1
        if kind not in ("equal", REFUSED, DEPENDENT, TOO_MANY):
            if counts["shown"] < options.show:
                counts["shown"] += 1
                print(f"{kind}: {case.words!r}  after  {case.prefix}\n"
                      f"    bash: {expected}\n    gate: {given}")
    del counts["shown"]
    n_compared = len(cases) - counts[REFUSED] - counts[DEPENDENT] - counts[TOO_MANY]
    share = counts["equal"] / max(n_compared, 1)
    print(", ".join(f"{number} {kind}" for kind, number in counts.most_common()))
    print(f"{counts['equal']} of {n_compared} are equal ({100 * share:.3f} %)")
    return 0 if share >= options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
