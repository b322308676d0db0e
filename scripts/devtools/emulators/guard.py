"""Runs a command and stops its whole process tree, even if the guard's caller is killed.

`python guard.py FOLDER GRACE COMMAND...` stops the tree when it reads a byte or the end of standard
input, at a signal, or when the command ends. The caller holds the other end of the pipe. The system
closes it however the caller dies; then FOLDER is removed too. The guard is run by its path, so it
imports the standard library only.
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
    """Run the command until it ends or must be stopped.

    Return its exit code, or 128 + n if signal n ended it.
    """
    folder, grace, command = arguments[0], float(arguments[1]), arguments[2:]
    _adopt_orphans()
    stop_signals = _collect_stop_signals()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    while child.poll() is None and not stop_signals and not _is_stop_requested():
        pass
    _end(child, grace)
    if _caller_is_gone():
        shutil.rmtree(folder, ignore_errors=True)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def descendants(pid: int) -> list[int]:
    """Return the ids of all descendants of a process, parents first."""
    children: dict[int, list[int]] = {}
    for one, parent in _processes():
        children.setdefault(parent, []).append(one)
    found = list(children.get(pid, []))
    for one in found:  # the list grows during the iteration
        found.extend(children.get(one, []))
    return found


def _processes() -> Iterable[tuple[int, int]]:
    """Yield (id, parent's id) of all processes except zombies."""
    proc = Path("/proc")
    if not (proc / "self" / "stat").exists():
        yield from _processes_by_ps()
        return
    for entry in proc.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in parentheses may contain anything; after it: state, parent's id.
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
    """Become the parent of orphaned descendants, so that they can still be found (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _collect_stop_signals() -> list[int]:
    """Return a list to which each stop signal that arrives is added."""
    received: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, lambda number, _frame: received.append(number))
    return received


def _is_stop_requested() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], POLL_SECONDS)
    return bool(readable)


def _caller_is_gone() -> bool:
    """Return True if the pipe has ended without the byte that a living caller sends first."""
    return _is_stop_requested() and not os.read(sys.stdin.fileno(), 1)


def _end(child: subprocess.Popen[bytes], grace: float) -> None:
    """Terminate the command, then kill the rest of its process tree."""
    known = set(descendants(os.getpid()))
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(grace)
    # Where orphans are not adopted, only those known beforehand can be found.
    while left := (set(descendants(os.getpid())) | (known & _living_processes())):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(POLL_SECONDS / 5)
    child.wait()
    _reap()


def _living_processes() -> set[int]:
    return {pid for pid, _ in _processes()}


def _reap() -> None:
    """Reap the adopted orphans, because not every container has an init process that would."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
