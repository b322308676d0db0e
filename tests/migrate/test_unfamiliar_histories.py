"""Histories in unexpected containers: read if their order is recognisable, else refused."""

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
from tests.migrate.old_world import OldMatchOf
from tests.migrate.test_ball_history_e2e import log, run, score_of
from tests.migrate.test_rules_of_conversion import MATCH, ball, converted, deliveries

BALLS = [ball("a", 1), ball("b", 4), ball("b", 2)]
SEVEN = {"battingTeamId": "home", "runs": 7}
PUSH_IDS = ("-NabcdefghijklmnopqA", "-NabcdefghijklmnopqB", "-NabcdefghijklmnopqC")


LOG = Path(__file__).resolve().parents[2] / "scripts" / "matches" / "1386111.log"


def nested(depth: int, node: Json) -> Json:
    """A map in so many maps."""
    return nested(depth - 1, {"score": node}) if depth else node


def of_score(score: Json, match: Json | None = None) -> Converted:
    """The conversion of a live score as it is."""
    document = MATCH | (match or {})
    known = inputs_of("m1", read_match("m1", document), ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, known))


READ: dict[str, Json] = {
    "a text of JSON": {"currentInnings": SEVEN, "ballHistory": json.dumps(BALLS)},
    "push ids": {
        "currentInnings": SEVEN,
        "ballHistory": dict(reversed(list(zip(PUSH_IDS, BALLS, strict=True)))),
    },
    "an innings as a text": {"innings1": json.dumps(SEVEN | {"ballHistory": BALLS})},
    "innings by words": {"innings": {"first": SEVEN | {"ballHistory": BALLS}}},
    "a name with a word": {"firstInnings": SEVEN | {"balls": BALLS}},
    "a history for each innings": {"innings1": SEVEN, "ballHistory": {"first": BALLS}},
    "overs of push ids": {
        "currentInnings": SEVEN,
        "overHistory": [{"overNumber": 0, "balls": dict(zip(PUSH_IDS, BALLS, strict=True))}],
    },
}


@pytest.mark.parametrize("name", READ)
def test_a_history_whose_order_is_said_is_read(name: str) -> None:
    done = of_score({"inningsNumber": 1} | READ[name])
    assert [each["runsOffBat"] for each in deliveries(done)] == [1, 4, 2]
    assert (done.refusals, done.undecided) == ((), ())


UNREAD: dict[str, Json] = {
    "words": {"ballHistory": "1 4 2 W"},
    "a list of words": {"ballHistory": ["1", "4", "W"]},
    "keys without an order": {"ballHistory": {"x": BALLS[0], "k": BALLS[1]}},
    "a name of its own": {"deliveriesByMe": BALLS},
    "overs of words": {"overHistory": [{"overNumber": 0, "balls": "1 4 2"}]},
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_history_that_cannot_be_read_is_a_refusal_and_in_the_sums(name: str) -> None:
    done = of_score({"inningsNumber": 1, "currentInnings": {"runs": 7}} | UNREAD[name])
    assert done.refusals
    assert done.fates[Fate.NOT_READ] > 0
    (field,) = UNREAD[name]
    assert any(f"live_score.{field}" in each for each in done.undecided)


SHOWN = [{"runs": 1}, {"runs": 4}, {"runs": 2}]
UNREAD_IN_MATCH: dict[str, tuple[str, Json]] = {
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
        {"liveData": {"log": {str(place): each for place, each in enumerate(SHOWN)}}},
    ),
    "balls of no side": ("match.inningsData", {"inningsData": SHOWN * 5}),
    "strokes in a card": (
        "match.innings1.batsmen[0].strokes",
        {"innings1": {"batsmen": [{"playerId": "a", "runs": 7, "strokes": "1 4 2"}]}},
    ),
    "balls by their ids": (
        "match.liveData.ballsById",
        {"liveData": {"ballsById": {f"b{each['runs']}": each for each in SHOWN}}},
    ),
    "balls of a striker's view": (
        "match.liveData.striker.balls",
        {"liveData": {"striker": {"name": "somebody", "balls": [1, 4, 2]}}},
    ),
    "a view alone": ("match.liveData.recentBalls", {"liveData": {"recentBalls": SHOWN}}),
    "bytes": ("match.liveData.packed", {"liveData": {"packed": b"142"}}),
    "nine maps down": (
        "match.liveData.score.score.score.score.score.score.score.score.score.ballHistory",
        {"liveData": nested(9, {"ballHistory": BALLS})},
    ),
}


@pytest.mark.parametrize("name", UNREAD_IN_MATCH)
def test_what_no_reader_knows_in_an_old_container_is_a_refusal(name: str) -> None:
    path, match = UNREAD_IN_MATCH[name]
    done = of_score({"inningsNumber": 1}, match)
    assert done.undecided == (path,)
    assert done.blocked
    assert done.fates[Fate.NOT_READ] > 0
    (field,) = match
    assert holds_history(field, match[field]), "it is copied before it is stripped"


