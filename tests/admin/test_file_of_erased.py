"""The file that `scrbrd restore --erased` reads: one that cannot be read is told in a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.transfer.erased import read_erased
from scrbrd.domain.errors import BadInput
from tests.admin.administration import here


def test_ids_are_read_line_by_line_with_remarks(tmp_path: Path) -> None:
    file = tmp_path / "erased"
    file.write_text("\ufefflions-1  # asked on 1 May\r\n\n# nobody\nlions-2 # by \x0cher mother\n")
    assert read_erased(file) == {"lions-1", "lions-2"}


@pytest.mark.parametrize("what", ["missing", "folder", "not text", "no id"])
def test_a_file_that_cannot_be_read_is_a_line_and_no_traceback(tmp_path: Path, what: str) -> None:
    file = tmp_path / "erased"
    if what == "folder":
        file.mkdir()
    elif what != "missing":
        file.write_bytes(b"\xff\xfe\x00" if what == "not text" else b"a/b\n")
    with pytest.raises(BadInput, match="erased"):
        read_erased(file)
    ran = here("restore", str(tmp_path / "backup"), "--erased", str(file))
    assert (ran.code, ran.err.count("\n")) == (2, 1), ran
