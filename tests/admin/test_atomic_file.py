"""Tests that verbs write a file whole or not at all, also to pipes except standard output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from admin.transfer.atomic_file import atomic_file
from scrbrd.domain.errors import BadInput


def test_a_file_name_that_is_too_long_is_refused_as_unwritable(tmp_path: Path) -> None:
    with (
        pytest.raises(BadInput, match="cannot be written \\(File name too long\\)"),
        atomic_file(tmp_path / ("x" * 300)),
    ):
        pass


def test_a_pipe_opened_by_a_shell_is_written_directly() -> None:
    read_fd, write_fd = os.pipe()  # as `scrbrd backup --all >(gpg ...)` names one
    with atomic_file(Path(f"/dev/fd/{write_fd}")) as file:
        file.write("one\n")
    os.close(write_fd)
    with os.fdopen(read_fd) as pipe:
        assert pipe.read() == "one\n"


def test_a_file_that_is_the_standard_output_pipe_is_refused() -> None:
    code = """
from pathlib import Path
from admin.transfer.atomic_file import atomic_file
from scrbrd.domain.errors import BadInput
try:
    with atomic_file(Path("/dev/stdout")) as file:
        file.write("a document")
except BadInput as error:
    print(error)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("/dev/stdout: lines are printed there, too; name a file")


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGHUP])
def test_a_process_ended_by_a_signal_leaves_no_partial_file(
    tmp_path: Path, signal_number: int
) -> None:
    code = """
import signal, sys, time
from pathlib import Path
from admin.transfer.atomic_file import atomic_file
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may themselves run under nohup
with atomic_file(Path(sys.argv[1])) as file:
    file.write("private")
    print("begun", flush=True)
    for _ in range(6000):  # a signal right before one long sleep would be handled after it
        time.sleep(0.01)
"""
    result = [sys.executable, "-c", code, str(tmp_path / "all.jsonl")]
    with subprocess.Popen(result, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        assert len(list(tmp_path.iterdir())) == 1
        process.send_signal(signal_number)
        assert process.wait(30) == -signal_number
    assert list(tmp_path.iterdir()) == []


def test_an_ignored_hangup_does_not_stop_a_backup(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from admin.transfer.atomic_file import atomic_file
signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup has it
with atomic_file(Path(sys.argv[1])) as file:
    os.kill(os.getpid(), signal.SIGHUP)
    file.write("whole")
"""
    path = tmp_path / "all.jsonl"
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 0
    assert path.read_text() == "whole"


def test_signal_handlers_are_restored_once_the_file_is_written(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with atomic_file(tmp_path / "one.jsonl") as file:
        file.write("one\n")
    assert signal.getsignal(signal.SIGTERM) is before
    assert (tmp_path / "one.jsonl").read_text() == "one\n"
