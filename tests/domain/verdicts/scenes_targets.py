"""Scenes of rows 53-55, 57, 58 and 60: targets, follow-on, super overs; then all of a match."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.verdicts.scenes import (
    ODI,
    ONE_OVER,
    TEST,
    Before,
    Scene,
    against,
    ball,
    book,
    fact,
    fine,
    start,
)
from tests.domain.verdicts.scenes_order import (
    ORDER,
    OVER,
    OVERS,
    PENALTIES,
    before_the_next_super_over,
    chase,
    in_a_super_over,
    in_the_next_super_over,
    numbered,
    tied,
    two_innings,
)


def scored_four(conditions: PlayingConditions = THE_LAWS) -> Book:
    """An innings of four runs, all out."""
    return Book(conditions).innings(HOME, "4").close("all_out")


def third_over() -> Book:
    """Three innings of a match of two a side: the fourth has six to make."""
    return two_innings("4", "1").innings(HOME, "2").close("all_out")


def lead_of(runs: int, least: int | None) -> Before:
    """The side batting first leads by so many runs."""
    sixes, more = divmod(runs, 6)
    conditions = replace(TEST, follow_on_lead=least)
    return lambda: two_innings("6 " * sixes + f" {more or '.'}", ". W", conditions)


TARGETS: Final = (
    against("revision_below_bowled", "one of two", book(f"{OVER} .", ODI), fact(
        "target_revised", overs_limit=1)),
    fine("revision_below_bowled", "two of two", book(f"{OVER} .", ODI), fact(
        "target_revised", overs_limit=2)),
    against("super_over_revised", "in one", in_a_super_over, fact(
        "target_revised", overs_limit=1)),
    fine("super_over_revised", "in a chase", chase, fact("target_revised", target=3)),
    against("target_without_chase", "a target", book("1", ODI), fact(
        "target_revised", target=100)),
    against("par_without_target", "a first innings", book("1", ODI), fact(
        "target_revised", par=100)),
    against("par_without_target", "without the target of the chase to come", book(
        OVER, ONE_OVER), fact("target_revised", par=2)),
    fine("par_without_target", "between the innings", book(OVER, ONE_OVER), fact(
        "target_revised", target=3, par=2)),
    fine("par_without_target", "a chase", chase, fact("target_revised", par=2)),
    fine("target_without_chase", "overs", book("1", ODI), fact(
        "target_revised", overs_limit=40)),
    fine("target_without_chase", "between the innings", book(OVER, ONE_OVER), fact(
        "target_revised", target=3)),
    fine("target_without_chase", "a chase", chase, fact("target_revised", target=2)),
    against("target_at_start", "the first", lambda: numbered(Book()), start(1, target=100)),
    fine("target_at_start", "the second", book(OVER, ONE_OVER), start(
        2, AWAY, target=100)),
    against("target_unexplained", "their runs, not one more", scored_four, start(
        2, AWAY, target=4)),
    against("target_unexplained", "the fourth innings", third_over, start(
        4, AWAY, target=5)),
    fine("target_unexplained", "as the runs make it", scored_four, start(
        2, AWAY, target=5)),
    fine("target_unexplained", "of the fourth innings", third_over, start(
        4, AWAY, target=6)),
    fine("target_unexplained", "of fewer overs", lambda: scored_four(ODI), start(
        2, AWAY, target=4, overs_limit=10)),
    fine("target_unexplained", "after rain", lambda: scored_four().fact(
        "play_stopped", reason="rain"), start(2, AWAY, target=4)),
    fine("target_unexplained", "by a method", lambda: scored_four().fact(
        "target_revised", target=4, method="DLS"), start(2, AWAY, target=4)),
    fine("target_unexplained", "after an innings that rain ended", lambda: Book(ODI).innings(
        HOME, "4").close("abandoned"), start(2, AWAY, target=3)),
    against("follow_on_lead", "three", lambda: two_innings("4", "1"), start(3, AWAY)),
    against("follow_on_lead", "five days, 199", lead_of(199, 200), start(3, AWAY)),
    fine("follow_on_lead", "five days, 200", lead_of(200, 200), start(3, AWAY)),
    against("follow_on_lead", "four days, 149", lead_of(149, 150), start(3, AWAY)),
    fine("follow_on_lead", "four days, 150", lead_of(150, 150), start(3, AWAY)),
    against("follow_on_lead", "two days, 99", lead_of(99, 100), start(3, AWAY)),
    fine("follow_on_lead", "two days, 100", lead_of(100, 100), start(3, AWAY)),
    against("follow_on_lead", "nothing said, 74", lead_of(74, None), start(3, AWAY)),
    fine("follow_on_lead", "nothing said, 75", lead_of(75, None), start(3, AWAY)),
    fine("follow_on_lead", "the other side bats", lambda: two_innings("4", "1"), start(3, HOME)),
    against("super_over_without_tie", "won", lambda: chase("1 . . . . ."), start(
        3, AWAY, super_over=True)),
    fine("super_over_without_tie", "tied", tied, start(3, AWAY, super_over=True)),
    fine("super_over_without_tie", "the other side's", lambda: in_a_super_over("1 . . . . ."),
         start(4, HOME, super_over=True)),
    against("super_over_wicket", "a third", lambda: in_a_super_over("W W"), ball("W")),
    fine("super_over_wicket", "a second", lambda: in_a_super_over("W"), ball("W")),
    against("super_over_batter", "out before", in_the_next_super_over, ball(
        striker_id="away1", non_striker_id="away2")),
    fine("super_over_batter", "not out before", in_the_next_super_over, ball(
        striker_id="away2", non_striker_id="away3")),
    against("super_over_batter", "opens", before_the_next_super_over, start(
        5, AWAY, super_over=True, striker_id="away1", non_striker_id="away2")),
    against("super_over_bowler", "opens", before_the_next_super_over, start(
        5, AWAY, super_over=True, bowler_id="home10")),
    against("super_over_bowler", "bowled before", in_the_next_super_over, ball(
        bowler_id="home10")),
    fine("super_over_bowler", "did not", in_the_next_super_over, ball(bowler_id="home9")),
)  # fmt: skip


MATCH: Final[tuple[Scene, ...]] = (*ORDER, *OVERS, *PENALTIES, *TARGETS)
