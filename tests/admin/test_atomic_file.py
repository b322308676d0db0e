"""Files that verbs write: whole or not at all, into a pipe too, but for that of standard output."""

from __future__ import annotations

import os
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
