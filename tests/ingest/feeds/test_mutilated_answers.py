"""Tests that a mutilated answer raises a ProviderError or is read with faults, nothing else."""

from __future__ import annotations

import contextlib
import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd_ingest.feeds import (
    crex,
    crex_parts,
    espn,
    roanuz,
    scoreboard_espn,
    scoreboard_sportradar,
    scoreboard_thesportsdb,
    sportradar,
)
from scrbrd_ingest.feeds.crex_balls import UnknownStriker
from scrbrd_ingest.feeds.fields import Unreadable
from scrbrd_ingest.model import Observation, Sport
from scrbrd_ingest.ports import ProviderError
from tests.ingest.feeds.answers import NOW, fixture

ODD_VALUES: tuple[Any, ...] = (
    *(None, "", " ", "-1", -1, 0, 1, 7, 10**30, float("inf"), float("nan"), 0.5, True),
    *([], {}, [[]], [{}], {"id": {}}),
    *("½", "²", "x" * 5000, "1" * 5000, "\ud800", "O1-Q.4W5", "1.2.3.4|delivery", "//", ".", "W"),
    *("2026-4-09 10:00:00", "9999-12-31T23:59:59-23:59", "c/////", "99999999"),
)
ODD_JSON = st.sampled_from(ODD_VALUES)


def containers_with_keys(value: Any) -> list[tuple[Any, Any]]:
    """Return every container of a JSON value with each of its keys."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        found += [(value, key) for key in value]
        for each in value.values():
            found += containers_with_keys(each)
    elif isinstance(value, list):
        found += [(value, key) for key in range(len(value))]
        for each in value:
            found += containers_with_keys(each)
    return found


def mutilate(value: Any, number: int, odd: Any, is_removed: bool) -> Any:
    """Return a copy with one value replaced or removed."""
    new = copy.deepcopy(value)
    places = containers_with_keys(new)
    container, key = places[number % len(places)]
    if is_removed:
        del container[key]
    else:
        container[key] = odd
    return new


def read_crex(value: Any) -> Observation | None:
    """Read score, card and feeds together, as the connector does."""
    score, cards = (
        crex_parts.read_score(value.get("sV3")),
        crex_parts.read_cards(value.get("sC4")),
    )
    state = crex.state_of(score, cards)
    events, faults = crex_parts.read_feeds(value.get("feeds"), 1)
    previous_score = crex_parts.read_score(fixture("crex")["sV3"])
    previous_state = crex.state_of(previous_score, crex_parts.read_cards(fixture("crex")["sC4"]))
    found = crex.BallsFound(events, None, faults)
    if state is not None and previous_state is not None:
        memory = crex.LastReading(previous_state, found.events, frozenset())
        found = crex.continue_reading(memory, state, score.notes)
    return crex.observation("1", NOW, score, cards, found)


def scoreboard_reader(module: Any) -> Callable[[Any], Any]:
    """Return a function that reads a scoreboard with a module."""
    return lambda value: module.parse_scoreboards(Sport.SOCCER, "a", value, NOW)


READS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "sportradar": (
        fixture("sportradar_timeline"),
        lambda value: sportradar.parse("1", value, NOW, is_delta=False),
    ),
    "espn": (fixture("espn_details"), lambda value: espn.parse("1", [value], NOW, is_whole=False)),
    "roanuz": (fixture("roanuz_over"), lambda value: roanuz.parse("m__1", [value], NOW)),
    "crex": (fixture("crex"), read_crex),
    "espn_scoreboard": (fixture("scoreboard_espn"), scoreboard_reader(scoreboard_espn)),
    "espn_timeline": (
        fixture("summary_espn"),
        lambda value: scoreboard_espn.parse_timeline("1", value),
    ),
    "espn_statistics": (
        fixture("summary_espn"),
        lambda value: scoreboard_espn.parse_statistics("1", value),
    ),
    "sportradar_scoreboard": (
        fixture("scoreboard_sportradar"),
        scoreboard_reader(scoreboard_sportradar),
    ),
    "sportradar_timeline": (
        fixture("timeline_sportradar"),
        lambda value: scoreboard_sportradar.parse_timeline("1", value),
    ),
    "sportradar_statistics": (
        fixture("timeline_sportradar"),
        lambda value: scoreboard_sportradar.parse_statistics("1", value),
    ),
    "thesportsdb": (fixture("scoreboard_thesportsdb"), scoreboard_reader(scoreboard_thesportsdb)),
}

EXPECTED = (ProviderError, Unreadable, UnknownStriker)
"""Unreadable and UnknownStriker only where the pure parts are called without their connector."""


def check(name: str, value: Any) -> None:
    """Read a value; the events must be hashable, and each fault a single line."""
    found = None
    with contextlib.suppress(*EXPECTED):
        found = READS[name][1](value)
    if isinstance(found, Observation):
        assert all(event.content_hash for event in found.events)
        assert all(fault and "\n" not in fault for fault in found.faults)


@pytest.mark.parametrize("name", READS)
@given(number=st.integers(0, 10**6), odd=ODD_JSON, is_removed=st.booleans())
def test_one_odd_value_is_reported_or_left_out(
    name: str, number: int, odd: Any, is_removed: bool
) -> None:
    check(name, mutilate(READS[name][0], number, odd, is_removed))


@pytest.mark.slow
@pytest.mark.parametrize("name", READS)
@given(value=st.recursive(ODD_JSON, lambda inner: st.lists(inner, max_size=3), max_leaves=4))
def test_any_json_is_reported_or_left_out(name: str, value: Any) -> None:
    if name == "crex":
        value = {"sV3": value, "sC4": value, "feeds": value}
    check(name, value)


@pytest.mark.slow
@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("seed", range(3))
def test_many_odd_values_together_are_reported_or_left_out(name: str, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(2_000):
        value = READS[name][0]
        for _ in range(rng.randint(1, 6)):
            number = rng.randrange(10**6)
            value = mutilate(value, number, rng.choice(ODD_VALUES), rng.random() < 0.3)
            if not containers_with_keys(value):
                break
        check(name, value)
