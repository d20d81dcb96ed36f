#!/usr/bin/env python3
"""Trains the built-in model: from the base model to a checkpoint, on CPU cores or one CUDA GPU.

    training/train.py --base BASE.gguf --run build/training/first --minutes 60
    training/train.py --run build/training/first --minutes 60      goes on where it stopped

On a CPU one process a core computes the gradients of its part of each batch with one thread: other
work on the machine slows that down in proportion, where threads that wait for each other would
stall. The processes share the bf16 weights; each holds the fp32 masters and moments of its part of
the parameters and updates that part.

SIGTERM and Ctrl-C end a run early: it is saved first.

The rate warms up, stays, and falls linearly to nothing over the last part of the run
(--decay-minutes). A run that was ended before its decay can go on with any other plan. The
checkpoint holds everything and is replaced as a whole; the curve lies in RUN/curve.jsonl.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

import base_model
import checkpoint
import families
import llama
import raw_pairs
from batches import Plan, Pools, shares
from encoding import Encoder
from measure import Measures, development_sets, measure
from optimizer import Shard, rate_at
from pairs import Stream

MAX_NORM = 1.0
# Through the model; what a pass leaves for the gradient takes some 1.2 MB a token.
MAX_TOKENS_AT_ONCE = {"cpu": 1024, "cuda": 16384}


@dataclass
class Shared:
    """What the processes have in common."""
    weights: torch.Tensor  # flat bf16
    gradients: list[torch.Tensor]  # of each process, flat bf16
    state: dict[str, torch.Tensor]  # the checkpoint's flat arrays
    norms: torch.Tensor  # [ranks] float32: of the parts of the gradient
    losses: torch.Tensor  # [ranks] float32: parts of the loss per target


class Worker:
    """One process of a run."""

    def __init__(self, rank: int, options: argparse.Namespace, start: checkpoint.Checkpoint,
                 shared: Shared):
        self.rank, self.options, self.shared = rank, options, shared
        self.n_ranks = len(shared.gradients)
        self.parent = os.getppid() if self.n_ranks > 1 else None
        self.plan, self.config = Plan(**start.plan), start.config
        self.start = start
        self.frozen = 0
        if self.plan.frozen_layers:
            self.frozen = llama.frozen_elements(self.config, self.plan.frozen_layers)
        raw = raw_pairs.read(options.raw) if options.raw else []
        self.encoder = Encoder(start.vocabulary)
        stream = Stream(self.plan.mix, self.plan.seed, options.families, raw)
        pools = Pools(self.plan, stream, self.encoder, rank, self.n_ranks)
        self.shares = shares(pools, start.step, options.workers)
        trained = shared.weights.numel() - self.frozen
        bounds = [self.frozen + trained * i // self.n_ranks for i in range(self.n_ranks + 1)]
        self.shard = Shard(shared.weights, bounds[rank], bounds[rank + 1], shared.state,
                           start.step)
        self.parameters = llama.views(shared.weights, self.config)
        self.gradient = shared.gradients[rank]
        begin = 0
        for name, view in llama.views(self.gradient, self.config).items():
            if begin >= self.frozen:
                self.parameters[name].requires_grad_(True)
                self.parameters[name].grad = view
            begin += view.numel()
        self.model = llama.Llama(self.config, self.parameters, self.plan.dropout)

    def _barrier(self) -> None:
        if self.n_ranks > 1:
            dist.barrier()

    def _backward(self) -> int:
        """Adds this share's gradient and loss; the number of tokens it has."""
        share = next(self.shares)
        device = self.shared.weights.device
        sum_of_losses = torch.zeros((), device=device)
        for batch in share.batch.parts(MAX_TOKENS_AT_ONCE[device.type]):
            counted = batch.counted
            targets = batch.targets.flatten()[counted].to(device)
            x = self.model.embed(batch.tokens.to(device))  # no graph where the embedding is frozen
            x = self.model.layers(x, range(self.config.n_layers))
            x = x.flatten(0, 1).index_select(0, counted.to(device))
            loss = torch.nn.functional.cross_entropy(self.model.logits(x), targets,
                                                     reduction="sum") / share.n_targets
            loss.backward()
            sum_of_losses += loss.detach()
        self.shared.losses[self.rank] = sum_of_losses
        return int(share.batch.tokens.numel())

    def step(self, rate: float) -> tuple[torch.Tensor, int]:
        """One step of the whole run: the loss per target, and the tokens of this share."""
        shared = self.shared
        self.gradient.zero_()
        n_tokens = self._backward()
        self._barrier()
        gradient = self.shard.sum(shared.gradients)
        shared.norms[self.rank] = torch.linalg.vector_norm(gradient)
        self._barrier()
        gradient *= (MAX_NORM / torch.linalg.vector_norm(shared.norms)).clamp(max=1)
        self.shard.update(gradient, rate)
        loss = shared.losses.sum()
        self._barrier()
        return loss, n_tokens

    def save(self, step: int, minutes: float) -> None:
        """All processes give their parts; the first writes the file."""
        shared, shard = self.shared, self.shard
        for name in ("master", "mean", "variance"):
            part = getattr(shard, name).detach()
            shared.state[name][shard.range] = part.to(shared.state[name].dtype)
        self._barrier()
        if self.rank == 0:
            checkpoint.write(self.options.run, checkpoint.Checkpoint(
                config=self.config, vocabulary=self.start.vocabulary, plan=asdict(self.plan),
                step=step, minutes=minutes, state=shared.state))
        self._barrier()

    def run(self) -> None:
        options, begin = self.options, time.monotonic()
        step, n_tokens, mean_loss = self.start.step, 0, None
        measures = development_sets(options.families, options.raw_development,
                                    options.measured_pairs)
        begin += self._log_measures(measures, step, 0.0, 0.0, None)  # the clock stands meanwhile
        last_save = last_measure = time.monotonic()
        while True:
            minutes = self._agree((time.monotonic() - begin) / 60)
            if minutes >= options.minutes or self._agree(float(self._is_to_stop())):
                break
            rate = rate_at(self.plan, step - self.start.step if options.rewarm else step,
                           options.minutes - minutes, options.decay_minutes)
            loss, tokens = self.step(rate)
            step += 1
            n_tokens += tokens * self.n_ranks
            mean_loss = loss if mean_loss is None else 0.95 * mean_loss + 0.05 * loss
            if self._agree((time.monotonic() - last_measure) / 60) >= options.measure_minutes:
                speed = n_tokens / (time.monotonic() - begin)
                begin += self._log_measures(measures, step, minutes, rate, mean_loss, speed)
                last_measure = time.monotonic()
            if self._agree((time.monotonic() - last_save) / 60) >= options.save_minutes:
                self.save(step, self.start.minutes + minutes)
                last_save = time.monotonic()
        self.save(step, self.start.minutes + minutes)
        self._log_measures(measures, step, minutes, 0.0, mean_loss,
                           n_tokens / (time.monotonic() - begin))

    def _is_to_stop(self) -> bool:
        """Whether this process was told to end, or is left alone by the one that started it."""
        return is_to_stop.is_set() or (self.parent is not None and os.getppid() != self.parent)

    def _agree(self, value: float) -> float:
        """The first process's clock counts."""
        if self.n_ranks == 1:
            return value
        tensor = torch.tensor([value], dtype=torch.float64)
        dist.broadcast(tensor, 0)
        return float(tensor)

    def _log_measures(self, measures: list[Measures], step: int, minutes: float, rate: float,
                      loss: torch.Tensor | None, speed: float = 0.0) -> float:
        """The seconds that it took."""
        begin = time.monotonic()
        model = llama.Llama(self.config, self.parameters)
        results: dict[str, Any] = {}
        for number, chosen in enumerate(measures):
            if number % self.n_ranks == self.rank:
                results |= measure(model, self.encoder, chosen)
        if self.n_ranks > 1:
            gathered: list[Any] = [None] * self.n_ranks
            dist.all_gather_object(gathered, results)
            for other in gathered:
                results |= other
        if self.rank != 0:
            return time.monotonic() - begin
        row = {"step": step, "rows": step * self.plan.batch_rows,
               "minutes": round(self.start.minutes + minutes, 2), "rate": rate,
               "train_loss": None if loss is None else round(float(loss), 4),
               "tokens_per_second": round(speed, 1)}
        row |= results
        with (self.options.run / "curve.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)
        return time.monotonic() - begin


is_to_stop = threading.Event()


def _work(rank: int, options: argparse.Namespace, start: checkpoint.Checkpoint, shared: Shared,
          port: int) -> None:
    if not shared.weights.is_cuda:
        torch.set_num_threads(1)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: is_to_stop.set())
    if len(shared.gradients) > 1:
        os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
        dist.init_process_group("gloo", rank=rank, world_size=len(shared.gradients))
    Worker(rank, options, start, shared).run()


