"""Tests that no document can stop a scoreboard, whatever its values and origin.

Each field of an action, of the match document and of a lineup gets each hostile value in an event:
nothing is raised, the score equals that of a rebuild, and health lists the problem.
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
from tests.fakes.hostile import HOSTILE_VALUES
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

STAMPS = ("version", "lastUpdated", "revision", "lastRebuild", "lagMs", "ledger")
OPTIONAL_FIELDS = ("note", "review", "shotData")
DERIVED_FIELDS = ("status", "result", "completedAt")


def noon_clock() -> Any:
    return NOON


def match_of_one_over() -> MemoryMatchStore:
    """Return a match with one over played; the fake enforces Firestore's limits."""
    return deepcopy(played_match())


@cache
def played_match() -> MemoryMatchStore:
    """Return the match that the tests copy."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), lineup_documents()
    store.match["conditions"] = {"oversPerInnings": 5}
    changes = [store.put(action_id, document) for action_id, document in one_over().items()]
    catch_up(store, noon_clock, MATCH_ID, changes)
    return store


def field_names(model: Any) -> list[str]:
    return [each.alias or name for name, each in model.model_fields.items()]


def without_stamps(document: Json | None) -> Json:
    return {key: each for key, each in (document or {}).items() if key not in STAMPS}


def public_documents(store: MemoryMatchStore) -> Any:
    """Return all public documents of a match, without their stamps."""
    events = {name: without_stamps(each) for name, each in store.events.items()}
    return without_stamps(store.score), without_stamps(store.health), events


def check_equals_rebuild(store: MemoryMatchStore) -> None:
    """Assert that the public documents equal those of a rebuild, and that health may be stored."""
    after_event = public_documents(store)
    rebuild(store, noon_clock, MATCH_ID, "a test")
    assert public_documents(store) == after_event
    limits.check_document("matches/m1/live/health", store.health or {})


def current_innings(store: MemoryMatchStore) -> Json:
    innings: Json = (store.score or {})["currentInnings"]
    return innings


def problems(store: MemoryMatchStore) -> list[Json]:
    found: list[Json] = (store.health or {})["problems"]
    return found


@pytest.mark.sampled(4)
@pytest.mark.parametrize("value", HOSTILE_VALUES.values(), ids=HOSTILE_VALUES)
@pytest.mark.parametrize("name", OPTIONAL_FIELDS)
def test_a_ball_counts_with_any_value_in_an_optional_field(name: str, value: Any) -> None:
    store = match_of_one_over()
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_8", ball(8, 4) | {name: value})])
    assert current_innings(store)["runs"] == 18
    check_equals_rebuild(store)


@pytest.mark.parametrize("name", OPTIONAL_FIELDS)
def test_a_problem_names_the_optional_field_that_was_ignored(name: str) -> None:
    store = match_of_one_over()
    document = ball(8, 4) | {name: HOSTILE_VALUES["a reference in a map"]}
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_8", document)])
    found = [each for each in problems(store) if each["actionId"] == "1_8"]
    assert any(name in each["message"] and each["code"] == "unreadable" for each in found)


FULLY_TESTED = ("delivery", "innings_started")
"""Kinds of action whose fields get every value; fields of other kinds get the worst values."""

WORST_VALUES = (
    "null",
    "not a number",
    "a lone surrogate",
    "a huge text",
    "reserved",
    "a reference",
    "a long list",
    "a reference in a map",
    "year 9999",
    "a day of year 1",
    "deep",
)
KINDS = [(str(kind), name) for kind in ACTION_MODELS for name in HOSTILE_VALUES]


def is_tested(kind: str, value_name: str) -> bool:
    """Return True if a kind of action is tested with a value."""
    return kind in FULLY_TESTED or value_name in WORST_VALUES


def case_of(kind: str, value_name: str) -> Any:
    """Return the test's arguments; the default run has the four worst values of most kinds."""
    in_default_run = kind in FULLY_TESTED or value_name in (
        "null",
        "a reference",
        "a long list",
        "deep",
    )
    return pytest.param(kind, value_name, marks=() if in_default_run else pytest.mark.slow)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("kind", "value_name"), [case_of(*each) for each in KINDS if is_tested(*each)]
)
def test_no_field_of_an_action_stops_the_score(kind: str, value_name: str) -> None:
    value = HOSTILE_VALUES[value_name]
    store = match_of_one_over()
    names = field_names(ACTION_MODELS[kind])
    changed = [
        store.put(f"1_{number}", ball(number, 1) | {"type": str(kind), name: value})
        for number, name in enumerate(names, start=8)
    ]
    catch_up(store, noon_clock, MATCH_ID, changed)
    last = len(names) + 8
    catch_up(store, noon_clock, MATCH_ID, [store.put(f"1_{last}", ball(last, 1))])
    assert (store.score or {})["lastActionId"] == f"1_{last}"
    check_equals_rebuild(store)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("value", HOSTILE_VALUES.values(), ids=HOSTILE_VALUES)
