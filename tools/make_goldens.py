#!/usr/bin/env python3
"""Writes the goldens of tests/data/goldens from the reference forward pass.

Goldens hold token ids, so the tests that use them need no tokenizer. Logits and negative log
likelihoods (natural) are rounded to 1e-5. Needs numpy, gguf and tokenizers (PyPI).

  tools/make_goldens.py --small models/cmdai-135m.gguf    # built-in-*.json, of the built-in model
  tools/make_goldens.py --random                  # one for each tests/data/models/*.gguf
  tools/make_goldens.py --qwen qwen-random.gguf   # qwen2.5-coder-1.5b.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from gguf import TokenType
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from gguf_blocks import RandomSource
from reference_model import ReferenceModel, top_logits

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
GOLDENS = DATA / "goldens"
N_TEXT_TOKENS = 512
N_PROMPTS = 20
N_PROMPT_STEPS = 32
N_RANDOM_TOKENS = 56
N_RANDOM_STEPS = 24
# Greedy goldens whose best token leads by less could flip on harmless rounding.
MIN_MARGIN = 0.01

REQUESTS = (
    "list all files", "show the size of each folder here", "find files larger than 100 MB",
    "count the lines of main.c", "which process uses port 8080", "rename notes.txt to old.txt",
    "pack the folder photos into photos.tar.gz", "show the last 20 lines of server.log",
    "delete empty folders below this one", "make the script run.sh executable",
    "what is my IP address", "print the third column of data.csv", "how much memory is free",
    "copy all PDF files to /tmp/papers", "search for TODO in all Python files",
    "show which user I am", "sort names.txt and drop repeated lines", "print today's date",
    "replace foo by bar in config.ini", "list the ten newest files", "stop the process named sleep",
    "show the first line of every text file", "how long has this machine been running",
    "download https://example.org/a.zip", "show hidden files as well", "what is in archive.zip",
    "make a folder named backup", "which files did git change", "show the CPU model",
    "convert all letters of a.txt to capitals", "compare old.txt with new.txt",
    "list open network connections", "show the permissions of this folder",
    "give the file to user anna", "how much disk space is left", "show the calendar of this month",
)


def file_tokenizer(model: ReferenceModel) -> Tokenizer:
    """The file's own vocabulary as a tokenizer that shares no code with src/tokenizer."""
    tokens = model.metadata("tokenizer.ggml.tokens")
    merges = [tuple(m.split(" ", 1)) for m in model.metadata("tokenizer.ggml.merges")]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    tokenizer.decoder = decoders.ByteLevel()
    types = model.metadata("tokenizer.ggml.token_type")
    tokenizer.add_special_tokens([
        AddedToken(token, special=True, normalized=False)
        for token, kind in zip(tokens, types) if kind == TokenType.CONTROL])
    return tokenizer


def first_tokens(model: ReferenceModel) -> list[int]:
    """What the file's tokenizer puts before every text."""
    if not model.metadata("tokenizer.ggml.add_bos_token"):
        return []
    return [int(model.metadata("tokenizer.ggml.bos_token_id"))]


def rounded(values: Any) -> list[float]:
    return [round(float(v), 5) for v in values]


