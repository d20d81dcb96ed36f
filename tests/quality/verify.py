#!/usr/bin/env python3
"""Checks the quality test itself: its right answers pass, its plausible wrong ones fail.

    tests/quality/verify.py                all cases
    tests/quality/verify.py find text      those of these categories, or with these ids
    tests/quality/verify.py --quick        of each case the first right and the first wrong answer
    tests/quality/verify.py --balance      counts by category, difficulty, style and part

Status 1 where a gold answer fails, a wrong one passes, or a case is malformed.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import os
import sys

import cases
import sandbox
from fixture import Workshop


def faults(workshop: Workshop, case: cases.Case, is_quick: bool) -> list[str]:
    """What is wrong with a case, in sentences."""
    found = []
    n_answers = 1 if is_quick else None
    for command in case.gold[:n_answers]:
        complaint = cases.complaint(workshop, case, command)
        if complaint is not None:
            found.append(f"{case.id}: the gold answer {command!r} fails: {complaint}")
    for command in case.wrong[:n_answers]:
        if cases.complaint(workshop, case, command) is None:
            found.append(f"{case.id}: the wrong answer {command!r} passes")
    if case.has_command and not is_quick and cases.complaint(workshop, case, "true") is None:
        found.append(f"{case.id}: doing nothing passes")
    return found


def print_balance(chosen: list[cases.Case]) -> None:
    for name in ("category", "difficulty", "style", "part"):
        counts = collections.Counter(getattr(case, name) for case in chosen)
        print(f"{name}: " + ", ".join(f"{key} {n}" for key, n in sorted(counts.items())))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="categories or ids; all without")
    parser.add_argument("--quick", action="store_true", help="the first answers of each kind alone")
    parser.add_argument("--balance", action="store_true", help="only count the cases")
    options = parser.parse_args()
    try:
        chosen = [case for case in cases.load()
                  if not options.names or {case.category, case.id} & set(options.names)]
        sandbox.check()
    except (ValueError, sandbox.Unavailable) as error:
        print(f"verify.py: {error}", file=sys.stderr)
        return 1
    if options.balance:
        print_balance(chosen)
        return 0
    with Workshop() as workshop:
        for name in sorted({case.fixture for case in chosen if case.fixture}):
            workshop.drop(workshop.fresh(name))  # built once, before several want it
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            lists = pool.map(lambda case: faults(workshop, case, options.quick), chosen)
            found = [fault for list_ in lists for fault in list_]
    for fault in found:
        print(fault)
    print(f"{len(chosen)} cases, {len(found)} faults")
    return 1 if found or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