def test_no_field_of_the_match_document_stops_the_score(value: Any) -> None:
    store = match_of_one_over()
    parts = {"conditions": Conditions, "toss": Toss, "awards": Awards}
    for name in field_names(Match):
        whole = match_document() | {"conditions": {"oversPerInnings": 5}}
        documents = [whole | {name: value}]
        if name in parts:
            documents += [whole | {name: {part: value}} for part in field_names(parts[name])]
        for document in documents:
            store.match = document
            refresh_inputs(store, noon_clock, MATCH_ID)
            assert current_innings(store)["runs"] == 14, name
    check_equals_rebuild(store)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("value", HOSTILE_VALUES.values(), ids=HOSTILE_VALUES)
def test_no_field_of_a_lineup_stops_the_score(value: Any) -> None:
    store = match_of_one_over()
    lineups = lineup_documents()
    for name in field_names(Lineup):
        store.lineups = {key: each | {name: value} for key, each in lineups.items()}
        refresh_inputs(store, noon_clock, MATCH_ID)
        assert current_innings(store)["runs"] == 14, name
    check_equals_rebuild(store)


JUNK = st.dictionaries(
    st.sampled_from(
        sorted({name for model in ACTION_MODELS.values() for name in field_names(model)})
    ),
    st.sampled_from(sorted(set(HOSTILE_VALUES) - {"a huge text"})),
    max_size=4,
)


@settings(max_examples=60)
@given(
    kinds=st.lists(st.tuples(st.sampled_from(list(ACTION_MODELS)), JUNK), max_size=12),
    seed=st.integers(0, 1_000),
)
def test_junk_in_any_order_gives_the_same_documents_as_a_rebuild(
    kinds: list[tuple[str, dict[str, str]]], seed: int
) -> None:
    store = match_of_one_over()
    changes: list[ObservedAction] = []
    for number, (kind, junk) in enumerate(kinds, start=8):
        fields = {name: HOSTILE_VALUES[value] for name, value in junk.items()}
        changes.append(store.put(f"1_{number}", ball(number, 1) | {"type": str(kind), **fields}))
    random.Random(seed).shuffle(changes)
    for each in [*changes, *changes]:
        catch_up(store, noon_clock, MATCH_ID, [each])
    check_equals_rebuild(store)


def shuffle_fields(document: Any, seed: int) -> Any:
    """Return a document with its fields, and those of its maps, in another order."""
    if not isinstance(document, dict):
        return document
    names = list(document)
    random.Random(seed).shuffle(names)
    return {name: shuffle_fields(document[name], seed) for name in names}


@pytest.mark.parametrize("seed", range(6))
def test_problems_of_a_document_do_not_depend_on_the_order_of_its_fields(seed: int) -> None:
    bad = ball(8, 1) | {
        "strikerId": {"b": 1, "a": 2, "c": {"z": 1, "y": 2}},
        "runsOffBat": "x",
        "extras": {"wide": -1, "noBall": "n", "bye": None},
        "note": {"b": HOSTILE_VALUES["a geopoint"], "a": 1},
    }
    del bad["bowlerId"]
    first, second = match_of_one_over(), match_of_one_over()
    for store, document in ((first, bad), (second, shuffle_fields(bad, seed))):
        catch_up(store, noon_clock, MATCH_ID, [store.put("1_8", document)])
        store.match = shuffle_fields((store.match or {}) | {"venue": {"y": 1, "x": 2}}, seed)
        refresh_inputs(store, noon_clock, MATCH_ID)
    assert public_documents(first) == public_documents(second)
    assert first.state is not None
    assert second.state is not None
    assert first.state["openLog"] == second.state["openLog"]
    assert "bowlerId: Field required" in str(problems(first))
    check_equals_rebuild(second)
