"""Texts that are hard for a tokenizer: reproducible from a seed, all valid Unicode."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator

SPACES = "\t\n\v\f\r \x1c\x1f\x85\xa0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000"
SPACE_LIKE = "\u180e\u200b\u200c\u200d\u2060\ufeff"
CONTRACTIONS = [
    "'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'T", "'RE", "'Ve", "'M", "'lL", "'D",
    "'\u017f", "'\u212a", "''", "'", "\u2019s", "'l", "'r", "'v", "'ss", "'\ufb06",
]
NUMBERS = [
    "0", "7", "42", "123", "1234", "1234567", "3.14", "1e-9", "0x1F", "10,000", "\u0661\u0662",
    "\u0967\u0968\u0969\u096a", "\u2167", "\u00bd", "\u00b2", "\u2460\u2461", "\u3007",
    "\U0001d7ce\U0001d7cf", "\u0bf0", "\uff11\uff12\uff13\uff14", "\u4e00\u4e8c\u4e09",
]
EMOJI = [
    "\U0001f600", "\U0001f44d\U0001f3fd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f1e9\U0001f1ea",
    "\u2764\ufe0f", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3",
    "\U0001f9d1\U0001f3ff\u200d\U0001f680", "\u2603",
]
WORDS = [
    "list", "all", "files", "The", "HELLO", "don't", "we'll", "I'M", "caf\u00e9", "na\u00efve",
    "stra\u00dfe", "\u0414\u043e\u0431\u0440\u044b\u0439",
    "\u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1", "\u4f60\u597d\u4e16\u754c",
    "\u3053\u3093\u306b\u3061\u306f", "\uc548\ub155\ud558\uc138\uc694",
    "\u0645\u0631\u062d\u0628\u0627", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "\u10d2\u10d0\u10db", "\ufb01n", "\u01c5", "\u2126", "\u212b", "x" * 70, "\u0130stanbul",
]
CODE = [
    "for (int i = 0; i < n; ++i) {\n\tsum += a[i];\n}", "def f(x):\n    return x ** 2\n",
    "find . -type f -size +100M -mtime -7 -exec ls -lh {} \\;", "#include <vector>\r\n\r\n",
    "SELECT * FROM t WHERE a='b''c';", "$(grep -c '^#' ~/.bashrc) && echo \"$HOME\"",
    "{\"key\": [1, 2.5, null]}", "<div class=\"a\">&nbsp;</div>", "ps aux | awk '{print $2}'",
    "sed -i 's/foo/bar/g' *.txt", "\\u00e9\\n\\t", "a=b;c==d;e!=f;g->h::i",
    "https://x.org/?q=1&r=%20", "/* ---- */ // ====", "tar -czf x.tar.gz --exclude='*.o' .",
    "\t\t\tif x:\n\n\n        y",
]
LATIN_AND_MARKS = "aeiouAEIOUncsyzdLq"
MARK_BLOCKS = [(0x300, 0x36f), (0x483, 0x487), (0x591, 0x5bd), (0x610, 0x61a), (0x64b, 0x65f),
               (0x93c, 0x94d), (0x9bc, 0x9cd), (0xe38, 0xe4b), (0xf71, 0xf84), (0x1ab0, 0x1ad0),
               (0x1dc0, 0x1dff), (0x20d0, 0x20f0), (0x3099, 0x309a), (0x302a, 0x302f),
               (0xfe20, 0xfe2f), (0x1d165, 0x1d172), (0x11930, 0x11943), (0x1e8d0, 0x1e8d6),
               (0x1161, 0x1175), (0x11a8, 0x11c2), (0x897, 0x8a5), (0x11382, 0x113d0)]
SPECIALS = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|im_start|", "<tool_call>", "<|eot_id|>",
    "<|begin_of_text|>", "<|start_header_id|>", "</tool_call>", "<|fim_prefix|>", "<|", "|>",
    "<repo_name>", "<|reserved_special_token_1|>", "<|reserved_special_token_11|>",
]

Maker = Callable[[random.Random], str]


def any_code_point(rng: random.Random) -> str:
    plane = rng.choice([0, 0, 0, 0, 1, 1, 2, 3, rng.randrange(17)])
    while True:
        code_point = plane * 0x10000 + rng.randrange(0x10000)
        if not 0xD800 <= code_point <= 0xDFFF:
            return chr(code_point)


def assigned_code_point(rng: random.Random) -> str:
    while True:
        char = chr(rng.choice([rng.randrange(0x3000), rng.randrange(0xD800),
                               rng.randrange(0x10000, 0x1FC00), rng.randrange(0xE000, 0x10000)]))
        if unicodedata.category(char) != "Cn":
            return char


def combining_text(rng: random.Random) -> str:
    """Base letters with marks in any order, or a decomposed form of a word."""
    if rng.random() < 0.3:
        return unicodedata.normalize(rng.choice(["NFD", "NFKD"]), rng.choice(WORDS))
    marks = [chr(rng.randint(*rng.choice(MARK_BLOCKS))) for _ in range(rng.randint(1, 5))]
    return rng.choice(LATIN_AND_MARKS + "\u0915\u05d0\u1100\u30ab") + "".join(marks)


def from_list(items: list[str] | str) -> Maker:
    return lambda rng: rng.choice(items)


def spaces(rng: random.Random) -> str:
    kind = rng.choice([SPACES, " ", " \n", "\r\n", " \t", SPACES + SPACE_LIKE])
    return "".join(rng.choice(kind) for _ in range(rng.choice([1, 1, 1, 2, 3, 5, 17])))


def controls(rng: random.Random) -> str:
    return "".join(chr(rng.choice([rng.randrange(0x20), rng.randrange(0x7f, 0xa0)]))
                   for _ in range(rng.randint(1, 4)))


def ascii_soup(rng: random.Random) -> str:
    return "".join(chr(rng.randrange(0x20, 0x7f)) for _ in range(rng.randint(1, 30)))


def repeated(rng: random.Random) -> str:
    return rng.choice(list("aA '-=.0\n\t") + ["ab", "\u00e9", "\U0001f600"]) * rng.randint(2, 60)


MAKERS: list[tuple[Maker, int]] = [
    (from_list(WORDS), 8), (spaces, 9), (from_list(CONTRACTIONS), 3), (from_list(NUMBERS), 4),
    (from_list(EMOJI), 2), (from_list(CODE), 2), (from_list(SPECIALS), 1), (any_code_point, 3),
    (assigned_code_point, 5), (combining_text, 3), (controls, 1), (ascii_soup, 3), (repeated, 1),
]


def every_code_point_once() -> Iterator[str]:
    """All code points, in texts where neighbours show their class: a letter, a digit, a space."""
    for start in range(0, 0x110000, 256):
        chars = [chr(c) for c in range(start, start + 256) if not 0xD800 <= c <= 0xDFFF]
        yield "".join(f"a{c}b{c} {c}1" for c in chars)


def make_texts(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    makers = [maker for maker, _ in MAKERS]
    weights = [weight for _, weight in MAKERS]
    texts = ["", " ", "\n", "'", *WORDS, *CODE, *EMOJI, *NUMBERS, *CONTRACTIONS, *SPECIALS]
    while len(texts) < count:
        parts = rng.choices(makers, weights, k=rng.choice([1, 2, 3, 5, 8, 13, 30]))
        texts.append("".join(maker(rng) for maker in parts))
    return texts[:count]
