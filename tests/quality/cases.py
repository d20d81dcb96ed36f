"""The cases of the quality test: requests, the trees they are about, and checks of the outcome."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import outcome
import sandbox
from fixture import Workshop

FOLDER = Path(__file__).resolve().parent
CATEGORIES = ("archives", "dates", "files", "find", "git", "listing", "none", "network",
              "permissions", "structured", "system", "text")
DIFFICULTIES = ("easy", "medium", "hard")
STYLES = ("terse", "plain", "chatty", "typos")
PARTS = ("development", "final")


@dataclass(frozen=True)
class Case:
    id: str
    category: str
    difficulty: str
    style: str
    part: str  # of the final part only the figures are looked at
    request: str
    fixture: str = ""  # empty for requests that have no command
    cwd: str = ""  # relative to the home folder
    setup: str = ""  # sourced before the command
    check: dict[str, Any] = field(default_factory=dict)
    gold: list[str] = field(default_factory=list)  # right answers
    wrong: list[str] = field(default_factory=list)  # plausible wrong ones

    @property
    def has_command(self) -> bool:
        return self.category != "none"

    @property
    def folder(self) -> str:
        return f"{sandbox.HOME}/{self.cwd}".rstrip("/")


def _check_form(case: Case) -> None:
    for value, known in ((case.category, CATEGORIES), (case.difficulty, DIFFICULTIES),
                         (case.style, STYLES), (case.part, PARTS)):
        if value not in known:
            raise ValueError(f"{case.id}: {value!r} is none of {', '.join(known)}")
    if case.has_command:
        outcome.Checker(case.check, case.folder)
        if not case.gold or len(case.wrong) < 2 or not case.fixture:
            raise ValueError(f"{case.id}: needs a fixture, a gold and two wrong answers")


def load(folder: Path = FOLDER / "cases") -> list[Case]:
    """All cases, in the order of their files. Errors: ValueError, naming the case."""
    cases: list[Case] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                case = Case(category=path.stem, **json.loads(line))
                _check_form(case)
            except (TypeError, ValueError) as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error
            cases.append(case)
    ids = [case.id for case in cases]
    twice = {i for i in ids if ids.count(i) > 1}
    if twice:
        raise ValueError(f"these ids stand twice: {sorted(twice)}")
    return cases


def complaint(workshop: Workshop, case: Case, command: str | None) -> str | None:
    """Runs an answer in a fresh copy of the case's fixture; what is wrong with it, or None.

    `command` is None where the program said that there is no command.
    """
    if not case.has_command:
        return None if command is None else "an answer where there is none"
    if command is None:
        return "no answer"
    root = workshop.fresh(case.fixture)
    try:
        before = outcome.snapshot(root)
        probe = case.check.get("probe", {}).get("sh", "")
        run = sandbox.run(root, case.folder, command, case.setup, probe)
        after = outcome.snapshot(root)
        return outcome.Checker(case.check, case.folder).complaint(before, after, run)
    finally:
        workshop.drop(root)
