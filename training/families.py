"""Task families: one command with slots and the wordings that ask for it. Reads and renders them.

The format stands in data/README.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Iterable

import slots
from slots import Value

FOLDER = Path(__file__).resolve().parent / "data" / "families"
PLATFORMS = ("bsd", "busybox")  # whose tools differ from GNU's
SLOT = re.compile(r"@([a-z]+[0-9]?)@")


@dataclass(frozen=True)
class Part:
    """A value of a family's own slot. Its texts may have slots of their own, of common kinds."""
    request: str
    command: str
    check: str = ""  # Python, for the family's oracle: see data/README.md


@dataclass(frozen=True)
class Family:
    id: str
    programs: tuple[str, ...]
    commands: tuple[str, ...]  # the best first; the others have the same effect
    requests: tuple[str, ...]
    variants: dict[str, str] = field(default_factory=dict)  # by platform, where the best differs
    own: dict[str, list[Part]] = field(default_factory=dict)
    changes: bool = False

    def slots_of(self, text: str) -> set[str]:
        return set(SLOT.findall(text))


@dataclass(frozen=True)
class Piece:
    """A part of a request. What is a value has to stay as it is."""
    text: str
    is_value: bool


def read(folder: Path = FOLDER) -> list[Family]:
    """All families that have a command."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if "kind" not in record:
                found.append(Family(
                    id=record["id"], programs=tuple(record["programs"]),
                    commands=tuple(record["command"]), requests=tuple(record["requests"]),
                    variants={name: record[name] for name in PLATFORMS if name in record},
                    own={slot: [Part(*texts) for texts in parts]
                         for slot, parts in record.get("slots", {}).items()},
                    changes=record.get("changes", False)))
    return found


def read_without_command(folder: Path = FOLDER) -> list[str]:
    """Requests that have no command."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if "kind" in record:
                found.extend(record["requests"])
    return found


def own_slot(family: Family, slot: str) -> list[Part] | None:
    return family.own.get(slot) or family.own.get(slot.rstrip("0123456789"))


def has_parts(family: Family) -> bool:
    """Whether values of its own slots have slots themselves: it stands for many tasks."""
    return any(SLOT.search(part.request) for parts in family.own.values() for part in parts)


def draw_parts(family: Family, names: Iterable[str], random: Random) -> dict[str, Part]:
    """Values for those of the slots that are the family's own."""
    return {name: random.choice(own) for name in sorted(names)
            if (own := own_slot(family, name)) is not None}


def draw_values(family: Family, names: Iterable[str], random: Random) -> dict[str, Value]:
    """Values for slots, and for the slots within them. Two of a kind differ, and of n and n2 the
    second is larger."""
    wanted = set(names)
    parts = draw_parts(family, wanted, random)
    for part in parts.values():
        wanted |= family.slots_of(part.request) | family.slots_of(part.command)
    values: dict[str, Value] = {}
    for name in sorted(wanted):
        if name in parts:
            values[name] = Value(parts[name].request, parts[name].command, parts[name].check)
            continue
        for _ in range(20):
            values[name] = slots.draw(name, random)
            others = [v.command for other, v in values.items() if other != name]
            if values[name].command not in others:
                break
    for first, second in (("n", "n2"), ("lines", "lines2"), ("days", "days2"), ("year", "year2"),
                          ("date", "date2"), ("port", "port2")):
        if first in values and second in values and not own_slot(family, first):
            def rank(name: str) -> tuple[int, str]:
                return (len(values[name].command), values[name].command)
            if rank(second) < rank(first):
                values[first], values[second] = values[second], values[first]
    return values


def plain(values: dict[str, Value]) -> dict[str, str]:
    """What stands in the command for each slot, slots within it filled, without quotes."""
    return {name: SLOT.sub(lambda match: values[match[1]].command, value.command)
            for name, value in values.items()}


def render_request(wording: str, values: dict[str, Value]) -> list[Piece]:
    pieces, end = [], 0
    for match in SLOT.finditer(wording):
        pieces.append(Piece(wording[end:match.start()], False))
        text = values[match[1]].request
        if SLOT.search(text):
            pieces.extend(render_request(text, values))
            end = match.end()
            continue
        before = wording[match.start() - 1:match.start()]
        if before in ('"', "'", "`"):  # the wording quotes it already
            text = text.strip("\"'")
        pieces.append(Piece(text, True))
        end = match.end()
    pieces.append(Piece(wording[end:], False))
    return [piece for piece in pieces if piece.text]


def _inside_quotes(text: str) -> bool:
    """Whether a quote is open at the end of shell text; inside "$(...)" a new count begins."""
    open_ = [""]  # the quote of each level of $( )
    index = 0
    while index < len(text):
        c, quote = text[index], open_[-1]
        if c == "\\" and quote != "'":
            index += 1
        elif text.startswith("$(", index) and quote != "'":
            open_.append("")
            index += 1
        elif c == ")" and not quote and len(open_) > 1:
            open_.pop()
        elif quote:
            open_[-1] = "" if c == quote else quote
        elif c in "'\"":
            open_[-1] = c
        index += 1
    return bool(open_[-1])


def render_command(command: str, family: Family, values: dict[str, Value]) -> str:
    """Fills the slots of a command, quoting values where they need it."""
    command = SLOT.sub(lambda m: values[m[1]].command if own_slot(family, m[1]) else m[0], command)
    text, end = "", 0
    for match in SLOT.finditer(command):
        text += command[end:match.start()]
        value = values[match[1]].command
        inside_word = text[-1:] not in (" ", "", "(", "`")
        if inside_word and value.startswith("~/"):  # expanded at the begin of a word alone
            value = "$HOME" + value[1:]
        if _inside_quotes(text) or match[1].startswith("glob"):
            text += value
        else:
            text += slots.quoted(value)
        end = match.end()
    return text + command[end:]
