#!/usr/bin/env python3
"""Runs the real cmdai in the cases of tests/golden/cases/*.json and compares what comes out.

A file is one group: a list of cases. A case has a "name", "args" and any of these:
  "env"       variables, besides a HOME and XDG folders that are empty and the case's own
  "stdin"     text; with "stdin_hex" bytes
  "files"     path -> text, {"hex": ...}, {"folder": true} or {"gguf": {key: text}}; a path is
              relative to the case's folder, in which cmdai also runs
  "stdout_to" "closed" or "broken pipe" instead of being read
  "mask"      keys of JSON output whose values don't matter (they become "*")
  "form"      "command": the first line of stdout may be any text; it is written as {command}
  "repeat"    run so many times; the output must be the same each time
  "alone"     run a copy of the program in bin/ of the case's folder, with nothing beside it
  "terminal"  run in a terminal; stdout is then what the terminal shows, and "keys" is typed once
              the text "wait_for" has appeared
and what is expected: "status", "stdout" and "stderr", as lists of lines. {case} stands for the
case's folder, {module} for the name of the MLX module, {models} for tests/data/models and {model} for --model, in arguments, files and
output alike. {long:N} in an argument or stdin becomes N letters, {hex:...}
bytes. The group "model" needs
the built-in model. `--update` writes what came out into the files.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent / "data" / "models"
TIMEOUT_S = 60
PASSED_ON = ("PATH", "LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
KNOWN_KEYS = {"name", "args", "env", "stdin", "stdin_hex", "files", "stdout_to", "mask", "form",
              "repeat", "alone", "terminal", "keys", "wait_for", "status", "stdout", "stderr"}

Case = dict[str, Any]


def build_gguf(keys: dict[str, str]) -> bytes:
    """A GGUF file (version 3) with text keys and no tensors."""
    def text(value: str) -> bytes:
        data = value.encode()
        return struct.pack("<Q", len(data)) + data

    body = b"".join(text(key) + struct.pack("<I", 8) + text(value) for key, value in keys.items())
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(keys)) + body


def file_content(value: Any, fill: dict[str, str]) -> bytes:
    if isinstance(value, str):
        return expand(value, fill).encode()
    if "hex" in value:
        return bytes.fromhex(value["hex"])
    return build_gguf(value["gguf"])


def write_files(case: Case, folder: Path, fill: dict[str, str]) -> None:
    for name, value in case.get("files", {}).items():
        path = folder / name
        if isinstance(value, dict) and value.get("folder"):
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file_content(value, fill))


def expand(text: str, fill: dict[str, str]) -> str:
    for name, value in fill.items():
        text = text.replace("{" + name + "}", value)
    return text


def expand_argument(text: str, fill: dict[str, str]) -> bytes:
    text = re.sub(r"\{long:(\d+)\}", lambda match: "a" * int(match[1]), expand(text, fill))
    parts = re.split(r"\{hex:([0-9a-f]+)\}", text)
    return b"".join(bytes.fromhex(part) if i % 2 else part.encode()
                    for i, part in enumerate(parts))


def environment(case: Case, folder: Path, fill: dict[str, str]) -> dict[str, str]:
    env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    env |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"), "SHELL": "/bin/bash", "TERM": "xterm"}
    return env | {name: expand(value, fill) for name, value in case.get("env", {}).items()}


def stdin_of(case: Case) -> bytes:
    if "stdin_hex" in case:
        return bytes.fromhex(case["stdin_hex"])
    return expand_argument(case.get("stdin", ""), {})


def run_piped(command: list[bytes], case: Case, folder: Path, env: dict[str, str]) -> Case:
    target: int | None = subprocess.PIPE
    if case.get("stdout_to") == "closed":
        command = [b"sh", b"-c", b'exec "$0" "$@" >&-', *command]
    elif case.get("stdout_to") == "broken pipe":
        reading, target = os.pipe()
        os.close(reading)
    done = subprocess.run(command, input=stdin_of(case), stdout=target, stderr=subprocess.PIPE,
                          env=env, cwd=folder, timeout=TIMEOUT_S, check=False)
    if target not in (None, subprocess.PIPE):
        os.close(target)
    return {"status": done.returncode, "stdout": (done.stdout or b"").decode(errors="replace"),
            "stderr": done.stderr.decode(errors="replace")}


def run_in_terminal(command: list[bytes], case: Case, folder: Path, env: dict[str, str]) -> Case:
    import pexpect

    arguments = [part.decode() for part in command]
    child = pexpect.spawn(arguments[0], arguments[1:], env=env, cwd=str(folder), timeout=TIMEOUT_S,
                          encoding="utf-8", codec_errors="replace", dimensions=(24, 80))
    shown = ""
    if "wait_for" in case:
        try:
            child.expect_exact(case["wait_for"])
            shown = child.before + child.after
            child.send(case["keys"])
        except pexpect.EOF:  # it ended before: what it showed will not be what is expected
            shown = child.before
    child.expect(pexpect.EOF)
    shown += child.before
    child.close()
    status = child.exitstatus if child.exitstatus is not None else -child.signalstatus
    return {"status": status, "stdout": seen_at_the_end(shown), "stderr": ""}


def seen_at_the_end(shown: str) -> str:
    """What is left on the screen: lines that were erased by \\r ESC[K are gone."""
    lines = [re.split(r"\r\x1b\[K", line)[-1] for line in shown.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines)


def mask_values(value: Any, keys: list[str]) -> Any:
    if isinstance(value, dict):
        return {k: "*" if k in keys else mask_values(v, keys) for k, v in value.items()}
    if isinstance(value, list):
        return [mask_values(item, keys) for item in value]
    return value


def tidy(text: str, case: Case, fill: dict[str, str]) -> list[str]:
    """Output as lines, without what differs from run to run and from machine to machine."""
    for name, value in fill.items():
        text = text.replace(value, "{" + name + "}")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    else:
        lines[-1] += "{no newline}"
    if case.get("form") == "command" and lines and lines[0].strip():
        lines[0] = "{command}"
    if "mask" in case:
        lines = [json.dumps(mask_values(json.loads(line), case["mask"])) if line.startswith("{")
                 else line for line in lines]
    return lines


def run_case(cmdai: Path, model: Path, case: Case) -> Case:
    """What came out, in the form of what is expected; more than once, if the case says so."""
    results = [run_once(cmdai, model, case) for _ in range(case.get("repeat", 1))]
    raw = [result.pop("raw") for result in results]
    if any(text != raw[0] for text in raw):
        results[0]["stdout"].append("{not the same every time}")
    return results[0]


def run_once(cmdai: Path, model: Path, case: Case) -> Case:
    with tempfile.TemporaryDirectory(prefix="cmdai-golden-") as name:
        folder = Path(name).resolve()
        fill = {"case": str(folder), "models": str(MODELS), "model": str(model),
                "module": "libcmdai-mlx" + (".dylib" if sys.platform == "darwin" else ".so")}
        write_files(case, folder, fill)
        if case.get("alone"):
            cmdai = copy_alone(cmdai, folder)
        command = [str(cmdai).encode(),
                   *(expand_argument(argument, fill) for argument in case["args"])]
        run = run_in_terminal if case.get("terminal") else run_piped
        result = run(command, case, folder, environment(case, folder, fill))
        return {"status": result["status"],
                "stdout": tidy(result["stdout"], case, fill),
                "stderr": tidy(result["stderr"], {}, fill),
                "raw": result["stdout"]}


def copy_alone(cmdai: Path, folder: Path) -> Path:
    copy = folder / "bin" / "cmdai"
    copy.parent.mkdir()
    shutil.copy(cmdai, copy)
    return copy


def differences(case: Case, result: Case) -> list[str]:
    problems = []
    if result["status"] != case.get("status"):
        problems.append(f"  status {result['status']}, expected {case.get('status')}")
    for stream in ("stdout", "stderr"):
        diff = difflib.unified_diff(case.get(stream, []), result[stream], "expected", stream,
                                    lineterm="", n=1)
        problems += [f"  {line}" for line in diff]
    return problems


def run_group(path: Path, args: argparse.Namespace) -> int:
    """The number of cases that failed."""
    cases: list[Case] = json.loads(path.read_text(encoding="utf-8"))
    n_failed = n_run = 0
    for case in cases:
        unknown = case.keys() - KNOWN_KEYS
        if unknown:
            raise ValueError(f"{path.name}: {case.get('name')}: unknown keys {sorted(unknown)}")
        if args.only not in case["name"]:
            continue
        n_run += 1
        result = run_case(args.cmdai.resolve(), args.model, case)
        problems = differences(case, result)
        if problems and not args.update:
            n_failed += 1
            print(f"{path.stem}: {case['name']}: {' '.join(case['args'])[:200]}")
            print("\n".join(problems))
        case.update(result)
    if args.update:
        path.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path.stem}: {n_run - n_failed} of {n_run} cases as expected")
    return n_failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cmdai", type=Path, required=True, help="the program")
    parser.add_argument("--model", type=Path, help="for the group model",
                        default=HERE.parents[1] / "models" / "cmdai-135m.gguf")
    parser.add_argument("--update", action="store_true", help="expect from now on what comes out")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases with this in their name")
    parser.add_argument("groups", nargs="*", help="names of files in cases/ (default: all)")
    args = parser.parse_args()
    paths = ([HERE / "cases" / f"{group}.json" for group in args.groups]
             or sorted((HERE / "cases").glob("*.json")))
    failed = sum(run_group(path, args) for path in paths)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
