"""Histories in containers that nobody foresaw: read where their order is said, else refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.json_types import Json
from migrate.log.match import Converted, OldMatch, convert
from migrate.old.histories import find_histories
from migrate.old.innings_history import Fate
from scrbrd.adapters import paths
from scrbrd.domain.match import inputs_of, read_match
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf
from tests.migrate.test_ball_history_e2e import log, run, score_of
from tests.migrate.test_rules_of_conversion import MATCH, ball, converted, deliveries

BALLS = [ball("a", 1), ball("b", 4), ball("b", 2)]
SEVEN = {"battingTeamId": "home", "runs": 7}
PUSH_IDS = ("-NabcdefghijklmnopqA", "-NabcdefghijklmnopqB", "-NabcdefghijklmnopqC")


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
    said = run("run", "--all", "--apply", code=1)
    assert "live_score.ballHistory is a text that is no JSON" in said
    assert "4 balls not read" in said
    assert log(old_school, match.match_id) == {}
    strip = ("run", "strip_legacy", "--match", match.match_id, "--apply")
    said = run(*strip, "--export", str(tmp_path / "out"), code=1)
    assert "ball_history is not done" in said
    assert score_of(old_school, match.match_id) == score


@pytest.fixture
def garbage(old_school: Client, by_dirt: dict[str, OldMatchOf]) -> OldMatchOf:
    """A migrated match, of whose history some entries are no balls."""
    put(old_school, documents_of([by_dirt["garbage"]]))
    run("run", "--all", "--apply", code=1)
    return by_dirt["garbage"]


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
    told = run("undecided")
    assert f"matches/{name} live_score.ballHistory[3]" in told
    assert "people/person-00 assignedSchools[1]" in told
    listed.write_text(told)
    run(*strip, "--refused", str(listed))
    assert "ballHistory" not in score_of(old_school, name)
    stored = old_school.document("people/person-00").get().to_dict() or {}
    assert "assignedSchools" not in stored
    match = old_school.document(paths.match(name)).get().to_dict() or {}
    assert "umpires" not in match
