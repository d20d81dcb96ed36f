#!/usr/bin/env python3
"""Compares `cmdai model eval` with a golden of the reference forward pass, per kernel set.

Passes with status 0, fails with 1; 2 when something could not be run at all. Tolerances:
  kernels "reference"       every nll within 1e-3
  others, SmolLM2           mean |nll difference| <= 0.03 and perplexity within 0.5 %
  others, random models     mean |nll difference| <= 0.05 and error of the logits <= 3 %
The error of the logits is the rms over the golden's top 8 of the last position as far as the
program prints the same ids, relative to the rms of the golden's logits. Needs numpy only for
--control (and then gguf as well).

  tools/compare_eval.py --cmdai build/release/cmdai --model FILE --golden GOLDEN.json \\
      --kernels reference,avx2,avx512
  tools/compare_eval.py --model FILE --golden GOLDEN.json --control rope-pairing

A control makes an error on purpose in the reference forward pass and must fail: it shows that
the golden would notice that error. Status 0 then means that it was noticed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REFERENCE_MAX = 1e-3
CONTROLS = ("rope-pairing", "bias", "swap-kv")


class CannotRun(Exception):
    """There is nothing to compare: no program, an error from it, or output of another form."""


@dataclass(frozen=True)
class Tolerance:
    """Limits for one kernel set; None where there is none."""

    max_nll: float | None = None
    mean_nll: float | None = None
    perplexity: float | None = None  # |ratio - 1|
    logits: float | None = None  # relative rms


@dataclass(frozen=True)
class Difference:
    """How far an evaluation is from a golden."""

    max_nll: float
    mean_nll: float
    perplexity_ratio: float
    logits: float  # NaN where no id of the golden's top 8 was printed

    def failures(self, tolerance: Tolerance) -> list[str]:
        rows = (
            ("max |nll difference|", self.max_nll, tolerance.max_nll),
            ("mean |nll difference|", self.mean_nll, tolerance.mean_nll),
            ("|perplexity ratio - 1|", abs(self.perplexity_ratio - 1), tolerance.perplexity),
            ("error of the logits", self.logits, tolerance.logits),
        )
        # Written so that NaN fails.
        return [f"{what} {value:.6f} is above {limit:g}" for what, value, limit in rows
                if limit is not None and not value <= limit]


def tolerance_for(kernels: str, golden: dict[str, Any]) -> Tolerance:
    if kernels == "reference":
        return Tolerance(max_nll=REFERENCE_MAX)
    if "text" in golden:
        return Tolerance(mean_nll=0.03, perplexity=0.005)
    return Tolerance(mean_nll=0.05, logits=0.03)


def difference(golden: dict[str, Any], result: dict[str, Any]) -> Difference:
    expected, nll = golden["nll"], result["nll"]
    if len(nll) != len(expected):
        raise CannotRun(f"{len(nll)} values in nll, {len(expected)} expected")
    gaps = [abs(a - b) for a, b in zip(nll, expected)]
    if not all(math.isfinite(gap) for gap in gaps):
        return Difference(math.nan, math.nan, math.nan, math.nan)
    ratio = math.exp((sum(nll) - sum(expected)) / len(nll))
    return Difference(max(gaps), sum(gaps) / len(gaps), ratio, logits_error(golden, result))


def logits_error(golden: dict[str, Any], result: dict[str, Any]) -> float:
    """Relative rms difference of the last position's logits that both sides have."""
    top = {int(i): value for i, value in golden["top"]}
    full = golden.get("logits")
    if full is not None:
        top = dict(enumerate(full))
    pairs = [(value, top[int(i)]) for i, value in result["top"] if int(i) in top]
    if not pairs:
        return math.nan
    scale = full if full is not None else list(top.values())
    error = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    return math.sqrt(error / (sum(v * v for v in scale) / len(scale)))


def run_eval(cmdai: Path, model: Path, tokens: list[int], kernels: str) -> dict[str, Any]:
    """The output of the program with this kernel set forced."""
    command = [str(cmdai), "model", "eval", "--model", str(model), "--tokens",
               ",".join(map(str, tokens)), "--json"]
    try:
        done = subprocess.run(command, env={**os.environ, "CMDAI_KERNELS": kernels},
                              capture_output=True, text=True, check=False)
    except OSError as error:
        raise CannotRun(f"{cmdai}: {error.strerror}") from error
    if done.returncode != 0:
        raise CannotRun(f"status {done.returncode}: {done.stderr.strip()}")
    try:
        result = json.loads(done.stdout)
        if result["kernels"] != kernels:
            raise CannotRun(f"kernels {kernels} were forced, {result['kernels']} were used")
    except (ValueError, KeyError, TypeError) as error:
        raise CannotRun(f"output of another form: {error!r} in {done.stdout[:200]!r}") from error
    return result


def run_control(model: Path, tokens: list[int], broken: str) -> dict[str, Any]:
    """What the reference forward pass gives with an error made on purpose."""
    from reference_model import ReferenceModel, Tweaks, top_logits

    reference = ReferenceModel(model)
    if broken == "bias" and not reference.has_biases():
        raise CannotRun("the model has no biases")
    reference.tweaks = Tweaks(broken=broken)
    nll, logits = reference.next_token_nll(tokens)
    return {"nll": [float(v) for v in nll], "top": top_logits(logits[-1])}


def report(name: str, found: Difference, failures: list[str]) -> None:
    print(f"{name}: nll difference max {found.max_nll:.6f} mean {found.mean_nll:.6f}, "
          f"perplexity ratio {found.perplexity_ratio:.6f}, logits {found.logits:.6f}: "
          f"{'FAIL' if failures else 'pass'}")
    for failure in failures:
        print(f"  {failure}")


def check_kernels(arguments: argparse.Namespace, golden: dict[str, Any]) -> int:
    status = 0
    for kernels in arguments.kernels.split(","):
        try:
            result = run_eval(arguments.cmdai, arguments.model, golden["tokens"], kernels)
            found = difference(golden, result)
        except CannotRun as error:
            print(f"{kernels}: cannot compare: {error}")
            status = 2
            continue
        failures = found.failures(tolerance_for(kernels, golden))
        report(kernels, found, failures)
        if failures:
            status = max(status, 1)
    return status


def check_control(arguments: argparse.Namespace, golden: dict[str, Any]) -> int:
    """The error must be noticed under the wider tolerance (that of the quantised kernels) too."""
    try:
        result = run_control(arguments.model, golden["tokens"], arguments.control)
    except CannotRun as error:
        print(f"control {arguments.control}: does not apply: {error}")
        return 2
    found = difference(golden, result)
    failures = found.failures(tolerance_for("quantised", golden))
    report(f"control {arguments.control}", found, failures)
    print("  noticed, as it must be" if failures else "  NOT NOTICED")
    return 0 if failures else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cmdai", type=Path, default=Path("build/release/cmdai"))
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file")
    parser.add_argument("--golden", type=Path, required=True)
    parser.add_argument("--kernels", default="reference", help="kernel sets, separated by commas")
    parser.add_argument("--control", choices=CONTROLS, help="check the golden itself instead")
    arguments = parser.parse_args()
    golden = json.loads(arguments.golden.read_text(encoding="utf-8"))
    check = check_control if arguments.control else check_kernels
    return check(arguments, golden)


if __name__ == "__main__":
    sys.exit(main())
