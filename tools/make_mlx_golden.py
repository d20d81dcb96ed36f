#!/usr/bin/env python3
"""Writes the MLX folder of the tests, by the real mlx_lm, and what mlx_lm computes with it.

    tools/make_mlx_golden.py

From tests/data/models/random-qwen2-32.gguf to tests/data/mlx/random-qwen2-4bit/ and
tests/data/goldens/mlx-random-qwen2-4bit.json. Run it with a Python that has mlx[cpu], mlx-lm and
gguf (PyPI).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import mlx.core as mx

from check_mlx_folders import FORMS, HERE, PROMPTS, reference

DATA = HERE.parent / "tests" / "data"
NAME = "random-qwen2-4bit"
KEPT = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
        "chat_template.jinja"}


def main() -> int:
    mx.set_default_device(mx.cpu)
    folder = DATA / "mlx" / NAME
    for path in folder.glob("*"):
        path.unlink()
    if folder.exists():
        folder.rmdir()
    with tempfile.TemporaryDirectory(prefix="cmdai-mlx-") as name:
        subprocess.run([sys.executable, HERE / "make_transformers_folder.py",
                        DATA / "models" / "random-qwen2-32.gguf", name], check=True)
        subprocess.run([sys.executable, "-m", "mlx_lm", "convert", "--hf-path", name, "--mlx-path",
                        folder, "--dtype", "float16", *FORMS["4-64"]], check=True)
    rows = [{"text": text, "tokens": tokens, "generated": generated}
            for text, (tokens, generated) in zip(PROMPTS, reference(folder, 40))]
    for path in folder.glob("*"):
        if path.name not in KEPT:
            path.unlink()
    golden = DATA / "goldens" / f"mlx-{NAME}.json"
    golden.write_text(json.dumps({"rows": rows}) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
