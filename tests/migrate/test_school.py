"""Sixty matches of a made-up school, each with its dirt: the log folds to what was really bowled.

And every entry of every history is accounted for: nothing is dropped in silence.
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
from tests.migrate.dirt import REFUSED
from tests.migrate.old_world import OldMatchOf, school

IDS = [f"{match.match_id} {match.dirt}" for match in school()]
every_match = pytest.mark.parametrize("match", school(), ids=IDS)


@cache
def converted(number: int) -> Converted:
    """A match converted."""
    match = school()[number]
    known = inputs_of(match.match_id, read_match(match.match_id, match.match), ())
    found = find_histories({"live_score": match.score, "match": match.match})
    return convert(OldMatch(match.match_id, match.match, match.score, found, known))


def conversion(match: OldMatchOf) -> Converted:
    """The conversion of a match of the school."""
    return converted(int(match.match_id.removeprefix("old-")))


def totals(state: MatchState) -> list[tuple[int, ...]]:
    """What the old shape carries of each innings."""
    return [(each.runs, each.wickets, each.legal_balls) for each in state.innings]


def cards(state: MatchState) -> list[dict[str, tuple[int, int, bool]]]:
    """Every batter's runs and balls, and whether he was out."""
    return [
        {who: (b.runs, b.balls_faced, b.is_out) for who, b in each.batters.items() if b.balls_faced}
        for each in state.innings
    ]  # fmt: skip


def named_again(card: dict[str, Any], match: OldMatchOf) -> dict[str, Any]:
    """A card with the ghost's true name."""
    ghost = match.documents.get("ghost")
    return {
        ghost["was"] if ghost and name == "ghost" else name: each for name, each in card.items()
    }


@every_match
def test_the_log_folds_to_what_was_bowled(match: OldMatchOf) -> None:
    if match.dirt in REFUSED:
        assert conversion(match).refusals
        return
    assert conversion(match).refusals == ()
    assert totals(conversion(match).state) == totals(match.truth)


@every_match
def test_every_batter_has_his_runs_his_balls_and_his_wicket(match: OldMatchOf) -> None:
    if match.dirt in REFUSED:
        return
    found = [named_again(card, match) for card in cards(conversion(match).state)]
    assert found == cards(match.truth)


@every_match
def test_no_ball_is_refused_by_the_fold(match: OldMatchOf) -> None:
    errors = [each for each in conversion(match).problems if each.severity is Severity.ERROR]
    assert errors == []


@every_match
def test_every_entry_of_every_history_has_a_fate(match: OldMatchOf) -> None:
    found = find_histories({"live_score": match.score, "match": match.match})
    entries = sum(len(copy.entries) for copy in found.copies)
    conversion_result = conversion(match)
    assert conversion_result.entries == entries
    balls = [each for each in conversion_result.documents if each["type"] == "delivery"]
    assert len(balls) == conversion_result.fates[Fate.MIGRATED]
    assert len(balls) == sum(isinstance(each, Delivery) for each in match.actions)


@every_match
def test_ids_nonces_and_overs_are_those_of_a_log(match: OldMatchOf) -> None:
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


def test_the_dirt_is_told() -> None:
    by_dirt = {match.dirt: conversion(match) for match in school()}
    assert by_dirt["duplicates"].fates[Fate.DUPLICATE] == 4
    assert by_dirt["garbage"].fates[Fate.UNREADABLE] == 6
    assert by_dirt["other copies"].fates[Fate.IN_ANOTHER_COPY] > 0
    assert any("beside the penalty" in each for each in by_dirt["beside the penalty"].readings)
    assert by_dirt["older app"].counts["bowler inferred"] > 0
    assert by_dirt["striker missing after dots"].counts["striker inferred"] > 0
    assert any("has" in line and "and counts" in line for line in by_dirt["other copies"].remarks)


def test_a_conversion_is_the_same_every_time() -> None:
    first = school()[0]
    found = find_histories({"live_score": first.score, "match": first.match})
    old = OldMatch(first.match_id, first.match, first.score, found, first.inputs)
    assert convert(old).documents == convert(old).documents
