"""Our own file format: what is written comes back, and what is damaged is said in one line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from admin.cricsheet.importer import import_match
from admin.logfile import load_match, read_log, write_log
from admin.matchlog import CRICSHEET_NOTICE, MatchLog, differences_from_stated
from scrbrd.domain.errors import BadInput
from tests.admin.committed import DEMO_LOGS, DEMO_MATCHES, TEST_LOGS, committed_logs

A_LOG = DEMO_LOGS / f"{DEMO_MATCHES[0]}.log"


def documents(log: MatchLog) -> list[dict[str, Any]]:
    """The actions as they would be written to Firestore."""
    return [action.to_document() for action in log.actions]


def test_a_match_comes_back_from_its_file_as_it_was(shared_match: Path, tmp_path: Path) -> None:
    log = import_match(shared_match)
    write_log(log, tmp_path / "match.log")
    again = load_match(tmp_path / "match.log")
    assert again == log
    assert documents(again) == documents(log)


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_a_log_of_the_repository_is_written_as_it_was_read(path: Path, tmp_path: Path) -> None:
    write_log(read_log(path), tmp_path / "again.log")
    assert (tmp_path / "again.log").read_text("utf-8") == path.read_text("utf-8")


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_a_log_of_the_repository_agrees_with_its_source_and_names_it(path: Path) -> None:
    log = read_log(path)
    assert log.attribution == CRICSHEET_NOTICE
    assert differences_from_stated(log) == []


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_a_log_of_the_repository_is_what_the_importer_makes(
    path: Path, shared_matches: Path
) -> None:
    assert read_log(path) == import_match(shared_matches / f"{path.stem}.json")


def test_the_repository_holds_enough_matches() -> None:
    assert len(committed_logs()) >= 12
    assert {match for match in DEMO_MATCHES if (DEMO_LOGS / f"{match}.log").is_file()} == {
        *DEMO_MATCHES
    }


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"], ids=ascii)
def test_a_name_with_what_python_takes_for_a_line_end_comes_back(sign: str, tmp_path: Path) -> None:
    log = replace(read_log(A_LOG), attribution=f"one{sign}two")
    write_log(log, tmp_path / "again.log")
    assert read_log(tmp_path / "again.log") == log


@pytest.mark.parametrize("folder", [DEMO_LOGS, TEST_LOGS], ids=lambda folder: folder.parent.name)
def test_the_notice_names_the_source_and_its_licence(folder: Path) -> None:
    notice = (folder / "README.txt").read_text("utf-8")
    assert "https://cricsheet.org" in notice
    assert "ODC-BY 1.0" in notice


def replaced(number: int, line: str) -> str:
    """The text of a log with another line at a number (1-based)."""
    lines = A_LOG.read_text("utf-8").splitlines()
    lines[number - 1] = line
    return "\n".join(lines)


def header(**changes: Any) -> str:
    """The text of a log with a changed header; None takes a member out."""
    fields = json.loads(A_LOG.read_text("utf-8").splitlines()[0]) | changes
    return replaced(
        1, json.dumps({name: each for name, each in fields.items() if each is not None})
    )


DAMAGES = {
    "cut in a line": A_LOG.read_text("utf-8")[:-40],
    "cut between lines": "\n".join(A_LOG.read_text("utf-8").splitlines()[:-3]),
    "header alone": A_LOG.read_text("utf-8").splitlines()[0],
    "another version": header(version=99),
    "a version that is a flag": header(version=True),
    "a version with a point": header(version=1.0),
    "a count with a point": header(actions=float(len(read_log(A_LOG).actions))),
    "a flag for an innings": replaced(3, '{"innings":true}'),
    "a flag for a player": replaced(11, "[0,1,true,1,2,0]"),
    "no match": header(match=None),
    "a format that is none": header(match={"homeTeamId": "a", "awayTeamId": "b", "format": "T3"}),
    "unknown player": replaced(11, "[0,1,900,1,2,0]"),
    "short delivery": replaced(11, "[0,1,2]"),
    "a line of another kind": replaced(11, '"hello"'),
    "unknown action": replaced(11, '{"type":"streaker"}'),
    "runs in words": replaced(11, '[0,1,0,1,15,"four"]'),
    "extras of another kind": replaced(11, '[0,1,0,1,15,0,{"extras":[1]}]'),
    "a wicket of another kind": replaced(11, '[0,1,0,1,15,0,{"wicket":"bowled"}]'),
    "players of another kind": replaced(2, '{"players":7}'),
    "players without ids": replaced(2, '{"players":[{}]}'),
}


@pytest.mark.parametrize("text", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_log_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.log"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_match(path)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a version that is a flag", "version is true, not 1, which we read; fetch the log again"),
        ("a version with a point", "version is 1.0, not 1, which we read; fetch the log again"),
        (
            "another version",
            "version is 99, not 1, which we read; a newer release wrote it: use that one",
        ),
        ("a flag for an innings", "line 3: innings is true, which is no number of an innings"),
    ],
)
def test_a_flag_or_a_fraction_for_a_number_is_named(name: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.log"
    path.write_text(DAMAGES[name], encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_match(path)
    assert str(raised.value).startswith(f"{path}: {fault}")


def test_a_log_that_would_not_come_back_is_not_written(tmp_path: Path) -> None:
    log = read_log(A_LOG)
    voided = log.actions[5].model_copy(update={"nonce": "another"})
    changed = MatchLog(log.match_id, log.match, log.lineups, (*log.actions[:5], voided))
    with pytest.raises(BadInput):
        write_log(changed, tmp_path / "changed.log")
    assert not (tmp_path / "changed.log").exists()
