"""Tests that the guard leaves no process, however its owner ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devtools.emulators.errors import EmulatorError
from devtools.emulators.guard import descendants
from devtools.emulators.process import GuardedProcess

# A child, a process in its own session, an orphan: the kinds of processes that are left behind.
TREE = "trap '' TERM; sleep 600 & setsid sleep 600 & (setsid sleep 600 &) ; echo ready; wait"
# The same tree in another Python process, which the test can kill.
OWNER = """
import os, shutil, signal, sys, time
from pathlib import Path
from devtools.emulators.process import GuardedProcess
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
folder, tree = Path(sys.argv[1]), sys.argv[2]
process = GuardedProcess("tree", ["sh", "-c", tree], folder=folder, env=os.environ)
try:
    process.wait_until(lambda: "ready" in process.log(), 20)
    print(process.pid, flush=True)
    time.sleep(600)
finally:
    process.stop()
    shutil.rmtree(folder)
"""


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until a condition holds; fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def exists(pid: int) -> bool:
    """Return True if a process with this id exists, even if it is dead and not yet reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_stopping_ends_children_sessions_and_orphans(tmp_path: Path) -> None:
    process = GuardedProcess("tree", ["sh", "-c", TREE], folder=tmp_path, env=os.environ)
    process.wait_until(lambda: "ready" in process.log(), 20)
    eventually(lambda: len(descendants(process.pid)) == 4)
    tree = [process.pid, *descendants(process.pid)]
    process.stop()
    process.stop()
    assert not [pid for pid in tree if exists(pid)]
    assert process.log(), "its owner may still read the log"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_tree_ends_with_its_owner(number: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path), TREE]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as owner:
        assert owner.stdout
        guard = int(owner.stdout.readline())
        tree = [guard, *descendants(guard)]
        owner.send_signal(number)
    assert len(tree) > 3
    # If the owner was killed, the guard is an orphan: its entry disappears when init reaps it.
    eventually(lambda: not [pid for pid in tree[1:] if exists(pid)])
    eventually(lambda: not descendants(guard))
    eventually(lambda: not tmp_path.exists())


def test_a_command_that_ends_while_starting_shows_the_tail_of_its_log(tmp_path: Path) -> None:
    failing_command = ["sh", "-c", "echo the port is haunted; exit 3"]
    process = GuardedProcess("the oracle", failing_command, folder=tmp_path, env=os.environ)
    with pytest.raises(EmulatorError, match=r"the oracle ended while starting(.|\n)*haunted"):
        process.wait_until(lambda: False, 20)
    process.stop()


def test_a_command_that_is_not_ready_in_time_raises_an_error(tmp_path: Path) -> None:
    process = GuardedProcess("the oracle", ["sleep", "600"], folder=tmp_path, env=os.environ)
    with pytest.raises(EmulatorError, match="was not ready after 0 s"):
        process.wait_until(lambda: False, 0.1)
    process.stop()
