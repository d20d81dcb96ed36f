#!/usr/bin/env python3
"""Checks the #includes under src/ against the table of folders in ARCHITECTURE.md.

Fails on an include that the table does not allow, on one that names no file, on a folder with
sources that the table lacks, and on a row without a folder. `--self-test` checks the checker.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tree_checker import run

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
SOURCE_SUFFIXES = (".h", ".cc")
EVERYTHING = "everything"
HELPERS = "testing"  # folders of helpers for tests, part of the folder that they lie in

Table = dict[str, frozenset[str]]


def read_table(architecture: Path) -> Table:
    """The rows `| folder | what | may include |`: folder -> folders that it may include."""
    table: Table = {}
    inside = False
    for line in architecture.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[-1].startswith("may include"):
            inside = True
        elif inside and not set(line) <= set("|-: "):
            folder, allowed = cells[0], cells[-1].split()
            if folder in table:
                raise ValueError(f"{architecture.name}: two rows for {folder}")
            table[folder] = frozenset(allowed) - {"-"}
    if not table:
        raise ValueError(f"{architecture.name}: no table with a column 'may include'")
    unknown = {name for allowed in table.values() for name in allowed} - {EVERYTHING, *table}
    if unknown:
        raise ValueError(f"{architecture.name}: a row allows {sorted(unknown)}, which have no row")
    return table


def row_of(path: str, table: Table) -> str | None:
    """The longest row that `path`, relative to src/, lies in."""
    parts = path.split("/")[:-1]
    for length in range(len(parts), 0, -1):
        row = "/".join(parts[:length])
        if row in table:
            return row
    return None


def source_files(src: Path) -> list[Path]:
    return sorted(path for path in src.rglob("*") if path.suffix in SOURCE_SUFFIXES)


def allows(table: Table, row: str, target: str) -> bool:
    return target in (row, "base") or bool(table[row] & {target, EVERYTHING})


def is_test_code(path: str) -> bool:
    return path.endswith("_test.cc") or HELPERS in path.split("/")[:-1]


def check_include(path: str, include: str, table: Table, src: Path) -> str | None:
    """What is wrong with `include` in the file `path` (relative to src/), or None."""
    if is_test_code(path) and include.startswith("tests/"):
        return None
    if not (src / include).is_file():
        return f'"{include}" is no file under src/ (write the path from there)'
    row, target = row_of(path, table), row_of(include, table)
    if HELPERS in include.split("/")[:-1]:
        return None if is_test_code(path) else f'"{include}" is a helper for tests only'
    if row is None or target is None or allows(table, row, target):
        return None  # a folder without a row is reported once, by check_folders
    return f'"{include}": the table in ARCHITECTURE.md does not let {row} include {target}'


def check_folders(table: Table, src: Path) -> list[str]:
    problems = []
    folders = {path.parent.relative_to(src).as_posix() for path in source_files(src)}
    for folder in sorted(folders):
        if folder.removesuffix(f"/{HELPERS}") not in table:
            problems.append(f"src/{folder}: has no row in the table in ARCHITECTURE.md")
    for row in sorted(table.keys() - folders):
        problems.append(f"ARCHITECTURE.md: the row {row} has no sources in src/{row}")
    return problems


def check_tree(root: Path) -> list[str]:
    """All problems of the tree at `root`, one line each."""
    src = root / "src"
    table = read_table(root / "ARCHITECTURE.md")
    problems = check_folders(table, src)
    for file in source_files(src):
        path = file.relative_to(src).as_posix()
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, start=1):
            match = INCLUDE.match(line)
            problem = check_include(path, match[1], table, src) if match else None
            if problem:
                problems.append(f"src/{path}:{number}: {problem}")
    return problems


# --- Self-test ---------------------------------------------------------------------------------

SOUND_TREE = {
    "ARCHITECTURE.md": "| folder | what | may include |\n|---|---|---|\n| base | b | - |\n"
                       "| low | l | - |\n| low/fast | f | low |\n| top | t | everything |\n\nEnd\n",
    "src/base/a.h": "#include <vector>\n",
    "src/low/a.h": '#include "base/a.h"\n#include "low/b.h"\n',
    "src/low/b.h": "",
    "src/low/testing/c.h": '#include "low/a.h"\n',
    "src/low/a_test.cc": '#include "low/testing/c.h"\n#include "tests/d.h"\n',
    "src/low/fast/a.cc": '#include "low/a.h"\n',
    "src/top/a.cc": '#include "low/fast/b.h"\n// #include "top/gone.h"\n',
    "src/low/fast/b.h": "",
}
# What is added to the sound tree -> what must be said about it.
FAULTS = [
    ({"src/low/x.cc": '\n# include "top/y.h"\n', "src/top/y.h": ""}, "src/low/x.cc:2: "),
    ({"src/base/x.cc": '#include "low/a.h"\n'}, "does not let base include low"),
    ({"src/low/x.cc": '#include "low/fast/b.h"\n'}, "does not let low include low/fast"),
    ({"src/low/x_test.cc": '#include "low/fast/b.h"\n'}, "src/low/x_test.cc:1: "),
    ({"src/low/x.cc": '#include "low/testing/c.h"\n'}, "for tests only"),
    ({"src/low/x.cc": '#include "b.h"\n'}, "no file under src/"),
    ({"src/low/x.cc": '#include "tests/d.h"\n'}, "no file under src/"),
    ({"src/other/x.cc": ""}, "src/other: has no row"),
    ({"src/top/more/x.cc": ""}, "src/top/more: has no row"),
    ({"ARCHITECTURE.md": SOUND_TREE["ARCHITECTURE.md"].replace("\n\n", "\n| gone | g | - |\n\n")},
     "the row gone has no sources"),
]


if __name__ == "__main__":
    sys.exit(run(__doc__.splitlines()[0], check_tree, SOUND_TREE, FAULTS))
