#!/usr/bin/env python3
"""Asks cmdai the requests of the quality test, runs its answers in a sandbox, and counts what passes.

    tests/quality/run.py --cmdai build/release/cmdai                    the model it would use
    tests/quality/run.py --cmdai ... --model FILE --candidates 1        another model, greedy
    tests/quality/run.py --cmdai ... --save new.json --compare old.json a run, and against another
    tests/quality/run.py --answers FILE                                 answers from JSON lines

Prints pass rates by category, difficulty, style and part, each with its 95 % interval (Wilson), and
for the requests without a command how many were refused. `--compare` pairs the cases of two runs.
`--failures` lists what failed, of the development part alone.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import cases
import figures
import sandbox
from cases import Case
from fixture import Workshop


@dataclass(frozen=True)
class Result:
    case: Case
    answer: str | None  # None: no command
    complaint: str | None  # None: it passed

    @property
    def passed(self) -> bool:
        return self.complaint is None


def ask(options: argparse.Namespace, chosen: list[Case]) -> dict[str, str | None]:
    """cmdai's answers, by the case's id. Errors: SystemExit, with what cmdai says."""
    command = [str(options.cmdai), "batch"]
    for name in ("model", "candidates", "backend", "temperature", "seed"):
        if getattr(options, name) is not None:
            command += [f"--{name}", str(getattr(options, name))]
    lines = "".join(json.dumps({"id": c.id, "prompt": c.request}) + "\n" for c in chosen)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"run.py: {' '.join(command)} ended with {done.returncode}: "
                         f"{done.stderr.strip()}")
    answers: dict[str, str | None] = {}
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        if "error" in answer:
            raise SystemExit(f"run.py: {answer['id']}: {answer['error']['message']}")
        answers[answer["id"]] = answer["command"]
    return answers


def read_answers(path: Path) -> dict[str, str | None]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["command"] for row in rows}


def judge(chosen: list[Case], answers: dict[str, str | None]) -> list[Result]:
    with Workshop() as workshop:
        for name in sorted({case.fixture for case in chosen if case.fixture}):
            workshop.drop(workshop.fresh(name))  # built once, before several want it

        def one(case: Case) -> Result:
            answer = answers.get(case.id)
            return Result(case, answer, cases.complaint(workshop, case, answer))

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(one, chosen))


def _row(name: str, results: list[Result]) -> str:
    passed, total = sum(r.passed for r in results), len(results)
    low, high = figures.wilson(passed, total)
    rate = 100 * passed / total if total else 0.0
    return f"{name:22} {passed:4} of {total:4} {rate:6.1f} %   [{100 * low:.1f}, {100 * high:.1f}]"


def _print_groups(results: list[Result], title: str, key: Callable[[Case], str]) -> None:
    print(f"\nby {title}")
    for name in sorted({key(r.case) for r in results}):
        print("  " + _row(name, [r for r in results if key(r.case) == name]))


def report(results: list[Result]) -> None:
    print(_row("all", results))
    _print_groups(results, "category", lambda case: case.category)
    with_command = [r for r in results if r.case.has_command]
    for name in ("difficulty", "style", "part"):
        _print_groups(with_command, f"{name} (requests that have a command)",
                      lambda case, name=name: getattr(case, name))
    without = [r for r in results if not r.case.has_command]
    refused = [r for r in with_command if r.answer is None]
    print(f"\nrefused: {sum(r.passed for r in without)} of {len(without)} requests without a "
          f"command, {len(refused)} of {len(with_command)} with one")


def compare(results: list[Result], path: Path) -> None:
    """Pairs this run with a saved one."""
    old = {row["id"]: row["passed"] for row in json.loads(path.read_text())["cases"]}
    both = [r for r in results if r.case.id in old]
    gained = sum(r.passed and not old[r.case.id] for r in both)
    lost = sum(old[r.case.id] and not r.passed for r in both)
    print(f"\nagainst {path.name}: {len(both)} cases of both runs, {gained} gained, {lost} lost, "
          f"p = {figures.paired_p(gained, lost):.3f}")


def save(results: list[Result], path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": r.case.id, "answer": r.answer, "passed": r.passed, "complaint": r.complaint}
        for r in results]
    path.write_text(json.dumps({"cases": rows}, indent=1) + "\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cmdai", type=Path, help="the program")
    parser.add_argument("--answers", type=Path, help='score these: {"id", "command"} a line')
    for name in ("model", "backend"):
        parser.add_argument(f"--{name}", help="passed on to cmdai")
    for name, kind in (("candidates", int), ("temperature", float), ("seed", int)):
        parser.add_argument(f"--{name}", type=kind, help="passed on to cmdai")
    parser.add_argument("--part", choices=("development", "final", "all"), default="all")
    parser.add_argument("--category", action="append", choices=cases.CATEGORIES)
    parser.add_argument("--save", type=Path, help="write the results as JSON")
    parser.add_argument("--compare", type=Path, help="a saved run to compare with, case by case")
    parser.add_argument("--failures", action="store_true", help="list those of the development part")
    options = parser.parse_args()
    if (options.cmdai is None) == (options.answers is None):
        parser.error("give either --cmdai or --answers")
    return options


def main() -> int:
    options = parse_arguments()
    try:
        sandbox.check()
        chosen = [case for case in cases.load() if options.part in ("all", case.part)
                  and (not options.category or case.category in options.category)]
    except (ValueError, sandbox.Unavailable) as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1
    begin = time.monotonic()
    answers = read_answers(options.answers) if options.answers else ask(options, chosen)
    print(f"run.py: {len(chosen)} answers in {time.monotonic() - begin:.1f} s", file=sys.stderr)
    results = judge(chosen, answers)
    report(results)
    if options.failures:
        print("\nfailures of the development part")
        for r in results:
            if not r.passed and r.case.part == "development":
                print(f"  {r.case.id}: {r.case.request}\n    {r.answer}\n    {r.complaint}")
    if options.compare:
        compare(results, options.compare)
    if options.save:
        save(results, options.save)
    return 0


if __name__ == "__main__":
    sys.exit(main())
