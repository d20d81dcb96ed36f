#!/usr/bin/env python3
"""Verifies task families: runs their commands in a sandbox against an independent oracle.

    training/verify.py find            the families of data/families/find.jsonl
    training/verify.py find-larger-than text-uniq      these families
    training/verify.py --show ID       also what the command and the oracle print
    training/verify.py --summary       counts of all domains

For each family data/checks/DOMAIN.jsonl has a row: {"id", "setup", "oracle", "compare"}, or
{"id", "unrunnable": why} where no sandbox can run it and it was read instead. See data/README.md.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import json
import os
import shlex
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

TRAINING = Path(__file__).resolve().parent
sys.path.insert(0, str(TRAINING.parent / "tests" / "quality"))

import families  # noqa: E402
import outcome  # noqa: E402
import sandbox  # noqa: E402
import scenery  # noqa: E402
from fixture import build_tree  # noqa: E402

CHECKS = TRAINING / "data" / "checks"
WORK = f"{sandbox.HOME}/work"
N_DRAWS = 2
COMPARISONS = ("lines", "set", "names", "numbers", "words", "none")
# Before an oracle in Python: the values by slot, and what oracles need most.
PRELUDE = """
import collections, csv, datetime, fnmatch, glob, gzip, hashlib, io, itertools, json, math, os, re
import shutil, stat, subprocess, sys, tarfile, time, zipfile
from pathlib import Path
v, _checks = json.load(open('/run/quality/values.json'))
def holds(p, *slots):
    '''Whether the parts chosen for these slots are true of a path.'''
    return all(eval(_checks[slot], globals(), {'p': p}) for slot in slots)
def walk(folder='.', hidden=True):
    '''Paths below a folder as find prints them, the folder itself left out.'''
    for top, folders, names in os.walk(os.path.expanduser(folder)):
        for name in folders + names:
            yield os.path.join(top, name)
def text(path):
    return open(os.path.expanduser(path), errors='surrogateescape').read()
def lines(path):
    return text(path).splitlines()
"""


@dataclass(frozen=True)
class Check:
    id: str
    oracle: str = ""  # Python that prints what the command should print and does what it should do
    setup: str = ""  # bash, run before either; the slots' values are $s_NAME
    compare: str = "lines"
    unrunnable: str = ""
    same_as_nothing: bool = False  # the right outcome may be that nothing is printed or changed
    not_compared: tuple[int, ...] = ()  # alternatives that only nearly agree
    draws: int = N_DRAWS


def read_checks(domain: str, folder: Path = CHECKS) -> dict[str, Check]:
    path = folder / f"{domain}.jsonl"
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        record = json.loads(line)
        record["not_compared"] = tuple(record.get("not_compared", ()))
        check = Check(**record)
        if check.id in found:
            raise ValueError(f"{path.name}:{number}: {check.id} again")
        if check.compare not in COMPARISONS or not (check.oracle or check.unrunnable):
            raise ValueError(f"{path.name}:{number}: no oracle, or an unknown comparison")
        found[check.id] = check
    return found


def _draw(family: families.Family, number: int) -> dict[str, Any]:
    """Values of a family, none of them outside of the sandbox's home folder."""
    for attempt in range(200):
        random = Random(f"verify/{family.id}/{number}/{attempt}")
        names = set().union(*(family.slots_of(c) for c in family.commands))
        values = families.draw_values(family, names, random)
        outside = [n for n, v in values.items() if v.command.startswith("/")
                   and not families.own_slot(family, n)]
        if not outside:
            return values
    raise ValueError(f"{family.id}: every draw names an absolute path")


def _normal(text: str, how: str) -> Any:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    lines = [line[2:] if line.startswith("./") else line for line in lines]
    if how == "lines":
        return lines
    if how == "set":
        return sorted(lines)
    if how == "names":
        return sorted(os.path.basename(line.rstrip("/")) for line in lines)
    if how == "words":
        return sorted(text.split())
    if how == "numbers":
        return [float(number) for number in outcome.NUMBER.findall(text)]
    return None


