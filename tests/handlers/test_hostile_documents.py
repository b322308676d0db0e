"""No document stops a scoreboard, whatever is in it and wherever it came from.

Each field of an action, of the match document and of a lineup takes each hostile value, from the
event on: nothing is raised, the score is that of a rebuild, and health says what is wrong.
"""

from __future__ import annotations

import random
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrbrd.domain.actions import ACTION_MODELS
from scrbrd.domain.json_types import Json
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Awards, Conditions, Match, Toss
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.refresh import refresh_inputs
from tests.fakes import limits
from tests.fakes.hostile import VALUES
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

STAMPS = ("version", "lastUpdated", "revision", "lastRebuild", "lagMs", "ledger")
ORNAMENTS = ("note", "review", "shotData")
OWN = ("status", "result", "completedAt")


def noon() -> Any:
    return NOON


def begun() -> MemoryMatchStore:
    """A match of which an over is played; the limits of Firestore hold."""
    return deepcopy(played())


@cache
def played() -> MemoryMatchStore:
    """The match that the tests have copies of."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), lineup_documents()
    store.match["conditions"] = {"oversPerInnings": 5}
    seen = [store.put(action_id, document) for action_id, document in over().items()]
    catch_up(store, noon, MATCH_ID, seen)
    return store


def aliases(model: Any) -> list[str]:
    return [each.alias or name for name, each in model.model_fields.items()]


def plain(document: Json | None) -> Json:
    return {key: each for key, each in (document or {}).items() if key not in STAMPS}


def shown(store: MemoryMatchStore) -> Any:
    """All that a match shows, without when it was written."""
    events = {name: plain(each) for name, each in store.events.items()}
    return plain(store.score), plain(store.health), events


def check_current(store: MemoryMatchStore) -> None:
    """What is shown is what a rebuild shows, and all of it may be stored."""
    after_event = shown(store)
    rebuild(store, noon, MATCH_ID, "a test")
    assert shown(store) == after_event
    limits.check_document("matches/m1/live/health", store.health or {})


def current(store: MemoryMatchStore) -> Json:
    innings: Json = (store.score or {})["currentInnings"]
    return innings


def problems(store: MemoryMatchStore) -> list[Json]:
    found: list[Json] = (store.health or {})["problems"]
    return found


@pytest.mark.sampled(4)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("name", ORNAMENTS)
def test_a_ball_counts_whatever_is_noted_of_it(name: str, value: Any) -> None:
    store = begun()
    catch_up(store, noon, MATCH_ID, [store.put("1_8", ball(8, 4) | {name: value})])
    assert current(store)["runs"] == 18
    check_current(store)


@pytest.mark.parametrize("name", ORNAMENTS)
def test_a_problem_says_what_was_left_out_of_a_ball(name: str) -> None:
    store = begun()
    document = ball(8, 4) | {name: VALUES["a reference in a map"]}
    catch_up(store, noon, MATCH_ID, [store.put("1_8", document)])
    found = [each for each in problems(store) if each["actionId"] == "1_8"]
    assert any(name in each["message"] and each["code"] == "unreadable" for each in found)


WHOLE = ("delivery", "innings_started")
"""Kinds of action whose fields take every value; those of the others take the worst."""

WORST = (
    "null",
    "not a number",
    "half a character",
    "a huge text",
    "reserved",
    "a reference",
    "a long list",
    "a reference in a map",
    "year 9999",
    "a day of year 1",
    "deep",
)
KINDS = [(str(kind), name) for kind in ACTION_MODELS for name in VALUES]


def is_tried(kind: str, name_of_value: str) -> bool:
    """Whether a kind of action is tried with a value."""
    return kind in WHOLE or name_of_value in WORST


def marked(kind: str, name_of_value: str) -> Any:
    """Return arguments of the test; the default run has the four worst values of most kinds."""
    often = kind in WHOLE or name_of_value in ("null", "a reference", "a long list", "deep")
    return pytest.param(kind, name_of_value, marks=() if often else pytest.mark.slow)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("kind", "name_of_value"), [marked(*each) for each in KINDS if is_tried(*each)]
)
def test_no_field_of_an_action_stops_the_score(kind: str, name_of_value: str) -> None:
    value = VALUES[name_of_value]
    store = begun()
    names = aliases(ACTION_MODELS[kind])
    moved = [
        store.put(f"1_{number}", ball(number, 1) | {"type": str(kind), name: value})
        for number, name in enumerate(names, start=8)
    ]
    catch_up(store, noon, MATCH_ID, moved)
    last = len(names) + 8
    catch_up(store, noon, MATCH_ID, [store.put(f"1_{last}", ball(last, 1))])
    assert (store.score or {})["lastActionId"] == f"1_{last}"
    check_current(store)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_field_of_the_match_document_stops_the_score(value: Any) -> None:
    store = begun()
    parts = {"conditions": Conditions, "toss": Toss, "awards": Awards}
    for name in aliases(Match):
        whole = match_document() | {"conditions": {"oversPerInnings": 5}}
        documents = [whole | {name: value}]
        if name in parts:
            documents += [whole | {name: {part: value}} for part in aliases(parts[name])]
        for document in documents:
            store.match = document
            refresh_inputs(store, noon, MATCH_ID)
            assert current(store)["runs"] == 14, name
    check_current(store)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_field_of_a_lineup_stops_the_score(value: Any) -> None:
    store = begun()
    lineups = lineup_documents()
    for name in aliases(Lineup):
        store.lineups = {key: each | {name: value} for key, each in lineups.items()}
        refresh_inputs(store, noon, MATCH_ID)
        assert current(store)["runs"] == 14, name
    check_current(store)


JUNK = st.dictionaries(
    st.sampled_from(sorted({name for model in ACTION_MODELS.values() for name in aliases(model)})),
    st.sampled_from(sorted(set(VALUES) - {"a huge text"})),
    max_size=4,
)


@settings(max_examples=60)
@given(
    kinds=st.lists(st.tuples(st.sampled_from(list(ACTION_MODELS)), JUNK), max_size=12),
    seed=st.integers(0, 1_000),
)
def test_junk_in_any_order_shows_what_a_rebuild_shows(
    kinds: list[tuple[str, dict[str, str]]], seed: int
) -> None:
    store = begun()
    seen: list[ObservedAction] = []
    for number, (kind, junk) in enumerate(kinds, start=8):
        fields = {name: VALUES[value] for name, value in junk.items()}
        seen.append(store.put(f"1_{number}", ball(number, 1) | {"type": str(kind), **fields}))
    random.Random(seed).shuffle(seen)
    for each in [*seen, *seen]:
        catch_up(store, noon, MATCH_ID, [each])
    check_current(store)


def shuffled(document: Any, seed: int) -> Any:
    """The same document with its fields, and those of its maps, in another order."""
    if not isinstance(document, dict):
        return document
    names = list(document)
    random.Random(seed).shuffle(names)
    return {name: shuffled(document[name], seed) for name in names}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_said_of_a_document_does_not_depend_on_the_order_of_its_fields(seed: int) -> None:
    bad = ball(8, 1) | {
        "strikerId": {"b": 1, "a": 2, "c": {"z": 1, "y": 2}},
        "runsOffBat": "x",
        "extras": {"wide": -1, "noBall": "n", "bye": None},
        "note": {"b": VALUES["a place"], "a": 1},
    }
    del bad["bowlerId"]
    one, other = begun(), begun()
    for store, document in ((one, bad), (other, shuffled(bad, seed))):
        catch_up(store, noon, MATCH_ID, [store.put("1_8", document)])
        store.match = shuffled((store.match or {}) | {"venue": {"y": 1, "x": 2}}, seed)
        refresh_inputs(store, noon, MATCH_ID)
    assert shown(one) == shown(other)
    assert one.state is not None
    assert other.state is not None
    assert one.state["openLog"] == other.state["openLog"]
    assert "bowlerId: Field required" in str(problems(one))
    check_current(other)
