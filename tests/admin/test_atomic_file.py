"""Files that verbs write: whole or not at all, into a pipe too, but for that of standard output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from admin.transfer.atomic_file import atomic_file
from scrbrd.domain.errors import BadInput


def test_a_name_that_is_too_long_for_a_file_is_one_line(tmp_path: Path) -> None:
    with (
        pytest.raises(BadInput, match="cannot be written \\(File name too long\\)"),
        atomic_file(tmp_path / ("x" * 300)),
    ):
        pass


def test_a_pipe_that_a_shell_has_opened_is_written_directly() -> None:
    reading, writing = os.pipe()  # as `scrbrd backup --all >(gpg ...)` names one
    with atomic_file(Path(f"/dev/fd/{writing}")) as file:
        file.write("one\n")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "one\n"


def test_no_file_is_written_into_the_pipe_that_lines_are_printed_to() -> None:
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
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("/dev/stdout: lines are printed there, too; name a file")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_process_that_is_ended_leaves_no_half_of_a_file(tmp_path: Path, number: int) -> None:
    code = """
import signal, sys, time
from pathlib import Path
from admin.transfer.atomic_file import atomic_file
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may themselves run under nohup
with atomic_file(Path(sys.argv[1])) as file:
    file.write("private")
    print("begun", flush=True)
    time.sleep(60)
"""
    ran = [sys.executable, "-c", code, str(tmp_path / "all.jsonl")]
    with subprocess.Popen(ran, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        assert len(list(tmp_path.iterdir())) == 1
        process.send_signal(number)
        assert process.wait(30) == -number
    assert list(tmp_path.iterdir()) == []


def test_a_hangup_that_is_ignored_ends_no_backup(tmp_path: Path) -> None:
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


def test_the_signals_of_a_process_are_what_they_were_once_a_file_is_there(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with atomic_file(tmp_path / "one.jsonl") as file:
        file.write("one\n")
    assert signal.getsignal(signal.SIGTERM) is before
    assert (tmp_path / "one.jsonl").read_text() == "one\n"
