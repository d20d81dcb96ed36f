"""What people do to their requests: case, punctuation, courtesy, typing errors. Values stay."""

from __future__ import annotations

import re
from random import Random

from families import Piece
from names import pick

NEIGHBOURS = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh",
              "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip",
              "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe",
              "x": "zc", "y": "tu", "z": "x"}
BEFORE = ("please ", "please ", "pls ", "hey, ", "hi, ", "ok ", "quick: ", "now ", "hey ",
          "hello! ", "shell: ", "bash: ", "linux: ", "i need this: ", "quick one: ")
AFTER = (" please", " pls", " thanks", ", please", " thx", ", thanks!", " asap", " in bash",
         " on the command line", " in the terminal", " from the shell", " for me", " quickly")
WORD = re.compile(r"[A-Za-z]{3,}")


def _mistype(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    kind = random.random()
    if kind < 0.30 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    if kind < 0.55:
        return word[:at] + word[at + 1:]
    if kind < 0.75:
        return word[:at] + word[at] + word[at:]
    near = NEIGHBOURS.get(word[at].lower())
    return word[:at] + random.choice(near) + word[at + 1:] if near else word


def _with_typos(pieces: list[Piece], random: Random) -> list[Piece]:
    places = [(index, match.span()) for index, piece in enumerate(pieces) if not piece.is_value
              for match in WORD.finditer(piece.text)]
    result = list(pieces)
    wanted = random.choice((1, 1, 2, 2, 3, 4))
    chosen = random.sample(places, min(wanted, (len(places) + 1) // 2))
    for index, (begin, end) in sorted(chosen, reverse=True):  # from the end: places don't move
        text = result[index].text
        result[index] = Piece(text[:begin] + _mistype(text[begin:end], random) + text[end:], False)
    return result


def disturb(pieces: list[Piece], random: Random, typos: float = 0.2) -> str:
    """One of the many ways in which the same request is typed."""
    if random.random() < typos:
        pieces = _with_typos(pieces, random)
    if random.random() < 0.30:
        pieces = [p if p.is_value else Piece(p.text.lower(), False) for p in pieces]
    text = "".join(piece.text for piece in pieces)
    ends_in_value = pieces[-1].is_value
    starts_with_value = pieces[0].is_value
    case = random.random()
    if not starts_with_value and case < 0.25:
        text = text[:1].upper() + text[1:]
    if random.random() < 0.25 and not ends_in_value:
        text = text.rstrip(".?!")
    elif random.random() < 0.12 and text[-1:].isalnum() and not ends_in_value:
        text += random.choice(".!.")
    courtesy = random.random()
    if courtesy < 0.05 and not starts_with_value:
        text = random.choice(BEFORE) + text[:1].lower() + text[1:]
    elif courtesy < 0.09 and text[-1:] not in ".?!":
        text += random.choice(AFTER)
    chatter = random.random()
    if chatter < 0.08:
        lead = pick(random, "leads")
        lead = lead.capitalize() if random.random() < 0.3 else lead
        text = lead + random.choice((", ", ". ", ": ", " - ", "... ", "; ", ". ")) + text
    elif chatter < 0.12:
        text = text.rstrip(".") + random.choice((", ", ". ", " - ", "... ")) + pick(random, "trails")
    if random.random() < 0.01:
        text = text.upper() if not any(piece.is_value for piece in pieces) else text
    return " ".join(text.split())
