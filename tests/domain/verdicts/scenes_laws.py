"""Scenes for Laws that changed number or scope, for runs on a ball with a wicket, and for players
barred by an earlier super over."""

from __future__ import annotations

from typing import Final

from scrbrd.domain.vocabulary import PlayerId
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.verdicts.scenes import (
    CODE_2000,
    OF_2017,
    T20,
    Scene,
    ball,
    book,
    breaks,
    fact,
    keeps,
    start,
)
from tests.domain.verdicts.scenes_order import chase, second_super_over


def before_third_super_over() -> Book:
    """Return a match with two tied super overs: away1 was out in the first and did not bat in the
    second; home10 bowled the first, home11 the second."""
    scorebook = second_super_over()
    del scorebook.entries[-1]
    scorebook.number -= 1
    for side, pair in ((HOME, ("home1", "home2")), (AWAY, ("away2", "away3"))):
        scorebook.innings(side, super_over=True, striker_id=pair[0], non_striker_id=pair[1])
        scorebook.at_crease(PlayerId(pair[0]), PlayerId(pair[1]))
        scorebook.balls("1 . . . . .")
    return scorebook


def third_super_over() -> Book:
    """Return the third super over: the side of away1 bats first; no openers are named yet."""
    match = before_third_super_over()
    return match.innings(AWAY, super_over=True, striker_id=None, non_striker_id=None)


LAWS: Final[tuple[Scene, ...]] = (
    breaks("run_out_before_ball", "41.16 in 2017", book(".", OF_2017), ball("Wron", note="41.16")),
    keeps("run_out_before_ball", "stealing a run", book("."), ball("Wron", note="41.16")),
    keeps("run_out_before_ball", "38.3 in 2017", book(".", OF_2017), ball("Wron", note="38.3")),
    breaks("penalty_to_offender", "stealing a run", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="41.16")),
    breaks("penalty_to_offender", "stealing a run, 2017", book(".", OF_2017), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="41.17.2")),
    keeps("penalty_to_offender", "stealing a run, 2017", book(".", OF_2017), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="41.17.2")),
    keeps("penalty_to_offender", "the procedure, 2022", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="41.17.3")),
    *(breaks("penalty_to_offender", f"{law} to the fielding side", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law=law)) for law in ("Law 24", "Law 28")),
    breaks("penalty_to_offender", "Law 18 to the batting side", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="Law 18")),
    *(keeps("penalty_to_offender", f"{law} to either", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law=law)) for law in ("Law 41", "Law 42")),
    keeps("penalty_to_offender", "Law 24 of the 2000 Code", book(".", CODE_2000), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="Law 24")),
    breaks("runs_with_dismissal", "hit twice", book("."), ball("1Wtw")),
    breaks("runs_with_dismissal", "hit twice off a no-ball", book("."), ball("nb+1Wtw")),
    breaks("runs_with_dismissal", "hit twice off a free hit", book("nb", T20), ball("1bWtw")),
    keeps("runs_with_dismissal", "the no-ball that was hit twice", book("."), ball("nbWtw")),
    *(keeps("not_counted_without_reason", clause, book(), ball(not_counted=True, note=clause))
      for clause in ("dead ball, 20.4.2.6", "keeper moved, 27.4.2", "fielder moved, 28.6.3")),
    breaks("not_counted_without_reason", "another part of Law 20", book(), ball(
        not_counted=True, note="20.5")),
    keeps("award_after_result", "to the side that won", lambda: chase("4 1"), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5)),
    breaks("super_over_batter", "opens, out two before", before_third_super_over, start(
        7, AWAY, super_over=True, striker_id="away4", non_striker_id="away1")),
    breaks("super_over_batter", "out two before", third_super_over, ball(
        striker_id="away4", non_striker_id="away1")),
    keeps("super_over_batter", "not out in either", third_super_over, ball(
        striker_id="away4", non_striker_id="away2")),
    keeps("super_over_bowler", "bowled two before", before_third_super_over, start(
        7, AWAY, super_over=True, bowler_id="home10")),
)  # fmt: skip
