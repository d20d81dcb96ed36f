#!/usr/bin/env python3
"""Compares cmdai with llama.cpp on the same model files, and times the judge of commands.

The comparison is of load, prefill, decode and peak memory. Both programs run as fresh processes, in
turn, with the same number of threads. Each loads the model, does the prefill once to warm up, and
then measures it and the decoding after it. The table gives medians and their ratio: above 1 cmdai
is the faster (or smaller) one. A run that is more than three times slower than that program's best
of the same kind is listed and left out, for both alike.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from peer import install
from report import Key, Program, Results, print_competition, print_table

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT / "build" / "bench"  # what is made for the comparison; ignored by git
JUDGED = ("dev_rows.jsonl", "everyday.jsonl", "red_team.jsonl")  # in tests/safety
PYPI_PACKAGES = ("numpy", "gguf==0.19.0")
QWEN_PRESET = "qwen2.5-coder-1.5b"
DEFAULT_PREFILLS = (32, 200)
NUMBERS = ("load_ms", "prefill_ms", "decode_ms_per_token", "peak_rss_bytes")


@dataclasses.dataclass
class Bench:
    """What is compared, and how often."""
    cmdai: Path
    models: dict[str, Path]
    threads: list[int]
    prefills: list[int]
    decode_tokens: int
    pairs: int
    timeout_s: float

    def command(self, program: Program, key: Key) -> list[str]:
        options = ["--model", str(self.models[key.model]), "--threads", str(key.threads),
                   "--prefill-tokens", str(key.prefill), "--decode-tokens",
                   str(self.decode_tokens)]
        if program == Program.CMDAI:
            return [str(self.cmdai), "bench", "--json", *options]
        return ["node", str(install.SCRIPT), "--addon", str(install.addon()), *options]

    def run(self, program: Program, key: Key) -> dict | None:
        """One process's figures, or None where it took longer than the limit."""
        try:
            done = subprocess.run(self.command(program, key), text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False,
                                  timeout=self.timeout_s)
        except subprocess.TimeoutExpired:
            return None
        if done.returncode != 0:
            sys.exit(f"bench: {program.value} ended with status {done.returncode} on {key}")
        result = json.loads(done.stdout)
        if any(not isinstance(result.get(name), (int, float)) for name in NUMBERS):
            sys.exit(f"bench: {program.value} printed no figures for {key}: {done.stdout}")
        return result


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def describe(result: dict | None) -> str:
    if result is None:
        return "ran out of time"
    return (f"load {result['load_ms']:.1f} ms, prefill {result['prefill_ms']:.1f} ms, decode "
            f"{result['decode_ms_per_token']:.2f} ms/token, "
            f"peak {result['peak_rss_bytes'] / 1e6:.0f} MB")


def measure(bench: Bench, results: Results, key: Key, program: Program) -> None:
    result = bench.run(program, key)
    results.add(program, key, result)
    say(f"  {program.value:<10} {describe(result)}")


def compare(bench: Bench) -> Results:
    """All pairs of runs; which program comes first changes from pair to pair."""
    results = Results()
    for model in bench.models:
        for threads in bench.threads:
            for pair in range(bench.pairs):
                for prefill in bench.prefills:
                    key = Key(model, threads, prefill)
                    say(f"{model}, {threads} thread(s), prefill of {prefill}, "
                        f"pair {pair + 1} of {bench.pairs}:")
                    order = list(Program)
                    for program in order if pair % 2 == 0 else reversed(order):
                        measure(bench, results, key, program)
    return results


@contextlib.contextmanager
def busy_core() -> Iterator[None]:
    """A process that does nothing but keep one core busy."""
    core = max(os.sched_getaffinity(0))
    pin = f"import os; os.sched_setaffinity(0, {{{core}}})\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", pin], stdin=subprocess.DEVNULL) as spinner:
        try:
            time.sleep(0.3)
            yield
        finally:
            spinner.kill()


def compete(bench: Bench) -> tuple[Results, Results]:
    """cmdai alone and beside a busy process, in turn: (quiet, competed)."""
    quiet, competed = Results(), Results()
    threads, prefill = max(bench.threads), min(bench.prefills)
    for model in bench.models:
        key = Key(model, threads, prefill)
        for pair in range(bench.pairs):
            say(f"{model}, {threads} thread(s), pair {pair + 1} of {bench.pairs}: quiet, competed")
            measure(bench, quiet, key, Program.CMDAI)
            with busy_core():
                measure(bench, competed, key, Program.CMDAI)
    return quiet, competed