def test_what_no_reader_knows_of_a_live_innings_is_a_refusal_too() -> None:
    done = of_score({"inningsNumber": 1, "currentInnings": SEVEN | {"ticker": "1 4 2 W"}})
    assert done.undecided == ("live_score.currentInnings.ticker",)


def test_an_over_whose_balls_have_another_name_is_a_refusal_beside_overs_that_are_read() -> None:
    overs = [{"overNumber": 0, "balls": BALLS}, {"overNumber": 1, "deliveries": BALLS}]
    done = of_score({"inningsNumber": 1, "currentInnings": SEVEN, "overHistory": overs})
    assert done.undecided == ("live_score.overHistory[1].deliveries",)


def test_a_whole_field_may_be_given_up_with_a_star() -> None:
    path, match = UNREAD_IN_MATCH["overs of a team"]
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


def test_what_the_functions_write_is_known() -> None:
    log = load_match(LOG)
    inputs = inputs_of("m1", log.match, log.lineups)
    state = fold(MatchState(inputs.setup), log.actions)
    score = as_document(live_score(state, inputs, None))
    assert {"innings1", "innings2", "currentInnings"} <= score.keys()
    assert find_histories({"live_score": score}).unread == ()


def test_cards_and_totals_of_a_match_are_no_histories() -> None:
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
    live = {"view": "scorecard", "currentOver": BALLS, "striker": {"name": "A"}, "innings": "2nd"}
    match = {"inningsData": {"hill": card}, "innings1": card, "liveData": live, "innings": "2"}
    done = of_score({"inningsNumber": 1, "currentInnings": SEVEN, "ballHistory": BALLS}, match)
    assert (done.refusals, done.undecided) == ((), ())


def test_entries_of_which_none_is_a_ball_are_a_refusal() -> None:
    done = of_score({"inningsNumber": 1, "ballHistory": [{"undo": True}, {"runs": "four"}]})
    assert any("no ball among them can be read" in each for each in done.refusals)


def test_entries_that_cannot_be_read_are_a_refusal_where_no_total_confirms() -> None:
    assert converted(*BALLS, {"runs": "four"}).refusals
    assert converted(*BALLS, {"runs": "four"}, stated={"runs": 7}).refusals == ()


def test_views_and_cards_are_no_histories() -> None:
    view: Json = {
        "currentOver": [{"runs": 1, "isWicket": False, "extraType": None, "strikerId": "a"}],
        "batsmen": [{"playerId": "a", "runs": 7, "ballsFaced": 3}],
        "overHistory": [{"overNumber": 0, "runs": 7, "wickets": 0, "bowlerId": "x"}],
    }
    done = of_score({"inningsNumber": 1, "currentInnings": SEVEN, "ballHistory": BALLS} | view)
    assert (done.refusals, done.undecided) == ((), ())


def test_a_match_that_cannot_be_read_is_told_and_keeps_everything(
    old_school: Client, by_dirt: dict[str, OldMatchOf], tmp_path: Path
) -> None:
    match = by_dirt["clean"]
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
def garbage(old_school: Client, by_dirt: dict[str, OldMatchOf]) -> OldMatchOf:
    """A migrated match, of whose history some entries are no balls."""
    put(old_school, documents_of([by_dirt["garbage"]]))
    run("run", "--all", "--apply", code=1)
    return by_dirt["garbage"]


@pytest.mark.slow
def test_what_is_not_in_the_log_is_stripped_only_where_an_operator_lists_it(
    old_school: Client, garbage: OldMatchOf, tmp_path: Path
) -> None:
    name, listed = garbage.match_id, tmp_path / "refused.txt"
    strip = ("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert "6 entries of its histories are not in the log" in run(*strip, code=1)
    assert "ballHistory" in score_of(old_school, name)
    stored = old_school.document("people/person-00").get().to_dict() or {}
    assert len(stored["assignedSchools"]) == 3, "two of three are not granted"
    assert "assignedSchools" not in (old_school.document("people/person-05").get().to_dict() or {})
    undecided = run("undecided")
    assert f"matches/{name} live_score.ballHistory[3]" in undecided
    assert "people/person-00 assignedSchools[1]" in undecided
    listed.write_text(undecided)
    run(*strip, "--refused", str(listed))
    assert "ballHistory" not in score_of(old_school, name)
    stored = old_school.document("people/person-00").get().to_dict() or {}
    assert "assignedSchools" not in stored
    match = old_school.document(paths.match(name)).get().to_dict() or {}
    assert "umpires" not in match
