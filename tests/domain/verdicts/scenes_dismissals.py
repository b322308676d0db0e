"""Scenes of verdicts on dismissals and the wicket-keeper."""

from __future__ import annotations

from typing import Final

from scrbrd.domain.verdicts.case import MatchDetails
from scrbrd.domain.vocabulary import PlayerId
from tests.domain.notation import AWAY, Book
from tests.domain.verdicts.scenes import (
    CODE_2000,
    KEEPER,
    OF_2017,
    T20,
    Before,
    against,
    another_is_out,
    ball,
    book,
    chase_of_five,
    fact,
    fine,
    lineups,
    opener_gone,
    out,
    start,
)

SUBSTITUTE = MatchDetails(substitute_ids=frozenset({PlayerId("away11")}))


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
    against("out_after_the_win", "stumped off a wide", chase_of_five("4"), ball("wdWst")),
    against("out_after_the_win", "for a run more", chase_of_five("4"), ball("1Wro")),
    fine("out_after_the_win", "before the run", chase_of_five("3"), ball("1Wro")),
    fine(
        "out_after_the_win", "by penalty runs", chase_of_five("4"), ball("W", extras={"penalty": 5})
    ),
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
        lambda: another_is_out().fact(
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
