"""Tests the export to a Cricsheet file and the import back: deliveries are equal, losses listed.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client
from typer.testing import CliRunner

from admin.app import app
from admin.cricsheet.exporter import NO_PLACE, export_log
from admin.cricsheet.importer import import_data, import_match
from admin.logfile import load_match
from admin.matchlog import MatchLog
from admin.scored_file import score_log
from scrbrd.domain.actions import read_action
from scrbrd.domain.json_types import Json
from tests.admin.committed_matches import committed_logs
from tests.admin.files import ACES, BEES, ball, imported_log, innings, match, over, wicket_of
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID

WIN = {"winner": ACES, "by": {"runs": 4}}


def deliveries(data: Json) -> Iterator[tuple[int, int, Json]]:
    """Yield (innings, over, delivery) for each delivery of a file."""
    for number, each in enumerate(data["innings"]):
        for one_over in each.get("overs", []):
            for delivery in one_over["deliveries"]:
                yield number, one_over["over"], delivery


def as_text(data: Json) -> str:
    """Return a file as text, in which 5 and 5.0 differ."""
    return json.dumps(data, sort_keys=True, indent=1)


def test_a_real_match_is_exported_as_the_file_that_was_imported(shared_match: Path) -> None:
    source = json.loads(shared_match.read_text(encoding="utf-8"))
    exported = export_log(import_match(shared_match))
    assert list(deliveries(exported.data)) == list(deliveries(source))
    assert as_text(exported.data) == as_text(source)
    assert exported.omitted == ()


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_a_committed_log_scores_the_same_after_export_and_import(log: Path) -> None:
    original = load_match(log)
    exported = export_log(original)
    reimported = import_data(Path(f"{original.match_id}.json"), exported.data)
    assert list(deliveries(export_log(reimported).data)) == list(deliveries(exported.data))
    original_score, reimported_score = score_log(original), score_log(reimported)
    assert original_score.innings == reimported_score.innings
    assert original_score.super_overs == reimported_score.super_overs
    assert original_score.result == reimported_score.result


def short_match(*more: Json, **info: Any) -> MatchLog:
    """Return the log of a match of two overs a side: Aces make 4, Bees none."""
    first = innings(ACES, over("A1", "A2", "B11", 4), over("A2", "A1", "B10"))
    second = innings(BEES, over("B1", "B2", "A11"), over("B2", "B1", "A10"))
    return imported_log(match(first, second, *more, outcome=WIN, **info))


def with_action(log: MatchLog, innings_number: int, **fields: Any) -> MatchLog:
    """Return the log with one more action at the end of an innings."""
    sequence = max(
        each.sequence_number for each in log.actions if each.innings_number == innings_number
    )
    identity = {
        "id": f"{innings_number}_{sequence + 1}",
        "matchId": log.match_id,
        "inningsNumber": innings_number,
        "sequenceNumber": sequence + 1,
    }
    action = read_action(identity | fields)
    return MatchLog(log.match_id, log.match, log.lineups, (*log.actions, action))


def test_the_export_of_a_plain_match_omits_nothing() -> None:
    assert export_log(short_match()).omitted == ()


def without_source(log: MatchLog) -> MatchLog:
    """Return the log without the facts of an imported file."""
    return replace(log, match=log.match.model_copy(update={"source_facts": None}))


def test_facts_missing_from_a_match_that_was_not_imported_are_listed() -> None:
    log = short_match()
    assert export_log(without_source(log)).omitted == (NO_PLACE,)


@pytest.mark.parametrize(
    ("fields", "omitted"),
    [
        ({"type": "play_stopped", "reason": "rain"}, "play_stopped: Cricsheet has no such thing"),
        (
            {"type": "bowler_suspended", "playerId": "a11"},
            "bowler_suspended: Cricsheet has no such thing",
        ),
        ({"type": "match_closed", "outcome": "conceded", "winnerTeamId": "aces"}, "conceded"),
    ],
)
def test_actions_that_cricsheet_cannot_express_are_listed_as_omitted(
    fields: Json, omitted: str
) -> None:
    exported = export_log(with_action(short_match(), 2, **fields))
    assert any(omitted in each for each in exported.omitted), exported.omitted


def test_a_voided_ball_is_not_exported_and_a_corrected_one_is_corrected() -> None:
    log = short_match()
    four = next(each for each in log.actions if getattr(each, "runs_off_bat", 0) == 4)
    six = four.model_dump(by_alias=True) | {"corrects": four.id, "runsOffBat": 6, "totalRuns": 6}
    for name in ("id", "matchId", "inningsNumber", "sequenceNumber"):
        del six[name]
    [first, *_] = deliveries(export_log(with_action(log, 1, **six)).data)
    assert first[2]["runs"]["batter"] == 6
    voided = tuple(
        each.model_copy(update={"is_voided": True}) if each is four else each
        for each in log.actions
    )
    [first, *other_deliveries] = deliveries(
        export_log(MatchLog("odd", log.match, log.lineups, voided)).data
    )
    assert first[2]["runs"]["batter"] == 0
    assert len(other_deliveries) == 22


def test_the_export_of_an_unfinished_match_has_no_result() -> None:
    log = short_match()
    first_innings = tuple(each for each in log.actions if each.innings_number == 1)
    exported = export_log(MatchLog("odd", log.match, log.lineups, first_innings))
    assert "outcome: the match is not over; the file says no result" in exported.omitted
    assert exported.data["info"]["outcome"] == {"result": "no result"}


def test_players_with_the_same_name_in_a_side_get_different_names() -> None:
    log = short_match()
    lineups = tuple(each.model_copy(update={"player_name": "Smith"}) for each in log.lineups)
    exported = export_log(MatchLog("odd", log.match, lineups, log.actions))
    names = exported.data["info"]["players"][ACES]
    assert len(set(names)) == 11
    assert exported.data["innings"][0]["overs"][0]["deliveries"][0]["batter"] == "Smith"


def test_a_retired_batters_return_is_exported_as_a_replacement() -> None:
    first_over = over("A1", "A2", "B11")
    first_over[1]["wickets"] = [wicket_of("A1", "retired hurt")]
    for each in first_over[2:]:
        each["batter"] = "A3"
    without_return = innings(ACES, first_over, over("A2", "A3", "B10"))
    chase = innings(BEES, [ball("B1", "B2", "A11", 1)])
    won = {"winner": BEES, "by": {"wickets": 10}}
    data = export_log(without_source(imported_log(match(without_return, chase, outcome=won)))).data
    assert data["innings"][0]["overs"][0]["deliveries"][1]["wickets"][0]["kind"] == "retired hurt"
    with_return = innings(ACES, first_over, over("A1", "A2", "B10"))
    first_over[5]["wickets"] = [wicket_of("A3", "bowled")]
    data = export_log(without_source(imported_log(match(with_return, chase, outcome=won)))).data
    replaced = data["innings"][0]["overs"][0]["deliveries"][2]["replacements"]["role"]
    assert replaced == [{"in": "A3", "out": "A1", "reason": "injury", "role": "batter"}]


def test_a_file_is_printed_in_utf_8_whatever_the_terminals_encoding(
    firestore_client: Client,
) -> None:
    write_match(firestore_client)
    firestore_client.document(f"matches/{MATCH_ID}").update({"venue": "R\u00e9al \U0001f3cf"})
    ran = CliRunner(charset="latin-1").invoke(app, ["export", "cricsheet", MATCH_ID])
    assert ran.exit_code == 0
    data = json.loads(ran.stdout_bytes.decode("utf-8"))
    assert data["info"]["venue"] == "R\u00e9al \U0001f3cf"
