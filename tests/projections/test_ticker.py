"""Tests the ticker of a match: bounded in size for any names, and equal to the live score.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from admin.logfile import load_match
from devtools.toolchain.layout import ROOT
from scrbrd.domain.actions import Action, read_action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.vocabulary import MatchFormat, PlayerId, TeamId
from scrbrd.handlers.refold.match_fold import MatchFold, initial_progress
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.live.ticker import (
    MOST_BYTES,
    WIDTHS,
    initials,
    shorten,
    size_of,
    ticker,
    ticker_document,
)
from scrbrd.projections.live.ticker_document import Ticker
from tests.domain.notation import AWAY, HOME, Book, player
from tests.domain.strategies import LegalLog, legal_logs
from tests.projections.archives import NAMES
from tests.projections.test_feed_text import play_log

REAL_MATCHES = sorted((ROOT / "tests" / "data" / "matches").glob("*.log"))
TEAMS = {HOME: "Royal Challengers Bangalore", AWAY: "India"}
WITH_NAMES: Json = {"player_names": NAMES, "team_names": TEAMS}
T20 = FORMATS[MatchFormat.T20]
UUIDS = {"home": "5f0c1c9e-4a1e-4a55-9d0e-0f6f1d7a9b", "away": "c2b7a6de-93f1-4d5c-8b0a-77e5a4d0c1"}
LONG_NAME = "Venkatasai Lakshminarayan-Smythe"
SEASON_AND_DATE: Json = {
    "season_id": UUIDS["home"],
    "competition_id": UUIDS["away"],
    "played_at": "2026-11-22T13:00:00+00:00",
    "match_date": date(2026, 11, 22),
}


def ticker_of(book: Book, problems: int = 0, **input_fields: Any) -> Json:
    """Return the ticker of a book, as it is stored."""
    inputs = Inputs(book.setup, **WITH_NAMES | input_fields)
    run = play_log(inputs, book.entries)
    return ticker_document(ticker(run.state, inputs, run.feed.feed_state, problems))


def ticker_and_score(inputs: Inputs, actions: Any) -> tuple[Ticker, Json]:
    """Return the ticker and the live score of a log."""
    run = play_log(inputs, actions)
    feed_state = run.feed.feed_state
    score = as_document(live_score(run.state, inputs, None, feed_state))
    return ticker(run.state, inputs, feed_state, len(run.state.problems)), score


def with_long_ids(log: LegalLog) -> tuple[Setup, list[Action]]:
    """Return the same log with team and player ids of 36 characters."""
    documents = [json.dumps(each.model_dump(mode="json", by_alias=True)) for each in log.actions]
    for side, uuid in UUIDS.items():
        documents = [each.replace(f'"{side}', f'"{uuid}') for each in documents]
    setup = replace(
        log.setup,
        match_id=UUIDS["home"],
        home_team_id=TeamId(UUIDS["home"]),
        away_team_id=TeamId(UUIDS["away"]),
    )
    return setup, [read_action(json.loads(each)) for each in documents]


def long_names(setup: Setup, name: str) -> Inputs:
    """Return inputs in which every player and team has a long name."""
    ids = [f"{uuid}{number}" for uuid in UUIDS.values() for number in range(1, 12)]
    player_names = {PlayerId(each): f"{name} {each[-2:]}" for each in ids}
    teams = {TeamId(uuid): f"{name} {side}" for side, uuid in UUIDS.items()}
    return Inputs(setup, player_names=player_names, team_names=teams, **SEASON_AND_DATE)


@given(legal_logs())
def test_a_ticker_of_long_names_and_ids_is_small(log: LegalLog) -> None:
    setup, actions = with_long_ids(log)
    found, _ = ticker_and_score(long_names(setup, LONG_NAME), actions)
    assert size_of(found) <= MOST_BYTES


@pytest.mark.parametrize("name", ["x" * 200, "\U0001f3cf" * 50, "é" * 100], ids=["x", "bats", "é"])
@given(log=legal_logs())
def test_a_ticker_of_any_names_is_small(name: str, log: LegalLog) -> None:
    setup, actions = with_long_ids(log)
    found, _ = ticker_and_score(long_names(setup, name), actions)
    assert size_of(found) <= MOST_BYTES


@pytest.mark.parametrize("path", REAL_MATCHES, ids=lambda path: path.stem)
def test_a_ticker_of_a_real_match_is_small_at_every_ball_and_truncates_nothing(path: Path) -> None:
    log = load_match(path)
    run, sizes = MatchFold(initial_progress(log.inputs), log.inputs), []
    for action in effective_log(log.actions).actions:
        run.play((action,))
        found = ticker(run.state, log.inputs, run.feed.feed_state, len(run.state.problems))
        sizes.append(size_of(found))
        assert "…" not in json.dumps(as_document(found), ensure_ascii=False)
    assert max(sizes) <= MOST_BYTES


def test_very_long_ids_are_kept_and_the_ticker_stays_bounded() -> None:
    book = Book().innings(balls="4 . 1")
    long: Json = {"player_names": {player(HOME, 1): "n" * 200}}
    setup = replace(book.setup, match_id="m" * 200)
    inputs = Inputs(setup, **long, season_id="s" * 200, competition_id="c" * 200)
    run = play_log(inputs, book.entries)
    found = ticker(run.state, inputs, run.feed.feed_state, 0)
    assert found.match_id == "m" * 200
    assert size_of(found) < 2 * MOST_BYTES


@given(legal_logs())
def test_the_ticker_and_the_live_score_agree(log: LegalLog) -> None:
    found, score = ticker_and_score(Inputs(log.setup, **WITH_NAMES), log.actions)
    current, lines = score["currentInnings"], {each["playerId"]: each for each in score["batsmen"]}
    last = found.innings[-1]
    assert (found.status, found.innings_number) == (score["status"], score["inningsNumber"])
    assert (last.runs, last.wickets, last.overs) == (
        current["runs"],
        current["wickets"],
        current["overs"],
    )
    assert found.team_ids[last.team or 0] == current["battingTeamId"]
    assert found.result_text == score.get("resultText")
    assert [each.action_id for each in found.strip] == [
        each["actionId"] for each in score["currentOver"][-10:]
    ]
    for each in found.batters:
        line = lines[each.player_id]
        assert (each.runs, each.balls) == (line["runs"], line["ballsFaced"])
        assert bool(each.is_on_strike) is line["isOnStrike"]
    if score["status"] == "live":
        pair = [current["strikerId"], current["nonStrikerId"]]
        assert [each.player_id for each in found.batters] == [each for each in pair if each]
        assert found.target == current.get("target")
        required = found.required
        assert (required and required.runs) == current.get("runsRequired")
        assert (required and required.balls) == (required and current.get("ballsRemaining"))
    elif score["status"] == "innings_break":
        assert found.target == score.get("nextTarget")
        assert found.batters == ()
    else:
        assert found.required is None


@given(legal_logs())
def test_the_last_ball_of_the_ticker_is_that_of_the_live_score(log: LegalLog) -> None:
    found, score = ticker_and_score(Inputs(log.setup, **WITH_NAMES), log.actions)
    last = None if found.last_ball is None else as_document(found.last_ball)
    assert last == score.get("lastBall")


def test_the_complete_ticker_of_a_chase() -> None:
    book = Book(T20).innings(balls="4 . 1").close("all_out").innings(AWAY)
    book.balls("1 W .")
    assert ticker_of(book, 3, **SEASON_AND_DATE) == {
        "matchId": "m1",
        "status": "live",
        "scheduledAt": datetime(2026, 11, 22, 13, tzinfo=UTC),
        "competitionId": UUIDS["away"],
        "seasonId": UUIDS["home"],
        "teamIds": ["home", "away"],
        "teams": [
            {"name": "Royal Challengers Bangalore", "shortName": "RCB"},
            {"name": "India", "shortName": "IND"},
        ],
        "inningsNumber": 2,
        "innings": [
            {"team": 0, "runs": 5, "wickets": 0, "overs": 0.3, "closed": "all_out"},
            {"team": 1, "runs": 1, "wickets": 1, "overs": 0.3},
        ],
        "batters": [
            {
                "playerId": "away3",
                "playerName": "A3",
                "runs": 0,
                "balls": 1,
                "isOnStrike": True,
            },
            {"playerId": "away1", "playerName": "A1", "runs": 1, "balls": 1},
        ],
        "bowler": {"playerId": "home11", "playerName": "H11", "figures": "0.3-0-1-1"},
        "strip": [
            {"actionId": "2_2", "display": "1"},
            {"actionId": "2_3", "display": "W"},
            {"actionId": "2_4", "display": "0"},
        ],
        "lastBall": {"actionId": "2_4", "commentary": "0.3 H11 to A3, no run"},
        "lastWicket": "A2 b H11 0 (1b), 1/1",
        "target": 6,
        "required": {"runs": 5, "balls": 117},
        "problemCount": 3,
    }


def test_the_last_ball_has_its_timestamp_if_one_is_recorded() -> None:
    book = Book().innings()
    book.ball("1", timestamp="2026-11-22T15:00:00+00:00")
    assert ticker_of(book)["lastBall"]["timestamp"] == "2026-11-22T15:00:00+00:00"


def test_at_the_break_the_target_and_all_balls_of_the_chase_are_shown() -> None:
    book = Book(T20).innings(balls="4").close("all_out")
    found = ticker_of(book)
    assert (found["status"], found["target"]) == ("innings_break", 5)
    assert found["required"] == {"runs": 5, "balls": 120}
    assert found["batters"] == []
    assert "bowler" not in found


def test_a_match_that_is_over_has_its_result_and_requires_nothing() -> None:
    found = ticker_of(Book(T20).innings(balls="4").close("all_out").innings(AWAY, "6"))
    assert found["status"] == "completed"
    assert found["resultText"] == "India won by 10 wickets"
    assert found["target"] == 5
    assert "required" not in found


def test_a_match_that_has_not_begun_names_the_sides() -> None:
    found = ticker_of(Book(), **SEASON_AND_DATE)
    assert (found["status"], found["innings"], found["strip"]) == ("scheduled", [], [])
    assert [each["shortName"] for each in found["teams"]] == ["RCB", "IND"]


def test_a_stoppage_for_rain_is_shown() -> None:
    assert ticker_of(Book().innings(balls=".").fact("play_stopped", reason="rain"))["stoppage"] == (
        "rain"
    )


def chase_after_rain() -> Book:
    """Return a chase of 5 in 20 overs that lost ten overs after its first ball."""
    book = Book(T20).innings(balls="4").close("all_out").innings(AWAY, ".")
    return book.fact("play_stopped").fact("target_revised", oversLimit=10).fact("play_resumed")


def test_target_and_par_after_lost_overs_are_the_computed_ones() -> None:
    book, inputs = chase_after_rain(), Inputs(chase_after_rain().setup)
    computed = play_log(inputs, book.entries)
    score = as_document(live_score(computed.state, inputs, None, FeedState()))
    found = ticker_of(book)["dls"]
    assert found == {name: score["dls"][name] for name in ("method", "target", "par")}
    assert ticker_of(Book(T20).innings(balls="4")).get("dls") is None


def test_announced_target_and_par_override_the_computed_ones() -> None:
    book = chase_after_rain().fact("target_revised", target=8, par=2, method="VJD")
    assert ticker_of(book)["dls"] == {"method": "VJD", "target": 8, "par": 2}


def test_a_chase_that_is_over_has_its_result_and_no_par() -> None:
    found = ticker_of(chase_after_rain().balls("6"))
    assert found["status"] == "completed"
    assert "dls" not in found


def test_a_tied_match_shows_its_innings_and_only_the_last_super_over() -> None:
    book = Book(replace(THE_LAWS, overs_per_innings=1)).innings(balls="1").close("all_out")
    book.innings(AWAY, "1").close("all_out")
    for _ in range(2):
        book.innings(AWAY, "1 . . . . .", super_over=True)
        book.innings(HOME, "1 . . . . .", super_over=True)
    innings_lines = ticker_of(book)["innings"]
    assert [each.get("isSuperOver", False) for each in innings_lines] == [False, False, True, True]


def test_sides_missing_in_the_match_document_are_taken_from_the_log() -> None:
    book = Book(home_team_id=None, away_team_id=None).innings(AWAY, "4")
    found = ticker_of(book)
    assert found["teamIds"] == ["away", "home"]
    assert found["innings"][0]["team"] == 0


@pytest.mark.parametrize(
    ("played_at", "day", "scheduled_at"),
    [
        ("2026-11-22T13:00:00+02:00", None, datetime(2026, 11, 22, 11, tzinfo=UTC)),
        ("22 November", date(2026, 11, 22), datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22", date(2026, 11, 22), datetime(2026, 11, 22, tzinfo=UTC)),
        ("", None, None),
    ],
    ids=["a time", "no time and a day", "a day", "neither"],
)
def test_the_scheduled_time_comes_from_the_match_time_or_else_its_day(
    played_at: str, day: date | None, scheduled_at: datetime | None
) -> None:
    found = ticker_of(Book(), played_at=played_at, match_date=day)
    assert found.get("scheduledAt") == scheduled_at


def test_short_names_are_the_stored_ones_or_initials_of_the_names() -> None:
    short_names = {
        "Royal Challengers Bangalore": "RCB",
        "India": "IND",
        "St John's 1st XI": "SJ1X",
        "": "",
    }
    assert {name: initials(name) for name in short_names} == short_names
    state, inputs = MatchState(Book().setup), Inputs(Book().setup, **WITH_NAMES)
    found = ticker(state, inputs, FeedState(), 0, {HOME: "Royals"})
    assert [each.short_name for each in found.teams] == ["Royals", "IND"]


def test_sides_with_equal_initials_have_their_full_names() -> None:
    found = ticker_of(Book(), team_names={HOME: "New Zealand", AWAY: "North Zone"})
    assert [each["shortName"] for each in found["teams"]] == ["New Zealand", "North Zone"]


def test_a_text_is_truncated_by_bytes_and_never_within_a_character() -> None:
    assert shorten("Jones", 5) == "Jones"
    assert shorten("Joneses", 6) == "Jon…"
    assert shorten("ééé", 5) == "é…"
    assert all(len(shorten("\U0001f3cf" * 99, each.text).encode()) <= each.text for each in WIDTHS)
