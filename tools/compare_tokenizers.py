#!/usr/bin/env python3
"""Compares cmdai's tokenizer with Hugging Face's `tokenizers` over many hard texts.

Takes a vocabulary from a GGUF file or a tokenizer.json, encodes each text with both (special tokens
parsed, and taken as text) and prints how many agree. Exit status 1 on any difference.

    compare_tokenizers.py --gguf MODEL.gguf
    compare_tokenizers.py --tokenizer-json tokenizer.json --pre qwen2

Needs the Python packages `tokenizers` and, for --gguf, `gguf`. The program `encode_lines` (built
from tests/tokenizer) does the work of cmdai's side.

--golden writes a small file of texts and ids as Hugging Face gives them, for a test that has the
model at hand: {"pre_tokenizer": ..., "rows": [{"text", "special": "parse"|"text", "ids"}, ...]}.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from tokenizer_texts import every_code_point_once, make_texts

NORMAL, CONTROL, USER_DEFINED = 1, 3, 4
WORDS_AND_SPACES = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s"
                    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SHOWN_DIFFERENCES = 10


@dataclass
class Vocabulary:
    """The tokens, types and merges in GGUF's terms, and the reference for them."""

    pre_tokenizer: str
    tokens: list[str]
    types: list[int]
    merges: list[str]
    reference: Tokenizer

    def write(self, path: Path) -> None:
        path.write_text(json.dumps({"pre_tokenizer": self.pre_tokenizer, "tokens": self.tokens,
                                    "types": self.types, "merges": self.merges}))


def reference_pre_tokenizer(name: str) -> pre_tokenizers.PreTokenizer:
    gpt2 = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    if name == "gpt-2":
        return gpt2
    if name == "smollm":
        return pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), gpt2])
    digits = {"qwen2": "", "llama-bpe": "{1,3}"}[name]
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(WORDS_AND_SPACES % digits), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def read_gguf(path: Path) -> Vocabulary:
    """A vocabulary from a model file; the reference is put together from its parts."""
    from gguf import GGUFReader

    fields = GGUFReader(path).fields
    tokens, types, merges = (fields[f"tokenizer.ggml.{name}"].contents()
                             for name in ("tokens", "token_type", "merges"))
    name = fields["tokenizer.ggml.pre"].contents()
    model = models.BPE(vocab={token: i for i, token in enumerate(tokens)},
                       merges=[tuple(merge.split(" ")) for merge in merges],
                       ignore_merges=name == "llama-bpe")
    reference = Tokenizer(model)
    reference.pre_tokenizer = reference_pre_tokenizer(name)
    reference.decoder = decoders.ByteLevel()
    if name == "qwen2":
        reference.normalizer = normalizers.NFC()
    for kind, is_special in ((CONTROL, True), (USER_DEFINED, False)):
        reference.add_tokens([AddedToken(token, special=is_special, normalized=False)
                              for token, t in zip(tokens, types, strict=True) if t == kind])
    return Vocabulary(name, tokens, types, merges, reference)


def read_tokenizer_json(path: Path, pre_tokenizer: str) -> Vocabulary:
    """A published tokenizer, which is its own reference."""
    data = json.loads(path.read_text())
    by_id = {i: token for token, i in data["model"]["vocab"].items()}
    types = dict.fromkeys(by_id, NORMAL)
    for added in data["added_tokens"]:
        by_id[added["id"]] = added["content"]
        types[added["id"]] = CONTROL if added["special"] else USER_DEFINED
    ids = range(max(by_id) + 1)
    merges = [merge if isinstance(merge, str) else " ".join(merge)
              for merge in data["model"]["merges"]]
    reference = Tokenizer.from_file(str(path))
    return Vocabulary(pre_tokenizer, [by_id[i] for i in ids], [types[i] for i in ids], merges,
                      reference)


def reference_ids(reference: Tokenizer, rows: list[dict[str, str]]) -> list[list[int]]:
    result = []
    for special in ("parse", "text"):
        reference.encode_special_tokens = special == "text"
        texts = [row["text"] for row in rows if row["special"] == special]
        result += [e.ids for e in reference.encode_batch(texts, add_special_tokens=False)]
    return result


