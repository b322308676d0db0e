"""A match goes to a Cricsheet file and back: the deliveries equal, what is lost listed.

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
from admin.scoring import score_log
from scrbrd.domain.actions import read_action
from scrbrd.domain.json_types import Json
from tests.admin.committed import committed_logs
from tests.admin.files import ACES, BEES, ball, imported, innings, match, out, over
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID

WIN = {"winner": ACES, "by": {"runs": 4}}


def deliveries(data: Json) -> Iterator[tuple[int, int, Json]]:
    """(innings, over, delivery) of a file."""
    for number, each in enumerate(data["innings"]):
        for one in each.get("overs", []):
            for delivery in one["deliveries"]:
                yield number, one["over"], delivery


def as_text(data: Json) -> str:
    """A file as text, by which 5 is not 5.0."""
    return json.dumps(data, sort_keys=True, indent=1)


def test_a_real_match_comes_back_as_it_was(shared_match: Path) -> None:
    source = json.loads(shared_match.read_text(encoding="utf-8"))
    exported = export_log(import_match(shared_match))
    assert list(deliveries(exported.data)) == list(deliveries(source))
    assert as_text(exported.data) == as_text(source)
    assert exported.omitted == ()


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_a_committed_log_reads_the_same_when_it_is_imported_again(log: Path) -> None:
    first = load_match(log)
    exported = export_log(first)
    again = import_data(Path(f"{first.match_id}.json"), exported.data)
    assert list(deliveries(export_log(again).data)) == list(deliveries(exported.data))
    ours, theirs = score_log(first), score_log(again)
    assert ours.innings == theirs.innings
    assert ours.super_overs == theirs.super_overs
    assert ours.result == theirs.result


def played(*more: Json, **info: Any) -> MatchLog:
    """Aces make 4, Bees nothing, in an over each."""
    first = innings(ACES, over("A1", "A2", "B11", 4), over("A2", "A1", "B10"))
    second = innings(BEES, over("B1", "B2", "A11"), over("B2", "B1", "A10"))
    return imported(match(first, second, *more, outcome=WIN, **info))


def with_action(log: MatchLog, innings_number: int, **fields: Any) -> MatchLog:
    """The log with one more action at the end of an innings."""
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


def test_a_plain_match_loses_nothing() -> None:
    assert export_log(played()).omitted == ()


def scored_here(log: MatchLog) -> MatchLog:
    """The log as if no file had told it."""
    return replace(log, match=log.match.model_copy(update={"source_facts": None}))


def test_what_a_match_that_was_scored_here_never_had_is_listed() -> None:
    log = played()
    assert export_log(scored_here(log)).omitted == (NO_PLACE,)


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
def test_what_cricsheet_cannot_say_is_listed(fields: Json, omitted: str) -> None:
    exported = export_log(with_action(played(), 2, **fields))
    assert any(omitted in each for each in exported.omitted), exported.omitted


def test_a_voided_ball_is_not_in_the_file_and_a_corrected_one_is_as_corrected() -> None:
    log = played()
    hit = next(each for each in log.actions if getattr(each, "runs_off_bat", 0) == 4)
    six = hit.model_dump(by_alias=True) | {"corrects": hit.id, "runsOffBat": 6, "totalRuns": 6}
    for name in ("id", "matchId", "inningsNumber", "sequenceNumber"):
        del six[name]
    [first, *_] = deliveries(export_log(with_action(log, 1, **six)).data)
    assert first[2]["runs"]["batter"] == 6
    voided = tuple(
        each.model_copy(update={"is_voided": True}) if each is hit else each for each in log.actions
    )
    [first, *rest] = deliveries(export_log(MatchLog("odd", log.match, log.lineups, voided)).data)
    assert first[2]["runs"]["batter"] == 0
    assert len(rest) == 22


def test_a_match_that_goes_on_says_so() -> None:
    log = played()
    begun = tuple(each for each in log.actions if each.innings_number == 1)
    exported = export_log(MatchLog("odd", log.match, log.lineups, begun))
    assert "outcome: the match is not over; the file says no result" in exported.omitted
    assert exported.data["info"]["outcome"] == {"result": "no result"}


def test_two_players_of_one_name_in_a_side_are_told_apart() -> None:
    log = played()
    lineups = tuple(each.model_copy(update={"player_name": "Smith"}) for each in log.lineups)
    exported = export_log(MatchLog("odd", log.match, lineups, log.actions))
    names = exported.data["info"]["players"][ACES]
    assert len(set(names)) == 11
    assert exported.data["innings"][0]["overs"][0]["deliveries"][0]["batter"] == "Smith"


def test_a_batter_who_retires_and_comes_back_is_replaced_at_the_crease() -> None:
    begin = over("A1", "A2", "B11")
    begin[1]["wickets"] = [out("A1", "retired hurt")]
    for each in begin[2:]:
        each["batter"] = "A3"
    stayed_off = innings(ACES, begin, over("A2", "A3", "B10"))
    chase = innings(BEES, [ball("B1", "B2", "A11", 1)])
    won = {"winner": BEES, "by": {"wickets": 10}}
    data = export_log(scored_here(imported(match(stayed_off, chase, outcome=won)))).data
    assert data["innings"][0]["overs"][0]["deliveries"][1]["wickets"][0]["kind"] == "retired hurt"
    came_back = innings(ACES, begin, over("A1", "A2", "B10"))
    begin[5]["wickets"] = [out("A3", "bowled")]
    data = export_log(scored_here(imported(match(came_back, chase, outcome=won)))).data
    replaced = data["innings"][0]["overs"][0]["deliveries"][2]["replacements"]["role"]
    assert replaced == [{"in": "A3", "out": "A1", "reason": "injury", "role": "batter"}]


def test_a_file_is_printed_in_utf_8_whatever_the_terminal_has(firestore_client: Client) -> None:
    write_match(firestore_client)
    firestore_client.document(f"matches/{MATCH_ID}").update({"venue": "R\u00e9al \U0001f3cf"})
    ran = CliRunner(charset="latin-1").invoke(app, ["export", "cricsheet", MATCH_ID])
    assert ran.exit_code == 0
    data = json.loads(ran.stdout_bytes.decode("utf-8"))
    assert data["info"]["venue"] == "R\u00e9al \U0001f3cf"
