"""Tests the file of `scrbrd restore --erased`; an unreadable one is refused with one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.transfer.erasure import read_erased
from scrbrd.domain.errors import BadInput
from tests.admin.administration import run_in_process


def test_ids_are_read_line_by_line_without_comments(tmp_path: Path) -> None:
    file = tmp_path / "erased"
    file.write_text("\ufefflions-1  # asked on 1 May\r\n\n# nobody\nlions-2 # by \x0cher mother\n")
    assert read_erased(file) == {"lions-1", "lions-2"}


@pytest.mark.parametrize("case", ["missing", "folder", "not text", "no id"])
def test_an_unreadable_file_is_refused_with_one_line(tmp_path: Path, case: str) -> None:
    file = tmp_path / "erased"
    if case == "folder":
        file.mkdir()
    elif case != "missing":
        file.write_bytes(b"\xff\xfe\x00" if case == "not text" else b"a/b\n")
    with pytest.raises(BadInput, match="erased"):
        read_erased(file)
    result = run_in_process("restore", str(tmp_path / "backup"), "--erased", str(file))
    assert (result.code, result.err.count("\n")) == (2, 1), result
