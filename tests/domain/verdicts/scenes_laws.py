"""Scenes of Laws that changed their numbers or their reach, of runs beside a wicket, and of what an
earlier super over bars."""

from __future__ import annotations

from typing import Final

from scrbrd.domain.vocabulary import PlayerId
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.verdicts.scenes import (
    CODE_2000,
    OF_2017,
    T20,
    Scene,
    against,
    ball,
    book,
    fact,
    fine,
    start,
)
from tests.domain.verdicts.scenes_order import chase, in_the_next_super_over


def before_the_third_super_over() -> Book:
    """Two super overs were tied. away1 was out in the first and did not bat in the second; home10
    bowled the first, home11 the second."""
    written = in_the_next_super_over()
    del written.entries[-1]
    written.number -= 1
    for side, pair in ((HOME, ("home1", "home2")), (AWAY, ("away2", "away3"))):
        written.innings(side, super_over=True, striker_id=pair[0], non_striker_id=pair[1])
        written.at_crease(PlayerId(pair[0]), PlayerId(pair[1]))
        written.balls("1 . . . . .")
    return written


def in_the_third_super_over() -> Book:
    """The side of away1 bats first in it; nobody is named yet."""
    third = before_the_third_super_over()
    return third.innings(AWAY, super_over=True, striker_id=None, non_striker_id=None)


LAWS: Final[tuple[Scene, ...]] = (
    against("run_out_before_ball", "41.16 in 2017", book(".", OF_2017), ball("Wron", note="41.16")),
    fine("run_out_before_ball", "stealing a run", book("."), ball("Wron", note="41.16")),
    fine("run_out_before_ball", "38.3 in 2017", book(".", OF_2017), ball("Wron", note="38.3")),
    against("penalty_to_offender", "stealing a run", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="41.16")),
    against("penalty_to_offender", "stealing a run, 2017", book(".", OF_2017), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="41.17.2")),
    fine("penalty_to_offender", "stealing a run, 2017", book(".", OF_2017), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="41.17.2")),
    fine("penalty_to_offender", "the procedure, 2022", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="41.17.3")),
    *(against("penalty_to_offender", f"{law} to the fielding side", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law=law)) for law in ("Law 24", "Law 28")),
    against("penalty_to_offender", "Law 18 to the batting side", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="Law 18")),
    *(fine("penalty_to_offender", f"{law} to either", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law=law)) for law in ("Law 41", "Law 42")),
    fine("penalty_to_offender", "Law 24 of the 2000 Code", book(".", CODE_2000), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="Law 24")),
    against("runs_with_dismissal", "hit twice", book("."), ball("1Wtw")),
    against("runs_with_dismissal", "hit twice off a no-ball", book("."), ball("nb+1Wtw")),
    against("runs_with_dismissal", "hit twice off a free hit", book("nb", T20), ball("1bWtw")),
    fine("runs_with_dismissal", "the no-ball that was hit twice", book("."), ball("nbWtw")),
    *(fine("not_counted_without_reason", clause, book(), ball(not_counted=True, note=clause))
      for clause in ("dead ball, 20.4.2.6", "keeper moved, 27.4.2", "fielder moved, 28.6.3")),
    against("not_counted_without_reason", "another part of Law 20", book(), ball(
        not_counted=True, note="20.5")),
    fine("award_after_result", "to the side that won", lambda: chase("4 1"), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5)),
    against("super_over_batter", "opens, out two before", before_the_third_super_over, start(
        7, AWAY, super_over=True, striker_id="away4", non_striker_id="away1")),
    against("super_over_batter", "out two before", in_the_third_super_over, ball(
        striker_id="away4", non_striker_id="away1")),
    fine("super_over_batter", "not out in either", in_the_third_super_over, ball(
        striker_id="away4", non_striker_id="away2")),
    fine("super_over_bowler", "bowled two before", before_the_third_super_over, start(
        7, AWAY, super_over=True, bowler_id="home10")),
)  # fmt: skip
