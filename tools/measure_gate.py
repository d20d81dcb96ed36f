#!/usr/bin/env python3
"""Counts what `cmdai check` decides on files of commands.

Reads files of JSON lines and takes the field `command` (or `cmd`) of each; gives them to
`cmdai check` as JSON lines, which judges and runs nothing. Prints, for each file, how many
commands are safe, have to be confirmed and are blocked, and the rules that decided most often
among the last two, with one command each. A row may say what it must reach, in `expected` (safe,
confirm, blocked) and `bound` (min or max): then the share of rows that meet it is printed too.

`--max-asked` and `--max-blocked` set limits in percent of each file; the status is 1 above them.

    tools/measure_gate.py --cmdai build/release/cmdai FILE...
    tools/measure_gate.py --cmdai build/release/cmdai --show confirm FILE
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

DECISIONS = ("safe", "confirm", "blocked")


@dataclass(frozen=True)
class Row:
    command: str
    expected: str | None = None
    bound: str | None = None

    def is_met_by(self, decision: str) -> bool:
        got = DECISIONS.index(decision)
        wanted = DECISIONS.index(self.expected or "safe")
        return got >= wanted if self.bound == "min" else got <= wanted


@dataclass(frozen=True)
class Answer:
    decision: str  # of DECISIONS, or "error"
    risk: str
    rule: str  # of the finding that decided
    message: str


def read_rows(path: Path) -> list[Row]:
    rows = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.strip():
            continue
        fields = json.loads(line)
        command = fields.get("command") or fields.get("cmd")
        if command:
            rows.append(Row(command, fields.get("expected"), fields.get("bound")))
    return rows


def answer_of(line: str) -> Answer:
    fields = json.loads(line)
    if error := fields.get("error"):
        return Answer("error", "", error.get("code", ""), error.get("message", ""))
    findings = fields.get("findings", [])
    decisive = [f for f in findings if f.get("risk", fields["risk"]) == fields["risk"]] or findings
    first = decisive[0] if decisive else {}
    rule, message = first.get("rule", ""), first.get("message", "")
    return Answer(fields["verdict"], fields["risk"], rule, message)


def judge(cmdai: str, rows: list[Row], options: list[str]) -> list[Answer]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as questions:
        for row in rows:
            questions.write(json.dumps({"command": row.command}) + "\n")
        questions.seek(0)
        output = subprocess.run([cmdai, "check", *options], stdin=questions, capture_output=True,
                                check=True).stdout
    lines = output.decode("utf-8", errors="replace").split("\n")[:-1]
    if len(lines) != len(rows):
        raise RuntimeError(f"{cmdai}: {len(lines)} answers to {len(rows)} commands")
    return [answer_of(line) for line in lines]


def share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.2f} %)" if whole else "0"


def print_rules(rows: list[Row], answers: list[Answer], decision: str, n_most: int) -> None:
    examples: dict[tuple[str, str], Row] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for row, answer in zip(rows, answers):
        if answer.decision == decision:
            key = (answer.risk, answer.rule)
            counts[key] += 1
            examples.setdefault(key, row)
    for (risk, rule), count in counts.most_common(n_most):
        print(f"    {decision:8}{count:7}  {risk:9}{rule:24} {examples[risk, rule].command[:80]!r}")


def print_expectations(rows: list[Row], answers: list[Answer]) -> None:
    for bound in ("min", "max"):
        pairs = [(r, a) for r, a in zip(rows, answers) if r.bound == bound and r.expected]
        if pairs:
            met = sum(a.decision in DECISIONS and r.is_met_by(a.decision) for r, a in pairs)
            print(f"    bound {bound}: met {share(met, len(pairs))} of {len(pairs)}")


def report(path: Path, rows: list[Row], answers: list[Answer], args: argparse.Namespace) -> bool:
    """Prints what there is to say of one file; whether it is within the limits."""
    counts = Counter(answer.decision for answer in answers)
    parts = [f"{name} {share(counts[name], len(rows))}" for name in (*DECISIONS, "error")
             if name in DECISIONS or counts[name]]
    print(f"{path}: {len(rows)} commands: " + ", ".join(parts))
    print_expectations(rows, answers)
    for decision in ("confirm", "blocked"):
        print_rules(rows, answers, decision, args.rules)
    for row, answer in zip(rows, answers):
        if answer.decision == args.show:
            print(f"  {row.command!r}\n      {answer.risk} [{answer.rule}] {answer.message}")
    asked = 100 * counts["confirm"] / max(1, len(rows))
    blocked = 100 * counts["blocked"] / max(1, len(rows))
    return asked <= args.max_asked and blocked <= args.max_blocked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE",
                        help="JSON lines with the field `command` or `cmd`")
    parser.add_argument("--cmdai", default="build/release/cmdai", help="the program that judges")
    parser.add_argument("--policy", choices=("strict", "moderate", "permissive"),
                        default="moderate")
    parser.add_argument("--home", default="/home/user", help="the home folder to assume")
    parser.add_argument("--cwd", default="/home/user/proj", help="the working folder to assume")
    parser.add_argument("--rules", type=int, default=10, metavar="N",
                        help="how many rules to print of each decision")
    parser.add_argument("--show", choices=DECISIONS, help="print all commands so decided")
    parser.add_argument("--max-asked", type=float, default=100.0, metavar="PERCENT")
    parser.add_argument("--max-blocked", type=float, default=100.0, metavar="PERCENT")
    args = parser.parse_args()
    options = ["--policy", args.policy, "--home", args.home, "--cwd", args.cwd]
    within = True
    for path in args.files:
        rows = read_rows(path)
        within &= report(path, rows, judge(args.cmdai, rows, options), args)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
