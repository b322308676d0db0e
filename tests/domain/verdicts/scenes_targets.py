"""Scenes for rows 53-55, 57, 58 and 60: targets, follow-on, super overs. MATCH joins all tables."""

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
    ball,
    book,
    breaks,
    fact,
    keeps,
    start,
)
from tests.domain.verdicts.scenes_order import (
    ORDER,
    OVER,
    OVERS,
    PENALTIES,
    before_first_innings,
    before_second_super_over,
    chase,
    first_super_over,
    second_super_over,
    tied_match,
    two_innings,
)


def innings_of_four(conditions: PlayingConditions = THE_LAWS) -> Book:
    """Return an innings of four runs, all out."""
    return Book(conditions).innings(HOME, "4").close("all_out")


def before_fourth_innings() -> Book:
    """Return three innings of a match of two a side: the fourth has a target of six."""
    return two_innings("4", "1").innings(HOME, "2").close("all_out")


def lead_of(runs: int, follow_on_lead: int | None) -> Before:
    """Return a function that makes two innings in which the first side leads by `runs`."""
    sixes, rest = divmod(runs, 6)
    conditions = replace(TEST, follow_on_lead=follow_on_lead)
    return lambda: two_innings("6 " * sixes + f" {rest or '.'}", ". W", conditions)


TARGETS: Final = (
    breaks("revision_below_bowled", "one of two", book(f"{OVER} .", ODI), fact(
        "target_revised", overs_limit=1)),
    keeps("revision_below_bowled", "two of two", book(f"{OVER} .", ODI), fact(
        "target_revised", overs_limit=2)),
    breaks("super_over_revised", "in one", first_super_over, fact(
        "target_revised", overs_limit=1)),
    keeps("super_over_revised", "in a chase", chase, fact("target_revised", target=3)),
    breaks("target_without_chase", "a target", book("1", ODI), fact(
        "target_revised", target=100)),
    breaks("par_without_target", "a first innings", book("1", ODI), fact(
        "target_revised", par=100)),
    breaks("par_without_target", "without the target of the chase to come", book(
        OVER, ONE_OVER), fact("target_revised", par=2)),
    keeps("par_without_target", "between the innings", book(OVER, ONE_OVER), fact(
        "target_revised", target=3, par=2)),
    keeps("par_without_target", "a chase", chase, fact("target_revised", par=2)),
    keeps("target_without_chase", "overs", book("1", ODI), fact(
        "target_revised", overs_limit=40)),
    keeps("target_without_chase", "between the innings", book(OVER, ONE_OVER), fact(
        "target_revised", target=3)),
    keeps("target_without_chase", "a chase", chase, fact("target_revised", target=2)),
    breaks("target_at_start", "the first", lambda: before_first_innings(Book()), start(
        1, target=100)),
    keeps("target_at_start", "the second", book(OVER, ONE_OVER), start(
        2, AWAY, target=100)),
    breaks("target_unexplained", "their runs, not one more", innings_of_four, start(
        2, AWAY, target=4)),
    breaks("target_unexplained", "the fourth innings", before_fourth_innings, start(
        4, AWAY, target=5)),
    keeps("target_unexplained", "as the runs make it", innings_of_four, start(
        2, AWAY, target=5)),
    keeps("target_unexplained", "of the fourth innings", before_fourth_innings, start(
        4, AWAY, target=6)),
    keeps("target_unexplained", "of fewer overs", lambda: innings_of_four(ODI), start(
        2, AWAY, target=4, overs_limit=10)),
    keeps("target_unexplained", "after rain", lambda: innings_of_four().fact(
        "play_stopped", reason="rain"), start(2, AWAY, target=4)),
    keeps("target_unexplained", "by a method", lambda: innings_of_four().fact(
        "target_revised", target=4, method="DLS"), start(2, AWAY, target=4)),
    keeps("target_unexplained", "after an innings that rain ended", lambda: Book(ODI).innings(
        HOME, "4").close("abandoned"), start(2, AWAY, target=3)),
    breaks("follow_on_lead", "three", lambda: two_innings("4", "1"), start(3, AWAY)),
    breaks("follow_on_lead", "five days, 199", lead_of(199, 200), start(3, AWAY)),
    keeps("follow_on_lead", "five days, 200", lead_of(200, 200), start(3, AWAY)),
    breaks("follow_on_lead", "four days, 149", lead_of(149, 150), start(3, AWAY)),
    keeps("follow_on_lead", "four days, 150", lead_of(150, 150), start(3, AWAY)),
    breaks("follow_on_lead", "two days, 99", lead_of(99, 100), start(3, AWAY)),
    keeps("follow_on_lead", "two days, 100", lead_of(100, 100), start(3, AWAY)),
    breaks("follow_on_lead", "nothing said, 74", lead_of(74, None), start(3, AWAY)),
    keeps("follow_on_lead", "nothing said, 75", lead_of(75, None), start(3, AWAY)),
    keeps("follow_on_lead", "the other side bats", lambda: two_innings("4", "1"), start(3, HOME)),
    breaks("super_over_without_tie", "won", lambda: chase("1 . . . . ."), start(
        3, AWAY, super_over=True)),
    keeps("super_over_without_tie", "tied", tied_match, start(3, AWAY, super_over=True)),
    keeps("super_over_without_tie", "the other side's", lambda: first_super_over("1 . . . . ."),
          start(4, HOME, super_over=True)),
    breaks("super_over_wicket", "a third", lambda: first_super_over("W W"), ball("W")),
    keeps("super_over_wicket", "a second", lambda: first_super_over("W"), ball("W")),
    breaks("super_over_batter", "out before", second_super_over, ball(
        striker_id="away1", non_striker_id="away2")),
    keeps("super_over_batter", "not out before", second_super_over, ball(
        striker_id="away2", non_striker_id="away3")),
    breaks("super_over_batter", "opens", before_second_super_over, start(
        5, AWAY, super_over=True, striker_id="away1", non_striker_id="away2")),
    breaks("super_over_bowler", "opens", before_second_super_over, start(
        5, AWAY, super_over=True, bowler_id="home10")),
    breaks("super_over_bowler", "bowled before", second_super_over, ball(
        bowler_id="home10")),
    keeps("super_over_bowler", "did not", second_super_over, ball(bowler_id="home9")),
)  # fmt: skip


MATCH: Final[tuple[Scene, ...]] = (*ORDER, *OVERS, *PENALTIES, *TARGETS)
