"""A guard process: runs a command and ends its whole process tree, even when its caller is killed.

`python guard.py FOLDER GRACE COMMAND...` ends the tree upon a byte or the end of standard input, or
a signal, or when the command ends. The caller holds the pipe: the system closes it however it dies,
and then the folder is removed too. Run by its path, so it imports the standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
POLL_SECONDS = 0.05


def main(arguments: list[str]) -> int:
    """Run the command until it ends or is to end; return its exit code, 128 + n for signal n."""
    folder, grace, command = arguments[0], float(arguments[1]), arguments[2:]
    _adopt_orphans()
    asked = _stop_signals()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    while child.poll() is None and not asked and not _told_to_stop():
        pass
    _end(child, grace)
    if _caller_is_gone():
        shutil.rmtree(folder, ignore_errors=True)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below one, parents first."""
    children: dict[int, list[int]] = {}
    for one, parent in _processes():
        children.setdefault(parent, []).append(one)
    found = list(children.get(pid, []))
    for one in found:  # grows while it is walked
        found.extend(children.get(one, []))
    return found


def _processes() -> Iterable[tuple[int, int]]:
    """Yield (id, parent's id) of all processes, zombies left out."""
    proc = Path("/proc")
    if not (proc / "self" / "stat").exists():
        yield from _processes_by_ps()
        return
    for entry in proc.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name, in parentheses, may hold anything; behind it: state, parent's id.
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    yield int(entry.name), int(parent)


def _processes_by_ps() -> Iterable[tuple[int, int]]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    for line in listing.stdout.splitlines():
        pid, parent, state = line.split()
        if not state.startswith("Z"):
            yield int(pid), int(parent)


def _adopt_orphans() -> None:
    """Become the parent of processes whose parent ends, so that they stay findable (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _stop_signals() -> list[int]:
    """Collect the signals to stop by; the list is empty until one comes."""
    asked: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, lambda number, _frame: asked.append(number))
    return asked


def _told_to_stop() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], POLL_SECONDS)
    return bool(readable)


def _caller_is_gone() -> bool:
    """Tell whether the pipe has ended without the byte of a caller who tidies up himself."""
    return _told_to_stop() and not os.read(sys.stdin.fileno(), 1)


def _end(child: subprocess.Popen[bytes], grace: float) -> None:
    """Ask the command to end, then kill what is left of its tree."""
    known = set(descendants(os.getpid()))
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(grace)
    # Where orphans are not adopted, those known beforehand are all that can be found.
    while left := (set(descendants(os.getpid())) | (known & _alive())):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(POLL_SECONDS / 5)
    child.wait()
    _reap()


def _alive() -> set[int]:
    return {pid for pid, _ in _processes()}


def _reap() -> None:
    """Take the exit codes of the orphans adopted: not every container has an init that would."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
