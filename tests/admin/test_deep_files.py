"""Tests that a file is refused by its name if it is nested too deeply, has an extremely long line,
or has an extremely long number."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from admin.feeds.mapping_file import read_mappings
from admin.transfer.backup import read_backup
from devtools.toolchain.layout import ROOT
from migrate.engine import export
from scrbrd.domain.errors import BadInput
from tests.admin.administration import run_failing

DEMO_LOG = ROOT / "scripts/matches/1386111.log"
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture
def deep_file(tmp_path: Path) -> Path:
    """Return a file with a hundred thousand nested lists."""
    (file := tmp_path / "deep.log").write_text(DEEP)
    return file


def test_a_rulings_ball_file_that_is_nested_too_deeply_is_refused(deep_file: Path) -> None:
    rule = ("rule", "m1", "1_1", "--method", "umpire", "--reason", "x", "--ball", str(deep_file))
    assert f"--ball {deep_file}: cannot be read as JSON (too deep)" in run_failing(2, *rule)


def test_a_log_that_is_nested_too_deeply_is_refused_with_the_line_number(deep_file: Path) -> None:
    with DEMO_LOG.open(encoding="utf-8") as log:
        deep_file.write_text(f"{log.readline()}{DEEP}\n")
    assert f"{deep_file}: line 2 is no JSON or cut short" in run_failing(2, "score", str(deep_file))


def test_an_export_that_is_nested_too_deeply_is_refused_with_the_line_number(
    deep_file: Path,
) -> None:
    with pytest.raises(BadInput, match="line 1 is no line of an export; nothing was put back"):
        export.line_offsets(deep_file)


def test_a_line_longer_than_any_document_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "zeros.jsonl.gz"
    with gzip.open(file, "wb", 1) as zipped:
        for _ in range(70):
            zipped.write(bytes(1 << 20))
    with pytest.raises(BadInput, match="line 1 is longer than that of any document"):
        list(read_backup(file))


def test_a_mapping_that_is_nested_too_deeply_is_refused_with_the_line_number(
    deep_file: Path,
) -> None:
    deep_file.write_text('{"kind": ' + DEEP + "}")
    with pytest.raises(BadInput, match="line 1 is no JSON"):
        read_mappings(deep_file, "alpha")


LONG_NUMBER = f'{{"info": {"9" * 5_000}}}'
"""JSON with a number of more digits than Python reads."""


def test_a_match_file_with_a_number_of_5000_digits_is_refused(tmp_path: Path) -> None:
    (file := tmp_path / "m.json").write_text(LONG_NUMBER)
    assert f"{file}: is not JSON or is cut short (a number" in run_failing(2, "score", str(file))


def test_a_backup_with_a_number_of_5000_digits_is_refused_with_the_line_number(
    tmp_path: Path,
) -> None:
    (file := tmp_path / "m.jsonl").write_text(LONG_NUMBER)
    with pytest.raises(BadInput, match="line 1 is no JSON or cut short"):
        list(read_backup(file))