def _shared(start: checkpoint.Checkpoint, n_ranks: int, device: str) -> Shared:
    weights = start.state["master"].to(device, torch.bfloat16)
    gradients = [torch.zeros_like(weights) for _ in range(n_ranks)]
    state = {name: value.to(device) for name, value in start.state.items()}
    shared = Shared(weights, gradients, state, torch.zeros(n_ranks, device=device),
                    torch.zeros(n_ranks, device=device))
    if n_ranks > 1:
        for tensor in (weights, *gradients, *state.values(), shared.norms, shared.losses):
            tensor.share_memory_()
    return shared


def _start(options: argparse.Namespace) -> checkpoint.Checkpoint:
    """The run's checkpoint, with its plan as the options change it, or a new one."""
    changes = {name: value for name in Plan.__dataclass_fields__
               if (value := getattr(options, name)) is not None}
    found = checkpoint.read(options.run)
    if found is not None:
        plan = {**found.plan, **changes}
        return checkpoint.Checkpoint(found.config, found.vocabulary, plan, found.step,
                                     found.minutes, found.state)
    if options.base is None:
        raise SystemExit(f"train.py: {options.run} has no checkpoint: name a --base")
    base = base_model.read(options.base)
    raw = raw_pairs.read(options.raw) if options.raw else []
    return checkpoint.from_base(base, asdict(Plan(**changes)), options.families, raw,
                                options.n_vocab, options.layers)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoint and curve")
    parser.add_argument("--base", type=Path, help="GGUF file to start from")
    parser.add_argument("--families", type=Path, default=families.FOLDER)
    parser.add_argument("--raw", type=Path, help="JSON lines of raw pairs (see raw_pairs.py)")
    parser.add_argument("--raw-development", type=Path, help="raw pairs for measuring only")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--decay-minutes", type=float, default=0,
                        help="of the end, in which the rate falls to nothing")
    parser.add_argument("--measure-minutes", type=float, default=5)
    parser.add_argument("--measured-pairs", type=int, default=96, help="of each development set")
    parser.add_argument("--save-minutes", type=float, default=10)
    parser.add_argument("--rewarm", action="store_true", help="warm up again after resuming")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="on the CPU")
    parser.add_argument("--workers", type=int, help="processes that make batches; 4 for a GPU")
    parser.add_argument("--n-vocab", type=int, default=11000)
    parser.add_argument("--layers", type=int, help="of a new run: leaves out layers in the middle")
    for name, field in Plan.__dataclass_fields__.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(field.default), dest=name,
                            help=f"default {field.default}")
    return parser.parse_args()


def main() -> int:
    options = parse_arguments()
    options.run.mkdir(parents=True, exist_ok=True)
    if options.workers is None:
        options.workers = 4 if options.device == "cuda" else 0
    start = _start(options)
    n_ranks = 1 if options.device == "cuda" else max(1, options.processes or 1)
    shared = _shared(start, n_ranks, options.device)
    port = 20000 + os.getpid() % 20000
    if n_ranks == 1:
        _work(0, options, start, shared, port)
    else:
        mp.spawn(_work, (options, start, shared, port), nprocs=n_ranks)
    return 0


if __name__ == "__main__":
    sys.exit(main())
