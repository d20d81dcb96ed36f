#!/usr/bin/env python3
"""Tests of how bench/report.py condenses many runs into a table."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from report import Key, Program, Results, print_competition, print_table  # noqa: E402

KEY = Key("model", 2, 32)


def run(prefill_ms: float, **more) -> dict:
    return {"load_ms": 10.0, "prefill_ms": prefill_ms, "decode_ms_per_token": 2.0,
            "peak_rss_bytes": 3e6, **more}


def results_of(cmdai: list[dict | None], peer: list[dict | None] = ()) -> Results:
    results = Results()
    for program, runs in ((Program.CMDAI, cmdai), (Program.PEER, peer)):
        for result in runs:
            results.add(program, KEY, result)
    return results


class BenchReport(unittest.TestCase):
    def test_a_run_three_times_slower_than_the_best_is_left_out(self) -> None:
        results = results_of([run(10), run(30), run(30.1), None, run(12)])
        figure = results.figure(Program.CMDAI, [KEY], "prefill_ms")
        self.assertEqual(figure.kept, [10, 30, 12])
        self.assertEqual(figure.median, 12)
        self.assertEqual(figure.left_out(str), "30.1, out of time (of 5 runs)")

    def test_a_figure_without_runs_has_no_median(self) -> None:
        figure = results_of([None]).figure(Program.CMDAI, [KEY], "prefill_ms")
        self.assertIsNone(figure.median)

    def test_the_table_shows_medians_ratios_and_what_was_left_out(self) -> None:
        results = results_of([run(10, kernels="avx2"), run(99, kernels="avx2")],
                             [run(15, library="lib.so", runtime_rss_bytes=4e7), None])
        with tempfile.NamedTemporaryFile(suffix=".gguf") as model:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                print_table(results, {"model": Path(model.name)}, 32)
        lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
        self.assertIn("prefill of 32, ms 10.0 15.0 1.50x", lines)
        self.assertIn("peak resident, MB 3.0 3.0 1.00x", lines)
        self.assertIn("left out of prefill of 32, ms, cmdai: 99.0 (of 2 runs)", lines)
        self.assertIn("left out of load, ms, llama.cpp: out of time (of 2 runs)", lines)
        self.assertIn("(llama.cpp's peak includes 40 MB of Node.js)", lines)
        self.assertIn("cmdai's kernels: avx2; llama.cpp's CPU library: lib.so", lines)

    def test_competition_gives_the_share_of_the_speed_that_is_kept(self) -> None:
        quiet = results_of([run(1, decode_ms_per_token=2.0)])
        competed = results_of([run(1, decode_ms_per_token=4.0)])
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            print_competition(quiet, competed)
        self.assertIn("model, 2 thread(s) 2.00 4.00 0.50x", " ".join(out.getvalue().split()))


if __name__ == "__main__":
    unittest.main()
