"""Tests that verdicts of the Laws are in `live/health`, together with problems of the fold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scrbrd.handlers.catch_up import Route, catch_up, rebuild
from scrbrd.handlers.refresh import refresh_inputs
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

BATTERS: dict[str, Any] = {"strikerId": "lions-2", "nonStrikerId": "lions-1"}
"""The batters after the single off the first ball."""

CAUGHT = {"type": "caught", "dismissedPlayerId": "lions-2"}
STUMPED = {"type": "stumped", "dismissedPlayerId": "lions-2", "fielderIds": ["tigers-1"]}


def noon_clock() -> datetime:
    return NOON


def append(store: MemoryMatchStore, key: str, document: dict[str, Any]) -> Route:
    return catch_up(store, noon_clock, MATCH_ID, [store.put(key, document)]).path


def match_of_one_ball() -> MemoryMatchStore:
    """Return a match after its first ball."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for key in ("1_1", "1_2"):
        append(store, key, one_over()[key])
    return store


def problems(store: MemoryMatchStore) -> list[tuple[str, str, str, str | None]]:
    assert store.health is not None
    found = store.health["problems"]
    assert store.health["problemCount"] == len(found)
    return [(each["actionId"], each["code"], each["severity"], each.get("law")) for each in found]


def check_equals_rebuild(store: MemoryMatchStore) -> None:
    stored = problems(store), store.events["1_3"]
    rebuild(store, noon_clock, MATCH_ID, "a test")
    assert (problems(store), store.events["1_3"]) == stored


def test_a_verdict_is_a_warning_with_its_law_and_remedy_and_the_ball_counts() -> None:
    store = match_of_one_ball()
    wicket = ball(3, 0, isWicket=True, wicket=CAUGHT, **BATTERS)
    assert append(store, "1_3", wicket) is Route.NEXT
    assert problems(store) == [("1_3", "catcher_missing", "warning", "Law 33")]
    assert store.health is not None
    assert store.health["problems"][0]["message"].startswith("lions-2 is caught, and nobody is")
    assert "; " in store.health["problems"][0]["message"]
    assert store.score is not None
    assert store.score["currentInnings"]["wickets"] == 1
    check_equals_rebuild(store)


def test_an_unmarked_wicket_is_a_warning_however_often_it_is_folded() -> None:
    """A field with its default value is packed too if a rule reads it."""
    store = match_of_one_ball()
    named = CAUGHT | {"fielderIds": ["tigers-1"]}
    assert append(store, "1_3", ball(3, 0, isWicket=False, wicket=named, **BATTERS)) is Route.NEXT
    assert problems(store) == [("1_3", "wicket_not_marked", "warning", None)]
    check_equals_rebuild(store)


def test_a_correction_removes_the_verdict() -> None:
    store = match_of_one_ball()
    wicket = ball(3, 0, isWicket=True, wicket=CAUGHT, **BATTERS)
    append(store, "1_3", wicket)
    append(store, "1_4", ball(4, 1, strikerId="lions-3", nonStrikerId="lions-1"))
    named = wicket | {"wicket": CAUGHT | {"fielderIds": ["tigers-1"]}}
    assert append(store, "1_3", named) is Route.REFOLD
    assert problems(store) == []
    check_equals_rebuild(store)


def test_a_ball_that_does_not_count_has_only_the_folds_problem() -> None:
    store = match_of_one_ball()
    append(store, "1_3", ball(3, 0, strikerId="lions-2", nonStrikerId="lions-2", boundary=True))
    assert [(code, severity) for _, code, severity, _ in problems(store)] == [
        ("same_batter_twice", "error")
    ]


def test_a_stumping_is_judged_again_when_the_keeper_is_named_later() -> None:
    store = match_of_one_ball()
    append(store, "1_3", ball(3, 0, isWicket=True, wicket=STUMPED, **BATTERS))
    assert problems(store) == []
    store.lineups["tigers_tigers-2"] |= {"isWicketkeeper": True}
    refresh_inputs(store, noon_clock, MATCH_ID)
    assert problems(store) == [("1_3", "stumped_by_other", "warning", "Law 39")]
    check_equals_rebuild(store)


def test_a_doubt_about_the_strike_names_later_balls_also_from_a_stored_state() -> None:
    """The code of a stored problem is plain text, not a member of ProblemCode."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for key in ("1_1", "1_2", "1_3"):
        append(store, key, one_over()[key])
    append(store, "1_4", ball(4, 0, corrects="1_3") | BATTERS | {"runsOffBat": 1, "totalRuns": 1})
    append(store, "1_5", ball(5, 0) | BATTERS)
    append(store, "1_6", ball(6, 0) | BATTERS)
    [stored] = [each["message"] for each in store.health["problems"]] if store.health else []
    rebuild(store, noon_clock, MATCH_ID, "a test")
    assert store.health is not None
    assert [each["message"] for each in store.health["problems"]] == [stored]
    assert "from 1_5 to 1_6 no longer fits" in stored
