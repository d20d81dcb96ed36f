"""Runs a shell command in a sandbox of namespaces, and says what came of it.

The command sees a read-only system, the folders of a fixture and nothing else of the machine: no
network but its own loopback, no processes but its own, a fresh /tmp, and limits of time, memory,
file size and number of processes. Everything it started is killed when it ends.

Made by bubblewrap. Where that can't be set up, `check` raises `Unavailable`: nothing is ever run
outside.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

USER = "user"
HOME = "/home/user"
SANDBOX_ID = 1000  # the user inside
# The user outside, where the caller is root: limits of processes don't bind root.
OUTER_ID = 61000

SYSTEM_FOLDERS = ("home", "var", "srv", "opt", "mnt")  # of the fixture, writable
MEMORY_KIB = 2 << 20
FILE_BLOCKS = 256 << 10  # of 1 KiB
PROCESSES = 150
SECONDS = 8
MAX_OUTPUT_BYTES = 4 << 20

# What runs inside. The files lie in /run/quality: the command never passes through another quoting.
SCRIPT = f"""
ulimit -v {MEMORY_KIB} -f {FILE_BLOCKS} -u {PROCESSES}
q=/run/quality
cd "$(cat $q/cwd)" || exit 97
if [ -s $q/setup ]; then . $q/setup >$q/setup_log 2>&1 || exit 98; cd "$(cat $q/cwd)"; fi
begin=$EPOCHREALTIME
timeout -k 1 {SECONDS} bash $q/command </dev/null >$q/out 2>$q/err
status=$?
if [ $((${{EPOCHREALTIME/./}} - ${{begin/./}})) -ge {SECONDS}000000 ]; then status=late; fi
echo $status >$q/status
if [ -s $q/probe ]; then timeout -k 1 {SECONDS} bash $q/probe </dev/null >$q/probe_out 2>&1; fi
exit 0
"""

PASSWD = """root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
user:x:1000:1000:User,,,:/home/user:/bin/bash
alice:x:1001:1001:Alice,,,:/home/alice:/bin/zsh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""
GROUP = """root:x:0:
daemon:x:1:
www-data:x:33:
user:x:1000:
staff:x:50:user,alice
nogroup:x:65534:
"""
HOSTS = """127.0.0.1 localhost
127.0.1.1 workbench
10.20.30.40 db.internal db
10.20.30.41 cache.internal
"""


class Unavailable(Exception):
    """The sandbox can't be set up here."""


@dataclass(frozen=True)
class Run:
    """What a command did; the state of its files is in the fixture's root."""
    out: str
    err: str
    status: int | None  # None: it did not end in time
    probe: str  # output of the probe, that is a script run after the command


def _wrap(root: Path, exchange: Path, cwd: str) -> list[str]:
    command = []
    if os.getuid() == 0:
        command += ["setpriv", f"--reuid={OUTER_ID}", f"--regid={OUTER_ID}", "--clear-groups"]
    command += ["bwrap", "--unshare-all", "--die-with-parent", "--new-session",
                "--uid", str(SANDBOX_ID), "--gid", str(SANDBOX_ID), "--hostname", "workbench",
                "--clearenv"]
    for name, value in (("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"), ("HOME", HOME),
                        ("USER", USER), ("LOGNAME", USER), ("SHELL", "/bin/bash"),
                        ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC"),
                        ("TERM", "dumb"), ("PAGER", "cat"), ("GIT_PAGER", "cat"),
                        ("EDITOR", "true")):
        command += ["--setenv", name, value]
    command += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib64", "sbin"):
        command += ["--symlink", f"usr/{name}", f"/{name}"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/run"]
    for name in SYSTEM_FOLDERS:
        if (root / name).is_dir():
            command += ["--bind", str(root / name), f"/{name}"]
    command += ["--ro-bind", "/etc/alternatives", "/etc/alternatives"]
    for path in sorted((root / "etc").iterdir()):
        command += ["--ro-bind", str(path), f"/etc/{path.name}"]
    command += ["--bind", str(exchange), "/run/quality", "--chdir", "/", "--", "/bin/bash", "-c",
                SCRIPT]
    return command


def write_etc(root: Path) -> None:
    """The account database and the names of hosts that commands see."""
    etc = root / "etc"
    etc.mkdir(exist_ok=True)
    for name, text in (("passwd", PASSWD), ("group", GROUP), ("hosts", HOSTS),
                       ("hostname", "workbench\n"), ("shells", "/bin/sh\n/bin/bash\n"),
                       ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
                       ("os-release", 'PRETTY_NAME="Workbench Linux 12"\nID=workbench\n')):
        if not (etc / name).exists():
            (etc / name).write_text(text, encoding="utf-8")


def give_to_sandbox(root: Path) -> None:
    """Makes everything below `root` belong to the user of the sandbox."""
    if os.getuid() != 0:
        return
    for folder, folders, files in os.walk(root):
        for name in ["."] + folders + files:
            os.chown(os.path.join(folder, name), OUTER_ID, OUTER_ID, follow_symlinks=False)


def _read(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return file.read(MAX_OUTPUT_BYTES).decode("utf-8", errors="replace")


def run(root: Path, cwd: str, command: str, setup: str = "", probe: str = "",
        files: dict[str, str] | None = None) -> Run:
    """Runs `command` with bash in the folder `cwd` of the fixture `root`, which it may change.

    `setup` is sourced before it, in the shell that starts it: what it puts in the background runs
    beside the command. `probe` runs after it, in the same sandbox. `files` are texts that the
    command finds in /run/quality by their names. Errors: `Unavailable`.
    """
    with tempfile.TemporaryDirectory(prefix="quality-run-") as name:
        exchange = Path(name)
        texts = {"cwd": cwd, "command": command, "setup": setup, "probe": probe, **(files or {})}
        for file, text in texts.items():
            (exchange / file).write_text(text, encoding="utf-8", errors="surrogateescape")
        give_to_sandbox(exchange)
        exchange.chmod(0o755)
        try:
            done = subprocess.run(_wrap(root, exchange, cwd), stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=4 * SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return Run("", "", None, "")
        if done.returncode != 0:
            log = _read(exchange / "setup_log") + done.stderr.decode(errors="replace")
            raise Unavailable(f"the sandbox ended with status {done.returncode}: {log.strip()}")
        status = _read(exchange / "status").strip()
        return Run(_read(exchange / "out"), _read(exchange / "err"),
                   None if status == "late" else int(status), _read(exchange / "probe_out"))


def check() -> None:
    """Raises `Unavailable`, with the remedy, unless the sandbox works and holds."""
    for program in ("bwrap", "setpriv", "timeout"):
        if shutil.which(program) is None:
            raise Unavailable(f"{program} is missing: install the packages bubblewrap and util-linux")
    with tempfile.TemporaryDirectory(prefix="quality-check-") as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "home" / USER).mkdir(parents=True)
        write_etc(root)
        give_to_sandbox(root)
        probe = run(root, HOME, "touch /usr/x 2>/dev/null && echo usr; "
                    "(exec 3<>/dev/tcp/192.0.2.1/80) 2>/dev/null && echo net; "
                    f"[ -e {root} ] && echo tmp; [ \"$(id -u)\" = {SANDBOX_ID} ] || echo id; "
                    "touch ~/ok && echo works")
        if probe.out != "works\n":
            raise Unavailable(f"the sandbox does not hold: it says {probe.out!r} {probe.err!r}")
