"""The tree that a family's commands are verified in: every place its values name, with contents that
give the command something to find, and near misses beside it."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from families import Family
from fixture import Builder

FILE_SLOTS = ("file", "txtfile", "logfile", "csvfile", "jsonfile", "script", "image", "archive",
              "zipfile", "path")
WORD_SLOTS = ("word", "phrase", "user", "host", "ip", "date", "key", "url", "year", "login")
WORK = "work"


def _place(value: str) -> str:
    """A value as a path of the builder: relative to the home folder."""
    if value.startswith("~/"):
        return value[2:]
    return value if value.startswith("/") else f"{WORK}/{value}"


def _words(values: dict[str, Any]) -> list[str]:
    return [v.command for name, v in values.items() if re.sub(r"\d", "", name) in WORD_SLOTS]


def text_lines(words: list[str], random: Random) -> list[str]:
    """Lines with the words, without them, in another case, doubled, empty, and as part of others."""
    lines = ["first line of the file", "alpha beta gamma 10", "delta 25 epsilon", "", "delta 25 epsilon",
             "  indented line", "trailing spaces  ", "tab\tseparated\tline", "# a comment",
             "a much longer line that goes on and on so that it is more than eighty characters wide in all",
             "x=1; y=2", "10", "9", "100", "alpha beta gamma 10", "mail bob@example.com today",
             "from 10.0.0.7 to 192.168.1.20", "UPPER and lower", "last but one"]
    for word in words:
        lines += [word, f"has {word} in it", f"{word} at the start", f"ends with {word}",
                  f"{word.upper()} {word.lower()}", f"pre{word}post", f"twice {word} and {word}"]
    random.shuffle(lines)
    return lines


def log_text(words: list[str], random: Random) -> str:
    """An access-log-like file whose lines also hold the words."""
    lines = []
    for i in range(60):
        level = random.choice(("INFO", "WARN", "ERROR", "DEBUG"))
        client = f"10.0.0.{random.randint(1, 9)}"
        extra = random.choice(words + ["", "", "slow query", "cache miss"])
        lines.append(f'{client} - - [{1 + i % 27:02}/Mar/2024:{i % 24:02}:{i % 60:02}:00 +0000] "GET '
                     f'/page{i % 7} HTTP/1.1" {random.choice((200, 200, 404, 500))} '
                     f"{random.randint(100, 9000)} {level} {extra}".rstrip())
    return "\n".join(lines) + "\n"


def csv_text(random: Random) -> str:
    rows = ["name,age,city,amount,status"]
    for name in ("alice", "bob", "carol", "dave", "erin", "frank", "alice", "grace"):
        rows.append(f"{name},{random.randint(18, 80)},{random.choice(('Paris', 'Rome', 'Oslo'))},"
                    f"{random.randint(1, 900)}.{random.randint(0, 9)}0,"
                    f"{random.choice(('open', 'closed'))}")
    return "\n".join(rows) + "\n"


def json_text(values: dict[str, Any], random: Random) -> str:
    """An array of objects that have the named keys."""
    keys = [v.command for n, v in values.items() if n.startswith("key")]
    rows = []
    for i in range(6):
        row: dict[str, Any] = {"id": i + 1, "name": random.choice(("alice", "bob", "carol")),
                               "price": random.randint(1, 99), "tags": ["x", f"t{i % 3}"]}
        for key in keys:
            target = row
            *parents, last = key.split(".")
            for parent in parents:
                if not isinstance(target.get(parent), dict):
                    target[parent] = {}
                target = target[parent]
            target[last] = random.choice((3, 7, 12, 25)) + i
        rows.append(row)
    return json.dumps(rows, indent=2) + "\n"


def _fill_folder(tree: Builder, folder: str, values: dict[str, Any], random: Random) -> None:
    """Files of many kinds, ages and sizes below a folder."""
    words = _words(values)
    suffixes = [v.command for n, v in values.items() if n.startswith("ext")] + ["txt", "log", "py"]
    for i, suffix in enumerate(suffixes):
        text = "\n".join(text_lines(words if i % 2 == 0 else [], random)) + "\n"
        tree.file(f"{folder}/one{i}.{suffix}", text, days=0.02 + i)
        tree.file(f"{folder}/sub/two{i}.{suffix}", text.lower(), days=40.3 + i)
        tree.file(f"{folder}/sub/deep er/three {i}.{suffix}", text * 40, days=400.4 + i)
        tree.file(f"{folder}/{suffix}", "near miss\n", days=5.2)
    for name, value in values.items():
        if name.startswith("glob"):
            for filler in ("", "1", "_a b"):
                tree.file(f"{folder}/{value.command.replace('*', filler).replace('?', 'x')}",
                          "matches\n", days=3.3)
    tree.file(f"{folder}/.hidden", "hidden\n", days=1.4)
    tree.file(f"{folder}/empty.txt", "", days=12.6)
    tree.file(f"{folder}/big.bin", size=3_000_000, days=8.1)
    tree.file(f"{folder}/run_me", "#!/bin/sh\necho hi\n", mode=0o755, days=2.2)
    tree.folder(f"{folder}/empty folder", days=6.7)
    tree.folder(f"{folder}/sub/nothing", days=66.6)
    tree.link(f"{folder}/link", "one0.txt")
    tree.link(f"{folder}/broken", "no such target")


def _make_file(tree: Builder, kind: str, path: str, values: dict[str, Any], random: Random) -> None:
    words = _words(values)
    if kind == "csvfile":
        tree.file(path, csv_text(random), days=1.1)
    elif kind == "jsonfile":
        tree.file(path, json_text(values, random), days=1.2)
    elif kind == "logfile":
        tree.file(path, log_text(words, random), days=0.3)
    elif kind == "image":
        tree.file(path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, days=9.9)
    elif kind == "script":
        tree.file(path, "echo started\necho \"args: $*\"\n" if not path.endswith(".py")
                  else "print('started')\n", days=3.1)
    elif kind in ("archive", "zipfile"):
        tree.file(path, b"")
        pack = "tar -czf" if kind == "archive" else "zip -qr"
        name = tree.path(path)
        tree.shell(f"rm -f '{name}'; mkdir -p .pack/docs && cd .pack && printf 'a\\nb\\n' >docs/a.txt"
                   f" && echo c >'docs/c d.txt' && echo top >readme.md && {pack} '{name}' docs "
                   "readme.md && cd .. && rm -rf .pack", WORK)
    else:
        tree.file(path, "\n".join(text_lines(words, random)) + "\n", days=2.5)


def build(tree: Builder, family: Family, values: dict[str, Any]) -> None:
    """Everything in the folder ~/work, and what the values name elsewhere in the home folder."""
    random = Random(family.id)
    _fill_folder(tree, WORK, values, random)
    for name, value in sorted(values.items()):
        kind = re.sub(r"\d", "", name)
        if name in family.own or kind in family.own:
            continue
        if kind == "dir":
            _fill_folder(tree, _place(value.command), values, random)
        elif kind in FILE_SLOTS:
            _make_file(tree, kind, _place(value.command), values, random)
