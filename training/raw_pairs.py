#!/usr/bin/env python3
"""Cleans pairs of requests and commands from elsewhere, so that they can be learned from.

    training/raw_pairs.py clean RAW.jsonl CLEANED.jsonl

A raw row is {"nl", "cmd", "src", "core"}. Placeholders are filled with values that the request then
names too, alternations resolved, and what can't be right is dropped; how many and why is printed.
"""

from __future__ import annotations

import collections
import json
import re
import sys
from pathlib import Path
from random import Random

import slots
from pairs import Pair

MAX_COMMAND = 160
MAX_REQUEST = 220
FIND_SHARE = 0.22  # of the kept core rows
OTHER_SHARE = 0.35  # rows of rarer programs, for each core row
NAMED_BY = 2  # sources that have to name a rare program

PATH_WORD = re.compile(r"(?<![\w/])path/to/[\w./*-]*")
# [short|long], {up|down}, {{a|b}}: a choice of words; in awk and regular expressions it is none.
ALTERNATION = re.compile(r"\{\{([^{}|]+)(?:\|[^{}]*)?\}\}|(?<=\s)\[([-\w= ]+)\|[-\w=| ]+\]|"
                         r"(?<=\s)\{(\w+)\|[\w|]+\}")
PLACEHOLDER = re.compile(r"<[a-z_ -]+>|\{\{|\}\}|\.\.\.|\b(?:FILE|DIR|FILENAME|PATTERN|HOST)\b|"
                         r"\b(?:file|directory|argument|package|option|host)_?(?:name)?[123]\b")
REFERENCE = re.compile(r"^(?:note|see|view documentation|display help|this |the above|\()", re.I)


def _value_for(word: str, random: Random) -> slots.Value:
    name = word.removeprefix("path/to/")
    if re.search(r"director|folder|dir$", name) or not name:
        return slots.Value(*[slots.draw("dir", random).command.replace(" ", "_")] * 2)
    suffix = re.search(r"\.[\w.]+$", name)
    stem = slots.draw("newfile", random).command.replace(" ", "_")
    stem = re.sub(r"\.\w+$", "", stem)
    text = stem + (suffix[0] if suffix else random.choice((".txt", ".log", "", ".dat")))
    return slots.Value(text, text)


def _fill(request: str, command: str, random: Random) -> tuple[str, str] | None:
    """Puts a value for each path placeholder, where the request can name it."""
    words = list(dict.fromkeys(PATH_WORD.findall(command)))
    if not words:
        return request, command
    if len(words) > 2:
        return None
    values = [_value_for(word, random) for word in words]
    for word, value in sorted(zip(words, values), key=lambda item: -len(item[0])):
        command = command.replace(word, value.command)
    if len(words) == 1:
        place = re.search(r"\b(?:a|the|an|this|given|specific)\s+(?:\w+\s+)?(file|directory|folder|"
                          r"image|archive|script|repository|disk)\b", request, re.I)
        if place:
            request = request[:place.end()] + " " + values[0].request + request[place.end():]
        else:
            request += random.choice((" ({})", ", file {}", ": {}", " in {}")).format(
                values[0].request)
    else:
        request += random.choice((" ({} and {})", ": {} {}", ", from {} to {}")).format(
            *[v.request for v in values])
    return request, command


def _clean(row: dict[str, str], random: Random) -> Pair | str:
    """The pair, or why there is none."""
    request = " ".join(row["nl"].split()).rstrip(".")
    command = row["cmd"].strip()
    command = ALTERNATION.sub(lambda m: m[1] or m[2] or m[3], command)
    if "\n" in command or len(command) > MAX_COMMAND or len(request) > MAX_REQUEST:
        return "too long"
    if any(c in command for c in "“”‘’…"):
        return "typographic quotes"
    if REFERENCE.match(request) or len(request.split()) < 2:
        return "no request"
    filled = _fill(request, command, random)
    if filled is None:
        return "more placeholders than the request can name"
    request, command = filled
    if PLACEHOLDER.search(command):
        return "placeholders"
    if "BSD specific" in request or re.search(r"\btldr\b", command):
        return "another platform"
    request = re.sub(r"`([^`]+)`", r"\1", request)
    request = re.sub(r"^\(GNU specific\) ", "", request)
    return Pair(request, command, source="raw:" + row["src"])


def _program(command: str) -> str:
    words = [w for w in command.split() if "=" not in w and w not in ("sudo", "(", "{")]
    return words[0] if words else ""


def clean(rows: list[dict[str, str]], seed: int = 5) -> tuple[list[Pair], dict[str, int]]:
    """The cleaned pairs, and how many rows were dropped, by reason."""
    random = Random(seed)
    dropped: collections.Counter[str] = collections.Counter()
    core, other = [], []
    sources: dict[str, set[str]] = collections.defaultdict(set)
    for row in rows:
        sources[_program(row["cmd"])].add(row["src"])
    seen = set()
    for row in rows:
        result = _clean(row, random)
        if isinstance(result, str):
            dropped[result] += 1
        elif (result.request.lower(), result.command) in seen:
            dropped["twice"] += 1
        elif not row["core"] and len(sources[_program(row["cmd"])]) < NAMED_BY:
            dropped["a rare program"] += 1
        else:
            seen.add((result.request.lower(), result.command))
            (core if row["core"] else other).append(result)
    found = [p for p in core if _program(p.command) == "find"]
    rest = [p for p in core if _program(p.command) != "find"]
    limit = int(len(rest) * FIND_SHARE / (1 - FIND_SHARE))
    dropped["find beyond its share"] += max(0, len(found) - limit)
    kept = rest + random.sample(found, min(limit, len(found)))
    limit = int(len(kept) * OTHER_SHARE)
    dropped["rarer programs beyond their share"] += max(0, len(other) - limit)
    kept += random.sample(other, min(limit, len(other)))
    random.shuffle(kept)
    return kept, dict(dropped)


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read(path: Path) -> list[Pair]:
    """Cleaned pairs of a file of raw rows."""
    return clean(_rows(path))[0]


def read_as_they_are(path: Path) -> list[Pair]:
    """The core rows of a file, unchanged: for measuring."""
    return [Pair(row["nl"], row["cmd"], source="raw") for row in _rows(path) if row["core"]]


def main() -> int:
    if len(sys.argv) != 4 or sys.argv[1] != "clean":
        print(__doc__, file=sys.stderr)
        return 2
    rows = _rows(Path(sys.argv[2]))
    kept, dropped = clean(rows)
    with Path(sys.argv[3]).open("w", encoding="utf-8") as file:
        for pair in kept:
            file.write(json.dumps(vars(pair), ensure_ascii=False) + "\n")
    print(f"{len(rows)} rows, {len(kept)} kept")
    for reason, count in sorted(dropped.items(), key=lambda item: -item[1]):
        print(f"  dropped {count}: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
