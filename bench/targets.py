#!/usr/bin/env python3
"""Measures what cmdai promises, for each engine and model of this machine: script/bench --targets.

start-up     a process that prints the version, and the time to load the model
first        a cold process from its start to its answer
later        the second request of one process, from request to answer
first token  of that second request: until its prompt is evaluated
memory       the most that was resident

Medians of several runs, and the ratio target / figure: above 1 the target is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compare import ROOT, random_qwen, say, warn_if_busy

BUILT_IN = "built-in"
REQUESTS = ("list all files", "show how much disk space is left")
TARGETS = {"start-up": (100, "ms"), "first": (2000, "ms"), "later": (500, "ms"),
           "first token": (200, "ms"), "memory": (1200, "MB")}


class Failed(Exception):
    """A run that gave no answer."""


@dataclass
class Run:
    """One process: the JSON lines that it wrote, and how long it took."""
    lines: list[dict[str, Any]]
    ms: float


def run(command: list[str], text: str, timeout_s: float) -> Run:
    """Runs a command that writes JSON lines."""
    begin = time.perf_counter()
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        try:
            output, errors = process.communicate(text, timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise Failed(f"took longer than {timeout_s:.0f} s") from error
    ms = (time.perf_counter() - begin) * 1e3
    if process.returncode not in (0, 3, 4):  # 3 and 4 are answers, too: no command, a blocked one
        raise Failed(f"status {process.returncode}: {errors.strip()[:200]}")
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return Run(lines, ms)


def peak_mb(command: list[str], timeout_s: float) -> float:
    """Peak resident memory, as `cmdai bench` reports it of itself."""
    result = run(command, "", timeout_s).lines[0]
    return float(result["peak_rss_bytes"]) / 1e6


@dataclass
class Figures:
    """All runs of one engine and model, by the name of the target."""
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)


def measure(cmdai: Path, engine: str, model: str, runs: int, timeout_s: float) -> Figures:
    figures = Figures()
    options = ["--json", "--backend", engine, "--model", model]
    two = "".join(json.dumps({"prompt": text}) + "\n" for text in REQUESTS)
    run([str(cmdai), *options, REQUESTS[0]], "", timeout_s)  # reads files, converts for MLX
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run([cmdai, "--version"], stdout=subprocess.DEVNULL, check=True)
        version_ms = (time.perf_counter() - begin) * 1e3
        first = run([str(cmdai), *options, REQUESTS[0]], "", timeout_s)
        figures.add("start-up", version_ms + first.lines[0]["timing_ms"]["load"])
        figures.add("first", first.ms)
        later = run([str(cmdai), *options, "batch"], two, timeout_s).lines[1]["timing_ms"]
        figures.add("later", later["total"])
        figures.add("first token", later["prefill"])
    figures.add("memory", peak_mb([str(cmdai), "bench", "--json", "--backend", engine, "--model",
                                   model, "--decode-tokens", "8"], timeout_s))
    return figures


def print_figures(engine: str, model: str, figures: Figures) -> int:
    """The number of targets that are missed."""
    n_missed = 0
    print(f"\n{engine}, {model}\n  {'':<12} {'target':>9} {'figure':>9} {'ratio':>7}")
    for name, (target, unit) in TARGETS.items():
        figure = max(statistics.median(figures.values[name]), 1e-9)
        n_missed += figure > target
        print(f"  {name:<12} {target:>6} {unit} {figure:>6.0f} {unit} {target / figure:>7.2f}"
              f"{'  missed' if figure > target else ''}")
    return n_missed


def engines_here(cmdai: Path) -> list[str]:
    done = subprocess.run([cmdai, "doctor", "--json", "--backend", "mlx"], stdout=subprocess.PIPE,
                          check=False)
    checks = {check["name"]: check["state"] for check in json.loads(done.stdout)["checks"]}
    return ["cpu", "mlx"] if checks["backend"] == "ok" else ["cpu"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench --targets", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", type=lambda text: text.split(","),
                        help="cpu, mlx (default: those that are there)")
    parser.add_argument("--models", type=lambda text: text.split(","), default=[BUILT_IN, "qwen"],
                        help="built-in, qwen (the shapes of the 1.5B model, random weights) or files")
    parser.add_argument("--runs", type=int, default=5, help="default: 5")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS",
                        help="limit of one run (default: 120)")
    parser.add_argument("--cmdai", type=Path, default=ROOT / "build/release/cmdai",
                        help="the program (default: build/release/cmdai)")
    args = parser.parse_args()
    warn_if_busy()
    n_missed = 0
    print(f"{os.cpu_count()} processors; medians of {args.runs} runs")
    for engine in args.engines or engines_here(args.cmdai):
        for name in args.models:
            model = str(random_qwen()) if name == "qwen" else name
            say(f"measuring {engine}, {name} ...")
            try:
                figures = measure(args.cmdai, engine, model, args.runs, args.timeout)
            except Failed as error:
                print(f"\n{engine}, {name}: {error}")
                n_missed += 1
                continue
            n_missed += print_figures(engine, name, figures)
    return 1 if n_missed else 0


if __name__ == "__main__":
    sys.exit(main())
