"""Builds the trees that commands are run in.

A fixture is a module of the folder `fixtures` with a function `build(tree: Builder)`. Paths are
relative to the home folder, or absolute below /home, /var, /srv, /opt or /mnt.
"""

from __future__ import annotations

import importlib
import os
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Callable

import sandbox

DAY = 86400.0


class Builder:
    """Writes files with contents, ages and modes into a root folder."""

    def __init__(self, root: Path):
        self.root = root
        self.now = time.time()
        self.random = random.Random(20260318)  # the same tree every time
        self._ages: list[tuple[Path, float]] = []
        self._folder_modes: list[tuple[Path, int]] = []

    def path(self, path: str) -> Path:
        """Where a path of the sandbox lies outside."""
        if not path.startswith("/"):
            path = f"{sandbox.HOME}/{path}"
        top = path.split("/")[1]
        if top not in sandbox.SYSTEM_FOLDERS and top != "etc":
            raise ValueError(f"a fixture has no folder /{top}")
        return self.root / path.lstrip("/")

    def file(self, path: str, text: str | bytes = "", *, days: float = 0.01, mode: int = 0o644,
             size: int | None = None) -> None:
        """A file. `days`: its age. `size`: filled up with text to that many bytes."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode() if isinstance(text, str) else text
        if size is not None:
            filler = b"lorem ipsum dolor sit amet consectetur adipiscing elit\n"
            data = (data + filler * (max(0, size - len(data)) // len(filler) + 1))[:size]
        target.write_bytes(data)
        target.chmod(mode)
        self._ages.append((target, days))

    def folder(self, path: str, *, days: float = 0.01, mode: int = 0o755) -> None:
        target = self.path(path)
        target.mkdir(parents=True, exist_ok=True)
        self._ages.append((target, days))
        self._folder_modes.append((target, mode))

    def link(self, path: str, to: str) -> None:
        """A symbolic link with the text `to`."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(to)

    def hard_link(self, path: str, to: str) -> None:
        os.link(self.path(to), self.path(path))

    def shell(self, script: str, cwd: str = "") -> None:
        """Runs a script of the fixture's author outside, for archives and git histories. The names
        and dates of commits come from GIT_AUTHOR_* and GIT_COMMITTER_*; `$NOW` is the time in
        seconds."""
        environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.path("")), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "NOW": str(int(self.now)), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "User", "GIT_AUTHOR_EMAIL": "user@example.com",
            "GIT_COMMITTER_NAME": "User", "GIT_COMMITTER_EMAIL": "user@example.com",
        }
        subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.path(cwd),
                       env=environment, check=True, stdout=subprocess.DEVNULL)

    def finish(self) -> None:
        """Sets the times, the deepest first, and the modes of folders."""
        for target, days in sorted(self._ages, key=lambda item: -len(item[0].parts)):
            moment = self.now - days * DAY
            if target.exists():
                os.utime(target, (moment, moment))
        for target, mode in reversed(self._folder_modes):
            target.chmod(mode)


def load(name: str) -> Callable[[Builder], None]:
    return importlib.import_module(f"fixtures.{name}").build


def build_tree(root: Path, build: Callable[[Builder], None]) -> None:
    """Makes an empty root into a fixture's: home folder, accounts, what `build` adds, owner, times."""
    (root / "home" / sandbox.USER).mkdir(parents=True)
    sandbox.write_etc(root)
    builder = Builder(root)
    build(builder)
    sandbox.give_to_sandbox(root)
    builder.finish()


class Workshop:
    """Builds each fixture once and hands out fresh copies of it. A context manager."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="quality-")
        self._base = Path(self._folder.name)
        self._base.chmod(0o755)
        self._built: dict[str, Path] = {}
        self._copies = 0

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def _build(self, name: str) -> Path:
        if name not in self._built:
            root = self._base / f"fixture-{name}"
            build_tree(root, load(name))
            self._built[name] = root
        return self._built[name]

    def fresh(self, name: str) -> Path:
        """A copy of the fixture that may be changed; times, modes and links are kept."""
        source = self._build(name)
        self._copies += 1
        target = self._base / f"copy-{self._copies}"
        subprocess.run(["cp", "-a", str(source), str(target)], check=True)
        return target

    def drop(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
