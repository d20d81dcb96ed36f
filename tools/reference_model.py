#!/usr/bin/env python3
"""A plain forward pass of llama and qwen2 models from GGUF: the yardstick for the engine.

Written from the formulas, for reading and not for speed, and sharing nothing with src/. Weights
are dequantised by the gguf package; everything is computed in float32 (or float64). Prints what
`cmdai model eval --json` prints. Needs numpy and gguf (PyPI).

  tools/reference_model.py --model FILE --tokens 1,2,3
  tools/reference_model.py --model FILE --tokens 1,2,3 --greedy 32
  tools/reference_model.py --model FILE --tokens 1,2,3 --break rope-pairing
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gguf
import numpy as np

BREAKS = ("rope-pairing", "bias", "swap-kv")


@dataclass(frozen=True)
class Tweaks:
    """Departures from the exact computation: errors made on purpose, and roundings."""

    broken: str | None = None  # one of BREAKS
    kv_half: bool = False  # keys and values are rounded to binary16
    activation_block: int = 0  # the inputs of matrices are rounded to 8 bits per block of this


@dataclass(frozen=True)
class Config:
    """The sizes and constants of a model, from the file's metadata."""

    arch: str
    n_layers: int
    width: int
    n_heads: int
    n_kv_heads: int
    head_dim: int
    epsilon: float
    rope_base: float
    rope_linear_factor: float


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    """Row-wise natural log of softmax, in float64."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def round_to_int8(x: np.ndarray, block: int) -> np.ndarray:
    """x as if stored in signed bytes with one scale per `block` elements of a row."""
    blocks = x.reshape(-1, min(block, x.shape[-1]))
    scale = np.abs(blocks).max(axis=1, keepdims=True) / 127
    scale[scale == 0] = 1
    return (np.round(blocks / scale) * scale).reshape(x.shape).astype(x.dtype)


@dataclass
class KvCache:
    """Keys and values of the positions seen so far, one array [n_kv_heads, n, head_dim] a layer."""

    keys: list[np.ndarray | None] = field(default_factory=list)
    values: list[np.ndarray | None] = field(default_factory=list)
    n_positions: int = 0


class ReferenceModel:
    """A model whose matrices are dequantised when first used (or at each use, to save memory)."""

    def __init__(self, path: Path, dtype: Any = np.float32, keep_weights: bool = True) -> None:
        reader = gguf.GGUFReader(path)
        self._fields = reader.fields
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}
        self._cache: dict[str, np.ndarray] | None = {} if keep_weights else None
        self._dtype = dtype
        self.config = self._read_config()
        self.tweaks = Tweaks()

    def metadata(self, key: str, default: Any = None) -> Any:
        """The value of a metadata key, or `default`."""
        entry = self._fields.get(key)
        return default if entry is None else entry.contents()

    def has_biases(self) -> bool:
        return any(name.endswith(".bias") for name in self._tensors)

    def _read_config(self) -> Config:
        arch = self.metadata("general.architecture")
        if arch not in ("llama", "qwen2"):
            raise ValueError(f"architecture {arch} has no reference")
        scaling = self.metadata(f"{arch}.rope.scaling.type", "none")
        if scaling not in ("none", "linear"):
            raise ValueError(f"RoPE scaling {scaling} has no reference")
        width = self.metadata(f"{arch}.embedding_length")
        n_heads = self.metadata(f"{arch}.attention.head_count")
        head_dim = self.metadata(f"{arch}.attention.key_length", width // n_heads)
        if self.metadata(f"{arch}.rope.dimension_count", head_dim) != head_dim:
            raise ValueError("RoPE over a part of a head has no reference")
        factor = self.metadata(f"{arch}.rope.scaling.factor", 1.0) if scaling == "linear" else 1.0
        return Config(
            arch=arch, n_layers=self.metadata(f"{arch}.block_count"), width=width, n_heads=n_heads,
            n_kv_heads=self.metadata(f"{arch}.attention.head_count_kv", n_heads),
            head_dim=head_dim,
            epsilon=self.metadata(f"{arch}.attention.layer_norm_rms_epsilon"),
            rope_base=self.metadata(f"{arch}.rope.freq_base", 10000.0), rope_linear_factor=factor)

    def _weight(self, name: str) -> np.ndarray:
        """A tensor in full precision: [n_outputs, n_inputs] or [n]."""
        if self._cache is not None and name in self._cache:
            return self._cache[name]
        tensor = self._tensors[name]
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(self._dtype)
        if self._cache is not None:
            self._cache[name] = values
        return values

    def _embed(self, tokens: list[int]) -> np.ndarray:
        tensor = self._tensors["token_embd.weight"]
        return gguf.quants.dequantize(tensor.data[tokens], tensor.tensor_type).astype(self._dtype)

    def _linear(self, name: str, x: np.ndarray) -> np.ndarray:
        """x W^T, plus the bias where the file has one."""
        if self.tweaks.activation_block:
            x = round_to_int8(x, self.tweaks.activation_block)
        y = x @ self._weight(f"{name}.weight").T
        if f"{name}.bias" in self._tensors and self.tweaks.broken != "bias":
            y = y + self._weight(f"{name}.bias")
        return y

    def _rms_norm(self, name: str, x: np.ndarray) -> np.ndarray:
        """x / sqrt(mean(x^2) + epsilon) * weight"""
        mean_square = np.mean(x * x, axis=-1, keepdims=True, dtype=self._dtype)
        return x / np.sqrt(mean_square + self._dtype(self.config.epsilon)) * self._weight(name)

    def _rope(self, x: np.ndarray, first_position: int) -> np.ndarray:
        """Turns pair i of each head by position * base^(-2i / head_dim). x: [heads, n, dim]"""
        config = self.config
        half = config.head_dim // 2
        frequency = config.rope_base ** (-2.0 * np.arange(half) / config.head_dim)
        frequency /= config.rope_linear_factor
        if "rope_freqs.weight" in self._tensors:
            frequency /= self._weight("rope_freqs.weight").astype(np.float64)
        positions = np.arange(first_position, first_position + x.shape[1])
        angle = positions[:, None] * frequency[None, :]
        cosine, sine = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
        turned = np.empty_like(x)
        adjacent = config.arch == "llama"
        if self.tweaks.broken == "rope-pairing":
            adjacent = not adjacent
        one = slice(0, None, 2) if adjacent else slice(0, half)
        two = slice(1, None, 2) if adjacent else slice(half, None)
        turned[..., one] = x[..., one] * cosine - x[..., two] * sine
        turned[..., two] = x[..., one] * sine + x[..., two] * cosine
        return turned

    def _heads(self, x: np.ndarray) -> np.ndarray:
        """[n, heads * head_dim] -> [heads, n, head_dim]"""
        return x.reshape(x.shape[0], -1, self.config.head_dim).transpose(1, 0, 2)

    def _append(self, cache: KvCache, layer: int, keys: np.ndarray, values: np.ndarray) -> None:
        if self.tweaks.kv_half:
            keys = keys.astype(np.float16).astype(self._dtype)
            values = values.astype(np.float16).astype(self._dtype)
        if len(cache.keys) == layer:
            cache.keys.append(keys)
            cache.values.append(values)
            return
        cache.keys[layer] = np.concatenate((cache.keys[layer], keys), axis=1)
        cache.values[layer] = np.concatenate((cache.values[layer], values), axis=1)

    def _attention(self, layer: int, x: np.ndarray, cache: KvCache) -> np.ndarray:
        """Causal attention in which groups of query heads share a key and value head."""
        config, prefix, start = self.config, f"blk.{layer}.attn_", cache.n_positions
        key_name, value_name = ("v", "k") if self.tweaks.broken == "swap-kv" else ("k", "v")
        queries = self._rope(self._heads(self._linear(prefix + "q", x)), start)
        new_keys = self._rope(self._heads(self._linear(prefix + key_name, x)), start)
        self._append(cache, layer, new_keys, self._heads(self._linear(prefix + value_name, x)))
        group = config.n_heads // config.n_kv_heads
        keys = np.repeat(cache.keys[layer], group, axis=0)  # [n_heads, n_past + n, head_dim]
        values = np.repeat(cache.values[layer], group, axis=0)
        scores = queries @ keys.transpose(0, 2, 1) / self._dtype(np.sqrt(config.head_dim))
        rows = np.arange(start, start + x.shape[0])
        scores[:, np.arange(keys.shape[1])[None, :] > rows[:, None]] = -np.inf
        mixed = _softmax(scores) @ values  # [n_heads, n, head_dim]
        return self._linear(prefix + "output", mixed.transpose(1, 0, 2).reshape(x.shape[0], -1))

    def _feed_forward(self, layer: int, x: np.ndarray) -> np.ndarray:
        """SwiGLU: down(silu(gate(x)) * up(x)), silu(g) = g / (1 + e^-g)"""
        prefix = f"blk.{layer}.ffn_"
        gate, up = self._linear(prefix + "gate", x), self._linear(prefix + "up", x)
        return self._linear(prefix + "down", gate / (1 + np.exp(-gate)) * up)

    def forward(self, tokens: list[int], cache: KvCache | None = None) -> np.ndarray:
        """Logits [n_tokens, n_vocab] after each of the tokens, which follow those in the cache."""
        cache = KvCache() if cache is None else cache
        x = self._embed(tokens)  # [n, width]
        for layer in range(self.config.n_layers):
            normed = self._rms_norm(f"blk.{layer}.attn_norm.weight", x)
            x = x + self._attention(layer, normed, cache)
            normed = self._rms_norm(f"blk.{layer}.ffn_norm.weight", x)
            x = x + self._feed_forward(layer, normed)
        cache.n_positions += len(tokens)
        head = "output" if "output.weight" in self._tensors else "token_embd"
        return self._linear(head, self._rms_norm("output_norm.weight", x))

    def next_token_nll(self, tokens: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """-log p(token i+1 | tokens 0..i) for each i, and the logits of all rows."""
        logits = self.forward(tokens)
        rows = np.arange(len(tokens) - 1)
        return -_log_softmax(logits[:-1])[rows, tokens[1:]], logits

    def greedy(self, tokens: list[int], n: int) -> tuple[list[int], list[float]]:
        """n tokens of greedy decoding (no stop token), and by how much each led the next best."""
        cache, chosen, margins = KvCache(), [], []
        logits = self.forward(tokens, cache)[-1]
        for _ in range(n):
            second, first = np.sort(logits)[-2:]
            margins.append(float(first - second))
            chosen.append(int(np.argmax(logits)))
            if len(chosen) < n:
                logits = self.forward(chosen[-1:], cache)[-1]
        return chosen, margins


def top_logits(row: np.ndarray, n: int = 8) -> list[list[float]]:
    """The n highest [token id, logit], highest first, the lower id first where equal."""
    order = np.argsort(-row, kind="stable")[:n]
    return [[int(i), round(float(row[i]), 5)] for i in order]


def compare_with(model: ReferenceModel, tweaks: Tweaks, tokens: list[int]) -> dict[str, Any]:
    """How far the tweaked computation is from the exact one."""
    exact_nll, exact = model.next_token_nll(tokens)
    model.tweaks = tweaks
    nll, logits = model.next_token_nll(tokens)
    model.tweaks = Tweaks()
    difference = np.abs(nll - exact_nll)
    error = np.sqrt(np.mean((logits - exact) ** 2) / np.mean(exact**2))
    return {
        "max_nll_difference": round(float(difference.max()), 6),
        "mean_nll_difference": round(float(difference.mean()), 6),
        "perplexity_ratio": round(float(np.exp(nll.mean() - exact_nll.mean())), 6),
        "relative_rms_logits": round(float(error), 6),
    }


def evaluate(model: ReferenceModel, tokens: list[int], n_greedy: int | None) -> dict[str, Any]:
    """What the command line prints without tweaks."""
    if n_greedy is not None:
        chosen, margins = model.greedy(tokens, n_greedy)
        return {"greedy": chosen, "margins": [round(m, 5) for m in margins]}
    nll, logits = model.next_token_nll(tokens)
    return {"nll": [round(float(v), 6) for v in nll], "top": top_logits(logits[-1]),
            "engine": "reference_model.py", "kernels": "numpy"}


def parse_tokens(text: str) -> list[int]:
    """Ids separated by commas, or @FILE: the list "tokens" of a JSON file."""
    if text.startswith("@"):
        return json.loads(Path(text[1:]).read_text(encoding="utf-8"))["tokens"]
    return [int(part) for part in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file")
    parser.add_argument("--tokens", type=parse_tokens, required=True,
                        help="ids separated by commas, or @GOLDEN.json")
    parser.add_argument("--greedy", type=int, metavar="N", help="N tokens of greedy decoding")
    parser.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    parser.add_argument("--break", dest="broken", choices=BREAKS,
                        help="make this error and print how far the result is off")
    parser.add_argument("--kv-half", action="store_true",
                        help="round keys and values to binary16 and print the effect")
    parser.add_argument("--activation-block", type=int, default=0, metavar="N",
                        help="round activations to 8 bits per N elements and print the effect")
    parser.add_argument("--low-memory", action="store_true", help="dequantise at every use")
    arguments = parser.parse_args()
    model = ReferenceModel(arguments.model, np.dtype(arguments.dtype).type,
                           keep_weights=not arguments.low_memory)
    tweaks = Tweaks(arguments.broken, arguments.kv_half, arguments.activation_block)
    exact = tweaks == Tweaks()
    print(json.dumps(evaluate(model, arguments.tokens, arguments.greedy) if exact
                     else compare_with(model, tweaks, arguments.tokens)))


if __name__ == "__main__":
    main()
