"""Names of files, folders, people and hosts, made of words in many manners."""

from __future__ import annotations

from pathlib import Path
from random import Random

WORDS = Path(__file__).resolve().parent / "data" / "words.txt"


def _read_words() -> dict[str, list[str]]:
    lists = {}
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, text = line.partition(": ")
            lists[name] = text.split("|") if "|" in text else text.split(" ")
    return lists


LISTS = _read_words()


def pick(random: Random, name: str) -> str:
    """One of the words of a list of data/words.txt."""
    return random.choice(LISTS[name])


ONSETS = ("b c d f g h j k l m n p r s t v w z "
          "br ch cl cr dr fl gr kr pl pr qu sh sk sl st th tr").split()
VOWELS = "a a e e i i o o u ai ea ee io ou".split()
CODAS = ["", "", "", "l", "m", "n", "r", "s", "t", "x", "ck", "nd", "rk", "st"]


def invented(random: Random) -> str:
    """A word that nobody has seen: it has to be copied letter by letter."""
    parts = (random.choice(ONSETS) + random.choice(VOWELS)
             for _ in range(random.choice((1, 2, 2, 3))))
    return "".join(parts) + random.choice(CODAS)


def noun(random: Random) -> str:
    """A word that things are named by."""
    kind = random.random()
    if kind < 0.5:
        return pick(random, "stems")
    return pick(random, "nouns") if kind < 0.82 else invented(random)


def folder(random: Random) -> str:
    return pick(random, "folders") if random.random() < 0.75 else noun(random)


def stem(random: Random, spaces: float = 0.06) -> str:
    """A name without its suffix, in one of many manners."""
    word = noun(random)
    manner = random.random()
    if manner < 0.30:
        return word
    other = pick(random, "adjectives") if random.random() < 0.4 else noun(random)
    if other == word:
        return word
    number = str(random.choice((random.randint(1, 9), random.randint(10, 99),
                                random.randint(2019, 2026), random.randint(100, 9999))))
    joiner = random.choice("__--..")
    if manner < 0.45:
        return f"{word}{random.choice('__-')}{other}"
    if manner < 0.60:
        return f"{word}{random.choice(('_', '-', ''))}{number}"
    if manner < 0.68:
        return f"{other}{joiner}{word}{random.choice('_-')}{number}"
    if manner < 0.74:
        return f"{word}-{random.randint(2019, 2026)}-{random.randint(1, 12):02}"
    if manner < 0.80:
        return word.capitalize()
    if manner < 0.84:
        return word.upper()
    if manner < 0.90:
        return f"{other}{word.capitalize()}"
    if manner < 0.94:
        return f"v{random.randint(1, 9)}.{random.randint(0, 12)}-{word}"
    if manner < 0.94 + spaces:
        return random.choice((f"{other} {word}", f"{word} {number}", f"{word} ({number[:1]})"
                              if random.random() < 0.2 else f"my {word}"))
    return random.choice((f"IMG_{random.randint(1000, 9999)}", f"{word[0]}{number}", word + word[0]))


def user_name(random: Random) -> str:
    kind = random.random()
    if kind < 0.75:
        return pick(random, "users")
    initial = random.choice("abcdefghjklmnprstvw") if kind < 0.9 else ""
    return initial + invented(random)


def program_name(random: Random) -> str:
    kind = random.random()
    if kind < 0.7:
        return pick(random, "services")
    return noun(random) + random.choice(("d", "-worker", "-server", "_api", "", "-agent"))


def container_name(random: Random) -> str:
    if random.random() < 0.65:
        return pick(random, "containers")
    return noun(random) + random.choice(("_1", "-2", "-db", "", "-web", "_worker"))


def branch_name(random: Random) -> str:
    if random.random() < 0.55:
        return pick(random, "branches")
    return random.choice(("feature/", "fix/", "bugfix/", "", "topic/", "release/")) + noun(
        random) + random.choice(("", "", f"-{noun(random)}", f"-{random.randint(2, 400)}"))
