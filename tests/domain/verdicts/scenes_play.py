"""Scenes for batters at the crease and for runs; PLAY also has those for dismissals."""

from __future__ import annotations

from typing import Final

from tests.domain.verdicts.scenes import (
    CODE_2000,
    HUNDRED,
    TWO_FOR_A_WIDE,
    Scene,
    ball,
    book,
    breaks,
    chase_of_five,
    fact,
    keeps,
    opener_out,
    retired_batter,
    wicket,
    wicket_after_retirement,
)
from tests.domain.verdicts.scenes_dismissals import DISMISSALS, KEEPING

CREASE: Final = (
    breaks("same_batter_twice", "on a ball", book("."), ball(non_striker_id="home1")),
    keeps("same_batter_twice", "two batters", book("."), ball()),
    breaks("batter_already_out", "faces again", book("W"), ball(striker_id="home1")),
    breaks("batter_already_out", "comes in", book("W"), fact("batter_arrived", player_id="home1")),
    keeps("batter_already_out", "a new one", book("W"), ball()),
    breaks(
        "resumed_too_soon", "at once", retired_batter(), fact("batter_resumed", player_id="home1")
    ),
    breaks(
        "resumed_too_soon",
        "on a ball",
        retired_batter(),
        ball(striker_id="home1", non_striker_id="home2"),
    ),
    breaks(
        "resumed_too_soon",
        "retired out, with consent",
        retired_batter(how="out"),
        fact("batter_resumed", player_id="home1", consent=True),
    ),
    keeps(
        "resumed_too_soon",
        "after a wicket",
        wicket_after_retirement,
        fact("batter_resumed", player_id="home1"),
    ),
    breaks(
        "resumed_without_record",
        "on a ball",
        wicket_after_retirement,
        ball(striker_id="home1", non_striker_id="home2"),
    ),
    keeps(
        "resumed_without_record",
        "recorded",
        wicket_after_retirement,
        fact("batter_resumed", player_id="home1"),
    ),
    breaks(
        "resumed_without_consent",
        "retired out",
        retired_batter(how="out"),
        fact("batter_resumed", player_id="home1"),
    ),
    keeps(
        "resumed_without_consent",
        "retired hurt",
        wicket_after_retirement,
        fact("batter_resumed", player_id="home1"),
    ),
    breaks("batter_not_retired", "is out", book("W"), fact("batter_resumed", player_id="home1")),
    keeps(
        "batter_not_retired",
        "retired",
        wicket_after_retirement,
        fact("batter_resumed", player_id="home1"),
    ),
    breaks(
        "consent_not_needed",
        "retired hurt",
        wicket_after_retirement,
        fact("batter_resumed", player_id="home1", consent=True),
    ),
    keeps(
        "consent_not_needed",
        "retired out",
        retired_batter(how="out"),
        fact("batter_resumed", player_id="home1", consent=True),
    ),
    breaks("unexplained_batter", "another one", book("."), ball(striker_id="home7")),
    keeps("unexplained_batter", "after a wicket", book("W"), ball()),
    breaks("batter_not_at_crease", "on a ball", book("."), ball(**wicket("run_out", "home9"))),
    breaks(
        "batter_not_at_crease",
        "retires",
        book("."),
        fact("batter_retired", player_id="home9", **{"as": "hurt"}),
    ),
    breaks(
        "batter_not_at_crease",
        "run out before the ball",
        book("."),
        fact("batter_dismissed", player_id="home9", wicket_type="run_out"),
    ),
    keeps(
        "batter_not_at_crease",
        "given retired out later",
        retired_batter(),
        fact("batter_retired", player_id="home1", **{"as": "out"}),
    ),
    keeps(
        "batter_not_at_crease",
        "timed out",
        opener_out,
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    breaks("batter_not_facing", "bowled", book("."), ball(**wicket("bowled", "home2"))),
    keeps("batter_not_facing", "run out", book("."), ball(**wicket("run_out", "home2"))),
    keeps(
        "batter_not_facing",
        "handled the ball under the 2000 Code",
        book(".", CODE_2000),
        ball(**wicket("handled_ball", "home2")),
    ),
)

RUNS: Final = (
    breaks("bat_runs_and_byes", "bat and byes", book(), ball("1", extras={"bye": 1})),
    keeps("bat_runs_and_byes", "bat and penalty runs", book(), ball("1", extras={"penalty": 5})),
    breaks("byes_and_leg_byes", "both", book(), ball(extras={"bye": 1, "leg_bye": 1})),
    keeps("byes_and_leg_byes", "leg byes", book(), ball("2lb")),
    breaks("byes_off_wide", "byes", book(), ball(extras={"wide": 1, "bye": 2})),
    keeps("byes_off_wide", "wides", book(), ball("3wd")),
    breaks("bat_runs_on_wide", "bat", book(), ball("1", extras={"wide": 1})),
    keeps(
        "bat_runs_on_wide", "also a no-ball", book(), ball("1", extras={"wide": 1, "no_ball": 1})
    ),
    breaks("no_ball_and_wide", "both", book(), ball(extras={"wide": 1, "no_ball": 1})),
    keeps("no_ball_and_wide", "no-ball", book(), ball("nb+2b")),
    breaks("no_ball_penalty", "three", book(), ball(extras={"no_ball": 3})),
    breaks("no_ball_penalty", "one in the Hundred", book("", HUNDRED), ball(extras={"no_ball": 1})),
    keeps("no_ball_penalty", "two in the Hundred", book("", HUNDRED), ball("nb")),
    breaks(
        "wide_below_penalty",
        "one of two",
        book("", TWO_FOR_A_WIDE),
        ball("wd"),
    ),
    keeps("wide_below_penalty", "five", book(), ball("5wd")),
    *(breaks("odd_boundary", f"{n}", book(), ball(f"{n}", boundary=True)) for n in (2, 5, 7)),
    breaks("odd_boundary", "six byes", book(), ball("6b", boundary=True)),
    *(keeps("odd_boundary", f"{n}", book(), ball(f"{n}", boundary=True)) for n in (4, 6)),
    keeps("odd_boundary", "five wides", book(), ball("5wd", boundary=True)),
    keeps("odd_boundary", "five with overthrows", book(), ball("5")),
    *(
        breaks("runs_after_the_win", f"{each} for one", chase_of_five("4"), ball(each))
        for each in ("2", "3b", "4r", "nb+6", "5wd", "nb+1")
    ),
    *(
        keeps("runs_after_the_win", f"{each} for one", chase_of_five("4"), ball(each))
        for each in ("1", "4", "6", "wd", "nb", "4b")
    ),
    keeps("runs_after_the_win", "a wide to the boundary", chase_of_five("2"), ball("5wd")),
    keeps("runs_after_the_win", "fewer", chase_of_five("."), ball("3")),
    breaks("totals_mismatch", "seven of four", book(), ball("4", total_runs=7)),
    keeps("totals_mismatch", "four of four", book(), ball("4")),
    breaks("legality_mismatch", "a wide", book(), ball("wd", is_legal_delivery=True)),
    keeps("legality_mismatch", "a wide", book(), ball("wd")),
    breaks("wicket_missing", "nothing given", book(), ball(is_wicket=True)),
    keeps("wicket_missing", "given", book(), ball("W")),
    breaks("wicket_not_marked", "marked as none", book(), ball("W", is_wicket=False)),
    keeps("wicket_not_marked", "marked", book(), ball("W")),
    breaks("not_counted_with_wicket", "bowled", book(), ball("W", not_counted=True)),
    keeps("not_counted_with_wicket", "no wicket", book(), ball(not_counted=True)),
    breaks(
        "not_counted_without_reason", "41.7", book(), ball(not_counted=True, note="bouncer, 41.7.1")
    ),
    keeps(
        "not_counted_without_reason", "28.2.3", book(), ball(not_counted=True, note="cap, 28.2.3")
    ),
    breaks("short_run_on_boundary", "18.4", book(), ball("4", note="one short, 18.4")),
    breaks("short_run_on_boundary", "byes", book(), ball("4b", boundary=True, note="18.3.2")),
    keeps("short_run_on_boundary", "all run", book(), ball("4r", note="one short, 18.4")),
    keeps("short_run_on_boundary", "no clause", book(), ball("4", note="one short")),
    keeps("short_run_on_boundary", "2000", book("", CODE_2000), ball("4", note="18.4")),
    keeps("not_counted_without_reason", "no reason", book(), ball(not_counted=True)),
    keeps(
        "not_counted_without_reason",
        "a number that no Law has",
        book(),
        ball(not_counted=True, note="dead ball, 87.5 mph"),
    ),
)

PLAY: Final[tuple[Scene, ...]] = (*CREASE, *DISMISSALS, *KEEPING, *RUNS)
