"""Tests the conversion of sixty dirty matches of a fictional school.

Each log folds to the match that was bowled, and every entry of every history is accounted for.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest

from migrate.log.match import Converted, convert
from migrate.log.old_match import OldMatch
from migrate.old.histories import find_histories
from migrate.old.innings_history import Fate
from scrbrd.domain.actions import Delivery, read_action
from scrbrd.domain.match import inputs_of, read_match
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import MatchState
from tests.migrate.dirt import REFUSED_DIRT
from tests.migrate.old_world import SchoolMatch, school_matches

IDS = [f"{match.match_id} {match.dirt}" for match in school_matches()]
every_match = pytest.mark.parametrize("match", school_matches(), ids=IDS)


@cache
def convert_match(number: int) -> Converted:
    """Convert a match of the school, by its number."""
    match = school_matches()[number]
    inputs = inputs_of(match.match_id, read_match(match.match_id, match.match), ())
    found = find_histories({"live_score": match.score, "match": match.match})
    return convert(OldMatch(match.match_id, match.match, match.score, found, inputs))


def conversion(match: SchoolMatch) -> Converted:
    """Return the conversion of a match of the school."""
    return convert_match(int(match.match_id.removeprefix("old-")))


def totals(state: MatchState) -> list[tuple[int, ...]]:
    """Return (runs, wickets, legal balls) of each innings."""
    return [(each.runs, each.wickets, each.legal_balls) for each in state.innings]


def cards(state: MatchState) -> list[dict[str, tuple[int, int, bool]]]:
    """Return each batter's runs, balls faced and whether out, per innings."""
    return [
        {
            player_id: (batter.runs, batter.balls_faced, batter.is_out)
            for player_id, batter in each.batters.items()
            if batter.balls_faced
        }
        for each in state.innings
    ]


def with_original_id(card: dict[str, Any], match: SchoolMatch) -> dict[str, Any]:
    """Return a card with the original id of the deleted player `ghost`."""
    deleted_player = match.documents.get("ghost")
    return {
        deleted_player["was"] if deleted_player and name == "ghost" else name: each
        for name, each in card.items()
    }


@every_match
def test_the_log_folds_to_what_was_bowled(match: SchoolMatch) -> None:
    if match.dirt in REFUSED_DIRT:
        assert conversion(match).refusals
        return
    assert conversion(match).refusals == ()
    assert totals(conversion(match).state) == totals(match.truth)


@every_match
def test_every_batter_has_the_true_runs_balls_and_dismissal(match: SchoolMatch) -> None:
    if match.dirt in REFUSED_DIRT:
        return
    found = [with_original_id(card, match) for card in cards(conversion(match).state)]
    assert found == cards(match.truth)


@every_match
def test_no_ball_is_refused_by_the_fold(match: SchoolMatch) -> None:
    errors = [each for each in conversion(match).problems if each.severity is Severity.ERROR]
    assert errors == []


@every_match
def test_every_entry_of_every_history_has_a_fate(match: SchoolMatch) -> None:
    found = find_histories({"live_score": match.score, "match": match.match})
    entries = sum(len(copy.entries) for copy in found.copies)
    conversion_result = conversion(match)
    assert conversion_result.entries == entries
    balls = [each for each in conversion_result.documents if each["type"] == "delivery"]
    assert len(balls) == conversion_result.fates[Fate.MIGRATED]
    assert len(balls) == sum(isinstance(each, Delivery) for each in match.actions)


@every_match
def test_ids_nonces_and_overs_are_those_of_a_log(match: SchoolMatch) -> None:
    before: dict[int, str] = {}
    length = match.inputs.setup.conditions.balls_per_over
    legal: Counter[int] = Counter()
    for each in conversion(match).documents:
        action = read_action(each)
        assert each["follows"] == before.get(action.innings_number, "")
        before[action.innings_number] = each["nonce"]
        if isinstance(action, Delivery):
            assert action.over_number == legal[action.innings_number] // length
            legal[action.innings_number] += bool(action.is_legal_delivery)


def test_dirt_is_reported() -> None:
    conversions = {match.dirt: conversion(match) for match in school_matches()}
    assert conversions["duplicates"].fates[Fate.DUPLICATE] == 4
    assert conversions["garbage"].fates[Fate.UNREADABLE] == 6
    assert conversions["other copies"].fates[Fate.IN_ANOTHER_COPY] > 0
    assert any(
        "beside the penalty" in each for each in conversions["extras without penalty"].readings
    )
    assert conversions["older app"].counts["bowler inferred"] > 0
    assert conversions["striker missing after dots"].counts["striker inferred"] > 0
    assert any(
        "has" in line and "and counts" in line for line in conversions["other copies"].remarks
    )


def test_a_conversion_is_the_same_every_time() -> None:
    first = school_matches()[0]
    found = find_histories({"live_score": first.score, "match": first.match})
    old = OldMatch(first.match_id, first.match, first.score, found, first.inputs)
    assert convert(old).documents == convert(old).documents
