#!/usr/bin/env python3
"""Fits the weights of src/assist/ranking.cc to the development part of the quality test.

    tools/fit_ranking.py --cmdai build/release/cmdai [--candidates 12] [--save rows.json]
    tools/fit_ranking.py --rows rows.json          fits again to what was run before

Every candidate of every request is run in the sandbox. A logistic regression of whether it passes on
the evidence for it, with weights that are not negative, gives the weights; leaving out one fifth of the
requests after the other tells what they are worth on others. Prints, too, how many answers each least
score would refuse, rightly and wrongly. Needs numpy (PyPI).
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "quality"))

import cases  # noqa: E402
import sandbox  # noqa: E402
from fixture import Workshop  # noqa: E402

Row = dict[str, Any]  # request, has_command, command, evidence, passed
FEATURES = ("per nat", "per mean nat", "per log agreement", "missing name", "missing number",
            "unknown program", "unknown option")
N_FOLDS = 5
PENALTY = 0.02  # of the squared weights, per row
STEPS, RATE = 4000, 0.05


def features(evidence: dict[str, Any]) -> list[float]:
    """What Score() weighs, in the order of FEATURES."""
    loss = -(evidence["log_probability"] or 0.0)
    return [loss, loss / max(1, evidence["tokens"]), -math.log(evidence["agreement"]),
            evidence["missing_names"], evidence["missing_numbers"], evidence["unknown_programs"],
            evidence["unknown_options"]]


def propose(options: argparse.Namespace, chosen: list[cases.Case]) -> list[Row]:
    command = [str(options.cmdai), "batch", "--candidates", str(options.candidates)]
    if options.model:
        command += ["--model", options.model]
    lines = "".join(json.dumps({"id": c.id, "prompt": c.request}) + "\n" for c in chosen)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    rows = []
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        proposals = answer["alternatives"]
        if answer["command"] is not None:
            proposals = [answer, *proposals]
        rows += [{"request": answer["id"], "command": p["command"], "evidence": p["evidence"]}
                 for p in proposals]
    return rows


def run_all(rows: list[Row], chosen: list[cases.Case]) -> None:
    """Says of each row whether it passed."""
    by_id = {case.id: case for case in chosen}
    with Workshop() as workshop:
        for name in sorted({case.fixture for case in chosen if case.fixture}):
            workshop.drop(workshop.fresh(name))

        def one(row: Row) -> None:
            case = by_id[row["request"]]
            row["has_command"] = case.has_command
            row["passed"] = (case.has_command
                             and cases.complaint(workshop, case, row["command"]) is None)

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            list(pool.map(one, rows))


def fit(rows: list[Row]) -> np.ndarray:
    """Weights, the last of them the intercept: P(passes) = 1 / (1 + e^(w x - b))."""
    x = np.array([features(row["evidence"]) for row in rows])
    y = np.array([float(row["passed"]) for row in rows])
    scale = np.maximum(x.std(axis=0), 1e-6)
    x = x / scale
    weights, intercept = np.ones(x.shape[1]) * 0.1, 0.0
    for _ in range(STEPS):
        passes = 1.0 / (1.0 + np.exp(x @ weights - intercept))
        error = (passes - y) / len(y)
        weights = np.maximum(0.0, weights - RATE * (-(error @ x) + PENALTY * weights / len(y)))
        intercept -= RATE * float(error.sum())
    return np.append(weights / scale, intercept)


def score(row: Row, weights: np.ndarray) -> float:
    return -float(np.dot(features(row["evidence"]), weights[:-1]))


def by_request(rows: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["request"], []).append(row)
    return groups


def n_passed(groups: dict[str, list[Row]], weights: np.ndarray) -> int:
    return sum(max(group, key=lambda row: score(row, weights))["passed"]
               for group in groups.values())


def cross_validated(groups: dict[str, list[Row]]) -> int:
    passed = 0
    names = sorted(groups)
    for fold in range(N_FOLDS):
        left_out = {name: groups[name] for name in names[fold::N_FOLDS]}
        weights = fit([row for name in names if name not in left_out for row in groups[name]])
        passed += n_passed(left_out, weights)
    return passed


def print_thresholds(groups: dict[str, list[Row]], weights: np.ndarray) -> None:
    """Of the best answers: how many each least score takes for guesses."""
    best = [max(group, key=lambda row: score(row, weights)) for group in groups.values()]
    print("\nleast score: refused of right answers, of wrong ones, of those to no-command requests")
    for least in np.arange(-12.0, 0.0, 1.0):
        refused = [row for row in best if score(row, weights) < least]
        counts = [sum(test(row) for row in refused) for test in (
            lambda row: row["passed"], lambda row: row["has_command"] and not row["passed"],
            lambda row: not row["has_command"])]
        print(f"  {least:6.1f}  {counts[0]:4} {counts[1]:4} {counts[2]:4}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cmdai", type=Path, help="the program")
    parser.add_argument("--model", help="passed on to cmdai")
    parser.add_argument("--candidates", type=int, default=12)
    parser.add_argument("--save", type=Path, help="write what was run")
    parser.add_argument("--rows", type=Path, help="what --save wrote")
    options = parser.parse_args()
    if (options.cmdai is None) == (options.rows is None):
        parser.error("give either --cmdai or --rows")
    if options.rows:
        rows = json.loads(options.rows.read_text(encoding="utf-8"))
    else:
        sandbox.check()
        chosen = [case for case in cases.load() if case.part == "development"]
        rows = propose(options, chosen)
        run_all(rows, chosen)
    if options.save:
        options.save.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    weights = fit(rows)
    answerable = by_request([row for row in rows if row["has_command"]])
    print(f"{len(rows)} candidates of {len(by_request(rows))} requests")
    for name, weight in zip(FEATURES, weights):
        print(f"  {weight:7.3f} {name}")
    print(f"passed of {len(answerable)}: {n_passed(answerable, weights)} by these weights, "
          f"{cross_validated(answerable)} left out, "
          f"{sum(any(r['passed'] for r in g) for g in answerable.values())} if the best were known")
    print_thresholds(by_request(rows), weights)
    return 0


if __name__ == "__main__":
    sys.exit(main())
