#!/usr/bin/env python3
"""Compares what our parser accepts with what real shells accept.

Reads files of JSON lines and takes the field `command` (or `cmd`) of each; gives it to `bash -n`
and `dash -n`, which read a text and run nothing, and to our parser in both dialects. Prints every
difference and the share of agreement; the status is 1 where that is below the limit. Also checks
that printing a tree and parsing the print gives the same tree.

`--differences FILE` names the differences that are meant: a JSON object of shell -> text ->
reason. Then any other difference is an error, and so is a listed one that is none (any more).

    tools/compare_parser.py --parser build/dev/tests/confirm/parse_texts FILE...
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Extended globs are an option of bash that scripts may set: our parser always reads them.
SHELLS = {"bash": ["bash", "-O", "extglob", "-n"], "dash": ["dash", "-n"]}
OPTIONS = {"bash": [], "dash": ["--posix"]}


@dataclass(frozen=True)
class Difference:
    command: str
    ours: str  # "ok" or "error: why"
    theirs: str  # what the shell said

    def describe(self, shell: str) -> str:
        verb = "refuses" if self.ours == "ok" else "accepts"
        return f"{shell} {verb}: {self.command!r}\n    we: {self.ours}\n    {shell}: {self.theirs}"


def read_commands(paths: list[Path]) -> list[str]:
    commands = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            row = json.loads(line)
            command = row.get("command") or row.get("cmd") or ""
            if "\0" not in command:
                commands.append(command)
    return list(dict.fromkeys(commands))


def ask_ours(parser: str, commands: list[str], *options: str) -> list[str]:
    text = b"".join(command.encode() + b"\0" for command in commands)
    output = subprocess.run([parser, *options], input=text, capture_output=True, check=True).stdout
    lines = output.decode(errors="replace").split("\n")[:-1]
    if len(lines) != len(commands):
        raise RuntimeError(f"{parser}: {len(lines)} answers to {len(commands)} commands")
    return lines


def ask_shell(shell: str, command: str) -> tuple[bool, str]:
    """Whether the shell accepts it, and what it said. Bash reports some errors by words alone."""
    process = subprocess.run(SHELLS[shell], input=command.encode() + b"\n", capture_output=True)
    said = process.stderr.decode(errors="replace").strip().splitlines()
    complains = any("warning:" not in line for line in said)
    return process.returncode == 0 and not complains, said[0] if said else "(nothing)"


def find_differences(shell: str, parser: str, commands: list[str]) -> list[Difference]:
    mine = ask_ours(parser, commands, *OPTIONS[shell])
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda command: ask_shell(shell, command), commands))
    return [Difference(command, our, message)
            for command, our, (accepted, message) in zip(commands, mine, answers)
            if (our == "ok") != accepted]


def check_listed(shell: str, listed: dict[str, str], commands: list[str],
                 differences: list[Difference]) -> list[str]:
    """What is wrong with the differences, given those that are meant and their reasons."""
    found = {difference.command for difference in differences}
    errors = [difference.describe(shell) for difference in differences
              if difference.command not in listed]
    errors += [f"{shell}: no reason is given for {text!r}"
               for text, reason in listed.items() if not reason]
    for text in sorted(listed.keys() - found):
        why = "does not differ" if text in commands else "is in no file"
        errors.append(f"{shell}: a listed difference {why}: {text!r}")
    return errors


def check_round_trips(parser: str, commands: list[str]) -> list[str]:
    errors = []
    for shell, options in OPTIONS.items():
        for command, trip in zip(commands, ask_ours(parser, commands, "--round-trip", *options)):
            if trip.startswith("differs"):
                errors.append(f"round trip ({shell}): {command!r}\n    {trip}")
    return errors


def parse_arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="+", type=Path, help="JSON lines with the commands")
    arguments.add_argument("--parser", required=True, help="the program parse_texts")
    arguments.add_argument("--limit", type=float, default=0.999, help="least share of agreement")
    arguments.add_argument("--differences", type=Path, help="the differences that are meant")
    arguments.add_argument("--shells", default="bash,dash", help="default: %(default)s")
    return arguments.parse_args()


def main() -> int:
    options = parse_arguments()
    commands = read_commands(options.files)
    listed = json.loads(options.differences.read_text()) if options.differences else None
    errors = check_round_trips(options.parser, commands)
    for shell in options.shells.split(","):
        differences = find_differences(shell, options.parser, commands)
        share = 1 - len(differences) / len(commands)
        if listed is not None:
            errors += check_listed(shell, listed.get(shell, {}), commands, differences)
        else:
            for difference in differences:
                print(difference.describe(shell))
            if share < options.limit:
                errors.append(f"{shell}: less than {100 * options.limit:.3f} % agree")
        print(f"{shell}: {len(commands) - len(differences)} of {len(commands)} agree "
              f"({100 * share:.3f} %)")
    for error in errors:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
