"""Judges what a command did: its output and the state of the files, never its text."""

from __future__ import annotations

import bz2
import collections
import datetime
import gzip
import hashlib
import json
import lzma
import math
import os
import re
import stat
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sandbox

MAX_HASHED_BYTES = 64 << 20
MAX_TEXT_BYTES = 1 << 20
NUMBER = re.compile(r"(?<![\w.,/:-])[-+]?\d+(?:\.\d+)?(?![\w/:-]|[.,]\d)")

OUT_KINDS = {"set", "lines", "numbers", "mentions", "pattern", "empty"}
TREE_FIELDS = {"has", "lacks", "text", "mode", "rest", "changed"}


@dataclass(frozen=True)
class Entry:
    """A file, folder or link. `path`: relative to the home folder, or absolute outside of it."""
    path: str
    kind: str  # file, folder, link, other
    mode: int
    size: int
    digest: str  # of the contents of a file, or the text of a link
    mtime: float
    where: Path
    text: str  # of a file up to MAX_TEXT_BYTES, when the snapshot was taken

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def age_days(self) -> float:
        return (datetime.datetime.now().timestamp() - self.mtime) / 86400

    @property
    def members(self) -> list[str]:
        """The names in an archive (tar in any compression, or zip), sorted; folders end in /."""
        if zipfile.is_zipfile(self.where):
            with zipfile.ZipFile(self.where) as archive:
                return sorted(archive.namelist())
        with tarfile.open(self.where) as archive:
            return sorted(os.path.normpath(m.name) + "/" * m.isdir() for m in archive.getmembers())

    @property
    def unpacked(self) -> str:
        """The text in a file compressed with gzip, bzip2 or xz."""
        for opener in (gzip.open, bz2.open, lzma.open):
            try:
                with opener(self.where, "rt", encoding="utf-8") as file:
                    return file.read()
            except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError):
                continue
        raise ValueError(f"{self.path} is not compressed")

    def same_as(self, other: Entry) -> bool:
        return ((self.kind, self.mode, self.digest) == (other.kind, other.mode, other.digest))


Tree = dict[str, Entry]


def _read(path: Path, size: int) -> tuple[str, str]:
    """The digest and, where it is short, the text of a file."""
    if size > MAX_HASHED_BYTES:
        return f"size {size}", ""
    try:
        data = path.read_bytes()
    except PermissionError:  # the command took the right to read it
        return "unreadable", ""
    text = data.decode("utf-8", errors="replace") if size <= MAX_TEXT_BYTES else ""
    return hashlib.sha256(data).hexdigest(), text


def snapshot(root: Path) -> Tree:
    """Everything in the writable folders of a fixture's root."""
    tree: Tree = {}
    home = sandbox.HOME.lstrip("/") + "/"
    for top in sandbox.SYSTEM_FOLDERS:
        for folder, folders, files in os.walk(root / top):
            for name in folders + files:
                where = Path(folder) / name
                path = str(where.relative_to(root))
                path = path[len(home):] if path.startswith(home) else "/" + path
                status = where.lstat()
                kind, digest, text = "other", "", ""
                if stat.S_ISLNK(status.st_mode):
                    kind, digest = "link", os.readlink(where)
                elif stat.S_ISDIR(status.st_mode):
                    kind = "folder"
                elif stat.S_ISREG(status.st_mode):
                    kind = "file"
                    digest, text = _read(where, status.st_size)
                tree[path] = Entry(path, kind, stat.S_IMODE(status.st_mode), status.st_size, digest,
                                   status.st_mtime, where, text)
    return tree


def _as_path(line: str, cwd: str) -> str:
    """One spelling for ./x, x, ~/x and /home/user/x: relative to the current folder."""
    line = line.strip().strip("'\"")
    if line.startswith("~/"):
        line = f"{sandbox.HOME}/{line[2:]}"
    if line.startswith("/"):
        relative = os.path.relpath(line, cwd)
        return os.path.normpath(line) if relative.startswith("..") else relative
    return os.path.normpath(line) if line else line


def _normal(line: str, how: str, cwd: str) -> str:
    if how == "paths":
        return _as_path(line, cwd)
    if how == "names":
        return os.path.basename(line.strip().strip("'\"").rstrip("/"))
    return " ".join(line.split())


def _mentions(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-]|\.\w)", text) is not None


