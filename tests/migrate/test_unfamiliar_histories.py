"""Tests histories in unexpected containers: read if their order is recognisable, else refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.logfile import load_match
from migrate.log.match import Converted, convert
from migrate.log.old_match import OldMatch
from migrate.old.histories import find_histories, holds_history
from migrate.old.innings_history import Fate
from scrbrd.adapters import paths
from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import inputs_of, read_match
from scrbrd.domain.state import MatchState
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch
from tests.migrate.test_ball_history_e2e import log, run, score_of
from tests.migrate.test_rules_of_conversion import MATCH, ball, convert_balls, deliveries

BALLS = [ball("a", 1), ball("b", 4), ball("b", 2)]
SEVEN_RUNS = {"battingTeamId": "home", "runs": 7}
PUSH_IDS = ("-NabcdefghijklmnopqA", "-NabcdefghijklmnopqB", "-NabcdefghijklmnopqC")


LOG = Path(__file__).resolve().parents[2] / "scripts" / "matches" / "1386111.log"


def nested(depth: int, node: Json) -> Json:
    """Return a map nested to a depth."""
    return nested(depth - 1, {"score": node}) if depth else node


def convert_score(score: Json, match: Json | None = None) -> Converted:
    """Convert a match of a live score and fields of the match document."""
    document = MATCH | (match or {})
    inputs = inputs_of("m1", read_match("m1", document), ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, inputs))


READABLE: dict[str, Json] = {
    "a text of JSON": {"currentInnings": SEVEN_RUNS, "ballHistory": json.dumps(BALLS)},
    "push ids": {
        "currentInnings": SEVEN_RUNS,
        "ballHistory": dict(reversed(list(zip(PUSH_IDS, BALLS, strict=True)))),
    },
    "an innings as a text": {"innings1": json.dumps(SEVEN_RUNS | {"ballHistory": BALLS})},
    "innings by words": {"innings": {"first": SEVEN_RUNS | {"ballHistory": BALLS}}},
    "a name with a word": {"firstInnings": SEVEN_RUNS | {"balls": BALLS}},
    "a history for each innings": {"innings1": SEVEN_RUNS, "ballHistory": {"first": BALLS}},
    "overs of push ids": {
        "currentInnings": SEVEN_RUNS,
        "overHistory": [{"overNumber": 0, "balls": dict(zip(PUSH_IDS, BALLS, strict=True))}],
    },
}


@pytest.mark.parametrize("name", READABLE)
def test_a_history_with_a_recognisable_order_is_read(name: str) -> None:
    result = convert_score({"inningsNumber": 1} | READABLE[name])
    assert [each["runsOffBat"] for each in deliveries(result)] == [1, 4, 2]
    assert (result.refusals, result.undecided) == ((), ())


UNREADABLE: dict[str, Json] = {
    "words": {"ballHistory": "1 4 2 W"},
    "a list of words": {"ballHistory": ["1", "4", "W"]},
    "keys without an order": {"ballHistory": {"x": BALLS[0], "k": BALLS[1]}},
    "a name of its own": {"deliveriesByMe": BALLS},
    "overs of words": {"overHistory": [{"overNumber": 0, "balls": "1 4 2"}]},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_history_is_refused_and_counted(name: str) -> None:
    result = convert_score({"inningsNumber": 1, "currentInnings": {"runs": 7}} | UNREADABLE[name])
    assert result.refusals
    assert result.fates[Fate.NOT_READ] > 0
    (field,) = UNREADABLE[name]
    assert any(f"live_score.{field}" in each for each in result.undecided)


RUNS_ONLY = [{"runs": 1}, {"runs": 4}, {"runs": 2}]
UNREADABLE_IN_MATCH: dict[str, tuple[str, Json]] = {
    "overs by another name": (
        "match.inningsData[0].overs",
        {"inningsData": [{"overs": [{"balls": BALLS}]}]},
    ),
    "overs that are lists": ("match.inningsData[0].overs", {"inningsData": [{"overs": [BALLS]}]}),
    "overs of a team": (
        "match.inningsData.teamA.overs",
        {"inningsData": {"teamA": {"overs": [{"balls": BALLS}]}}},
    ),
    "a list of views": ("match.liveData", {"liveData": [{"ballHistory": BALLS}]}),
    "sides in a list": ("match.liveData.sides", {"liveData": {"sides": [{"ballHistory": BALLS}]}}),
    "words in a view": ("match.liveData.ballByBall", {"liveData": {"ballByBall": "1 4 2 W"}}),
    "words for innings": ("match.inningsData", {"inningsData": "1 4 2 W"}),
    "a list of words for innings": ("match.inningsData[0]", {"inningsData": ["1 4 2 W"]}),
    "words for an innings": ("match.innings2", {"innings2": "1 4 2 W"}),
    "runs by numbers": ("match.liveData.log", {"liveData": {"log": {"1": 4, "2": 1}}}),
    "an innings of numbers": ("match.innings1", {"innings1": {"1": 4, "2": 1, "3": 0}}),
    "runs in a list": ("match.liveData.log", {"liveData": {"log": [1, 4, 2]}}),
    "maps by numbers": (
        "match.liveData.log",
        {"liveData": {"log": {str(place): each for place, each in enumerate(RUNS_ONLY)}}},
    ),
    "balls of no side": ("match.inningsData", {"inningsData": RUNS_ONLY * 5}),
    "strokes in a card": (
        "match.innings1.batsmen[0].strokes",
        {"innings1": {"batsmen": [{"playerId": "a", "runs": 7, "strokes": "1 4 2"}]}},
    ),
    "balls by their ids": (
        "match.liveData.ballsById",
        {"liveData": {"ballsById": {f"b{each['runs']}": each for each in RUNS_ONLY}}},
    ),
    "balls of a striker's view": (
        "match.liveData.striker.balls",
        {"liveData": {"striker": {"name": "somebody", "balls": [1, 4, 2]}}},
    ),
    "a view alone": ("match.liveData.recentBalls", {"liveData": {"recentBalls": RUNS_ONLY}}),
    "bytes": ("match.liveData.packed", {"liveData": {"packed": b"142"}}),
    "nine maps down": (
        "match.liveData.score.score.score.score.score.score.score.score.score.ballHistory",
        {"liveData": nested(9, {"ballHistory": BALLS})},
    ),
}


@pytest.mark.parametrize("name", UNREADABLE_IN_MATCH)
def test_an_unknown_form_of_balls_in_an_old_container_is_refused(name: str) -> None:
    path, match = UNREADABLE_IN_MATCH[name]
    result = convert_score({"inningsNumber": 1}, match)
    assert result.undecided == (path,)
    assert result.blocked
    assert result.fates[Fate.NOT_READ] > 0
    (field,) = match
    assert holds_history(field, match[field]), "it is copied before it is stripped"


def test_an_unknown_form_of_balls_in_a_live_innings_is_undecided() -> None:
    result = convert_score(
        {"inningsNumber": 1, "currentInnings": SEVEN_RUNS | {"ticker": "1 4 2 W"}}
    )
    assert result.undecided == ("live_score.currentInnings.ticker",)


def test_an_over_with_an_unknown_field_for_its_balls_is_undecided() -> None:
    overs = [{"overNumber": 0, "balls": BALLS}, {"overNumber": 1, "deliveries": BALLS}]
    result = convert_score({"inningsNumber": 1, "currentInnings": SEVEN_RUNS, "overHistory": overs})
    assert result.undecided == ("live_score.overHistory[1].deliveries",)


def test_a_whole_field_is_given_up_with_an_asterisk() -> None:
    path, match = UNREADABLE_IN_MATCH["overs of a team"]
    old = OldMatch(
        "m1",
        MATCH | match,
        {},
        find_histories({"match": match}),
        inputs_of("m1", read_match("m1", MATCH), ()),
        set_aside=frozenset({"match.inningsData*"}),
    )
    assert path.startswith("match.inningsData")
    assert convert(old).blocked == ()


def test_a_live_score_of_the_functions_has_no_unread_histories() -> None:
    log = load_match(LOG)
    inputs = inputs_of("m1", log.match, log.lineups)
    state = fold(MatchState(inputs.setup), log.actions)
    score = as_document(live_score(state, inputs, None))
    assert {"innings1", "innings2", "currentInnings"} <= score.keys()
    assert find_histories({"live_score": score}).unread == ()


def test_cards_and_totals_are_not_taken_for_histories() -> None:
    card: Json = {
        "battingTeamName": "Hill",
        "runs": "7",
        "overs": "0.3",
        "batsmen": {"a": {"name": "A", "runs": 7, "dismissal": {"type": "caught", "by": "x"}}},
        "bowlers": [{"playerId": "x", "overs": 0.3, "fielderIds": ["y"]}],
        "fallOfWickets": ["7-1 (A, 0.3 ov)"],
        "extras": {"wides": 1},
        "updatedAt": {"seconds": 1, "nanoseconds": 2},
    }
    live_data = {
        "view": "scorecard",
        "currentOver": BALLS,
        "striker": {"name": "A"},
        "innings": "2nd",
    }
    match = {"inningsData": {"hill": card}, "innings1": card, "liveData": live_data, "innings": "2"}
    result = convert_score(
        {"inningsNumber": 1, "currentInnings": SEVEN_RUNS, "ballHistory": BALLS}, match
    )
    assert (result.refusals, result.undecided) == ((), ())


def test_a_history_without_any_ball_is_refused() -> None:
    result = convert_score({"inningsNumber": 1, "ballHistory": [{"undo": True}, {"runs": "four"}]})
    assert any("no ball among them can be read" in each for each in result.refusals)


def test_unreadable_entries_are_refused_unless_totals_confirm_the_rest() -> None:
    assert convert_balls(*BALLS, {"runs": "four"}).refusals
    assert convert_balls(*BALLS, {"runs": "four"}, stated={"runs": 7}).refusals == ()


def test_views_of_a_live_score_are_not_taken_for_histories() -> None:
    view: Json = {
        "currentOver": [{"runs": 1, "isWicket": False, "extraType": None, "strikerId": "a"}],
        "batsmen": [{"playerId": "a", "runs": 7, "ballsFaced": 3}],
        "overHistory": [{"overNumber": 0, "runs": 7, "wickets": 0, "bowlerId": "x"}],
    }
    result = convert_score(
        {"inningsNumber": 1, "currentInnings": SEVEN_RUNS, "ballHistory": BALLS} | view
    )
    assert (result.refusals, result.undecided) == ((), ())


def test_an_unreadable_match_is_reported_and_keeps_all_fields(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch], tmp_path: Path
) -> None:
    match = match_by_dirt["clean"]
    score: dict[str, Any] = {**match.score, "ballHistory": "1 4 2 W"}
    put(old_school, documents_of([match]) | {paths.live_score(match.match_id): score})
    output = run("run", "--all", "--apply", code=1)
    assert "live_score.ballHistory is a text that is no JSON" in output
    assert "4 balls not read" in output
    assert log(old_school, match.match_id) == {}
    strip = ("run", "strip_legacy", "--match", match.match_id, "--apply")
    output = run(*strip, "--export", str(tmp_path / "out"), code=1)
    assert "ball_history is not done" in output
    assert score_of(old_school, match.match_id) == score


@pytest.fixture
def match_with_garbage(old_school: Client, match_by_dirt: dict[str, SchoolMatch]) -> SchoolMatch:
    """Return a migrated match whose histories have entries that are not balls."""
    put(old_school, documents_of([match_by_dirt["garbage"]]))
    run("run", "--all", "--apply", code=1)
    return match_by_dirt["garbage"]


@pytest.mark.slow
def test_entries_missing_from_the_log_are_stripped_only_if_an_operator_lists_them(
    old_school: Client, match_with_garbage: SchoolMatch, tmp_path: Path
) -> None:
    name, refused_file = match_with_garbage.match_id, tmp_path / "refused.txt"
    strip = ("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert "6 entries of its histories are not in the log" in run(*strip, code=1)
    assert "ballHistory" in score_of(old_school, name)
    stored = old_school.document("people/person-00").get().to_dict() or {}
    assert len(stored["assignedSchools"]) == 3, "two of three are not granted"
    assert "assignedSchools" not in (old_school.document("people/person-05").get().to_dict() or {})
    undecided = run("undecided")
    assert f"matches/{name} live_score.ballHistory[3]" in undecided
    assert "people/person-00 assignedSchools[1]" in undecided
    refused_file.write_text(undecided)
    run(*strip, "--refused", str(refused_file))
    assert "ballHistory" not in score_of(old_school, name)
    stored = old_school.document("people/person-00").get().to_dict() or {}
    assert "assignedSchools" not in stored
    match = old_school.document(paths.match(name)).get().to_dict() or {}
    assert "umpires" not in match
