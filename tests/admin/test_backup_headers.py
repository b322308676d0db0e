"""Tests the first and last line of a backup: invalid versions and invalid counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.transfer.backup import read_backup
from admin.transfer.backup_file import VERSION, backup_lines
from admin.transfer.batch_writes import Document
from scrbrd.domain.errors import BadInput


def write_backup(tmp_path: Path, *, version: int, runs: int = 4) -> Path:
    """Write a backup of one ball, with this version in its header and these runs in its ball."""
    ball = Document("matches/m1/scoring_actions/1_1", {"runsOffBat": 4})
    text = "".join(backup_lines("demo-a", [ball]))
    text = text.replace(f'"version":{VERSION}', f'"version":{version}')
    file = tmp_path / "backup.jsonl"
    file.write_text(text.replace('"runsOffBat":4', f'"runsOffBat":{runs}'))
    return file


def test_a_version_of_a_newer_release_is_refused_with_the_release_to_use(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="newer release wrote it; restore it with that one"):
        list(read_backup(write_backup(tmp_path, version=VERSION + 1)))


@pytest.mark.parametrize("runs", [4, 6])
def test_a_backup_with_checksums_and_a_first_version_header_is_refused(
    tmp_path: Path, runs: int
) -> None:
    with pytest.raises(BadInput, match="is not what was written"):
        list(read_backup(write_backup(tmp_path, version=1, runs=runs)))


DOCUMENT_LINE = '{"fields":{"venue":"Oval"},"path":"matches/m1"}'


@pytest.mark.parametrize("version", ["true", "1.0", "4.0", "false", '"4"', "null", "[4]"])
def test_a_version_that_is_no_whole_number_is_refused(tmp_path: Path, version: str) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text(
        f'{{"format":"scrbrd-backup","version":{version}}}\n{DOCUMENT_LINE}\n{{"documents":1}}\n'
    )
    with pytest.raises(BadInput) as error:
        list(read_backup(file))
    assert str(error.value) == (
        f"{file}: line 1: version {version} is none of 1, 2, 3, 4, which we read;"
        f" give a file of `scrbrd backup`"
    )


@pytest.mark.parametrize("count", ["true", "1.0"])
def test_a_count_that_is_no_whole_number_is_refused(tmp_path: Path, count: str) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text(
        f'{{"format":"scrbrd-backup","version":1}}\n{DOCUMENT_LINE}\n{{"documents":{count}}}\n'
    )
    with pytest.raises(BadInput, match=rf"{file}: line 3: documents is {count}, which is no count"):
        list(read_backup(file))


@pytest.mark.parametrize("name", ["documents", "listed"])
def test_with_checksums_a_count_that_is_no_whole_number_is_refused_too(
    tmp_path: Path, name: str
) -> None:
    file = write_backup(tmp_path, version=VERSION)
    text, value = file.read_text(), {"documents": 1, "listed": 0}[name]
    json_text = ("false", "true")[value]
    file.write_text(text.replace(f'"{name}":{value}', f'"{name}":{json_text}'))
    with pytest.raises(BadInput, match=rf"line 3: {name} is {json_text}, which is no count"):
        list(read_backup(file))


def test_a_whole_backup_is_read(tmp_path: Path) -> None:
    assert len(list(read_backup(write_backup(tmp_path, version=VERSION)))) == 1
