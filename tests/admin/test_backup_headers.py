"""The first line of a backup: a version of the future, and one that hides the checksums."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.transfer.backup import read_backup
from admin.transfer.backup_file import VERSION, backup_lines
from admin.transfer.writing import Document
from scrbrd.domain.errors import BadInput


def written(tmp_path: Path, *, version: int, runs: int = 4) -> Path:
    """A backup of one ball whose header says a version, and whose ball says some runs."""
    ball = Document("matches/m1/scoring_actions/1_1", {"runsOffBat": 4})
    text = "".join(backup_lines("demo-a", [ball]))
    text = text.replace(f'"version":{VERSION}', f'"version":{version}')
    file = tmp_path / "backup.jsonl"
    file.write_text(text.replace('"runsOffBat":4', f'"runsOffBat":{runs}'))
    return file


def test_a_version_of_the_future_says_what_reads_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="newer release wrote it; restore it with that one"):
        list(read_backup(written(tmp_path, version=VERSION + 1)))


@pytest.mark.parametrize("runs", [4, 6])
def test_a_header_of_the_first_version_does_not_hide_checksums(tmp_path: Path, runs: int) -> None:
    with pytest.raises(BadInput, match="is not what was written"):
        list(read_backup(written(tmp_path, version=1, runs=runs)))


def test_a_whole_backup_is_read(tmp_path: Path) -> None:
    assert len(list(read_backup(written(tmp_path, version=VERSION)))) == 1
