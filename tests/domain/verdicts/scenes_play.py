"""Scenes of verdicts on who is in and on runs; PLAY has those on dismissals too."""

from __future__ import annotations

from typing import Final

from tests.domain.verdicts.scenes import (
    CODE_2000,
    HUNDRED,
    TWO_FOR_A_WIDE,
    Scene,
    against,
    another_is_out,
    ball,
    book,
    chase_of_five,
    fact,
    fine,
    opener_gone,
    out,
    retired,
)
from tests.domain.verdicts.scenes_dismissals import DISMISSALS, KEEPING

CREASE: Final = (
    against("same_batter_twice", "on a ball", book("."), ball(non_striker_id="home1")),
    fine("same_batter_twice", "two batters", book("."), ball()),
    against("batter_already_out", "faces again", book("W"), ball(striker_id="home1")),
    against("batter_already_out", "comes in", book("W"), fact("batter_arrived", player_id="home1")),
    fine("batter_already_out", "a new one", book("W"), ball()),
    against("resumed_too_soon", "at once", retired(), fact("batter_resumed", player_id="home1")),
    against(
        "resumed_too_soon", "on a ball", retired(), ball(striker_id="home1", non_striker_id="home2")
    ),
    against(
        "resumed_too_soon",
        "retired out, with consent",
        retired(how="out"),
        fact("batter_resumed", player_id="home1", consent=True),
    ),
    fine(
        "resumed_too_soon",
        "after a wicket",
        another_is_out,
        fact("batter_resumed", player_id="home1"),
    ),
    against(
        "resumed_without_record",
        "on a ball",
        another_is_out,
        ball(striker_id="home1", non_striker_id="home2"),
    ),
    fine(
        "resumed_without_record",
        "recorded",
        another_is_out,
        fact("batter_resumed", player_id="home1"),
    ),
    against(
        "resumed_without_consent",
        "retired out",
        retired(how="out"),
        fact("batter_resumed", player_id="home1"),
    ),
    fine(
        "resumed_without_consent",
        "retired hurt",
        another_is_out,
        fact("batter_resumed", player_id="home1"),
    ),
    against("batter_not_retired", "is out", book("W"), fact("batter_resumed", player_id="home1")),
    fine(
        "batter_not_retired", "retired", another_is_out, fact("batter_resumed", player_id="home1")
    ),
    against(
        "consent_not_needed",
        "retired hurt",
        another_is_out,
        fact("batter_resumed", player_id="home1", consent=True),
    ),
    fine(
        "consent_not_needed",
        "retired out",
        retired(how="out"),
        fact("batter_resumed", player_id="home1", consent=True),
    ),
    against("unexplained_batter", "another one", book("."), ball(striker_id="home7")),
    fine("unexplained_batter", "after a wicket", book("W"), ball()),
    against("batter_not_at_crease", "on a ball", book("."), ball(**out("run_out", "home9"))),
    against(
        "batter_not_at_crease",
        "retires",
        book("."),
        fact("batter_retired", player_id="home9", **{"as": "hurt"}),
    ),
    against(
        "batter_not_at_crease",
        "run out before the ball",
        book("."),
        fact("batter_dismissed", player_id="home9", wicket_type="run_out"),
    ),
    fine(
        "batter_not_at_crease",
        "given retired out later",
        retired(),
        fact("batter_retired", player_id="home1", **{"as": "out"}),
    ),
    fine(
        "batter_not_at_crease",
        "timed out",
        opener_gone,
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    against("batter_not_facing", "bowled", book("."), ball(**out("bowled", "home2"))),
    fine("batter_not_facing", "run out", book("."), ball(**out("run_out", "home2"))),
    fine(
        "batter_not_facing",
        "handled the ball under the 2000 Code",
        book(".", CODE_2000),
        ball(**out("handled_ball", "home2")),
    ),
)

RUNS: Final = (
    against("bat_runs_and_byes", "bat and byes", book(), ball("1", extras={"bye": 1})),
    fine("bat_runs_and_byes", "bat and penalty runs", book(), ball("1", extras={"penalty": 5})),
    against("byes_and_leg_byes", "both", book(), ball(extras={"bye": 1, "leg_bye": 1})),
    fine("byes_and_leg_byes", "leg byes", book(), ball("2lb")),
    against("byes_off_wide", "byes", book(), ball(extras={"wide": 1, "bye": 2})),
    fine("byes_off_wide", "wides", book(), ball("3wd")),
    against("bat_runs_on_wide", "bat", book(), ball("1", extras={"wide": 1})),
    fine("bat_runs_on_wide", "also a no-ball", book(), ball("1", extras={"wide": 1, "no_ball": 1})),
    against("no_ball_and_wide", "both", book(), ball(extras={"wide": 1, "no_ball": 1})),
    fine("no_ball_and_wide", "no-ball", book(), ball("nb+2b")),
    against("no_ball_penalty", "three", book(), ball(extras={"no_ball": 3})),
    against(
        "no_ball_penalty", "one in the Hundred", book("", HUNDRED), ball(extras={"no_ball": 1})
    ),
    fine("no_ball_penalty", "two in the Hundred", book("", HUNDRED), ball("nb")),
    against(
        "wide_below_penalty",
        "one of two",
        book("", TWO_FOR_A_WIDE),
        ball("wd"),
    ),
    fine("wide_below_penalty", "five", book(), ball("5wd")),
    *(against("odd_boundary", f"{n}", book(), ball(f"{n}", boundary=True)) for n in (2, 5, 7)),
    against("odd_boundary", "six byes", book(), ball("6b", boundary=True)),
    *(fine("odd_boundary", f"{n}", book(), ball(f"{n}", boundary=True)) for n in (4, 6)),
    fine("odd_boundary", "five wides", book(), ball("5wd", boundary=True)),
    fine("odd_boundary", "five with overthrows", book(), ball("5")),
    *(
        against("runs_after_the_win", f"{each} for one", chase_of_five("4"), ball(each))
        for each in ("2", "3b", "4r", "nb+6", "5wd", "nb+1")
    ),
    *(
        fine("runs_after_the_win", f"{each} for one", chase_of_five("4"), ball(each))
        for each in ("1", "4", "6", "wd", "nb", "4b")
    ),
    fine("runs_after_the_win", "a wide to the boundary", chase_of_five("2"), ball("5wd")),
    fine("runs_after_the_win", "fewer", chase_of_five("."), ball("3")),
    against("totals_mismatch", "seven of four", book(), ball("4", total_runs=7)),
    fine("totals_mismatch", "four of four", book(), ball("4")),
    against("legality_mismatch", "a wide", book(), ball("wd", is_legal_delivery=True)),
    fine("legality_mismatch", "a wide", book(), ball("wd")),
    against("wicket_missing", "nothing given", book(), ball(is_wicket=True)),
    fine("wicket_missing", "given", book(), ball("W")),
    against("wicket_not_marked", "marked as none", book(), ball("W", is_wicket=False)),
    fine("wicket_not_marked", "marked", book(), ball("W")),
    against("not_counted_with_wicket", "bowled", book(), ball("W", not_counted=True)),
    fine("not_counted_with_wicket", "no wicket", book(), ball(not_counted=True)),
    against(
        "not_counted_without_reason", "41.7", book(), ball(not_counted=True, note="bouncer, 41.7.1")
    ),
    fine(
        "not_counted_without_reason", "28.2.3", book(), ball(not_counted=True, note="cap, 28.2.3")
    ),
    against("short_run_on_boundary", "18.4", book(), ball("4", note="one short, 18.4")),
    against("short_run_on_boundary", "byes", book(), ball("4b", boundary=True, note="18.3.2")),
    fine("short_run_on_boundary", "all run", book(), ball("4r", note="one short, 18.4")),
    fine("short_run_on_boundary", "no clause", book(), ball("4", note="one short")),
    fine("short_run_on_boundary", "2000", book("", CODE_2000), ball("4", note="18.4")),
    fine("not_counted_without_reason", "no reason", book(), ball(not_counted=True)),
)

PLAY: Final[tuple[Scene, ...]] = (*CREASE, *DISMISSALS, *KEEPING, *RUNS)
