#!/usr/bin/env python3
"""Writes a GGUF model as a folder that Hugging Face's transformers and MLX's tools read.

    tools/make_transformers_folder.py MODEL.gguf FOLDER [--type float16]

The weights are dequantised. Knows llama and qwen2 with byte-level BPE. Needs numpy, gguf and
safetensors (PyPI). What MLX makes of such a folder is what cmdai's MLX engine is compared with
(tools/check_mlx_folders.py).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader, dequantize
from safetensors.numpy import save_file

LAYER_NAMES = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj"}
OTHER_NAMES = {"token_embd": "model.embed_tokens", "output_norm": "model.norm",
               "output": "lm_head"}
QWEN2_PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
                 r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
CONTROL, USER_DEFINED = 3, 4


class Source:
    """A GGUF file."""

    def __init__(self, path: Path) -> None:
        self.reader = GGUFReader(path)
        self.architecture = self.value("general.architecture")

    def value(self, key: str, absent: Any = None) -> Any:
        field = self.reader.get_field(key)
        if field is None and absent is None:
            raise ValueError(f"the model has no {key}")
        return absent if field is None else field.contents()

    def own(self, key: str, absent: Any = None) -> Any:
        return self.value(f"{self.architecture}.{key}", absent)


def transformers_name(name: str) -> str:
    """blk.3.attn_q.weight -> model.layers.3.self_attn.q_proj.weight"""
    stem, kind = name.rsplit(".", 1)
    if not stem.startswith("blk."):
        return f"{OTHER_NAMES[stem]}.{kind}"
    _, layer, part = stem.split(".")
    return f"model.layers.{layer}.{LAYER_NAMES[part]}.{kind}"


def rows_in_halves(weight: np.ndarray, n_heads: int) -> np.ndarray:
    """GGUF keeps the rows of a llama head as pairs that rotate together; transformers keeps the
    pairs' first rows, then their second ones."""
    rows = weight.reshape(n_heads, -1, 2, *weight.shape[1:])
    return rows.swapaxes(1, 2).reshape(weight.shape)


def weights(source: Source, dtype: str) -> dict[str, np.ndarray]:
    n_heads = source.own("attention.head_count")
    heads = {"attn_q": n_heads, "attn_k": source.own("attention.head_count_kv", n_heads)}
    found = {}
    for tensor in source.reader.tensors:
        if tensor.name.startswith("rope_freqs"):
            raise ValueError("Llama 3's rope scaling is not written")
        values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        part = tensor.name.split(".")[-2]
        if source.architecture == "llama" and part in heads:
            values = rows_in_halves(values, heads[part])
        found[transformers_name(tensor.name)] = np.ascontiguousarray(values.astype(dtype))
    return found


def config(source: Source, tensors: dict[str, np.ndarray], dtype: str) -> dict[str, Any]:
    width, n_heads = source.own("embedding_length"), source.own("attention.head_count")
    name = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM"}[source.architecture]
    found = {
        "architectures": [name], "model_type": source.architecture, "hidden_size": width,
        "num_hidden_layers": source.own("block_count"),
        "intermediate_size": source.own("feed_forward_length"), "num_attention_heads": n_heads,
        "num_key_value_heads": source.own("attention.head_count_kv", n_heads),
        "head_dim": source.own("attention.key_length", width // n_heads),
        "vocab_size": tensors["model.embed_tokens.weight"].shape[0],
        "max_position_embeddings": source.own("context_length"),
        "rms_norm_eps": source.own("attention.layer_norm_rms_epsilon"),
        "rope_theta": source.own("rope.freq_base", 10000.0), "hidden_act": "silu",
        "tie_word_embeddings": "lm_head.weight" not in tensors, "torch_dtype": dtype,
        "attention_bias": False, "mlp_bias": False,
        "eos_token_id": source.value("tokenizer.ggml.eos_token_id")}
    if source.own("rope.scaling.type", "none") == "linear":
        found["rope_scaling"] = {"type": "linear", "factor": source.own("rope.scaling.factor")}
    return found


def pre_tokenizer(name: str) -> tuple[dict[str, Any], dict[str, str] | None]:
    """And the normaliser."""
    if name == "gpt-2":
        return BYTE_LEVEL | {"use_regex": True}, None
    if name == "smollm":
        digits = {"type": "Digits", "individual_digits": True}
        return {"type": "Sequence",
                "pretokenizers": [digits, BYTE_LEVEL | {"use_regex": True}]}, None
    if name == "qwen2":
        split = {"type": "Split", "pattern": {"Regex": QWEN2_PATTERN}, "behavior": "Isolated",
                 "invert": False}
        return {"type": "Sequence",
                "pretokenizers": [split, BYTE_LEVEL | {"use_regex": False}]}, {"type": "NFC"}
    raise ValueError(f"the pre-tokenizer {name} is not written")


def tokenizer(source: Source) -> dict[str, Any]:
    tokens = source.value("tokenizer.ggml.tokens")
    types = source.value("tokenizer.ggml.token_type", [1] * len(tokens))
    cut, normalizer = pre_tokenizer(source.value("tokenizer.ggml.pre"))
    added = [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": kind == CONTROL}
             for i, (token, kind) in enumerate(zip(tokens, types))
             if kind in (CONTROL, USER_DEFINED)]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
            "normalizer": normalizer, "pre_tokenizer": cut, "post_processor": None,
            "decoder": BYTE_LEVEL | {"use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": None,
                      "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "vocab": vocabulary,
                      "merges": source.value("tokenizer.ggml.merges")}}


def tokenizer_config(source: Source) -> dict[str, Any]:
    tokens = source.value("tokenizer.ggml.tokens")
    found: dict[str, Any] = {"tokenizer_class": "PreTrainedTokenizerFast",
                             "clean_up_tokenization_spaces": False,
                             "model_max_length": source.own("context_length")}
    for name in ("bos", "eos"):
        number = source.value(f"tokenizer.ggml.{name}_token_id", -1)
        if number >= 0:
            found[f"{name}_token"] = tokens[number]
    template = source.value("tokenizer.chat_template", "")
    return found | ({"chat_template": template} if template else {})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--type", choices=("float32", "float16"), default="float16")
    args = parser.parse_args()
    source = Source(args.model)
    tensors = weights(source, args.type)
    args.folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, args.folder / "model.safetensors", metadata={"format": "pt"})
    texts = {"config.json": config(source, tensors, args.type), "tokenizer.json": tokenizer(source),
             "tokenizer_config.json": tokenizer_config(source)}
    for name, content in texts.items():
        (args.folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n",
                                        encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
