"""What a run trains on, batch by batch."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from encoding import Batch, Encoder, Sequence, make_batch
from pairs import Mix, Stream

POOL_BATCHES = 16  # sorted by length together
MAX_TOKENS = 160  # of a sequence; longer ones are left out


@dataclass(frozen=True)
class Plan:
    """What a run does; kept in the checkpoint."""
    rate: float = 4e-4
    batch_rows: int = 128
    warm_up_steps: int = 30
    frozen_layers: int = 0  # with the embedding, if any
    seed: int = 1
    none_share: float = 0.05
    bsd_share: float = 0.04
    busybox_share: float = 0.02
    raw_share: float = 0.15

    @property
    def mix(self) -> Mix:
        return Mix(self.none_share, self.bsd_share, self.busybox_share, self.raw_share)


class Batches:
    """Batches by their number. All processes see the same rows and take their own share."""

    def __init__(self, plan: Plan, stream: Stream, encoder: Encoder, rank: int, n_ranks: int):
        self.plan, self.stream, self.encoder = plan, stream, encoder
        self.rank, self.n_ranks = rank, n_ranks
        self._pool: tuple[int, list[list[Sequence]]] = (-1, [])

    def _make_pool(self, number: int) -> list[list[Sequence]]:
        """Rows of similar length come together; the order of the batches is mixed."""
        rows = self.plan.batch_rows
        begin = number * rows * POOL_BATCHES
        sequences = [self.encoder.encode(self.stream.pair(i))
                     for i in range(begin, begin + rows * POOL_BATCHES)]
        sequences = [s for s in sequences if len(s.tokens) <= MAX_TOKENS]
        sequences.sort(key=lambda s: len(s.tokens))
        size = len(sequences) // POOL_BATCHES
        batches = [sequences[i * size:(i + 1) * size] for i in range(POOL_BATCHES)]
        order = torch.randperm(POOL_BATCHES, generator=torch.Generator().manual_seed(number))
        return [batches[i] for i in order.tolist()]

    def share(self, step: int) -> tuple[Batch, int]:
        """This process's rows of a batch, and the number of targets of the whole batch."""
        number, index = divmod(step, POOL_BATCHES)
        if self._pool[0] != number:
            self._pool = (number, self._make_pool(number))
        rows = self._pool[1][index]
        total = sum(len(s.tokens) - s.n_prompt for s in rows)
        return make_batch(rows[self.rank::self.n_ranks]), total
