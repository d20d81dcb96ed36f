"""Losses on pairs that are never trained on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

import raw_pairs
from encoding import IGNORED, Batch, Encoder, make_batch
from llama import Llama
from pairs import Mix, Pair, Stream

N_PAIRS = 224  # of each set, where the figure is to be quoted
SEED = 77
BATCH_ROWS = 32


@dataclass(frozen=True)
class Measures:
    name: str
    pairs: list[Pair]


def development_sets(folder: Path, raw: Path | None, n_pairs: int = N_PAIRS) -> list[Measures]:
    """`fresh`: new pairs of the families that are trained on; `held`: of families that are not;
    `raw`: the core rows of the raw development file, if it is given."""
    seen = Stream(Mix(), SEED, folder)
    held = Stream(Mix(), SEED, folder, development=True)
    sets = [Measures("fresh", [seen.pair(i) for i in range(n_pairs)]),
            Measures("held", [held.pair(i) for i in range(n_pairs)])]
    if raw is not None:
        sets.append(Measures("raw", raw_pairs.read_as_they_are(raw)[:n_pairs]))
    return sets


def _batches(encoder: Encoder, pairs: list[Pair]) -> list[Batch]:
    sequences = sorted((encoder.encode(pair) for pair in pairs), key=lambda s: len(s.tokens))
    return [make_batch(sequences[i:i + BATCH_ROWS]) for i in range(0, len(sequences), BATCH_ROWS)]


@torch.no_grad()
def measure(model: Llama, encoder: Encoder, chosen: Measures) -> dict[str, float]:
    """The mean loss per token of the completions (natural log), and the share of tokens, and of
    whole completions, that the model would have chosen."""
    device = model.parameters["token_embd.weight"].device
    loss, right, count, whole, rows = 0.0, 0, 0, 0, 0
    for batch in _batches(encoder, chosen.pairs):
        targets = batch.targets.to(device)
        counted = targets != IGNORED
        x = model.layers(model.embed(batch.tokens.to(device)), range(model.config.n_layers))
        logits = model.logits(x[counted])
        loss += float(torch.nn.functional.cross_entropy(logits, targets[counted],
                                                        reduction="sum"))
        hits = torch.zeros_like(counted)
        hits[counted] = logits.argmax(-1) == targets[counted]
        right += int(hits.sum())
        count += int(counted.sum())
        whole += int((hits | ~counted).all(1).sum())
        rows += len(targets)
    return {f"{chosen.name}_loss": round(loss / count, 4),
            f"{chosen.name}_accuracy": round(right / count, 4),
            f"{chosen.name}_whole": round(whole / rows, 4)}
