"""Made-up but valid byte-level BPE vocabularies in GGUF's terms: tokens, merges, token types.

The order of the tokens is that of the published vocabularies of this family: 256 byte tokens, one
token per merge in order of rank, the control tokens, then tokens that are never used.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from gguf import TokenType

from gguf_blocks import RandomSource

CHATML_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CHATML_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + "
    "message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
LLAMA3_TOKENS = ("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>",
                 "<|end_header_id|>", "<|eot_id|>")
LLAMA3_TEMPLATE = (
    "{% for message in messages %}{{'<|start_header_id|>' + message['role'] + "
    "'<|end_header_id|>\\n\\n' + message['content'] + '<|eot_id|>'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}"
    "{% endif %}"
)


@dataclass
class Vocabulary:
    """What the keys tokenizer.ggml.* of a GGUF file hold."""

    tokens: list[str]
    types: list[int]
    merges: list[str]
    control_ids: dict[str, int] = field(default_factory=dict)


def byte_characters() -> list[str]:
    """The character that stands for each byte in byte-level BPE (GPT-2's table), by byte."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table: list[str] = []
    n_moved = 0
    for byte in range(256):
        if byte in printable:
            table.append(chr(byte))
        else:
            table.append(chr(256 + n_moved))
            n_moved += 1
    return table


def _shuffled(items: list[tuple[str, str]], key: str) -> list[tuple[str, str]]:
    order = np.argsort(RandomSource(0, key).bytes(8 * len(items)).view("<u8"), kind="stable")
    return [items[i] for i in order]


def _merge_pairs() -> Iterator[tuple[str, str]]:
    """Distinct pairs whose halves are byte tokens or earlier merges: words of up to 4 letters."""
    letters = string.ascii_lowercase
    space = byte_characters()[ord(" ")]
    doubles = _shuffled([(a, b) for a in letters for b in letters], "doubles")
    starts = [(space, c) for c in string.ascii_letters + "-./|$"]
    for i, pair in enumerate(doubles):  # the two kinds of level-one merges take turns
        yield pair
        if i < len(starts):
            yield starts[i]
    yield from _shuffled([(a + b, c) for a, b in doubles for c in letters], "triples")
    yield from _shuffled([(space + a, b) for a, b in doubles], "space doubles")
    yield from _shuffled([(space + a + b, c) for a, b in doubles for c in letters], "space triples")
    pairs = [a + b for a, b in doubles]
    yield from _shuffled([(a, b) for a in pairs for b in pairs], "quadruples")


def make_vocabulary(n_tokens: int, n_merges: int, control: tuple[str, ...]) -> Vocabulary:
    """A vocabulary of exactly `n_tokens` tokens, of which `n_merges` come from merges."""
    # Printable bytes come first, as in the published vocabularies.
    characters = byte_characters()
    tokens = sorted(characters, key=lambda c: (ord(c) >= 256, ord(c)))
    merges: list[str] = []
    for (left, right), _ in zip(_merge_pairs(), range(n_merges)):
        tokens.append(left + right)
        merges.append(f"{left} {right}")
    n_normal = len(tokens)
    n_unused = n_tokens - n_normal - len(control)
    if len(merges) != n_merges or n_unused < 0:
        raise ValueError(f"no vocabulary of {n_tokens} tokens with {n_merges} merges")
    tokens += control
    control_ids = {text: n_normal + i for i, text in enumerate(control)}
    tokens += [f"[PAD{i}]" for i in range(len(tokens), n_tokens)]
    types = [int(TokenType.NORMAL)] * n_normal + [int(TokenType.CONTROL)] * len(control)
    types += [int(TokenType.UNUSED)] * n_unused
    return Vocabulary(tokens, types, merges, control_ids)
