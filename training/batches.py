"""What a run trains on, batch by batch."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Iterator

import torch
from torch.utils.data import DataLoader, Dataset, Subset

from encoding import Batch, Encoder, Sequence, make_batch
from pairs import Mix, Stream

POOL_BATCHES = 16  # sorted by length together
N_POOLS = 1 << 24  # more than any run sees
MAX_TOKENS = 160  # of a sequence; longer ones are left out


@dataclass(frozen=True)
class Plan:
    """What a run does; kept in the checkpoint."""
    rate: float = 4e-4
    batch_rows: int = 128
    warm_up_steps: int = 30
    frozen_layers: int = 0  # with the embedding, if any
    dropout: float = 0.0
    seed: int = 1
    none_share: float = 0.05
    bsd_share: float = 0.04
    busybox_share: float = 0.02
    raw_share: float = 0.15

    @property
    def mix(self) -> Mix:
        return Mix(self.none_share, self.bsd_share, self.busybox_share, self.raw_share)


@dataclass(frozen=True)
class Share:
    """One process's rows of a batch."""
    batch: Batch
    n_targets: int  # of the whole batch


class Pools(Dataset[list[Share]]):
    """The stream in pools of POOL_BATCHES batches, by their number: rows of similar length come
    together, the order of the batches is mixed. All processes see the same rows and take their
    own share."""

    def __init__(self, plan: Plan, stream: Stream, encoder: Encoder, rank: int, n_ranks: int):
        self.plan, self.stream, self.encoder = plan, stream, encoder
        self.rank, self.n_ranks = rank, n_ranks

    def __len__(self) -> int:
        return N_POOLS

    def __getitem__(self, number: int) -> list[Share]:
        rows = self.plan.batch_rows
        begin = number * rows * POOL_BATCHES
        sequences = [self.encoder.encode(self.stream.pair(i))
                     for i in range(begin, begin + rows * POOL_BATCHES)]
        sequences = [s for s in sequences if len(s.tokens) <= MAX_TOKENS]
        sequences.sort(key=lambda s: len(s.tokens))
        size = len(sequences) // POOL_BATCHES
        batches = [sequences[i * size:(i + 1) * size] for i in range(POOL_BATCHES)]
        order = torch.randperm(POOL_BATCHES, generator=torch.Generator().manual_seed(number))
        return [self._share(batches[i]) for i in order.tolist()]

    def _share(self, sequences: list[Sequence]) -> Share:
        n_targets = sum(len(s.tokens) - s.n_prompt for s in sequences)
        return Share(make_batch(sequences[self.rank::self.n_ranks]), n_targets)


def _end_with_the_trainer(_worker: int) -> None:
    """Ctrl-C reaches the whole group; a worker ends when it is told to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def shares(pools: Pools, step: int, n_workers: int) -> Iterator[Share]:
    """The batches from a step on, without an end. They are made by so many other processes, or,
    if that is 0, by this one."""
    first, skipped = divmod(step, POOL_BATCHES)
    numbers = Subset(pools, range(first, N_POOLS))
    for pool in DataLoader(numbers, batch_size=None, num_workers=n_workers,
                           worker_init_fn=_end_with_the_trainer):
        yield from pool[skipped:]
        skipped = 0