@dataclass(frozen=True)
class Effect:
    out: str
    err: str
    status: int | None
    tree: dict[str, tuple[str, int, str]]

    def equals(self, other: Effect, how: str) -> bool:
        return self.tree == other.tree and _normal(self.out, how) == _normal(other.out, how)


def _effect(family: families.Family, values: dict[str, Any], setup: str, command: str,
            oracle: str = "") -> Effect:
    with tempfile.TemporaryDirectory(prefix="verify-") as name:
        root = Path(name)
        root.chmod(0o755)
        build_tree(root, lambda tree: scenery.build(tree, family, values))
        plain = families.plain(values)
        checks = {key: value.check for key, value in values.items()}
        exports = "".join(f"export s_{k}={shlex.quote(x)}\n" for k, x in plain.items())
        run = sandbox.run(root, WORK, command, exports + setup, files={
            "oracle.py": PRELUDE + oracle, "values.json": json.dumps([plain, checks])})
        after = outcome.snapshot(root)
        return Effect(run.out, run.err, run.status,
                      {p: (e.kind, e.mode, e.digest) for p, e in after.items()})


def faults(family: families.Family, check: Check, show: bool = False) -> list[str]:
    """What is wrong with a family, by its check, in sentences."""
    found = []
    for number in range(check.draws):
        values = _draw(family, number)
        right = _effect(family, values, check.setup, "python3 /run/quality/oracle.py", check.oracle)
        if right.status != 0:
            return [f"{family.id}: the oracle fails: {right.err.strip()[-300:]}"]
        nothing = _effect(family, values, check.setup, "true")
        if right.equals(nothing, check.compare) and not check.same_as_nothing:
            return [f"{family.id}: nothing to find: the right outcome is that of doing nothing"]
        for index, template in enumerate(family.commands):
            command = families.render_command(template, family, values)
            got = _effect(family, values, check.setup, command)
            if show:
                print(f"$ {command}   [{got.status}]\n{got.out}{got.err}-- oracle:\n{right.out}")
            if index in check.not_compared:
                continue
            if got.status is None:
                found.append(f"{family.id}: `{command}` does not end")
            elif not got.equals(right, check.compare):
                what = "output" if got.tree == right.tree else "files"
                found.append(f"{family.id}: `{command}`: other {what} than the oracle's: "
                             f"{got.out[:160]!r} {got.err[:160]!r}, not {right.out[:160]!r}")
    return found


def _judge(item: tuple[families.Family, Check | None, bool]) -> tuple[str, str, list[str]]:
    family, check, show = item
    if check is None:
        return family.id, "unchecked", [f"{family.id}: has no check"]
    if check.unrunnable:
        return family.id, "read only", []
    try:
        found = faults(family, check, show)
    except (ValueError, sandbox.Unavailable) as error:
        found = [f"{family.id}: {error}"]
    return family.id, "faulty" if found else "verified", found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="domains or ids; all without")
    parser.add_argument("--families", type=Path, default=families.FOLDER)
    parser.add_argument("--checks", type=Path, default=CHECKS)
    parser.add_argument("--show", action="store_true", help="print what commands and oracles print")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    try:
        sandbox.check()
        domains = sorted(path.stem for path in options.families.glob("*.jsonl"))
        checks = {k: c for domain in domains
                  for k, c in read_checks(domain, options.checks).items()}
    except (ValueError, TypeError, sandbox.Unavailable) as error:
        print(f"verify.py: {error}", file=sys.stderr)
        return 1
    chosen = [f for f in families.read(options.families)
              if not options.names or {f.id, f.id.split("-")[0]} & set(options.names)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(_judge, [(f, checks.get(f.id), options.show) for f in chosen]))
    for _, state, found in results:
        if state == "faulty" or options.names:
            print(*found, sep="\n", end="\n" if found else "")
    counts = collections.Counter((name.split("-")[0], state) for name, state, _ in results)
    for (domain, state), count in sorted(counts.items()):
        print(f"{domain}: {count} {state}")
    return 1 if any(state in ("faulty", "unchecked") for _, state, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
