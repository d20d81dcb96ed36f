#!/usr/bin/env python3
"""Shows that the golden tests notice errors: breaks the engine on purpose and expects them to fail.

Each control copies the sources into a temporary folder, replaces one line of the engine by a wrong
one, builds the golden test and runs it. The unbroken copy has to pass, every broken one to fail.

  tools/check_controls.py               all controls
  tools/check_controls.py rope-pairing  only this one
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("CMakeLists.txt", "ARCHITECTURE.md", "cmake", "src", "tests", "fuzz", "tools", "script")


@dataclass(frozen=True)
class Control:
    """One error: in `file`, each left text becomes the right one."""

    name: str
    file: str
    changes: dict[str, str]


CONTROLS = (
    Control("rope-pairing", "src/engine/cpu/rope.cc", {
        "pairing_ == model::RopePairing::kAdjacent": "pairing_ != model::RopePairing::kAdjacent"}),
    Control("dropped-bias", "src/engine/cpu/transformer.cc", {
        "{w.query, w.query_bias, work.query.data()}": "{w.query, kNoBias, work.query.data()}"}),
    Control("swapped-k-and-v", "src/engine/cpu/transformer.cc", {
        "{w.key, w.key_bias, work.key.data()}": "{w.key, w.key_bias, work.value.data()}",
        "{w.value, w.value_bias, work.value.data()}": "{w.value, w.value_bias, work.key.data()}"}),
    Control("ignored-rope-factors", "src/engine/cpu/rope.cc", {
        "if (factor != nullptr)": "if (false)"}),
    Control("ignored-rope-scaling", "src/engine/cpu/rope.cc", {
        "static_cast<double>(config.rope.linear_factor)": "1.0"}),
)


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def must(command: list[str], folder: Path) -> None:
    result = run(command, folder)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{result.stdout[-4000:]}")


def apply(control: Control, tree: Path) -> None:
    path = tree / control.file
    text = path.read_text(encoding="utf-8")
    for right, wrong in control.changes.items():
        if text.count(right) != 1:
            sys.exit(f"{control.name}: '{right}' stands {text.count(right)} times in "
                     f"{control.file}, expected once")
        text = text.replace(right, wrong)
    path.write_text(text, encoding="utf-8")


def failed_tests(tree: Path) -> tuple[int, int]:
    """Builds and runs the golden test: how many of its tests failed, and how many ran."""
    must(["ninja", "-C", "build", "golden_nll_test"], tree)
    output = run(["build/tests/model/golden_nll_test"], tree).stdout
    ran = re.search(r"^\[==========\] (\d+) tests? from .* ran", output, re.MULTILINE)
    if ran is None:
        return 1, 1  # it did not even come to its end
    failed = re.search(r"^\[  FAILED  \] (\d+) tests?", output, re.MULTILINE)
    return int(failed.group(1)) if failed else 0, int(ran.group(1))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="controls to run: " + ", ".join(c.name for c in CONTROLS))
    names = parser.parse_args().names
    unknown = set(names) - {c.name for c in CONTROLS}
    if unknown:
        parser.error("no such control: " + ", ".join(sorted(unknown)))

    good = True
    with tempfile.TemporaryDirectory(prefix="cmdai-controls-") as folder:
        tree = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, tree / name)
        must(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMDAI_DEV=ON"], tree)
        failed, ran = failed_tests(tree)
        print(f"{'unbroken':24} {failed} of {ran} golden tests fail", flush=True)
        good = good and failed == 0
        for control in CONTROLS:
            if names and control.name not in names:
                continue
            original = (tree / control.file).read_bytes()
            apply(control, tree)
            failed, ran = failed_tests(tree)
            print(f"{control.name:24} {failed} of {ran} golden tests fail", flush=True)
            good = good and failed > 0
            (tree / control.file).write_bytes(original)
            os.utime(tree / control.file)
    print("every control was noticed" if good else "NOT every control was noticed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
