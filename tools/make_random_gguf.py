#!/usr/bin/env python3
"""Writes GGUF models with random weights: real shapes and formats, meaningless contents.

They serve for tests of correctness (small ones, tests/data/models) and for measuring speed (the
true shapes of a 1.5 billion parameter model, 1.1 GB). The same preset and seed give the same
bytes. Needs numpy and gguf (PyPI).

  tools/make_random_gguf.py --preset qwen2.5-coder-1.5b --out qwen-random.gguf
  tools/make_random_gguf.py --all-small --out tests/data/models
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

from gguf_blocks import RandomSource, random_matrix, row_bytes
from random_models import PRESETS, ModelSpec
from synthetic_vocab import (CHATML_TEMPLATE, CHATML_TOKENS, LLAMA3_TEMPLATE, LLAMA3_TOKENS,
                             make_vocabulary)


@dataclass(frozen=True)
class TensorSpec:
    """A tensor to write: its shape (slow dimension first), its type and how to fill it."""

    name: str
    shape: tuple[int, ...]
    kind: Type
    std: float
    mean: float = 0.0  # for vectors only
    random_signs: bool = False  # for vectors only

    def make(self, seed: int) -> np.ndarray:
        source = RandomSource(seed, self.name)
        if len(self.shape) == 2:
            return random_matrix(source, self.kind, *self.shape, self.std)
        values = source.normals(self.shape) * np.float32(self.std) + np.float32(self.mean)
        if self.random_signs:
            values *= (1 - 2 * source.integers(0, 2, self.shape)).astype(np.float32)
        return values


def layer_tensors(spec: ModelSpec, layer: int) -> Iterator[TensorSpec]:
    """The tensors of one transformer layer, scaled so that activations keep their size."""
    width, kv_width, feed_forward = spec.width, spec.n_kv_heads * spec.head_dim, spec.feed_forward
    into = 1 / math.sqrt(width)
    # Each layer adds two terms to the embedding; all together they are about as large as it is.
    # The factors undo what averaging over positions and SwiGLU take away.
    term = spec.logit_std / math.sqrt(width) / math.sqrt(2 * spec.n_layers)
    matrices = (
        ("attn_q", width, width, 1.5 * into),
        ("attn_k", kv_width, width, into),
        ("attn_v", kv_width, width, into),
        ("attn_output", width, width, 2.8 * into * term),
        ("ffn_gate", feed_forward, width, into),
        ("ffn_up", feed_forward, width, into),
        ("ffn_down", width, feed_forward, 1.7 * term / math.sqrt(feed_forward)),
    )
    for norm in ("attn_norm", "ffn_norm"):
        yield TensorSpec(f"blk.{layer}.{norm}.weight", (width,), Type.F32, 0.1, 1.0)
    for role, n_rows, n_columns, std in matrices:
        name = f"blk.{layer}.{role}"
        yield TensorSpec(f"{name}.weight", (n_rows, n_columns), spec.layer_type(role, layer), std)
        if spec.arch == "qwen2" and role in ("attn_q", "attn_k", "attn_v"):
            yield TensorSpec(f"{name}.bias", (n_rows,), Type.F32, spec.bias_std)


def model_tensors(spec: ModelSpec) -> Iterator[TensorSpec]:
    """All random tensors of a model in the order of the file."""
    shape = (spec.n_vocab, spec.width)
    std = spec.logit_std / math.sqrt(spec.width)
    yield TensorSpec("token_embd.weight", shape, spec.embedding_type, std)
    for layer in range(spec.n_layers):
        yield from layer_tensors(spec, layer)
    # The signs keep a tied output matrix from favouring the token that has just been read.
    yield TensorSpec("output_norm.weight", (spec.width,), Type.F32, 0.1, 1.0, random_signs=True)
    if spec.output_type is not None:
        yield TensorSpec("output.weight", shape, spec.output_type, std)


def add_model_keys(writer: gguf.GGUFWriter, spec: ModelSpec) -> None:
    writer.add_type("model")
    writer.add_name(f"{spec.name}, random weights")
    writer.add_block_count(spec.n_layers)
    writer.add_context_length(spec.context)
    writer.add_embedding_length(spec.width)
    writer.add_feed_forward_length(spec.feed_forward)
    writer.add_head_count(spec.n_heads)
    writer.add_head_count_kv(spec.n_kv_heads)
    writer.add_layer_norm_rms_eps(spec.epsilon)
    writer.add_rope_freq_base(spec.rope_base)
    if spec.arch == "llama":
        writer.add_rope_dimension_count(spec.head_dim)
        writer.add_vocab_size(spec.n_vocab)
    if spec.rope_linear_factor is not None:
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(spec.rope_linear_factor)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    if spec.name.startswith("qwen2.5"):
        writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_K_M)


def add_tokenizer_keys(writer: gguf.GGUFWriter, spec: ModelSpec) -> None:
    control = LLAMA3_TOKENS if spec.llama3_tokens else CHATML_TOKENS
    vocabulary = make_vocabulary(spec.n_vocab, spec.n_merges, control)
    ids = vocabulary.control_ids
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(spec.pre_tokenizer)
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.types)
    writer.add_token_merges(vocabulary.merges)
    writer.add_add_bos_token(spec.llama3_tokens)
    if spec.llama3_tokens:
        writer.add_bos_token_id(ids["<|begin_of_text|>"])
        writer.add_eos_token_id(ids["<|eot_id|>"])
        writer.add_chat_template(LLAMA3_TEMPLATE)
    else:
        writer.add_bos_token_id(ids["<|endoftext|>"])
        writer.add_eos_token_id(ids["<|im_end|>"])
        writer.add_pad_token_id(ids["<|endoftext|>"])
        writer.add_chat_template(CHATML_TEMPLATE)


def _declare(writer: gguf.GGUFWriter, tensor: TensorSpec) -> None:
    """Announces a tensor; for the block types the writer wants the shape in bytes."""
    if tensor.kind == Type.F32:
        n_bytes = 4 * math.prod(tensor.shape)
        writer.add_tensor_info(tensor.name, tensor.shape, np.dtype(np.float32), n_bytes)
        return
    n_rows, n_columns = tensor.shape
    size = row_bytes(tensor.kind, n_columns)
    writer.add_tensor_info(tensor.name, (n_rows, size), np.dtype(np.uint8), n_rows * size,
                           raw_dtype=tensor.kind)


def write_model(spec: ModelSpec, seed: int, path: Path) -> None:
    """Writes the model; one tensor at a time is in memory."""
    writer = gguf.GGUFWriter(path, spec.arch)
    add_model_keys(writer, spec)
    add_tokenizer_keys(writer, spec)
    tensors = list(model_tensors(spec))
    makers: list[Callable[[], np.ndarray]] = []
    for tensor in tensors:
        _declare(writer, tensor)
        makers.append(lambda tensor=tensor: tensor.make(seed))
    if spec.rope_factors:
        factors = np.array(spec.rope_factors, dtype=np.float32)
        if len(factors) != spec.head_dim // 2:
            raise ValueError(f"{spec.name}: one RoPE factor per pair of a head is needed")
        writer.add_tensor_info("rope_freqs.weight", factors.shape, factors.dtype, factors.nbytes)
        makers.append(lambda: factors)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for make in makers:
        writer.write_tensor_data(make())
    writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--preset", choices=sorted(PRESETS), help="the model to write")
    choice.add_argument("--all-small", action="store_true",
                        help="write every random-* preset as OUT/NAME.gguf")
    parser.add_argument("--out", type=Path, required=True, help="the file, or for all the folder")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    arguments = parser.parse_args()
    if arguments.preset:
        write_model(PRESETS[arguments.preset], arguments.seed, arguments.out)
        return
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, spec in PRESETS.items():
        if name.startswith("random-"):
            write_model(spec, arguments.seed, arguments.out / f"{name}.gguf")


if __name__ == "__main__":
    main()
