"""Tests that the committed counts, which the forecast uses, are those of the current code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from admin.money.measurements import read_formats
from devtools.bench import counted_match
from devtools.bench.counted_match import MATCHES, count_formats, text_of

REMEDY = "run python -m devtools.bench.counted_match"


def test_the_counts_of_a_t20_are_current() -> None:
    assert count_formats(("T20",))["T20"] == read_formats()["T20"], REMEDY


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in MATCHES if name != "T20"])
def test_the_counts_of_every_other_format_are_current(name: str) -> None:
    assert count_formats((name,))[name] == read_formats()[name], REMEDY


def test_counts_of_every_format_are_committed() -> None:
    assert set(read_formats()) == set(MATCHES)


def test_different_counts_are_reported_as_stale_and_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = {"T20": {"actions": 1}}
    monkeypatch.setattr(counted_match, "MEASURED", tmp_path / "measured.json")
    monkeypatch.setattr(counted_match, "MATCHES", {"T20": MATCHES["T20"]})
    monkeypatch.setattr(counted_match, "count_formats", lambda _: counts)
    monkeypatch.setattr("sys.argv", ["counted_match", "--check"])
    assert counted_match.main() == 1
    assert capsys.readouterr().out == "stale: T20\n"
    (tmp_path / "measured.json").write_text(text_of(counts))
    assert counted_match.main() == 0
    assert json.loads((tmp_path / "measured.json").read_text())["formats"] == counts