class Checker:
    """The check of a case. All fields are optional; see README.md for their meaning."""

    def __init__(self, check: dict[str, Any], cwd: str):
        unknown = set(check) - {"out", "tree", "py", "probe"}
        unknown |= set(check.get("tree", {})) - TREE_FIELDS
        unknown |= {check["out"]["kind"]} - OUT_KINDS if "out" in check else set()
        if unknown or not check:
            raise ValueError(f"unknown or missing checks: {sorted(unknown)}")
        self.check = check
        self.cwd = cwd

    def complaint(self, before: Tree, after: Tree, run: sandbox.Run) -> str | None:
        """What is wrong with the outcome; None where it is right."""
        if run.status is None:
            return "did not end in time"
        self._values = self._environment(before, after, run)
        return (self._check_out(run.out) or self._check_tree(before, after)
                or self._check_python() or self._check_probe(run.probe))

    def _environment(self, before: Tree, after: Tree, run: sandbox.Run) -> dict[str, Any]:
        home = sandbox.HOME
        folder = "" if self.cwd == home else os.path.relpath(self.cwd, home) + "/"
        inside = [e for e in before.values() if e.path.startswith(folder) and e.path[0] != "/"]
        return {
            "before": before, "after": after, "out": run.out, "err": run.err,
            "status": run.status, "probe": run.probe,
            "lines": [line for line in run.out.splitlines() if line.strip()],
            "numbers": [float(n) for n in NUMBER.findall(run.out)],
            "here": {e.path[len(folder):]: e for e in inside},  # below the current folder
            "files": {e.path[len(folder):]: e for e in inside if e.kind == "file"},
            "now": datetime.datetime.now(), "today": datetime.date.today(),
            "re": re, "json": json, "math": math, "os": os, "datetime": datetime,
            "Counter": collections.Counter, "mentions": _mentions,
        }

    def _evaluate(self, expression: str) -> Any:
        # One namespace, so that comprehensions see the names too. Our own files: trusted.
        return eval(expression, dict(self._values))  # pylint: disable=eval-used

    def _check_out(self, out: str) -> str | None:
        rule = self.check.get("out")
        if rule is None:
            return None
        expect = self._evaluate(rule["expect_py"]) if "expect_py" in rule else rule.get("expect")
        kind, how = rule["kind"], rule.get("as", "text")
        lines = [_normal(line, how, self.cwd) for line in out.splitlines() if line.strip()]
        if kind == "empty":
            return None if not lines else "printed something"
        if kind == "pattern":
            return self._check_patterns(out, expect, rule.get("absent", []))
        if kind == "mentions":
            return self._check_mentions(out, expect, rule)
        if kind == "numbers":
            return self._check_numbers(expect, rule)
        wanted = expect.splitlines() if isinstance(expect, str) else [str(e) for e in expect]
        wanted = [_normal(line, how, self.cwd) for line in wanted if line.strip()]
        if kind == "lines":
            right = lines == wanted
        else:
            right = set(lines) - set(rule.get("may", [])) == set(wanted)
        return None if right else f"printed {lines[:8]}, not {wanted[:8]}"

    @staticmethod
    def _check_patterns(out: str, expect: Any, absent: list[str]) -> str | None:
        for pattern in [expect] if isinstance(expect, str) else expect or []:
            if not re.search(pattern, out, re.MULTILINE):
                return f"the output {out[:200]!r} lacks {pattern!r}"
        for pattern in absent:
            if re.search(pattern, out, re.MULTILINE):
                return f"the output {out[:200]!r} has {pattern!r}"
        return None

    def _check_mentions(self, out: str, expect: list[str], rule: dict[str, Any]) -> str | None:
        absent = rule.get("absent", [])
        if absent == "others":  # no other name below the current folder
            known = set(expect) | {part for e in expect for part in e.split("/")}
            here = self._values["here"].values()
            absent = sorted({e.name for e in here if e.name not in known})
        for word in expect:
            if not _mentions(out, word):
                return f"the output {out[:200]!r} does not mention {word!r}"
        for word in absent:
            if _mentions(out, word):
                return f"the output mentions {word!r}"
        return None

    def _check_numbers(self, expect: Any, rule: dict[str, Any]) -> str | None:
        wanted = [float(e) for e in (expect if isinstance(expect, list) else [expect])]
        got = self._values["numbers"]
        tolerance = rule.get("tolerance", 1e-6)
        right = len(got) == len(wanted) and all(
            math.isclose(a, b, rel_tol=0, abs_tol=tolerance) for a, b in zip(got, wanted))
        return None if right else f"the numbers are {got[:8]}, not {wanted[:8]}"

    def _check_tree(self, before: Tree, after: Tree) -> str | None:
        rule = self.check.get("tree", {})
        for path in rule.get("has", []):
            if path not in after:
                return f"{path} is missing"
        for path in rule.get("lacks", []):
            if path in after:
                return f"{path} is still there"
        for path, text in rule.get("text", {}).items():
            if path not in after or after[path].kind != "file":
                return f"{path} is no file"
            if after[path].text != text:
                return f"{path} contains {after[path].text[:200]!r}"
        for path, mode in rule.get("mode", {}).items():
            if path not in after or after[path].mode != int(mode, 8):
                return f"{path} has not the mode {mode}"
        if rule.get("rest", "same") == "any":
            return None
        named = {*rule.get("has", []), *rule.get("lacks", []), *rule.get("text", {}),
                 *rule.get("mode", {}), *rule.get("changed", [])}
        for path in sorted(before.keys() | after.keys()):
            if path in named or any(path.startswith(f"{n}/") for n in rule.get("changed", [])):
                continue
            if path not in after:
                return f"{path} is gone"
            if path not in before:
                # The folders above a file that had to come are free.
                if any(n.startswith(f"{path}/") for n in named):
                    continue
                return f"{path} is new"
            if not after[path].same_as(before[path]):
                return f"{path} has changed"
        return None

    def _check_python(self) -> str | None:
        rules = self.check.get("py", [])
        for expression in [rules] if isinstance(rules, str) else rules:
            try:
                right = bool(self._evaluate(expression))
            except Exception as error:  # an outcome that the expression can't even read is wrong
                return f"{expression}: {type(error).__name__} {error}"
            if not right:
                return f"not so: {expression}; output {self._values['out'][:200]!r}"
        return None

    def _check_probe(self, probe: str) -> str | None:
        rule = self.check.get("probe")
        if rule is None:
            return None
        right = " ".join(probe.split()) == " ".join(rule["expect"].split())
        return None if right else f"the probe says {probe[:300]!r}"
