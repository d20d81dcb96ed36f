"""A Llama language model in PyTorch, in the layout that GGUF files have.

The formulas are those of "Llama: Open and Efficient Foundation Language Models" (Touvron et al.,
2023): RMSNorm, rotary position embedding on neighbouring pairs (which is how GGUF orders the rows of
wq and wk), grouped-query attention, SwiGLU. All parameters are views of one flat buffer, so that an
optimiser, a checkpoint or another process can treat them as one array.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Iterator, NamedTuple

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Config:
    n_layers: int
    d_model: int
    d_ff: int
    n_heads: int
    n_kv_heads: int
    n_vocab: int
    rope_theta: float
    rms_epsilon: float
    n_context: int

    @property
    def head_dim(self) -> int:
        return self.d_model // self.n_heads

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


# A tensor's name in GGUF files, and its shape.
Shapes = dict[str, tuple[int, ...]]


def layer_shapes(config: Config, layer: int) -> Shapes:
    d, ff, kv = config.d_model, config.d_ff, config.n_kv_heads * config.head_dim
    shapes = {"attn_norm": (d,), "attn_q": (d, d), "attn_k": (kv, d), "attn_v": (kv, d),
              "attn_output": (d, d), "ffn_norm": (d,), "ffn_gate": (ff, d), "ffn_up": (ff, d),
              "ffn_down": (d, ff)}
    return {f"blk.{layer}.{name}.weight": shape for name, shape in shapes.items()}


def parameter_shapes(config: Config) -> Shapes:
    """All parameters in the order in which they lie in the flat buffer: from the input upwards. The
    output matrix is the embedding."""
    shapes: Shapes = {"token_embd.weight": (config.n_vocab, config.d_model)}
    for layer in range(config.n_layers):
        shapes |= layer_shapes(config, layer)
    shapes["output_norm.weight"] = (config.d_model,)
    return shapes


def count_parameters(config: Config) -> int:
    return sum(torch.Size(shape).numel() for shape in parameter_shapes(config).values())


def views(flat: torch.Tensor, config: Config) -> dict[str, torch.Tensor]:
    """The parameters as views of a flat buffer of count_parameters() elements."""
    if flat.numel() != count_parameters(config):
        raise ValueError(f"the buffer has {flat.numel()} elements, not {count_parameters(config)}")
    found, begin = {}, 0
    for name, shape in parameter_shapes(config).items():
        size = torch.Size(shape).numel()
        found[name] = flat[begin:begin + size].view(shape)
        begin += size
    return found


def frozen_elements(config: Config, n_frozen_layers: int) -> int:
    """How many elements at the buffer's begin belong to the embedding and the lowest layers."""
    shapes = {"token_embd.weight": (config.n_vocab, config.d_model)}
    for layer in range(n_frozen_layers):
        shapes |= layer_shapes(config, layer)
    return sum(torch.Size(shape).numel() for shape in shapes.values())


class Rotation(NamedTuple):
    """The rotary position embedding's angles t theta^(-2j / head_dim): [n_tokens, head_dim / 2]."""
    cosine: torch.Tensor
    sine: torch.Tensor


def rotation(config: Config, n_tokens: int, like: torch.Tensor) -> Rotation:
    """On the device and in the type of `like`; computed in float32."""
    exponents = torch.arange(0, config.head_dim, 2, device=like.device).float() / config.head_dim
    frequencies = config.rope_theta ** -exponents
    angles = torch.outer(torch.arange(n_tokens, device=like.device).float(), frequencies)
    return Rotation(angles.cos().to(like.dtype), angles.sin().to(like.dtype))


def rotate(x: torch.Tensor, by: Rotation) -> torch.Tensor:
    """Rotates neighbouring pairs of the last dimension. x: [batch, heads, tokens, head_dim]."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * by.cosine - odd * by.sine, even * by.sine + odd * by.cosine),
                       -1).flatten(-2)


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Causal attention over [batch, heads, tokens, head_dim]. On a CPU in single steps: PyTorch's
    fused kernel takes five times as long there for the backward pass of short rows in bf16."""
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    n = q.shape[2]
    future = torch.full((n, n), float("-inf"), device=q.device).triu(1)
    scores = (q @ k.transpose(-1, -2)).float() * q.shape[-1] ** -0.5 + future
    return torch.softmax(scores, -1).to(q.dtype) @ v


class Llama:
    """The forward pass over a dictionary of parameters. Holds no state of its own.

    `dropout`: the share of what each block adds that is left out at random, while training.
    """

    def __init__(self, config: Config, parameters: dict[str, torch.Tensor], dropout: float = 0.0):
        self.config = config
        self.parameters = parameters
        self.dropout = dropout

    def embed(self, tokens: torch.Tensor) -> torch.Tensor:
        """[batch, n] -> [batch, n, d_model]"""
        return F.embedding(tokens, self.parameters["token_embd.weight"])

    def linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, self.parameters[name])

    def _attention(self, x: torch.Tensor, layer: int, by: Rotation) -> torch.Tensor:
        config = self.config
        batch, n, d = x.shape

        def heads(name: str, n_heads: int) -> torch.Tensor:
            y = self.linear(x, f"blk.{layer}.{name}.weight")
            return y.view(batch, n, n_heads, config.head_dim).transpose(1, 2)

        q = rotate(heads("attn_q", config.n_heads), by)
        k = rotate(heads("attn_k", config.n_kv_heads), by)
        v = heads("attn_v", config.n_kv_heads)
        group = config.n_heads // config.n_kv_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        y = attend(q, k, v)
        y = y.transpose(1, 2).reshape(batch, n, d)
        return self.linear(y, f"blk.{layer}.attn_output.weight")

    def _feed_forward(self, x: torch.Tensor, layer: int) -> torch.Tensor:
        gate = self.linear(x, f"blk.{layer}.ffn_gate.weight")
        up = self.linear(x, f"blk.{layer}.ffn_up.weight")
        return self.linear(F.silu(gate) * up, f"blk.{layer}.ffn_down.weight")

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.parameters[name], self.config.rms_epsilon)

    def layers(self, x: torch.Tensor, indices: Iterator[int] | range) -> torch.Tensor:
        """Runs hidden states through some layers. Padding belongs at the end of rows: attention
        looks back only."""
        by = rotation(self.config, x.shape[1], x)
        for layer in indices:
            y = self._attention(self._norm(x, f"blk.{layer}.attn_norm.weight"), layer, by)
            x = x + F.dropout(y, self.dropout, self.dropout > 0)
            y = self._feed_forward(self._norm(x, f"blk.{layer}.ffn_norm.weight"), layer)
            x = x + F.dropout(y, self.dropout, self.dropout > 0)
        return x

    def logits(self, x: torch.Tensor) -> torch.Tensor:
        """[..., d_model] -> [..., n_vocab] float32"""
        x = self._norm(x, "output_norm.weight")
        return self.linear(x, "token_embd.weight").float()

    def __call__(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.logits(self.layers(self.embed(tokens), range(self.config.n_layers)))
