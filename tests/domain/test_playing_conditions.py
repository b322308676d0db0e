"""Tests the named sets of playing conditions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.playing_conditions import NAMED, SETS
from scrbrd.domain.vocabulary import CloseReason, LawsEdition, MatchFormat
from tests.domain.notation import innings

FORMAT_OF_SET = {
    "icc-test": MatchFormat.TEST,
    "icc-odi": MatchFormat.ODI,
    "icc-t20i": MatchFormat.T20,
    "hundred": MatchFormat.HUNDRED,
}


@pytest.mark.parametrize(("name", "match_format"), FORMAT_OF_SET.items())
def test_a_set_named_for_a_format_equals_the_format(name: str, match_format: MatchFormat) -> None:
    assert replace(NAMED[name].conditions, follow_on_lead=None) == FORMATS[match_format]


def test_every_set_has_a_name_of_its_own() -> None:
    assert list(NAMED) == [each.name for each in SETS]


def test_a_set_can_be_combined_with_any_edition_of_the_laws() -> None:
    under = NAMED["icc-odi"].under(LawsEdition.FOURTH_2026)
    assert under == replace(FORMATS[MatchFormat.ODI], laws_edition=LawsEdition.FOURTH_2026)


def test_only_a_match_of_two_innings_has_a_follow_on() -> None:
    for each in SETS:
        is_possible = each.conditions.innings_per_side == 2
        assert (each.conditions.follow_on_lead is not None) == is_possible


def test_the_last_batter_bats_on_until_the_eighth_wicket() -> None:
    book = innings("W | W | W | W | W | W | W", NAMED["last-man-stands"].conditions)
    assert (book.current.wickets, book.current.is_open, book.current.overs_completed) == (
        7,
        True,
        1,
    )
    book.swap()  # the remaining batter faces
    assert book.balls("W").current.closed is CloseReason.ALL_OUT


@pytest.mark.parametrize("name", ["junior-pairs", "indoor"])
def test_two_runs_are_the_penalty_of_a_wide_and_of_a_no_ball(name: str) -> None:
    book = innings("nb 2wd", NAMED[name].conditions)
    assert (book.current.runs, book.current.legal_balls) == (4, 0)
    assert book.problems == []


def test_the_laws_keep_their_standard_values() -> None:
    assert (THE_LAWS.wide_runs, THE_LAWS.players_per_side, THE_LAWS.balls_per_over) == (1, 11, 6)
