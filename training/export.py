#!/usr/bin/env python3
"""Makes the shipped GGUF file from a training checkpoint: rounds the weights, writes the file.

    training/export.py --run build/training/long --output build/training/cmdai.gguf
    training/export.py --run build/training/long --output f32.gguf --unrounded

The bits go where rounding hurts most: attn_v and the embedding get 8, ffn_gate 4, the other matrices
5. Prints the loss on development pairs before and after, and the size.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter

import checkpoint
import families
import gptq
import llama
from batches import Plan
from encoding import Encoder, make_batch
from measure import Measures, development_sets, measure
from pairs import Stream

N_CALIBRATION = 320
CALIBRATION_SEED = 4242
BATCH_ROWS = 32
GRIDS = {"attn_v": gptq.Q8_0, "ffn_gate": gptq.Q4_0}  # 5 bits for the others
# Which of a layer's matrices read the same input.
INPUTS = (("attn_q", "attn_k", "attn_v"), ("attn_output",), ("ffn_gate", "ffn_up"), ("ffn_down",))


def in_bf16(parameters: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """For forward passes: CPUs are faster with it."""
    return {name: values.to(torch.bfloat16) for name, values in parameters.items()}


class Done(Exception):
    """The inputs that were asked for are recorded; the rest of the layer need not run."""


class Recorder(llama.Llama):
    """Sums x x^T of the inputs of one layer's matrices, while it runs in bf16."""

    def __init__(self, config: llama.Config, parameters: dict[str, torch.Tensor]):
        super().__init__(config, in_bf16(parameters))
        self.wanted = ""
        self.mask: torch.Tensor | None = None
        self.moments: torch.Tensor | float = 0.0

    def linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        if self.wanted and name.split(".")[-2] == self.wanted:
            rows = x[self.mask].float()
            self.moments = self.moments + rows.T @ rows
            raise Done
        return super().linear(x, name)

    def moments_of(self, matrix: str, layer: int, states: list[torch.Tensor],
                   masks: list[torch.Tensor]) -> torch.Tensor:
        """For the inputs of a layer's matrix, over the tokens that the masks keep."""
        self.wanted, self.moments = matrix, 0.0
        for state, self.mask in zip(states, masks):
            with contextlib.suppress(Done):
                self.layers(state, range(layer, layer + 1))
        self.wanted = ""
        assert isinstance(self.moments, torch.Tensor)
        return self.moments


def calibration(encoder: Encoder, stream: Stream) -> list[torch.Tensor]:
    """Batches of whole sequences; padding is -1."""
    sequences = sorted((encoder.encode(stream.pair(i)) for i in range(N_CALIBRATION)),
                       key=lambda s: len(s.tokens))
    batches = []
    for begin in range(0, len(sequences), BATCH_ROWS):
        rows = sequences[begin:begin + BATCH_ROWS]
        tokens = make_batch(rows).tokens
        for row, sequence in enumerate(rows):
            tokens[row, len(sequence.tokens) - 1:] = -1
        batches.append(tokens)
    return batches


@torch.no_grad()
def round_all(config: llama.Config, parameters: dict[str, torch.Tensor],
              batches: list[torch.Tensor]) -> dict[str, gptq.Rounded]:
    """Rounds layer by layer from below, each on the inputs that the rounded layers under it give.
    Replaces the matrices among `parameters` by their rounded values."""
    rounded = {"token_embd.weight": gptq.round_plainly(parameters["token_embd.weight"], gptq.Q8_0)}
    parameters["token_embd.weight"] = rounded["token_embd.weight"].values()
    masks = [tokens >= 0 for tokens in batches]
    model = Recorder(config, parameters)
    states = [model.embed(tokens.clamp(min=0)) for tokens in batches]
    for layer in range(config.n_layers):
        # Within a layer too, each group sees the rounded matrices before it.
        for group in INPUTS:
            moments = model.moments_of(group[0], layer, states, masks)
            for matrix in group:
                name = f"blk.{layer}.{matrix}.weight"
                grid = GRIDS.get(matrix, gptq.Q5_0)
                rounded[name] = gptq.round_compensated(parameters[name], moments, grid)
                parameters[name] = rounded[name].values()
                model.parameters[name] = parameters[name].to(torch.bfloat16)
        states = [model.layers(state, range(layer, layer + 1)) for state in states]
        print(f"layer {layer + 1} of {config.n_layers} is rounded", file=sys.stderr)
    return rounded


def measure_all(config: llama.Config, parameters: dict[str, torch.Tensor], encoder: Encoder,
                sets: list[Measures]) -> dict[str, float]:
    model = llama.Llama(config, in_bf16(parameters))
    return {k: v for chosen in sets for k, v in measure(model, encoder, chosen).items()}


def write(path: Path, start: checkpoint.Checkpoint, parameters: dict[str, torch.Tensor],
          rounded: dict[str, gptq.Rounded]) -> None:
    config, vocabulary = start.config, start.vocabulary
    writer = GGUFWriter(path, "llama")
    writer.add_name("cmdai")
    writer.add_license("apache-2.0")
    writer.add_base_model_count(1)
    writer.add_base_model_name(0, "SmolLM2 135M Instruct")
    writer.add_base_model_organization(0, "HuggingFaceTB")
    writer.add_context_length(config.n_context)
    writer.add_embedding_length(config.d_model)
    writer.add_block_count(config.n_layers)
    writer.add_feed_forward_length(config.d_ff)
    writer.add_head_count(config.n_heads)
    writer.add_head_count_kv(config.n_kv_heads)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_rope_freq_base(config.rope_theta)
    writer.add_layer_norm_rms_eps(config.rms_epsilon)
    writer.add_vocab_size(config.n_vocab)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.types)
    writer.add_token_merges(vocabulary.merges)
    writer.add_bos_token_id(vocabulary.bos)
    writer.add_eos_token_id(vocabulary.eos)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    # How a request is put: the request alone on a line, the command on the next (see encoding.py).
    writer.add_string("cmdai.prompt", "request")
    for name, values in parameters.items():
        if name in rounded:
            writer.add_tensor(name, gptq.pack(rounded[name]),
                              raw_dtype=Type[rounded[name].grid.name])
        else:
            writer.add_tensor(name, values.float().cpu().numpy().astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--families", type=Path, default=families.FOLDER)
    parser.add_argument("--raw-development", type=Path, help="raw pairs for measuring")
    parser.add_argument("--unrounded", action="store_true", help="write float32")
    options = parser.parse_args()
    start = checkpoint.read(options.run)
    if start is None:
        print(f"export.py: {options.run} has no checkpoint", file=sys.stderr)
        return 1
    encoder = Encoder(start.vocabulary)
    parameters = {name: view.clone()
                  for name, view in llama.views(start.state["master"], start.config).items()}
    sets = development_sets(options.families, options.raw_development)
    figures: dict[str, Any] = {"before": measure_all(start.config, parameters, encoder, sets)}
    rounded: dict[str, gptq.Rounded] = {}
    if not options.unrounded:
        stream = Stream(Plan(**start.plan).mix, CALIBRATION_SEED, options.families)
        rounded = round_all(start.config, parameters, calibration(encoder, stream))
        figures["after"] = measure_all(start.config, parameters, encoder, sets)
    temporary = options.output.with_suffix(".part")
    write(temporary, start, parameters, rounded)
    temporary.replace(options.output)
    figures["bytes"] = options.output.stat().st_size
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
