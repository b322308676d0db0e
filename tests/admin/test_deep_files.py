"""A file that is nested too deeply, is one line without end, or has a number without end, is
refused by its name."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from admin.feeds.mapping_file import read_mappings
from admin.transfer.backup import read_backup
from devtools.toolchain.layout import ROOT
from migrate.engine import export
from scrbrd.domain.errors import BadInput
from tests.admin.administration import refused

LOG = ROOT / "scripts/matches/1386111.log"
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A file with lists in lists, a hundred thousand of them."""
    (file := tmp_path / "deep.log").write_text(DEEP)
    return file


def test_a_ball_of_a_ruling_is_refused(deep: Path) -> None:
    rule = ("rule", "m1", "1_1", "--method", "umpire", "--reason", "x", "--ball", str(deep))
    assert f"--ball {deep}: cannot be read as JSON (too deep)" in refused(2, *rule)


def test_a_log_is_refused_with_its_line(deep: Path) -> None:
    with LOG.open(encoding="utf-8") as log:
        deep.write_text(f"{log.readline()}{DEEP}\n")
    assert f"{deep}: line 2 is no JSON or cut short" in refused(2, "score", str(deep))


def test_what_was_removed_is_refused_with_its_line(deep: Path) -> None:
    with pytest.raises(BadInput, match="line 1 is no line of an export; nothing was put back"):
        export.line_offsets(deep)


def test_a_line_longer_than_any_document_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "zeros.jsonl.gz"
    with gzip.open(file, "wb", 1) as zipped:
        for _ in range(70):
            zipped.write(bytes(1 << 20))
    with pytest.raises(BadInput, match="line 1 is longer than that of any document"):
        list(read_backup(file))


def test_a_mapping_is_refused_with_its_line(deep: Path) -> None:
    deep.write_text('{"kind": ' + DEEP + "}")
    with pytest.raises(BadInput, match="line 1 is no JSON"):
        read_mappings(deep, "alpha")


ENDLESS = f'{{"info": {"9" * 5_000}}}'
"""A number of more digits than Python reads."""


def test_a_match_file_with_an_endless_number_is_refused(tmp_path: Path) -> None:
    (file := tmp_path / "m.json").write_text(ENDLESS)
    assert f"{file}: is not JSON or is cut short (a number" in refused(2, "score", str(file))


def test_a_backup_with_an_endless_number_is_refused_with_its_line(tmp_path: Path) -> None:
    (file := tmp_path / "m.jsonl").write_text(ENDLESS)
    with pytest.raises(BadInput, match="line 1 is no JSON or cut short"):
        list(read_backup(file))