def our_ids(program: Path, vocabulary: Vocabulary, rows: list[dict[str, str]]) -> list[list[int]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vocabulary.json"
        vocabulary.write(path)
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        done = subprocess.run([program, path], input=lines, capture_output=True, text=True,
                              check=False)
    if done.returncode != 0:
        sys.exit(f"compare_tokenizers: {program} failed: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def make_rows(texts: list[str]) -> list[dict[str, str]]:
    return [{"text": text, "special": special} for special in ("parse", "text") for text in texts]


def compare(name: str, vocabulary: Vocabulary, program: Path, texts: list[str]) -> int:
    """Prints how many texts agree; gives the number that do not."""
    rows = make_rows(texts)
    expected = reference_ids(vocabulary.reference, rows)
    found = our_ids(program, vocabulary, rows)
    differences = [(row, e, f) for row, e, f in zip(rows, expected, found, strict=True) if e != f]
    equal = len(rows) - len(differences)
    print(f"{name}: {equal} of {len(rows)} encodings equal ({100 * equal / len(rows):.3f} %), "
          f"{sum(map(len, expected))} tokens")
    for row, e, f in differences[:SHOWN_DIFFERENCES]:
        at = next((i for i, pair in enumerate(zip(e, f, strict=False)) if pair[0] != pair[1]),
                  min(len(e), len(f)))
        print(f"  {row['special']} {ascii(row['text'])[:200]}\n    at token {at}: "
              f"expected {e[at:at + 8]}, found {f[at:at + 8]}")
    return len(differences)


def token_texts(reference: Tokenizer) -> list[str]:
    """What each token stands for, where that is whole characters: words as the model has them."""
    texts = (reference.decode([i], skip_special_tokens=False)
             for i in range(reference.get_vocab_size()))
    return [text for text in texts if "\ufffd" not in text]


def write_golden(path: Path, vocabulary: Vocabulary, count: int, seed: int) -> None:
    texts = [text for text in make_texts(20 * count, seed) if len(text) <= 60]
    step = max(1, len(texts) // count)
    rows = [{"text": text, "special": ("parse", "text")[i % 2]}
            for i, text in enumerate(texts[::step][:count])]
    rows.sort(key=lambda row: row["special"])
    for row, ids in zip(rows, reference_ids(vocabulary.reference, rows), strict=True):
        row["ids"] = ids
    lines = ",\n".join(json.dumps(row) for row in rows)
    path.write_text(f'{{"pre_tokenizer": "{vocabulary.pre_tokenizer}", "rows": [\n{lines}\n]}}\n')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--gguf", type=Path, help="take the vocabulary from this model")
    source.add_argument("--tokenizer-json", type=Path, help="take it from this tokenizer.json")
    parser.add_argument("--pre", choices=("smollm", "qwen2", "gpt-2", "llama-bpe"),
                        help="the pre-tokenizer's name, for --tokenizer-json")
    parser.add_argument("--program", type=Path, help="the program encode_lines",
                        default=Path("build/dev/tests/tokenizer/encode_lines"))
    parser.add_argument("--count", type=int, default=20000, help="number of texts (20000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the texts (1)")
    parser.add_argument("--golden", type=Path, help="also write texts and ids to this file")
    args = parser.parse_args()
    if args.tokenizer_json and not args.pre:
        parser.error("--tokenizer-json needs --pre")

    vocabulary = (read_gguf(args.gguf) if args.gguf
                  else read_tokenizer_json(args.tokenizer_json, args.pre))
    if args.golden:
        write_golden(args.golden, vocabulary, 200, args.seed)
    n_different = compare("hard texts", vocabulary, args.program,
                          make_texts(args.count, args.seed))
    n_different += compare("every code point", vocabulary, args.program,
                           list(every_code_point_once()))
    n_different += compare("every token", vocabulary, args.program,
                           token_texts(vocabulary.reference))
    return 1 if n_different else 0


if __name__ == "__main__":
    sys.exit(main())