def describe(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {"model": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def nll_golden(model: ReferenceModel, tokens: list[int]) -> dict[str, Any]:
    nll, logits = model.next_token_nll(tokens)
    return {"tokens": tokens, "nll": rounded(nll),
            "perplexity": round(float(np.exp(nll.mean())), 5),
            "top": top_logits(logits[-1]), "logits": rounded(logits[-1])}


def write(name: str, golden: dict[str, Any]) -> None:
    """One key a line: compact, and a change shows where it is."""
    lines = (f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'), ensure_ascii=False)}"
             for key, value in golden.items())
    path = GOLDENS / name
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes")


def small_nll(path: Path, model: ReferenceModel, tokenizer: Tokenizer) -> dict[str, Any]:
    text = (DATA / "requests_and_commands.txt").read_text(encoding="utf-8")
    pairs = (pair.split("\n") for pair in text.strip().split("\n\n"))
    tokens = tokenizer.encode("".join(f"<|im_start|>{request}\n{command}<|im_end|>"
                                      for request, command in pairs)).ids
    if len(tokens) < N_TEXT_TOKENS:
        raise ValueError(f"requests_and_commands.txt has only {len(tokens)} tokens")
    golden = nll_golden(model, tokens[:N_TEXT_TOKENS])
    del golden["logits"]  # as many as the vocabulary has tokens; the 8 in "top" stay
    return describe(path) | {"text": "requests_and_commands.txt"} | golden


def small_greedy(path: Path, model: ReferenceModel, tokenizer: Tokenizer) -> dict[str, Any]:
    """Decoding runs on after the end token. Prompts with a near tie are left out."""
    rows: list[dict[str, Any]] = []
    begin = first_tokens(model)
    for request in REQUESTS:
        prompt = f"{request}\n"
        tokens = begin + tokenizer.encode(prompt).ids
        generated, margins = model.greedy(tokens, N_PROMPT_STEPS)
        print(f"{min(margins):8.4f} {request}: {tokenizer.decode(generated)!r}", flush=True)
        if min(margins) > MIN_MARGIN:
            rows.append({"request": request, "prompt": prompt, "tokens": tokens,
                         "generated": generated, "margins": rounded(margins)})
        if len(rows) == N_PROMPTS:
            return describe(path) | {"rows": rows}
    raise ValueError(f"only {len(rows)} requests decode without a near tie; add some")


def small_texts(path: Path, model: ReferenceModel, tokenizer: Tokenizer) -> dict[str, Any]:
    """The texts of the last golden, encoded by Hugging Face's library."""
    known = json.loads((GOLDENS / "built-in-texts.json").read_text(encoding="utf-8"))
    plain = Tokenizer.from_str(tokenizer.to_str())
    plain.encode_special_tokens = True
    rows = []
    for row in known["rows"]:
        encoding = (tokenizer if row["special"] == "parse" else plain).encode(row["text"])
        rows.append({"text": row["text"], "special": row["special"],
                     "ids": first_tokens(model) + encoding.ids})
    return describe(path) | {"rows": rows}


def random_tokens(model: ReferenceModel, name: str) -> tuple[list[int], list[int], list[float]]:
    """The first random sequence after which greedy decoding meets no near tie."""
    n_vocab = len(model.metadata("tokenizer.ggml.tokens"))
    for attempt in range(100):
        source = RandomSource(attempt, f"{name} tokens")
        tokens = [int(t) for t in source.integers(0, min(n_vocab, 65536), (N_RANDOM_TOKENS,))]
        generated, margins = model.greedy(tokens, N_RANDOM_STEPS)
        if min(margins) > MIN_MARGIN:
            return tokens, generated, margins
    raise ValueError(f"{name}: no sequence without a near tie")


def random_golden(path: Path, keep_weights: bool = True) -> dict[str, Any]:
    model = ReferenceModel(path, keep_weights=keep_weights)
    if not keep_weights:  # too large to decode with: likelihoods only
        source = RandomSource(0, f"{path.stem} tokens")
        tokens = [int(t) for t in source.integers(0, 65536, (N_RANDOM_TOKENS,))]
        golden = describe(path) | nll_golden(model, tokens)
        del golden["logits"]
        return golden
    tokens, generated, margins = random_tokens(model, path.stem)
    return describe(path) | nll_golden(model, tokens) | {
        "generated": generated, "margins": rounded(margins)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=Path, metavar="FILE", help="models/cmdai-135m.gguf")
    parser.add_argument("--random", action="store_true", help="all of tests/data/models")
    parser.add_argument("--qwen", type=Path, metavar="FILE",
                        help="the preset qwen2.5-coder-1.5b of make_random_gguf.py")
    arguments = parser.parse_args()
    GOLDENS.mkdir(parents=True, exist_ok=True)
    if arguments.random:
        for path in sorted((DATA / "models").glob("random-*.gguf")):
            write(f"{path.stem}.json", random_golden(path))
    if arguments.small:
        model = ReferenceModel(arguments.small)
        tokenizer = file_tokenizer(model)
        write("built-in-texts.json", small_texts(arguments.small, model, tokenizer))
        write("built-in-nll.json", small_nll(arguments.small, model, tokenizer))
        write("built-in-greedy.json", small_greedy(arguments.small, model, tokenizer))
    if arguments.qwen:
        write("qwen2.5-coder-1.5b.json", random_golden(arguments.qwen, keep_weights=False))


if __name__ == "__main__":
    main()
