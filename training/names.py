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


def stem(random: Random, spaces: float = 0.06) -> str:
    """A name without its suffix, in one of many manners."""
    word = pick(random, "stems")
    manner = random.random()
    if manner < 0.30:
        return word
    other = pick(random, "adjectives" if random.random() < 0.4 else "stems")
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
