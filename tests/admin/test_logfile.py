"""Tests the log file format: a log read back is equal, and a damaged file gives one line."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from admin.cricsheet.importer import import_match
from admin.logfile import load_match, read_log, write_log
from admin.matchlog import CRICSHEET_NOTICE, MatchLog, differences_from_stated
from scrbrd.domain.errors import BadInput
from tests.admin.committed_matches import DEMO_LOGS, DEMO_MATCHES, TEST_LOGS, committed_logs
from tests.admin.files import ACES, innings, match, over

DEMO_LOG = DEMO_LOGS / f"{DEMO_MATCHES[0]}.log"


def documents(log: MatchLog) -> list[dict[str, Any]]:
    """Return the actions as they would be written to Firestore."""
    return [action.to_document() for action in log.actions]


def test_a_log_read_back_from_its_file_is_equal(shared_match: Path, tmp_path: Path) -> None:
    log = import_match(shared_match)
    write_log(log, tmp_path / "match.log")
    read_back = load_match(tmp_path / "match.log")
    assert read_back == log
    assert documents(read_back) == documents(log)


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_a_log_of_the_repository_is_written_unchanged_after_reading(
    path: Path, tmp_path: Path
) -> None:
    write_log(read_log(path), tmp_path / "again.log")
    assert (tmp_path / "again.log").read_text("utf-8") == path.read_text("utf-8")


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_a_log_of_the_repository_names_its_source_and_has_its_scores(path: Path) -> None:
    log = read_log(path)
    assert log.attribution == CRICSHEET_NOTICE
    assert differences_from_stated(log) == []


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_a_log_of_the_repository_equals_the_imported_match(
    path: Path, shared_matches: Path
) -> None:
    assert read_log(path) == import_match(shared_matches / f"{path.stem}.json")


def test_the_repository_holds_enough_matches() -> None:
    assert len(committed_logs()) >= 12
    assert {match for match in DEMO_MATCHES if (DEMO_LOGS / f"{match}.log").is_file()} == {
        *DEMO_MATCHES
    }


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"], ids=ascii)
def test_a_text_with_an_unusual_line_separator_is_read_back(separator: str, tmp_path: Path) -> None:
    log = replace(read_log(DEMO_LOG), attribution=f"one{separator}two")
    write_log(log, tmp_path / "again.log")
    assert read_log(tmp_path / "again.log") == log


@pytest.mark.parametrize("folder", [DEMO_LOGS, TEST_LOGS], ids=lambda folder: folder.parent.name)
def test_the_notice_names_the_source_and_its_licence(folder: Path) -> None:
    notice = (folder / "README.txt").read_text("utf-8")
    assert "https://cricsheet.org" in notice
    assert "ODC-BY 1.0" in notice


def log_with_line(number: int, line: str) -> str:
    """Return the text of a log in which this line (1-based) is replaced."""
    lines = DEMO_LOG.read_text("utf-8").splitlines()
    lines[number - 1] = line
    return "\n".join(lines)


def log_with_header(**changes: Any) -> str:
    """Return the text of a log with a changed header; None removes a field."""
    fields = json.loads(DEMO_LOG.read_text("utf-8").splitlines()[0]) | changes
    return log_with_line(
        1, json.dumps({name: each for name, each in fields.items() if each is not None})
    )


DAMAGED_LOGS = {
    "cut within a line": DEMO_LOG.read_text("utf-8")[:-40],
    "cut between lines": "\n".join(DEMO_LOG.read_text("utf-8").splitlines()[:-3]),
    "only the header": DEMO_LOG.read_text("utf-8").splitlines()[0],
    "an unknown version": log_with_header(version=99),
    "a boolean version": log_with_header(version=True),
    "a fractional version": log_with_header(version=1.0),
    "a fractional count": log_with_header(actions=float(len(read_log(DEMO_LOG).actions))),
    "a boolean innings": log_with_line(3, '{"innings":true}'),
    "a boolean player": log_with_line(11, "[0,1,true,1,2,0]"),
    "an infinite score": log_with_header(statedScores=[[float("inf"), 4]]),
    "a fractional score": log_with_header(statedScores=[[154.5, 4]]),
    "a boolean score": log_with_header(statedScores=[[154, True]]),
    "no match": log_with_header(match=None),
    "an unknown format": log_with_header(
        match={"homeTeamId": "a", "awayTeamId": "b", "format": "T3"}
    ),
    "unknown player": log_with_line(11, "[0,1,900,1,2,0]"),
    "short delivery": log_with_line(11, "[0,1,2]"),
    "a line of another kind": log_with_line(11, '"hello"'),
    "unknown action": log_with_line(11, '{"type":"streaker"}'),
    "runs in words": log_with_line(11, '[0,1,0,1,15,"four"]'),
    "extras of another kind": log_with_line(11, '[0,1,0,1,15,0,{"extras":[1]}]'),
    "a wicket of another kind": log_with_line(11, '[0,1,0,1,15,0,{"wicket":"bowled"}]'),
    "players of another kind": log_with_line(2, '{"players":7}'),
    "players without ids": log_with_line(2, '{"players":[{}]}'),
}


@pytest.mark.parametrize("text", DAMAGED_LOGS.values(), ids=DAMAGED_LOGS)
def test_a_damaged_log_is_refused_with_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.log"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        load_match(path)
    assert "\n" not in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a boolean version", "version is true, not 1, which we read; fetch the log again"),
        ("a fractional version", "version is 1.0, not 1, which we read; fetch the log again"),
        (
            "an unknown version",
            "version is 99, not 1, which we read; a newer release wrote it: use that one",
        ),
        ("a boolean innings", "line 3: innings is true, which is no number of an innings"),
        ("an infinite score", "statedScores: runs is Infinity, which is no score"),
        ("a fractional score", "statedScores: runs is 154.5, which is no score"),
        ("a boolean score", "statedScores: wickets is true, which is no score"),
    ],
)
def test_a_boolean_or_a_fraction_in_place_of_a_whole_number_is_named(
    name: str, fault: str, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.log"
    path.write_text(DAMAGED_LOGS[name], encoding="utf-8")
    with pytest.raises(BadInput) as error:
        load_match(path)
    assert str(error.value).startswith(f"{path}: {fault}")


@pytest.mark.parametrize("kind", ["log", "Cricsheet"])
def test_a_byte_order_mark_of_an_editor_is_no_damage(kind: str, tmp_path: Path) -> None:
    played = innings(ACES, over("A1", "A2", "B1", 4))
    file = json.dumps(match(played, outcome={"result": "no result"})).encode()
    content = DEMO_LOG.read_bytes() if kind == "log" else file
    path = tmp_path / "marked"
    path.write_bytes(content)
    plain = load_match(path)
    path.write_bytes(BOM_UTF8 + content)
    assert load_match(path) == plain


def test_a_log_that_cannot_be_read_back_is_not_written(tmp_path: Path) -> None:
    log = read_log(DEMO_LOG)
    other_action = log.actions[5].model_copy(update={"nonce": "another"})
    changed = MatchLog(log.match_id, log.match, log.lineups, (*log.actions[:5], other_action))
    with pytest.raises(BadInput):
        write_log(changed, tmp_path / "changed.log")
    assert not (tmp_path / "changed.log").exists()
