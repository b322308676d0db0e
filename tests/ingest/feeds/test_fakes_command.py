"""Tests that `scripts/ingest --fakes` prints the addresses of the fake feeds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from devtools.feeds.__main__ import app

ROOT = Path(__file__).resolve().parents[3]


def test_the_fakes_print_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_FAKES_SECONDS", "0")
    path = ROOT / "tests/data/matches/1273144.log"
    result = CliRunner().invoke(app, [str(path), "--fakes", "--faults", "3"])
    assert result.exit_code == 0, result.output
    for name in ("sportradar", "espn", "crex", "roanuz", "thesportsdb"):
        assert f"{name}: http://127.0.0.1:" in result.output
    assert "match 1273144: sportradar sr:match:" in result.output


def test_without_arguments_a_usage_error_is_reported() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert "say what to do" in result.output


def test_a_file_that_is_no_match_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "none.log"
    path.write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(app, ["--fakes", str(path)])
    assert result.exit_code == 2
    assert "ingest: " in result.output


def test_the_script_is_executable() -> None:
    assert os.access(ROOT / "scripts/ingest", os.X_OK)
