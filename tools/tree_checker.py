"""What the checkers of the source tree share: running on a tree, and proving that they find faults."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Check = Callable[[Path], list[str]]  # the problems of the tree at this place
Files = dict[str, str]  # a small tree: texts by path
Faults = list[tuple[Files, str]]  # files to add to a sound tree, and a part of the one problem then


def problems_with(check: Check, files: Files) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check(Path(folder))


def self_test(check: Check, sound_tree: Files, faults: Faults) -> list[str]:
    failures = [f"a sound tree: {problem}" for problem in problems_with(check, sound_tree)]
    for added, expected in faults:
        problems = problems_with(check, {**sound_tree, **added})
        if len(problems) != 1 or expected not in problems[0]:
            failures.append(f"expected one problem with {expected!r}, got {problems}")
    return failures


def run(description: str, check: Check, sound_tree: Files, faults: Faults) -> int:
    """The main function of a checker; its status."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent,
                        help="the tree to check (default: the one that this script lies in)")
    parser.add_argument("--self-test", action="store_true",
                        help="check that the checker finds faults that were put in")
    args = parser.parse_args()
    try:
        problems = (self_test(check, sound_tree, faults) if args.self_test
                    else check(args.root))
    except (OSError, ValueError) as error:
        problems = [str(error)]
    for problem in problems:
        print(problem)
    name = Path(sys.argv[0]).stem
    print(f"{name}: {len(problems)} problem(s)" if problems else f"{name}: ok")
    return 1 if problems else 0
