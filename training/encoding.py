"""Pairs as token sequences: what the model reads and what it has to write.

    <bos>find big files\n            the prompt; for other tools than GNU's a line
                                   "bsd" or "busybox" stands before it
    find . -size +100M<eos>          the completion: only its tokens count in the loss
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from base_model import Vocabulary
from pairs import GNU, Pair
from vocabulary import make_tokenizer

IGNORED = -100


@dataclass(frozen=True)
class Sequence:
    tokens: list[int]
    n_prompt: int


@dataclass(frozen=True)
class Batch:
    tokens: torch.Tensor  # [rows, n] int64, padded at the end
    targets: torch.Tensor  # [rows, n] int64: the next token where it counts, else IGNORED

    @property
    def counted(self) -> torch.Tensor:
        """Where in the flattened rows the next token counts."""
        return (self.targets.flatten() != IGNORED).nonzero()[:, 0]

    def parts(self, max_tokens: int) -> list[Batch]:
        """The rows in as many batches as it takes for none to have more tokens."""
        n_rows = max(1, max_tokens // self.tokens.shape[1])
        return [Batch(*rows) for rows in zip(self.tokens.split(n_rows), self.targets.split(n_rows))]


def prompt_text(request: str, platform: str) -> str:
    return f"{request}\n" if platform == GNU else f"{platform}\n{request}\n"


class Encoder:
    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.tokenizer: Tokenizer = make_tokenizer(vocabulary)

    def prompt(self, request: str, platform: str) -> list[int]:
        return [self.vocabulary.bos] + self.tokenizer.encode(prompt_text(request, platform)).ids

    def encode(self, pair: Pair) -> Sequence:
        prompt = self.prompt(pair.request, pair.platform)
        completion = self.tokenizer.encode(pair.command).ids
        return Sequence(prompt + completion + [self.vocabulary.eos], len(prompt))

    def decode(self, tokens: list[int]) -> str:
        return self.tokenizer.decode(tokens)


def make_batch(sequences: list[Sequence]) -> Batch:
    longest = max(len(s.tokens) for s in sequences) - 1
    tokens = torch.zeros(len(sequences), longest, dtype=torch.int64)
    targets = torch.full((len(sequences), longest), IGNORED, dtype=torch.int64)
    for row, s in enumerate(sequences):
        n = len(s.tokens) - 1
        tokens[row, :n] = torch.tensor(s.tokens[:-1])
        targets[row, s.n_prompt - 1:n] = torch.tensor(s.tokens[s.n_prompt:])
    return Batch(tokens, targets)
