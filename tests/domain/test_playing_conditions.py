"""Sets of playing conditions by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.playing_conditions import NAMED, SETS
from scrbrd.domain.vocabulary import CloseReason, LawsEdition, MatchFormat
from tests.domain.notation import innings

OF_FORMAT = {
    "icc-test": MatchFormat.TEST,
    "icc-odi": MatchFormat.ODI,
    "icc-t20i": MatchFormat.T20,
    "hundred": MatchFormat.HUNDRED,
}


@pytest.mark.parametrize(("name", "match_format"), OF_FORMAT.items())
def test_the_sets_of_the_formats_are_the_formats(name: str, match_format: MatchFormat) -> None:
    assert replace(NAMED[name].conditions, follow_on_lead=None) == FORMATS[match_format]


def test_a_name_stands_once() -> None:
    assert list(NAMED) == [each.name for each in SETS]


def test_a_set_is_played_under_any_edition() -> None:
    under = NAMED["icc-odi"].under(LawsEdition.FOURTH_2026)
    assert under == replace(FORMATS[MatchFormat.ODI], laws_edition=LawsEdition.FOURTH_2026)


def test_only_a_match_of_two_innings_has_a_follow_on() -> None:
    for each in SETS:
        is_possible = each.conditions.innings_per_side == 2
        assert (each.conditions.follow_on_lead is not None) == is_possible


def test_the_last_one_standing_bats_on_until_the_eighth_wicket() -> None:
    book = innings("W | W | W | W | W | W | W", NAMED["last-man-stands"].conditions)
    assert (book.now.wickets, book.now.is_open, book.now.overs_completed) == (7, True, 1)
    book.swap()  # whoever is left faces
    assert book.balls("W").now.closed is CloseReason.ALL_OUT


@pytest.mark.parametrize("name", ["junior-pairs", "indoor"])
def test_two_runs_are_the_penalty_of_a_wide_and_of_a_no_ball(name: str) -> None:
    book = innings("nb 2wd", NAMED[name].conditions)
    assert (book.now.runs, book.now.legal_balls) == (4, 0)
    assert book.problems == []


def test_the_laws_themselves_are_as_they_were() -> None:
    assert (THE_LAWS.wide_runs, THE_LAWS.players_per_side, THE_LAWS.balls_per_over) == (1, 11, 6)
