#!/usr/bin/env python3
"""Compares cmdai on MLX folders with mlx_lm itself: greedy tokens in f32, and the tokenizer.

    tools/check_mlx_folders.py --cmdai build/dev/cmdai MODEL.gguf [--tokens 32]

Writes the model as a transformers folder (tools/make_transformers_folder.py), lets the real
`mlx_lm.convert` make folders of it with 4 bits (groups of 64 and 32), 8 bits and f16, and has both
sides continue some prompts on MLX's CPU device. Run it with a Python that has mlx[cpu], mlx-lm and
gguf (PyPI). Fails on the first difference.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import mlx.core as mx
import mlx_lm
from mlx_lm.models.cache import make_prompt_cache

HERE = Path(__file__).resolve().parent
PROMPTS = ["List all files larger than 10 MB in my home folder.", "What is 37 + 5?",
           "int main(int argc, char** argv) {\n  return ", "Gr\u00fc\u00dfe aus K\u00f6ln \u2014"]
FORMS = {"4-64": ["-q", "--q-bits", "4", "--q-group-size", "64"],
         "4-32": ["-q", "--q-bits", "4", "--q-group-size", "32"],
         "8-64": ["-q", "--q-bits", "8", "--q-group-size", "64"],
         "f16": ["--dtype", "float16"]}


def reference(folder: Path, n_tokens: int) -> list[tuple[list[int], list[int]]]:
    """Prompts as tokens, and what mlx_lm continues them with."""
    model, tokenizer = mlx_lm.load(str(folder))
    model.set_dtype(mx.float32)
    rows = []
    for prompt in PROMPTS:
        tokens = tokenizer.encode(prompt, add_special_tokens=False)
        cache = make_prompt_cache(model)
        logits = model(mx.array([tokens]), cache=cache)
        generated: list[int] = []
        while len(generated) < n_tokens:
            generated.append(int(mx.argmax(logits[0, -1]).item()))
            logits = model(mx.array([[generated[-1]]]), cache=cache)
        rows.append((tokens, generated))
    return rows


def cmdai_json(cmdai: Path, folder: Path, *options: str) -> dict[str, object]:
    done = subprocess.run([cmdai, "model", "eval", "--json", "-b", "mlx", "-m", folder, *options],
                          stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout)


def check(cmdai: Path, folder: Path, n_tokens: int) -> int:
    """The number of prompts that differ."""
    n_wrong = 0
    for prompt, (tokens, expected) in zip(PROMPTS, reference(folder, n_tokens)):
        ids = ",".join(map(str, tokens))
        answer = cmdai_json(cmdai, folder, "--tokens", ids, "--greedy", str(n_tokens))
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as text:
            text.write(prompt)
            text.flush()
            own = cmdai_json(cmdai, folder, "--text", text.name)
        same_tokens = own.get("n_tokens") == len(tokens)
        if answer.get("generated") != expected or not same_tokens:
            n_wrong += 1
            print(f"{folder.name}: {prompt!r}:\n  mlx_lm {expected}\n  cmdai  {answer}\n  {own}")
    print(f"{folder.name}: {len(PROMPTS) - n_wrong} of {len(PROMPTS)} prompts equal, "
          f"{n_tokens} tokens each", flush=True)
    return n_wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cmdai", type=Path, required=True)
    parser.add_argument("--tokens", type=int, default=32)
    parser.add_argument("model", type=Path)
    args = parser.parse_args()
    mx.set_default_device(mx.cpu)
    n_wrong = 0
    with tempfile.TemporaryDirectory(prefix="cmdai-mlx-") as name:
        source = Path(name) / "source"
        subprocess.run([sys.executable, HERE / "make_transformers_folder.py", args.model, source],
                       check=True)
        for form, options in FORMS.items():
            folder = Path(name) / form
            subprocess.run([sys.executable, "-m", "mlx_lm", "convert", "--hf-path", source,
                            "--mlx-path", folder, *options],
                           check=True, capture_output=True)
            n_wrong += check(args.cmdai.resolve(), folder, args.tokens)
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
