"""The first line of a backup and its last: versions that are none, counts that are none."""

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


OLD = '{"fields":{"venue":"Oval"},"path":"matches/m1"}'


@pytest.mark.parametrize("version", ["true", "1.0", "4.0", "false", '"4"', "null", "[4]"])
def test_a_version_that_is_no_whole_number_is_refused_by_its_name(
    tmp_path: Path, version: str
) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text(f'{{"format":"scrbrd-backup","version":{version}}}\n{OLD}\n{{"documents":1}}\n')
    with pytest.raises(BadInput) as refused:
        list(read_backup(file))
    assert str(refused.value) == (
        f"{file}: line 1: version {version} is none of 1, 2, 3, 4, which we read;"
        f" give a file of `scrbrd backup`"
    )


@pytest.mark.parametrize("count", ["true", "1.0"])
def test_a_count_that_is_no_whole_number_is_refused_by_its_name(tmp_path: Path, count: str) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text(f'{{"format":"scrbrd-backup","version":1}}\n{OLD}\n{{"documents":{count}}}\n')
    with pytest.raises(BadInput, match=rf"{file}: line 3: documents is {count}, which is no count"):
        list(read_backup(file))


@pytest.mark.parametrize("name", ["documents", "listed"])
def test_a_count_beside_checksums_is_a_whole_number(tmp_path: Path, name: str) -> None:
    file = written(tmp_path, version=VERSION)
    text, value = file.read_text(), {"documents": 1, "listed": 0}[name]
    json_text = ("false", "true")[value]
    file.write_text(text.replace(f'"{name}":{value}', f'"{name}":{json_text}'))
    with pytest.raises(BadInput, match=rf"line 3: {name} is {json_text}, which is no count"):
        list(read_backup(file))


def test_a_whole_backup_is_read(tmp_path: Path) -> None:
    assert len(list(read_backup(written(tmp_path, version=VERSION)))) == 1
