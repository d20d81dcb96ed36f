"""Reads the base model from its GGUF file: weights, configuration, tokenizer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader, dequantize

from llama import Config, parameter_shapes


@dataclass(frozen=True)
class Vocabulary:
    """A byte-level BPE vocabulary in the spelling of GGUF files (GPT-2's byte alphabet)."""
    tokens: list[str]
    merges: list[str]  # "left right", the first that applies wins
    types: list[int]  # 1 normal, 3 control
    bos: int
    eos: int


@dataclass(frozen=True)
class BaseModel:
    config: Config
    vocabulary: Vocabulary
    weights: dict[str, torch.Tensor]  # float32, by their names in the file


def _value(reader: GGUFReader, key: str) -> Any:
    field = reader.get_field(key)
    if field is None:
        raise ValueError(f"the model has no {key}")
    return field.contents()


def read(path: Path) -> BaseModel:
    """Errors: ValueError where the file is no Llama model with tied embeddings and byte-level BPE."""
    reader = GGUFReader(path)
    architecture = _value(reader, "general.architecture")
    if architecture != "llama" or _value(reader, "tokenizer.ggml.model") != "gpt2":
        raise ValueError(f"{path} is not a llama model with byte-level BPE")
    vocabulary = Vocabulary(
        tokens=_value(reader, "tokenizer.ggml.tokens"),
        merges=_value(reader, "tokenizer.ggml.merges"),
        types=_value(reader, "tokenizer.ggml.token_type"),
        bos=_value(reader, "tokenizer.ggml.bos_token_id"),
        eos=_value(reader, "tokenizer.ggml.eos_token_id"))
    config = Config(
        n_layers=_value(reader, "llama.block_count"),
        d_model=_value(reader, "llama.embedding_length"),
        d_ff=_value(reader, "llama.feed_forward_length"),
        n_heads=_value(reader, "llama.attention.head_count"),
        n_kv_heads=_value(reader, "llama.attention.head_count_kv"),
        n_vocab=len(vocabulary.tokens),
        rope_theta=_value(reader, "llama.rope.freq_base"),
        rms_epsilon=_value(reader, "llama.attention.layer_norm_rms_epsilon"),
        n_context=_value(reader, "llama.context_length"))
    weights = {}
    for tensor in reader.tensors:
        values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        weights[tensor.name] = torch.from_numpy(values)
    for name, shape in parameter_shapes(config).items():
        if name not in weights or tuple(weights[name].shape) != shape:
            raise ValueError(f"{path} has no {name} of the shape {shape}")
    return BaseModel(config, vocabulary, weights)
