"""Prunes a vocabulary to the tokens that a text needs, and encodes text with it."""

from __future__ import annotations

from collections import Counter
from typing import Iterable

from tokenizers import Tokenizer, pre_tokenizers
from tokenizers import decoders
from tokenizers.models import BPE

from base_model import Vocabulary

CONTROL = 3


def make_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """The pre-tokenizer is the one that GGUF files call `smollm`: digits one by one, then GPT-2's
    split. Control tokens are not recognised in text."""
    ids = {token: index for index, token in enumerate(vocabulary.tokens)}
    merges = [tuple(merge.split(" ")) for merge in vocabulary.merges]
    tokenizer = Tokenizer(BPE(vocab=ids, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True),
         pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def count_tokens(vocabulary: Vocabulary, texts: Iterable[str]) -> Counter[int]:
    tokenizer = make_tokenizer(vocabulary)
    counts: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch(list(texts)):
        counts.update(encoding.ids)
    return counts


def prune(vocabulary: Vocabulary, counts: Counter[int], n_wanted: int) -> list[int]:
    """Ids to keep, ascending: the control tokens, all single bytes, the most frequent tokens, and
    whatever is merged on the way to a kept token; about `n_wanted` of them."""
    ids = {token: index for index, token in enumerate(vocabulary.tokens)}
    parents: dict[str, tuple[str, str]] = {}
    for merge in vocabulary.merges:
        left, right = merge.split(" ")
        parents.setdefault(left + right, (left, right))
    kept: set[str] = {token for token, kind in zip(vocabulary.tokens, vocabulary.types)
                      if kind == CONTROL or len(token) == 1}

    def keep(token: str) -> None:
        waiting = [token]
        while waiting:
            token = waiting.pop()
            if token not in kept:
                kept.add(token)
                waiting.extend(parents.get(token, ()))

    for index, _ in counts.most_common():
        if len(kept) >= n_wanted:
            break
        keep(vocabulary.tokens[index])
    return sorted(ids[token] for token in kept)


def pruned(vocabulary: Vocabulary, kept: list[int]) -> Vocabulary:
    """The vocabulary of the kept ids, numbered anew in their order. A text of kept tokens is
    encoded as before; others fall into smaller tokens."""
    new_ids = {old: new for new, old in enumerate(kept)}
    tokens = [vocabulary.tokens[old] for old in kept]
    known = set(tokens)
    merges = []
    for merge in vocabulary.merges:
        left, right = merge.split(" ")
        if left in known and right in known and left + right in known:
            merges.append(merge)
    return Vocabulary(tokens=tokens, merges=merges, types=[vocabulary.types[old] for old in kept],
                      bos=new_ids[vocabulary.bos], eos=new_ids[vocabulary.eos])
