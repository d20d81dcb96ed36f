"""Installs llama.cpp, as prebuilt for node-llama-cpp, into the ignored folder bench/.peer.

Only the package with the binaries for this machine is needed: bench/peer/llama.mjs drives the
native addon in it without node-llama-cpp's own JavaScript (which does not run on Debian 12's Node).
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "3.22.1"
MIN_NODE = 18
SCRIPT = Path(__file__).resolve().parent / "llama.mjs"
FOLDER = Path(__file__).resolve().parent.parent / ".peer"
BINARIES = {
    ("Linux", "x86_64"): "@node-llama-cpp/linux-x64",
    ("Linux", "aarch64"): "@node-llama-cpp/linux-arm64",
    ("Darwin", "arm64"): "@node-llama-cpp/mac-arm64-metal",
}


def package() -> str:
    """The npm package with the binaries for this machine."""
    machine = (platform.system(), platform.machine())
    if machine not in BINARIES:
        sys.exit(f"bench: no prebuilt llama.cpp for {' '.join(machine)}")
    return BINARIES[machine]


def addon() -> Path:
    """The native addon; its folder also holds llama.cpp's libraries for each kind of CPU."""
    name = package()
    return FOLDER / "node_modules" / name / "bins" / name.split("/")[1] / "llama-addon.node"


def installed_version() -> str | None:
    try:
        description = FOLDER / "node_modules" / package() / "package.json"
        return json.loads(description.read_text())["version"]
    except (OSError, ValueError, KeyError):
        return None


def check_node() -> None:
    if not shutil.which("node"):
        sys.exit(f"bench: needs Node.js {MIN_NODE} or later, and npm")
    version = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < MIN_NODE:
        sys.exit(f"bench: the comparison needs Node.js {MIN_NODE} or later, this is {version}")


def ensure() -> None:
    """Makes sure that llama.cpp can be run; ends the program with a message where it cannot."""
    check_node()
    if installed_version() == VERSION and addon().exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n')  # else npm looks further up
    command = ["npm", "install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund",
               "--save-exact", f"{package()}@{VERSION}"]
    print(f"bench: installing {package()} {VERSION} into {FOLDER} ...", file=sys.stderr)
    subprocess.run(command, cwd=FOLDER, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno(),
                   check=True)
