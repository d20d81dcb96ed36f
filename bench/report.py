"""Collects the figures of many runs and prints them as tables."""

from __future__ import annotations

import dataclasses
import enum
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path

SLOW_FACTOR = 3.0  # a run slower than this many times the best is left out


class Program(enum.Enum):
    CMDAI = "cmdai"
    PEER = "llama.cpp"


@dataclasses.dataclass(frozen=True)
class Key:
    """One kind of run."""
    model: str
    threads: int
    prefill: int


@dataclasses.dataclass
class Figure:
    """One figure of one program: the runs that count, and those that were left out."""
    kept: list[float]
    slow: list[float]
    n_out_of_time: int = 0

    @property
    def median(self) -> float | None:
        return statistics.median(self.kept) if self.kept else None

    def left_out(self, show: Callable[[float], str]) -> str:
        """The runs that do not count, in words; empty where there are none."""
        words = [show(value) for value in self.slow] + ["out of time"] * self.n_out_of_time
        n_runs = len(self.kept) + len(words)
        return f"{', '.join(words)} (of {n_runs} runs)" if words else ""


class Results:
    """The runs of both programs; None stands for one that ran out of time."""

    def __init__(self) -> None:
        self.runs: dict[tuple[Program, Key], list[dict | None]] = {}

    def add(self, program: Program, key: Key, result: dict | None) -> None:
        self.runs.setdefault((program, key), []).append(result)

    def keys(self) -> list[Key]:
        return list(dict.fromkeys(key for _, key in self.runs))

    def figure(self, program: Program, keys: Iterable[Key], name: str) -> Figure:
        """The figure `name` over the runs of `keys`, without those that are far too slow."""
        runs = [run for key in keys for run in self.runs.get((program, key), [])]
        values = [run[name] for run in runs if run is not None]
        limit = SLOW_FACTOR * min(values, default=0.0)
        return Figure([value for value in values if value <= limit],
                      [value for value in values if value > limit], len(runs) - len(values))

    def word(self, program: Program, keys: Iterable[Key], *names: str) -> str:
        """What the runs say of themselves, such as the kernels that they used."""
        words = {str(run[name]) for key in keys for run in self.runs.get((program, key), [])
                 if run is not None for name in names if name in run}
        return ", ".join(sorted(words)) or "?"

    def as_json(self) -> list[dict]:
        return [{"program": program.value, **dataclasses.asdict(key), "result": run}
                for (program, key), runs in self.runs.items() for run in runs]


@dataclasses.dataclass
class Row:
    title: str
    keys: list[Key]
    name: str
    show: Callable[[float], str]


def tenths(value: float) -> str:
    return f"{value:.1f}"


def hundredths(value: float) -> str:
    return f"{value:.2f}"


def megabytes(value: float) -> str:
    return f"{value / 1e6:.1f}"


def rows_of(keys: list[Key], decode_tokens: int) -> list[Row]:
    """The rows of the table of one model and number of threads."""
    longest = max(keys, key=lambda key: key.prefill)
    rows = [Row("load, ms", keys, "load_ms", tenths)]
    for key in keys:
        rows.append(Row(f"prefill of {key.prefill}, ms", [key], "prefill_ms", tenths))
    for key in keys:
        rows.append(Row(f"decode {decode_tokens} after {key.prefill}, ms/token", [key],
                        "decode_ms_per_token", hundredths))
    rows.append(Row("peak resident, MB", [longest], "peak_rss_bytes", megabytes))
    return rows


def print_row(results: Results, row: Row) -> list[str]:
    """Prints one row; gives the remarks on runs that were left out."""
    remarks, medians = [], []
    for program in Program:
        figure = results.figure(program, row.keys, row.name)
        medians.append(figure.median)
        left_out = figure.left_out(row.show)
        if left_out:
            remarks.append(f"  left out of {row.title}, {program.value}: {left_out}")
    cells = ["-" if value is None else row.show(value) for value in medians]
    ours, peer = medians
    ratio = f"{peer / ours:.2f}x" if ours and peer else "-"
    print(f"  {row.title:<32}{cells[0]:>12}{cells[1]:>12}{ratio:>10}")
    return remarks


def print_table(results: Results, models: dict[str, Path], decode_tokens: int) -> None:
    """One table for each model and number of threads."""
    groups: dict[tuple[str, int], list[Key]] = {}
    for key in results.keys():
        groups.setdefault((key.model, key.threads), []).append(key)
    for (model, threads), keys in groups.items():
        pairs = max(len(results.runs[program, key]) for program in Program for key in keys)
        size = models[model].stat().st_size / 1e6
        print(f"\n{model} ({models[model].name}, {size:.0f} MB), {threads} thread(s), "
              f"medians of {pairs} pairs")
        print(f"  {'':<32}{'cmdai':>12}{'llama.cpp':>12}{'ratio':>10}")
        remarks = [remark for row in rows_of(keys, decode_tokens)
                   for remark in print_row(results, row)]
        runtime = results.figure(Program.PEER, keys, "runtime_rss_bytes").median
        print(f"  cmdai's kernels: {results.word(Program.CMDAI, keys, 'kernels')}; llama.cpp's CPU "
              f"library: {results.word(Program.PEER, keys, 'library')}")
        if runtime:
            print(f"  (llama.cpp's peak includes {runtime / 1e6:.0f} MB of Node.js)")
        print("\n".join(remarks), end="\n" if remarks else "")
    print("\nratio: llama.cpp's figure / cmdai's; above 1 cmdai is faster or smaller")


def print_competition(quiet: Results, competed: Results) -> None:
    print(f"\n  {'cmdai, decode, ms/token':<32}{'quiet':>12}{'competed':>12}{'speed kept':>12}")
    for key in quiet.keys():
        figures = [results.figure(Program.CMDAI, [key], "decode_ms_per_token")
                   for results in (quiet, competed)]
        alone, beside = (figure.median for figure in figures)
        cells = ["-" if value is None else hundredths(value) for value in (alone, beside)]
        kept = f"{alone / beside:.2f}x" if alone and beside else "-"
        print(f"  {f'{key.model}, {key.threads} thread(s)':<32}{cells[0]:>12}{cells[1]:>12}"
              f"{kept:>12}")
        for name, figure in zip(("quiet", "competed"), figures):
            if left_out := figure.left_out(hundredths):
                print(f"  left out, {name}: {left_out}")
