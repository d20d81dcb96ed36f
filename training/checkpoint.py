"""A training run's state on disk: complete or absent."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

import base_model
import llama
import vocabulary
from batches import Plan
from pairs import Pair, Stream

FILE_NAME = "checkpoint.pt"
N_COUNTED = 60_000  # pairs of the families whose tokens decide about the vocabulary
STORED = {"master": torch.float32, "mean": torch.bfloat16, "variance": torch.bfloat16}


@dataclass(frozen=True)
class Checkpoint:
    config: llama.Config
    vocabulary: base_model.Vocabulary
    plan: dict[str, Any]
    step: int
    minutes: float  # of training so far
    state: dict[str, torch.Tensor]  # master, mean, variance: flat


def write(run: Path, checkpoint: Checkpoint) -> None:
    """Replaces the run's checkpoint; a crash leaves the old one."""
    content = {"config": asdict(checkpoint.config), "vocabulary": asdict(checkpoint.vocabulary),
               "plan": checkpoint.plan, "step": checkpoint.step, "minutes": checkpoint.minutes,
               "state": {name: checkpoint.state[name].to("cpu", dtype)
                         for name, dtype in STORED.items()}}
    temporary = run / f"{FILE_NAME}.part"
    with temporary.open("wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(run / FILE_NAME)


def read(run: Path) -> Checkpoint | None:
    """The run's checkpoint, if it has one."""
    path = run / FILE_NAME
    if not path.exists():
        return None
    content = torch.load(path, map_location="cpu", weights_only=True)
    return Checkpoint(llama.Config(**content["config"]),
                      base_model.Vocabulary(**content["vocabulary"]), content["plan"],
                      content["step"], content["minutes"],
                      {name: value.float() for name, value in content["state"].items()})


def _kept_layers(n_layers: int, n_wanted: int | None) -> list[int]:
    """Leaves out layers between the middle and the end, which pruned models miss least."""
    n_dropped = n_layers - (n_wanted or n_layers)
    first = n_layers - 4 - n_dropped
    return [i for i in range(n_layers) if not first <= i < first + n_dropped]


def _pruned_weights(base: base_model.BaseModel, kept: list[int], layers: list[int],
                    config: llama.Config) -> torch.Tensor:
    flat = torch.zeros(llama.count_parameters(config))
    for name, view in llama.views(flat, config).items():
        if name == "token_embd.weight":
            view.copy_(base.weights[name][kept])
        elif name.startswith("blk."):
            _, layer, rest = name.split(".", 2)
            view.copy_(base.weights[f"blk.{layers[int(layer)]}.{rest}"])
        else:
            view.copy_(base.weights[name])
    return flat


def from_base(base: base_model.BaseModel, plan: dict[str, Any], folder: Path, raw: list[Pair],
              n_vocab: int, n_layers: int | None) -> Checkpoint:
    """A new run: the base model with a vocabulary for our texts."""
    stream = Stream(Plan(**plan).mix, plan["seed"], folder)
    pairs = [stream.pair(i) for i in range(N_COUNTED)] + raw
    counts = vocabulary.count_tokens(
        base.vocabulary, (text for p in pairs for text in (f"{p.request}\n", p.command)))
    kept = vocabulary.prune(base.vocabulary, counts, n_vocab)
    layers = _kept_layers(base.config.n_layers, n_layers)
    config = llama.Config(**{**asdict(base.config), "n_vocab": len(kept), "n_layers": len(layers)})
    flat = _pruned_weights(base, kept, layers, config)
    return Checkpoint(config, vocabulary.pruned(base.vocabulary, kept), plan, 0, 0.0,
                      {"master": flat, "mean": torch.zeros_like(flat),
                       "variance": torch.zeros_like(flat)})
