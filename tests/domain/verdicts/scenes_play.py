"""Scenes of rows 4-32 and 50: batters, dismissals, runs."""

from __future__ import annotations

from typing import Final

from scrbrd.domain.verdicts.case import MatchDetails
from scrbrd.domain.vocabulary import PlayerId
from tests.domain.notation import AWAY, Book
from tests.domain.verdicts.scenes import (
    CODE_2000,
    HUNDRED,
    KEEPER,
    OF_2017,
    T20,
    TWO_FOR_A_WIDE,
    Before,
    Scene,
    against,
    ball,
    book,
    fact,
    fine,
    lineups,
    out,
    retired,
    start,
)

SUBSTITUTE = MatchDetails(substitute_ids=frozenset({PlayerId("away11")}))


def after() -> Book:
    """home1 retired hurt, home3 came in and is out since."""
    written = retired()()
    written.at_crease(PlayerId("home3"), PlayerId("home2")).balls("W")
    return written


def opener_gone() -> Book:
    """home1 is out, nobody has come in."""
    return book("W")()


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
    fine("resumed_too_soon", "after a wicket", after, fact("batter_resumed", player_id="home1")),
    against(
        "resumed_without_record",
        "on a ball",
        after,
        ball(striker_id="home1", non_striker_id="home2"),
    ),
    fine("resumed_without_record", "recorded", after, fact("batter_resumed", player_id="home1")),
    against(
        "resumed_without_consent",
        "retired out",
        retired(how="out"),
        fact("batter_resumed", player_id="home1"),
    ),
    fine(
        "resumed_without_consent", "retired hurt", after, fact("batter_resumed", player_id="home1")
    ),
    against("batter_not_retired", "is out", book("W"), fact("batter_resumed", player_id="home1")),
    fine("batter_not_retired", "retired", after, fact("batter_resumed", player_id="home1")),
    against(
        "consent_not_needed",
        "retired hurt",
        after,
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

DISMISSALS: Final = (
    *(
        against("out_off_no_ball", how, book("."), ball(f"nbW{how}"))
        for how in ("", "c", "lbw", "st", "hw")
    ),
    *(fine("out_off_no_ball", how, book("."), ball(f"nbW{how}")) for how in ("ro", "obs", "tw")),
    *(against("out_off_wide", how, book("."), ball(f"wdW{how}")) for how in ("", "c", "lbw", "tw")),
    *(fine("out_off_wide", how, book("."), ball(f"wdW{how}")) for how in ("ro", "obs", "st", "hw")),
    against("out_off_free_hit", "caught", book("nb", T20), ball("Wc")),
    against("out_off_free_hit", "stumped off the wide", book("nb", T20), ball("wdWst")),
    fine("out_off_free_hit", "bowled off the wide", book("nb", T20), ball("wdW")),
    fine("out_off_free_hit", "run out", book("nb", T20), ball("Wro")),
    fine("out_off_free_hit", "the Laws know none", book("nb"), ball("Wc")),
    against("handled_ball", "2017", book(".", OF_2017), ball("Whb")),
    fine("handled_ball", "2000", book(".", CODE_2000), ball("Whb")),
    against(
        "timed_out_opener",
        "nobody has left",
        book(),
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    fine(
        "timed_out_opener",
        "after a wicket",
        opener_gone,
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    against(
        "timed_out_at_crease",
        "is in",
        book("."),
        fact("batter_dismissed", player_id="home1", wicket_type="timed_out"),
    ),
    against(
        "timed_out_without_vacancy",
        "two are in",
        book("W ."),
        fact("batter_dismissed", player_id="home4", wicket_type="timed_out"),
    ),
    fine(
        "timed_out_without_vacancy",
        "one is in",
        opener_gone,
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    against("timed_out_on_a_ball", "on a ball", book("W"), ball(**out("timed_out", "home9"))),
    against("retired_on_a_ball", "on a ball", book("."), ball(**out("retired_hurt", "home1"))),
    against(
        "retired_as_dismissed",
        "as a dismissal",
        book("."),
        fact("batter_dismissed", player_id="home1", wicket_type="retired_out"),
    ),
    *(
        against(
            "needs_a_delivery",
            how,
            book("."),
            fact("batter_dismissed", player_id="home1", wicket_type=how),
        )
        for how in ("bowled", "caught", "lbw", "stumped", "hit_wicket", "hit_ball_twice")
    ),
    *(
        fine(
            "needs_a_delivery",
            how,
            book("."),
            fact("batter_dismissed", player_id="home1", wicket_type=how),
        )
        for how in ("run_out", "obstructing_field")
    ),
    against("run_out_before_ball", "38.3", book("."), ball("Wron", note="backing up, 38.3.1")),
    fine("run_out_before_ball", "no clause", book("."), ball("Wron")),
    fine("run_out_before_ball", "another clause", book("."), ball("Wron", note="38.2.2.1")),
    fine("run_out_before_ball", "the striker", book("."), ball("Wro", note="38.3.1")),
    fine("run_out_before_ball", "2000", book(".", CODE_2000), ball("Wron", note="38.3")),
    against("run_out_end_not_said", "after a run", book("."), ball("1", **out("run_out", "home1"))),
    fine("run_out_end_not_said", "no run", book("."), ball(**out("run_out", "home1"))),
    fine("run_out_end_not_said", "said", book("."), ball("1Wro")),
    *(against("runs_with_dismissal", how, book("."), ball(f"1W{how}")) for how in ("", "c", "lbw")),
    against("runs_with_dismissal", "stumped off a wide", book("."), ball("2wdWst")),
    fine("runs_with_dismissal", "the penalty of a wide", book("."), ball("wdWst")),
    fine("runs_with_dismissal", "run out", book("."), ball("1Wro")),
    fine("runs_with_dismissal", "off a free hit", book("nb", T20), ball("1W")),
    fine("runs_with_dismissal", "penalty runs", book("."), ball("W", extras={"penalty": 5})),
    against("runs_with_obstruction", "two", book("."), ball("2Wobs")),
    fine("runs_with_obstruction", "none", book("."), ball("Wobs")),
    against(
        "run_in_progress",
        "two, and the non-striker's end",
        book("."),
        ball("2", **out("run_out", "home1", end="bowler", crossed=False)),
    ),
    fine(
        "run_in_progress",
        "one, turning for the second",
        book("."),
        ball("1", **out("run_out", "home1", end="bowler", crossed=False)),
    ),
    fine(
        "run_in_progress",
        "crossed on the first",
        book("."),
        ball(**out("run_out", "home1", end="bowler", crossed=True)),
    ),
    fine(
        "run_in_progress",
        "crossing not known",
        book("."),
        ball("2", **out("run_out", "home1", end="bowler")),
    ),
)


def replaced(player: str, *facts: dict[str, str]) -> Before:
    """away12 comes into the match for a player of the away side, or as `facts` say."""
    named = facts or ({"out_player_id": player, "in_player_id": "away12"},)

    def made() -> Book:
        written = book(".")()
        for each in named:
            written.fact("player_replaced", **{"team_id": "away"} | each)
        return written

    return made


def replaced_in_the_over() -> Book:
    """away5, whom another replaced, has bowled a ball of this over."""
    written = replaced("away5")()
    written.ball(bowler_id="away5")
    return written


def strangers_second() -> Book:
    """A player of no lineup has bowled a ball."""
    written = lineups()()
    written.ball(bowler_id="stranger")
    return written


KEEPING: Final = (
    against(
        "stumped_by_other",
        "by the bowler",
        book("."),
        ball(**out("stumped", "home1", fielder_ids=("away11",))),
    ),
    against(
        "stumped_by_other",
        "another keeper is named",
        lineups(),
        ball(**out("stumped", "home1", fielder_ids=("away2",))),
        KEEPER,
    ),
    fine(
        "stumped_by_other",
        "by the keeper",
        lineups(),
        ball(**out("stumped", "home1", fielder_ids=("away1",))),
        KEEPER,
    ),
    fine(
        "stumped_by_other",
        "no keeper is named",
        lineups(),
        ball(**out("stumped", "home1", fielder_ids=("away2",))),
    ),
    against(
        "stumped_by_substitute",
        "a substitute",
        book("."),
        ball(**out("stumped", "home1", fielder_ids=("x",), substitute_ids=("x",))),
    ),
    fine(
        "stumped_by_substitute",
        "the keeper",
        book("."),
        ball(**out("stumped", "home1", fielder_ids=("away1",))),
    ),
    against("bowler_is_batting", "bowls", book("."), ball(bowler_id="home2")),
    fine("bowler_is_batting", "of the others", book("."), ball()),
    against("bowler_of_batting_side", "bowls", lineups(), ball(bowler_id="home9")),
    fine("bowler_of_batting_side", "of the others", lineups(), ball()),
    against("bowler_is_substitute", "bowls", book(), ball(), SUBSTITUTE),
    fine(
        "bowler_is_substitute",
        "has joined",
        lambda: book()().fact("player_replaced", team_id="away", in_player_id="away11"),
        ball(),
        SUBSTITUTE,
    ),
    against(
        "fielder_of_batting_side",
        "catches",
        lineups(),
        ball(**out("caught", "home1", fielder_ids=("home9",))),
    ),
    fine(
        "fielder_of_batting_side",
        "as a substitute",
        lineups(),
        ball(**out("caught", "home1", fielder_ids=("home9",), substitute_ids=("home9",))),
    ),
    against("catcher_missing", "nobody", book("."), ball("Wc")),
    fine(
        "catcher_missing",
        "named",
        book("."),
        ball(**out("caught", "home1", fielder_ids=("away3",))),
    ),
    against("player_not_in_lineup", "bowls", lineups(), ball(bowler_id="stranger")),
    against(
        "player_not_in_lineup",
        "opens",
        lineups(),
        start(2, AWAY, striker_id="stranger", non_striker_id="away2"),
    ),
    fine("player_not_in_lineup", "without lineups", book(), ball(bowler_id="stranger")),
    fine(
        "player_not_in_lineup",
        "said once",
        strangers_second,
        ball(bowler_id="stranger"),
    ),
    against("replaced_plays_on", "bowls", replaced("away5"), ball(bowler_id="away5")),
    against(
        "replaced_plays_on",
        "catches",
        replaced("away5"),
        ball(**out("caught", "home1", fielder_ids=("away5",))),
    ),
    against(
        "replaced_plays_on",
        "bats",
        replaced("", {"team_id": "home", "out_player_id": "home3", "in_player_id": "home12"}),
        fact("batter_arrived", player_id="home3"),
    ),
    against(
        "replaced_plays_on",
        "resumes",
        lambda: after().fact(
            "player_replaced", team_id="home", out_player_id="home1", in_player_id="home12"
        ),
        fact("batter_resumed", player_id="home1"),
    ),
    fine(
        "replaced_plays_on",
        "told at the first ball of an over",
        replaced_in_the_over,
        ball(bowler_id="away5"),
    ),
    fine("replaced_plays_on", "the replacement", replaced("away5"), ball(bowler_id="away12")),
    fine(
        "replaced_plays_on",
        "as a substitute",
        replaced("away5"),
        ball(**out("caught", "home1", fielder_ids=("away5",), substitute_ids=("away5",))),
    ),
    fine(
        "replaced_plays_on",
        "for one role",
        replaced("", {"out_player_id": "away5", "in_player_id": "away6", "role": "bowler"}),
        ball(bowler_id="away5"),
    ),
    fine(
        "replaced_plays_on",
        "came back",
        replaced(
            "",
            {"out_player_id": "away5", "in_player_id": "away12"},
            {"out_player_id": "away12", "in_player_id": "away5"},
        ),
        ball(bowler_id="away5"),
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
