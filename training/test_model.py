#!/usr/bin/env python3
"""Tests of what trains, rounds and writes the model. Needs PyTorch: script/train test runs them."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFReader, dequantize

import base_model
import checkpoint
import export
import gptq
import llama
import vocabulary
from encoding import IGNORED, Encoder, make_batch
from optimizer import Shard, rate_at
from batches import Plan
from pairs import Pair

CONFIG = llama.Config(n_layers=2, d_model=64, d_ff=96, n_heads=4, n_kv_heads=2, n_vocab=300,
                      rope_theta=1e4, rms_epsilon=1e-5, n_context=64)


def byte_vocabulary() -> base_model.Vocabulary:
    """All bytes and a few merges."""
    alphabet = [chr(c) for c in (*range(33, 127), *range(161, 173), *range(174, 256))]
    alphabet += [chr(256 + i) for i in range(256 - len(alphabet))]
    merges = ["l s", "Ġ ls", "f i", "fi l", "fil e"]
    merged = [merge.replace(" ", "") for merge in merges]
    tokens = ["<bos>", "<eos>", *alphabet, *merged]
    return base_model.Vocabulary(tokens, merges, [3, 3] + [1] * (len(tokens) - 2), 0, 1)


def random_parameters(config: llama.Config, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(llama.count_parameters(config), generator=generator) * 0.1


class GptqTest(unittest.TestCase):

    def setUp(self) -> None:
        generator = torch.Generator().manual_seed(1)
        self.weights = torch.randn(48, 96, generator=generator)
        mixing = torch.randn(96, 96, generator=generator)
        self.inputs = torch.randn(500, 96, generator=generator) @ mixing
        self.hessian = self.inputs.T @ self.inputs

    def error(self, values: torch.Tensor) -> float:
        return float((self.inputs @ (values - self.weights).T).square().mean())

    def test_packed_blocks_are_read_as_the_same_values(self) -> None:
        for grid in (gptq.Q4_0, gptq.Q5_0, gptq.Q8_0):
            rounded = gptq.round_compensated(self.weights, self.hessian, grid)
            read = dequantize(gptq.pack(rounded), GGMLQuantizationType[grid.name])
            np.testing.assert_array_equal(read, rounded.values().numpy())

    def test_compensation_takes_a_third_of_the_outputs_error(self) -> None:
        for grid in (gptq.Q4_0, gptq.Q5_0):
            plain = self.error(gptq.round_plainly(self.weights, grid).values())
            compensated = self.error(
                gptq.round_compensated(self.weights, self.hessian, grid).values())
            self.assertLess(compensated, 0.67 * plain)

    def test_more_bits_are_closer(self) -> None:
        errors = [self.error(gptq.round_compensated(self.weights, self.hessian, grid).values())
                  for grid in (gptq.Q4_0, gptq.Q5_0, gptq.Q8_0)]
        self.assertEqual(errors, sorted(errors, reverse=True))

    def test_inputs_that_are_always_zero_do_no_harm(self) -> None:
        hessian = torch.zeros_like(self.hessian)
        values = gptq.round_compensated(self.weights, hessian, gptq.Q8_0).values()
        self.assertLess(float((values - self.weights).abs().max()), 0.05)


class LlamaTest(unittest.TestCase):

    def test_later_tokens_and_padding_change_nothing(self) -> None:
        model = llama.Llama(CONFIG, llama.views(random_parameters(CONFIG), CONFIG))
        tokens = torch.tensor([[1, 2, 3, 4, 5, 6]])
        whole = model(tokens)[0, :4]
        torch.testing.assert_close(model(tokens[:, :4])[0], whole)

    def test_dropout_changes_what_is_trained_alone(self) -> None:
        parameters = llama.views(random_parameters(CONFIG), CONFIG)
        tokens = torch.tensor([[1, 2, 3, 4]])
        plain = llama.Llama(CONFIG, parameters)
        torch.testing.assert_close(plain(tokens), plain(tokens))
        dropping = llama.Llama(CONFIG, parameters, dropout=0.5)
        self.assertFalse(torch.equal(dropping(tokens), dropping(tokens)))

    def test_attention_in_single_steps_equals_pytorchs(self) -> None:
        q, k, v = (torch.randn(2, 4, 9, 16) for _ in range(3))
        expected = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        torch.testing.assert_close(llama.attend(q, k, v), expected)

    def test_views_share_the_flat_buffer(self) -> None:
        flat = torch.zeros(llama.count_parameters(CONFIG))
        for view in llama.views(flat, CONFIG).values():
            view.fill_(1)
        self.assertEqual(float(flat.min()), 1.0)
        with self.assertRaises(ValueError):
            llama.views(flat[:-1], CONFIG)


class OptimizerTest(unittest.TestCase):

    def test_a_shard_updates_as_pytorchs_adamw(self) -> None:
        start = torch.randn(40)
        weights = start.clone()
        state = {"master": start.clone(), "mean": torch.zeros(40), "variance": torch.zeros(40)}
        shard = Shard(weights, 10, 30, state, 0)
        expected = torch.nn.Parameter(start[10:30].clone())
        adam = torch.optim.AdamW([expected], lr=1e-2, betas=(0.9, 0.98), weight_decay=0.01)
        for step in range(1, 6):
            if step == 4:  # goes on after a checkpoint
                state = {"master": weights.clone(), "mean": torch.zeros(40),
                         "variance": torch.zeros(40)}
                state["mean"][10:30], state["variance"][10:30] = shard.mean, shard.variance
                shard = Shard(weights, 10, 30, state, step - 1)
            gradient = torch.randn(20)
            shard.update(gradient.clone(), 1e-2)
            expected.grad = gradient
            adam.step()
        torch.testing.assert_close(weights[10:30], expected.data, rtol=1e-4, atol=1e-6)
        torch.testing.assert_close(weights[:10], start[:10])
        torch.testing.assert_close(weights[30:], start[30:])

    def test_the_rate_warms_up_stays_and_falls(self) -> None:
        plan = Plan(rate=1.0, warm_up_steps=10)
        self.assertAlmostEqual(rate_at(plan, 0, 100, 20), 0.1)
        self.assertEqual(rate_at(plan, 50, 60, 20), 1.0)
        self.assertAlmostEqual(rate_at(plan, 500, 5, 20), 0.25)
        self.assertEqual(rate_at(plan, 500, 0, 20), 0.0)


class EncodingTest(unittest.TestCase):

    def setUp(self) -> None:
        self.encoder = Encoder(byte_vocabulary())

    def test_only_the_completion_counts(self) -> None:
        pair = Pair("list files", "ls -l")
        sequence = self.encoder.encode(pair)
        self.assertEqual(self.encoder.decode(sequence.tokens[1:sequence.n_prompt]), "list files\n")
        batch = make_batch([sequence, self.encoder.encode(Pair("x", "ls"))])
        targets = batch.targets[0][batch.targets[0] != IGNORED].tolist()
        self.assertEqual(self.encoder.decode(targets[:-1]), "ls -l")
        self.assertEqual(targets[-1], self.encoder.vocabulary.eos)

    def test_parts_of_a_batch_are_its_rows(self) -> None:
        batch = make_batch([self.encoder.encode(Pair("list files" * n, "ls")) for n in range(1, 6)])
        parts = batch.parts(batch.tokens.shape[1] * 2 + 1)
        self.assertEqual([len(part.tokens) for part in parts], [2, 2, 1])
        self.assertTrue(torch.equal(torch.cat([part.tokens for part in parts]), batch.tokens))
        self.assertTrue(torch.equal(torch.cat([part.targets for part in parts]), batch.targets))
        self.assertEqual(len(batch.parts(1)), 5)

    def test_the_platform_stands_before_the_request(self) -> None:
        tokens = self.encoder.prompt("list files", "bsd")
        self.assertEqual(self.encoder.decode(tokens[1:]), "bsd\nlist files\n")

    def test_a_pruned_vocabulary_keeps_what_it_is_merged_from(self) -> None:
        full = byte_vocabulary()
        counts = vocabulary.count_tokens(full, ["file file"])
        n_bytes = 258
        kept = vocabulary.pruned(full, vocabulary.prune(full, counts, n_bytes + 1))
        self.assertIn("file", kept.tokens)
        self.assertIn("fil", kept.tokens)
        self.assertNotIn("ls", kept.tokens)
        self.assertEqual(Encoder(kept).decode(Encoder(kept).encode(Pair("ls", "ls")).tokens[1:-1]),
                         "ls\nls")


class FilesTest(unittest.TestCase):

    def make(self) -> checkpoint.Checkpoint:
        known = byte_vocabulary()
        config = llama.Config(**{**vars(CONFIG), "n_vocab": len(known.tokens)})
        flat = random_parameters(config)
        return checkpoint.Checkpoint(config, known, {}, 7, 1.5,
                                     {"master": flat, "mean": flat * 0, "variance": flat * 0})

    def test_a_checkpoint_is_read_as_it_was_written(self) -> None:
        made = self.make()
        with tempfile.TemporaryDirectory() as folder:
            self.assertIsNone(checkpoint.read(Path(folder)))
            checkpoint.write(Path(folder), made)
            found = checkpoint.read(Path(folder))
            self.assertEqual([p.name for p in Path(folder).iterdir()], ["checkpoint.pt"])
        assert found is not None
        self.assertEqual((found.config, found.vocabulary, found.step, found.minutes),
                         (made.config, made.vocabulary, 7, 1.5))
        torch.testing.assert_close(found.state["master"], made.state["master"])

    def test_the_written_file_holds_the_rounded_weights(self) -> None:
        made = self.make()
        parameters = {name: view.clone() for name, view
                      in llama.views(made.state["master"], made.config).items()}
        encoder = Encoder(made.vocabulary)
        tokens = make_batch([encoder.encode(Pair("list files", "ls")) for _ in range(4)]).tokens
        rounded = export.round_all(made.config, parameters, [tokens])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.gguf"
            export.write(path, made, parameters, rounded)
            again = base_model.read(path)
            prompt = GGUFReader(path).get_field("cmdai.prompt")
        self.assertEqual(again.config.n_layers, made.config.n_layers)
        self.assertEqual(again.vocabulary, made.vocabulary)
        assert prompt is not None
        self.assertEqual(prompt.contents(), "request")
        for name, values in parameters.items():
            torch.testing.assert_close(again.weights[name], values, rtol=0, atol=0)


if __name__ == "__main__":
    unittest.main()
