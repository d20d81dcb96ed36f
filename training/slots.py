"""Values for the slots of task families: what the request says, and what the command says.

`draw(slot, random)` gives both. Values are made of many parts, so that a model has to copy them
rather than learn them. `@dir2@` is a slot of the kind `dir`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Callable

from names import (LISTS, branch_name, container_name, folder, noun, pick, program_name, stem,
                   user_name)

PLAIN = re.compile(r"(?:\$HOME)?[\w@%+=:,./~*?{}-]+")
NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
                "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Value:
    request: str
    command: str  # unquoted
    check: str = ""


def quoted(value: str) -> str:
    """A word of a command: in double quotes where the shell would split or expand it."""
    if PLAIN.fullmatch(value) and not any(c in value for c in "*?{}"):
        return value
    return '"' + value + '"'


def _said(random: Random, name: str) -> Value:
    """Names with spaces usually stand in quotes in a request."""
    if " " not in name:
        return Value(name, name)
    return Value(random.choice((f'"{name}"', f'"{name}"', f"'{name}'", name)), name)


def _file(random: Random, suffixes: str | tuple[str, ...]) -> Value:
    suffix = pick(random, suffixes) if isinstance(suffixes, str) else random.choice(suffixes)
    name = f"{stem(random)}.{suffix}"
    if random.random() < 0.04:
        name = f"{name}.{random.choice(('bak', 'old', '1', '2', 'orig'))}"
    place = random.random()
    if place < 0.10:
        name = f"{folder(random)}/{name}"
    elif place < 0.14:
        name = f"~/{folder(random)}/{name}".replace(" ", "_")
    elif place < 0.17:
        name = f"{pick(random, 'paths')}/{name}"
    return _said(random, name)


def _any_file(random: Random) -> Value:
    kind = random.random()
    if kind < 0.5:
        return _file(random, "documents")
    if kind < 0.7:
        return _file(random, "codes")
    if kind < 0.8:
        return _file(random, "medias")
    if kind < 0.9:
        return _file(random, "others")
    name = pick(random, "sources") if kind < 0.97 else stem(random)
    return _said(random, name)


def _script(random: Random) -> Value:
    """A shell script; never in the home folder by ~, as commands write ./ before it."""
    name = f"{stem(random, 0)}.{random.choice(('sh', 'sh', 'sh', 'bash'))}"
    if random.random() < 0.12:
        name = f"{folder(random)}/{name}"
    return Value(name, name)


def _path(random: Random) -> Value:
    depth = "/".join(folder(random) for _ in range(random.randint(1, 2)))
    return Value(*[f"{depth}/{pick(random, 'sources')}"] * 2)


def _folder(random: Random) -> Value:
    kind = random.random()
    if kind < 0.45:
        name = folder(random)
    elif kind < 0.60:
        name = f"{folder(random)}/{stem(random, 0)}"
    elif kind < 0.75:
        name = stem(random, 0.08)
    elif kind < 0.87:
        name = pick(random, "paths")
    elif kind < 0.96:
        name = f"~/{folder(random)}"
    else:
        name = f"~/{folder(random)}/{stem(random, 0)}"
    return _said(random, name)


def _new_folder(random: Random) -> Value:
    kind = random.random()
    if kind < 0.6:
        name = stem(random)
    elif kind < 0.85:
        name = folder(random)
    else:
        name = f"{folder(random)}/{stem(random, 0)}"
    return _said(random, name)


def _new_file(random: Random) -> Value:
    suffix = pick(random, random.choice(("documents", "documents", "codes")))
    name = f"{stem(random)}.{suffix}"
    if random.random() < 0.1:
        name = f"{folder(random)}/{name}"
    return _said(random, name)


def _extension(random: Random) -> Value:
    lists = random.choices(("documents", "codes", "medias", "others"), (4, 3, 2, 2))[0]
    return Value(*[pick(random, lists)] * 2)


def _glob(random: Random) -> Value:
    kind = random.random()
    suffix = _extension(random).command
    if kind < 0.4:
        return Value(*[f"*.{suffix}"] * 2)
    if kind < 0.6:
        return Value(*[f"{noun(random)}*"] * 2)
    if kind < 0.75:
        return Value(*[f"{noun(random)}_*.{suffix}"] * 2)
    if kind < 0.85:
        return Value(*[f"*{random.choice('_-')}{noun(random)}.{suffix}"] * 2)
    if kind < 0.95:
        return Value(*[f"*{noun(random)}*"] * 2)
    return Value(*[f"{noun(random)}?.{suffix}"] * 2)


def _word(random: Random) -> Value:
    kind = random.random()
    if kind < 0.42:
        word = pick(random, "words")
    elif kind < 0.60:
        word = noun(random)
    elif kind < 0.68:
        word = f"{noun(random)}_{random.randint(1, 999)}"
    elif kind < 0.76:
        word = noun(random) + random.choice("_-") + pick(random, "adjectives")
    elif kind < 0.84:
        word = noun(random).upper()
    elif kind < 0.90:
        word = noun(random).capitalize()
    elif kind < 0.95:
        word = noun(random) + noun(random).capitalize()
    else:
        word = f"{random.choice('ABCEKNRXZ')}{random.randint(10, 9999)}"
    return Value(word, word)


def _count(random: Random, low: int, high: int) -> Value:
    number = random.randint(low, high) if random.random() < 0.8 else random.choice(
        [n for n in (5, 10, 20, 50, 100) if low <= n <= high] or [low])
    text = str(number)
    if number < len(NUMBER_WORDS) and random.random() < 0.25:
        return Value(NUMBER_WORDS[number], text)
    return Value(text, text)


def _small(random: Random) -> Value:
    high = random.choices((9, 20, 100, 1000), (5, 4, 3, 1))[0]
    return _count(random, 2, high)


def _size(random: Random) -> Value:
    number = random.choice((1, 2, 3, 5, 10, 15, 20, 25, 50, 64, 100, 128, 150, 200, 250, 300, 500,
                            700, 750, 800))
    unit, names = random.choice((
        ("k", ("kB", "KB", "k", "K", " kB", " KB", " kilobytes", "kb", " kb")),
        ("M", ("MB", "M", " MB", " megabytes", "mb", " mb", " megs", "MiB", " meg")),
        ("M", ("MB", "M", " MB", " megabytes", "mb", " mb", " megs", "MiB", " meg")),
        ("G", ("GB", "G", " GB", " gigabytes", "gb", " gb", " gigs", "GiB", " gig"))))
    if unit == "G":
        number = random.choice((1, 2, 3, 4, 5, 8, 10, 20, 50))
    name = random.choice(names)
    if number == 1:
        name = name.replace("bytes", "byte").replace("gigs", "gig").replace("megs", "meg")
    return Value(f"{number}{name}", f"{number}{unit}")


def _date(random: Random) -> Value:
    text = f"{random.randint(2018, 2026)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return Value(text, text)


def _address(random: Random) -> Value:
    first = random.choice(("10.0", "192.168", "172.16", "10.20", "203.0", "198.51"))
    text = f"{first}.{random.randint(0, 255)}.{random.randint(1, 254)}"
    return Value(text, text)


def _url(random: Random) -> Value:
    host = random.choice([h for h in LISTS["hosts"] if "." in h])
    path = random.choice((f"{stem(random, 0)}.{random.choice(('tar.gz', 'zip', 'json', 'iso'))}",
                          f"{folder(random)}/{stem(random, 0)}.html",
                          f"api/{noun(random)}", f"{noun(random)}/", ""))
    text = f"{random.choice(('https', 'https', 'http'))}://{host}/{path}"
    return Value(text, text)


def _commit(random: Random) -> Value:
    text = "".join(random.choice("0123456789abcdef") for _ in range(random.choice((7, 7, 8, 10))))
    return Value(text, text)


def _listed(name: str) -> Callable[[Random], Value]:
    def draw_one(random: Random) -> Value:
        text = pick(random, name)
        return Value(text, text)
    return draw_one


def _made(make: Callable[[Random], str]) -> Callable[[Random], Value]:
    def draw_one(random: Random) -> Value:
        text = make(random)
        return Value(text, text)
    return draw_one


DELIMITERS = (("comma", ","), ("commas", ","), ("semicolon", ";"), ("colon", ":"), ("pipe", "|"),
              ("tab", "\t"), ("space", " "))

KINDS: dict[str, Callable[[Random], Value]] = {
    "file": _any_file,
    "txtfile": lambda r: _file(r, ("txt", "txt", "txt", "md", "text", "list", "dat")),
    "logfile": lambda r: _file(r, ("log", "log", "log", "log.1", "out", "txt")),
    "csvfile": lambda r: _file(r, ("csv",)),
    "jsonfile": lambda r: _file(r, ("json",)),
    "script": _script,
    "image": lambda r: _file(r, ("jpg", "png", "jpeg", "gif", "webp")),
    "archive": lambda r: _file(r, ("tar.gz", "tar.gz", "tgz")),
    "zipfile": lambda r: _file(r, ("zip",)),
    "path": _path, "newfile": _new_file, "dir": _folder, "newdir": _new_folder,
    "ext": _extension, "glob": _glob, "word": _word, "phrase": _listed("phrases"),
    "n": _small, "lines": lambda r: _count(r, 2, r.choice((9, 30, 100, 500))),
    "col": lambda r: _count(r, 1, 9), "size": _size,
    "days": lambda r: _count(r, 2, r.choice((9, 30, 90, 365))),
    "mins": lambda r: _count(r, 2, r.choice((9, 59, 120))),
    "hours": lambda r: _count(r, 2, r.choice((9, 24, 72))),
    "date": _date, "year": _made(lambda r: str(r.randint(2015, 2026))),
    "user": _made(user_name), "group": _listed("groups"), "host": _listed("hosts"),
    "login": _made(lambda r: f"{pick(r, 'users')}@{pick(r, 'hosts')}"), "url": _url,
    "ip": _address,
    "port": _made(lambda r: str(r.choice((80, 443, 22, 3000, 5000, 5432, 6379, 8000, 8080, 8443,
                                          9000, r.randint(1024, 65535))))),
    "pid": _made(lambda r: str(r.randint(300, 99999))), "signal": _listed("signals"),
    "mode": _made(lambda r: r.choice(("644", "755", "600", "700", "640", "750", "664", "775",
                                      "444", "400"))),
    "branch": _made(branch_name),
    "tag": _made(lambda r: r.choice(("v", "v", "", "release-"))
                 + f"{r.randint(0, 9)}.{r.randint(0, 20)}.{r.randint(0, 9)}"),
    "commit": _commit, "message": _listed("messages"), "remote": _listed("remotes"),
    "repo": _made(lambda r: r.choice(("git@example.com:", "https://example.com/"))
                  + f"{pick(r, 'users')}/{noun(r)}.git"),
    "var": _listed("variables"), "pkg": _listed("packages"), "service": _made(program_name),
    "container": _made(container_name), "imagename": _listed("images"), "key": _listed("keys"),
    "delim": lambda r: Value(*r.choice(DELIMITERS)),
}


def draw(slot: str, random: Random) -> Value:
    """A value for a slot such as `dir` or `n2`. Errors: KeyError for a slot of no known kind."""
    return KINDS[slot.rstrip("0123456789")](random)
