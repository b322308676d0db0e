"""Tests `scrbrd chart` on a real Firestore."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest
from google.cloud.firestore import Client

from admin.charts.kinds import Kind
from scrbrd.adapters import paths
from tests.admin.administration import run_failing, run_in_process, run_installed, run_ok
from tests.admin.committed_matches import DEMO_LOGS
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID

REAL = "1386111"


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Return a client of a database with a small, projected match."""
    write_match(firestore_client)
    return firestore_client


@pytest.mark.usefixtures("firestore_client")
def test_charts_of_an_imported_match_name_its_source(tmp_path: Path) -> None:
    run_ok("import", "cricsheet", str(DEMO_LOGS / f"{REAL}.log"), "--apply")
    for kind in Kind:
        file = tmp_path / f"{kind}.svg"
        if kind is Kind.WAGON_WHEEL:
            message = run_failing(1, "chart", REAL, kind, "-o", str(file))
            assert f"match {REAL}: none of its" in message
            continue
        assert run_ok("chart", REAL, kind, "-o", str(file)) == f"{file}: written\n"
        text = file.read_text(encoding="utf-8")
        assert "Adelaide Strikers v Melbourne Renegades" in text
        assert "Contains information from Cricsheet" in text


def test_a_chart_leaves_out_voided_balls(database: Client, tmp_path: Path) -> None:
    file = tmp_path / "worm.svg"
    run_ok("chart", MATCH_ID, "worm", "-o", str(file), by=run_installed)
    assert ">Lions 14/0<" in file.read_text(encoding="utf-8")
    database.document(paths.scoring_action(MATCH_ID, "1_6")).update({"isVoided": True})
    run_ok("chart", MATCH_ID, "worm", "--out", str(file))
    assert ">Lions 8/0<" in file.read_text(encoding="utf-8")


def test_a_wagon_wheel_is_drawn_from_recorded_shot_data(database: Client, tmp_path: Path) -> None:
    hit = {"shotData": {"coordinates": {"x": 30, "y": 40}, "wagonWheelSegment": 1}}
    database.document(paths.scoring_action(MATCH_ID, "1_4")).update(hit)
    file = tmp_path / "wheel.png"
    assert run_ok("chart", MATCH_ID, "wagon-wheel", "-o", str(file)) == f"{file}: written\n"
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_chart_with_control_characters_in_names_is_valid_xml(
    database: Client, tmp_path: Path
) -> None:
    database.document(paths.match(MATCH_ID)).update(
        {"homeTeamName": "Lions\a\x00", "venue": "\uffff\ufffe\u202eN"}
    )
    lineup = database.document(f"{paths.lineups(MATCH_ID)}/lions_lions-1")
    lineup.update({"playerName": "A\x1b[31m"})
    run_ok("rebuild", MATCH_ID)
    for kind in (each for each in Kind if each is not Kind.WAGON_WHEEL):
        file = tmp_path / f"{kind}.svg"
        run_ok("chart", MATCH_ID, kind, "-o", str(file))
        parse(file)
        text = file.read_text(encoding="utf-8")
        assert "Lions\\u0007\\u0000 v Tigers" in text
        assert "\\uffff\\ufffe\\u202eN" in text
    assert "A\\u001b[31m" in (tmp_path / "partnerships.svg").read_text(encoding="utf-8")


@pytest.mark.usefixtures("database")
def test_a_chart_that_cannot_be_drawn_is_refused_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(tmp_path / "worm.svg")
    assert "there is no match m9" in run_failing(2, "chart", "m9", "worm", "-o", file)
    message = run_failing(2, "chart", MATCH_ID, "worm", "-o", "worm.pdf")
    assert "-o: worm.pdf is no picture we can draw; end its name in .svg or .png" in message
    nowhere = str(tmp_path / "nowhere" / "worm.svg")
    assert "cannot be written" in run_failing(2, "chart", MATCH_ID, "worm", "-o", nowhere)
    assert run_in_process("chart", MATCH_ID, "pie", "-o", file).code == 2
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "`scripts/setup` installs it" in run_failing(1, "chart", MATCH_ID, "worm", "-o", file)
    assert not list(tmp_path.iterdir())