def time_judge(program: Path) -> None:
    """Prints how long verdicts take: on the commands of the safety tests and on hostile texts."""
    if not program.is_file():
        sys.exit(f"bench: {program}: no such file; build the target judge_bench")
    print("\nthe judge: microseconds per verdict, and hostile texts of doubling length", flush=True)
    files = [Path("tests", "safety", name) for name in JUDGED]
    done = subprocess.run([program, *files], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        sys.exit(f"bench: {program.name} ended with status {done.returncode}")


def cached_model() -> Path:
    script = ROOT / "script" / "fetch-model"
    done = subprocess.run([script, "--path"], stdout=subprocess.PIPE, text=True, check=True)
    return Path(done.stdout.strip())


def python_with_gguf() -> Path:
    """A Python that has what tools/make_random_gguf.py needs, from PyPI."""
    environment = FILES / "venv"
    python = environment / "bin" / "python"
    ready = environment / ".ready"
    if not ready.exists():
        say(f"installing {' '.join(PYPI_PACKAGES)} into {environment} ...")
        for command in ([sys.executable, "-m", "venv", "--clear", environment],
                        [python, "-m", "pip", "install", "--quiet", *PYPI_PACKAGES]):
            subprocess.run(command, stdout=sys.stderr.fileno(), check=True)
        ready.touch()
    return python


def random_qwen() -> Path:
    """A file of random weights with the shapes of Qwen2.5-Coder-1.5B, written at the first use."""
    path = FILES / f"{QWEN_PRESET}.gguf"
    if not path.exists():
        FILES.mkdir(parents=True, exist_ok=True)
        python = python_with_gguf()
        say(f"writing {path} (about 1 GB) ...")
        partial = path.with_suffix(".partial")
        subprocess.run([python, ROOT / "tools" / "make_random_gguf.py", "--preset", QWEN_PRESET,
                        "--out", partial], stdout=sys.stderr.fileno(), check=True)
        partial.rename(path)
    return path


def find_models(names: list[str]) -> dict[str, Path]:
    known = {"smollm2": cached_model, "qwen": random_qwen}
    models = {}
    for name in names:
        path = known[name]() if name in known else Path(name).resolve()
        if not path.is_file():
            sys.exit(f"bench: {path}: no such file (known names: {', '.join(known)})")
        models[name if name in known else path.stem] = path
    return models


def parse_arguments() -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        values = [int(word) for word in text.split(",")]
        if min(values) < 1:
            raise ValueError
        return values

    def positive(text: str) -> int:
        return numbers(text)[0]

    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=positive, help="pairs of runs (default: 5)")
    parser.add_argument("--models", type=lambda text: text.split(","),
                        help="smollm2, qwen (random weights) or files (default: smollm2,qwen)")
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="default: 1,2")
    parser.add_argument("--prefill", type=numbers, default=list(DEFAULT_PREFILLS),
                        help="tokens of the prompt (default: 32,200)")
    parser.add_argument("--decode", type=positive, default=32,
                        help="tokens decoded after it (default: 32)")
    parser.add_argument("--quick", action="store_true", help="2 pairs on smollm2 only")
    parser.add_argument("--competitor", action="store_true",
                        help="instead: cmdai's decoding alone and beside a process that keeps one "
                        "core busy (Linux)")
    parser.add_argument("--judge", action="store_true",
                        help="instead: the judge alone, which needs no model")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run to FILE, too")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS",
                        help="limit of one run; one that passes it is left out (default: 120)")
    parser.add_argument("--cmdai", type=Path, default=ROOT / "build/release/cmdai",
                        help="the program (default: build/release/cmdai)")
    parser.add_argument("--judge-bench", type=Path, metavar="PROGRAM",
                        default=ROOT / "build/release/bench/judge_bench",
                        help="what times the judge (default: build/release/bench/judge_bench)")
    return parser.parse_args()


def warn_if_busy() -> None:
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"bench: the machine is busy (load {load:.1f}): these figures will say little")


def write_json(path: Path, results: dict[str, Results]) -> None:
    machine = {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count(),
               "load": os.getloadavg()}
    runs = {name: result.as_json() for name, result in results.items()}
    path.write_text(json.dumps({"machine": machine, **runs}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    args = parse_arguments()
    if args.judge:
        warn_if_busy()
        time_judge(args.judge_bench)
        return
    pairs = args.pairs or (2 if args.quick else 5)
    models = find_models(args.models or (["smollm2"] if args.quick else ["smollm2", "qwen"]))
    bench = Bench(args.cmdai, models, args.threads, args.prefill, args.decode, pairs, args.timeout)
    warn_if_busy()
    if args.competitor:
        quiet, competed = compete(bench)
        print_competition(quiet, competed)
        results = {"quiet": quiet, "competed": competed}
    else:
        install.ensure()
        compared = compare(bench)
        print_table(compared, bench.models, bench.decode_tokens)
        results = {"runs": compared}
        time_judge(args.judge_bench)
    if args.json:
        write_json(args.json, results)


if __name__ == "__main__":
    main()
