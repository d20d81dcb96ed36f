"""The presets of make_random_gguf.py: shapes, storage types and keys of each model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gguf import GGMLQuantizationType as Type

# Gives the type of a layer's matrix from its role ("attn_q", "ffn_down", ...) and layer number.
TypeChooser = Callable[[str, int], Type]


@dataclass(frozen=True)
class ModelSpec:
    """Everything that decides a random model's file, apart from the seed."""

    name: str
    arch: str  # "llama" (adjacent RoPE pairs) or "qwen2" (half-split pairs, biases)
    n_layers: int
    width: int
    n_heads: int
    n_kv_heads: int
    feed_forward: int
    n_vocab: int
    n_merges: int
    layer_type: TypeChooser
    embedding_type: Type
    output_type: Type | None = None  # None: the output matrix is the embedding (tied)
    context: int = 512
    rope_base: float = 10000.0
    rope_linear_factor: float | None = None  # positions are divided by it
    rope_factors: tuple[float, ...] = ()  # rope_freqs.weight: frequency i is divided by factor i
    epsilon: float = 1e-6
    pre_tokenizer: str = "qwen2"
    llama3_tokens: bool = False
    logit_std: float = 0.9
    bias_std: float = 0.5

    @property
    def head_dim(self) -> int:
        return self.width // self.n_heads


def _use_more_bits(layer: int, n_layers: int) -> bool:
    """The layers to which the file type Q4_K_M gives more bits (as llama.cpp's quantize does)."""
    eighth = n_layers // 8
    return layer < eighth or layer >= 7 * n_layers // 8 or (layer - eighth) % 3 == 2


def _q4_k_m(n_layers: int) -> TypeChooser:
    def choose(role: str, layer: int) -> Type:
        more = role in ("attn_v", "ffn_down") and _use_more_bits(layer, n_layers)
        return Type.Q6_K if more else Type.Q4_K

    return choose


def _cycle(**roles: str) -> TypeChooser:
    """Types by role; several, separated by blanks, are taken in turn by the layers."""

    def choose(role: str, layer: int) -> Type:
        names = roles[role].split()
        return Type[names[layer % len(names)]]

    return choose


PRESETS: dict[str, ModelSpec] = {
    spec.name: spec
    for spec in (
        # The true shapes of Qwen2.5-Coder-1.5B-Instruct in the file type Q4_K_M; as in its
        # publisher's file, the output matrix stands beside a smaller embedding.
        ModelSpec(
            name="qwen2.5-coder-1.5b", arch="qwen2", n_layers=28, width=1536, n_heads=12,
            n_kv_heads=2, feed_forward=8960, n_vocab=151936, n_merges=151387,
            layer_type=_q4_k_m(28), embedding_type=Type.Q4_K, output_type=Type.Q6_K,
            context=32768, rope_base=1e6),
        # K-quants; two layers so that the layers' types and offsets differ; tied.
        ModelSpec(
            name="random-llama-k", arch="llama", n_layers=2, width=256, n_heads=8, n_kv_heads=2,
            feed_forward=256, n_vocab=300, n_merges=40, pre_tokenizer="smollm", epsilon=1e-5,
            layer_type=_cycle(
                attn_q="Q4_K Q5_K", attn_k="Q5_K Q6_K", attn_v="Q6_K Q4_K", attn_output="Q4_K",
                ffn_gate="Q5_K Q4_K", ffn_up="Q4_K", ffn_down="Q6_K Q4_K"),
            embedding_type=Type.Q6_K),
        # K-quants with rows of two blocks in ffn_down; untied, biases.
        ModelSpec(
            name="random-qwen2-k", arch="qwen2", n_layers=1, width=256, n_heads=4, n_kv_heads=2,
            feed_forward=512, n_vocab=288, n_merges=28, rope_base=1e6,
            layer_type=_cycle(
                attn_q="Q4_K", attn_k="Q6_K", attn_v="Q5_K", attn_output="Q4_K",
                ffn_gate="Q4_K", ffn_up="Q4_K", ffn_down="Q5_K"),
            embedding_type=Type.Q4_K, output_type=Type.Q5_K),
        # Blocks of 32, rows that are no multiple of 64 or 256; linear RoPE scaling; untied.
        ModelSpec(
            name="random-llama-32", arch="llama", n_layers=2, width=192, n_heads=6, n_kv_heads=2,
            feed_forward=288, n_vocab=300, n_merges=40, pre_tokenizer="gpt-2",
            rope_linear_factor=4.0, epsilon=1e-5,
            layer_type=_cycle(
                attn_q="Q4_0 Q5_1", attn_k="Q5_0 Q8_0", attn_v="Q4_1 Q5_0", attn_output="Q5_1 Q4_0",
                ffn_gate="Q4_1 Q5_0", ffn_up="Q5_0 Q4_1", ffn_down="Q4_0 Q8_0"),
            embedding_type=Type.Q5_1, output_type=Type.Q8_0),
        # Blocks of 32 with biases, half-split pairs and an odd number of KV heads; tied.
        ModelSpec(
            name="random-qwen2-32", arch="qwen2", n_layers=2, width=192, n_heads=6, n_kv_heads=3,
            feed_forward=288, n_vocab=300, n_merges=40, rope_base=50000.0,
            layer_type=_cycle(
                attn_q="Q8_0 Q4_1", attn_k="Q4_1 Q5_1", attn_v="Q5_1 Q4_0", attn_output="Q4_0 Q8_0",
                ffn_gate="Q4_0 Q5_1", ffn_up="Q5_1 Q4_0", ffn_down="Q4_1 Q5_0"),
            embedding_type=Type.Q8_0),
        # Float types, one KV head, Llama 3's RoPE factors and control tokens; untied.
        ModelSpec(
            name="random-llama-float", arch="llama", n_layers=3, width=64, n_heads=4, n_kv_heads=1,
            feed_forward=96, n_vocab=300, n_merges=36, pre_tokenizer="llama-bpe",
            llama3_tokens=True, rope_base=500000.0, epsilon=1e-5,
            rope_factors=(1.0, 1.0, 1.5, 2.5, 4.0, 6.0, 8.0, 8.0),
            layer_type=_cycle(
                attn_q="F16 BF16 F32", attn_k="BF16 F32 F16", attn_v="F32 F16 BF16",
                attn_output="F16 BF16 F16", ffn_gate="F16 F32 BF16", ffn_up="BF16 F16 F32",
                ffn_down="BF16 F32 F16"),
            embedding_type=Type.F16, output_type=Type.BF16),
    )
}
