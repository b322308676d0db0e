"""Scenes for dismissals, fielders and the wicket-keeper."""

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
    ball,
    book,
    breaks,
    chase_of_five,
    fact,
    innings_with_lineups,
    keeps,
    opener_out,
    start,
    wicket,
    wicket_after_retirement,
)

SUBSTITUTE = MatchDetails(substitute_ids=frozenset({PlayerId("away11")}))


def keeper_replaced() -> Book:
    """Return an innings in which away12 came for the keeper, away1, after a concussion."""
    players = {"out_player_id": "away1", "in_player_id": "away12", "reason": "concussion"}
    return innings_with_lineups()().fact("player_replaced", team_id=AWAY, **players)


DISMISSALS: Final = (
    *(
        breaks("out_off_no_ball", how, book("."), ball(f"nbW{how}"))
        for how in ("", "c", "lbw", "st", "hw")
    ),
    *(keeps("out_off_no_ball", how, book("."), ball(f"nbW{how}")) for how in ("ro", "obs", "tw")),
    *(breaks("out_off_wide", how, book("."), ball(f"wdW{how}")) for how in ("", "c", "lbw", "tw")),
    *(
        keeps("out_off_wide", how, book("."), ball(f"wdW{how}"))
        for how in ("ro", "obs", "st", "hw")
    ),
    breaks("out_off_free_hit", "caught", book("nb", T20), ball("Wc")),
    breaks("out_off_free_hit", "stumped off the wide", book("nb", T20), ball("wdWst")),
    keeps("out_off_free_hit", "bowled off the wide", book("nb", T20), ball("wdW")),
    keeps("out_off_free_hit", "run out", book("nb", T20), ball("Wro")),
    keeps("out_off_free_hit", "the Laws know none", book("nb"), ball("Wc")),
    breaks("out_after_the_win", "stumped off a wide", chase_of_five("4"), ball("wdWst")),
    breaks("out_after_the_win", "for a run more", chase_of_five("4"), ball("1Wro")),
    keeps("out_after_the_win", "before the run", chase_of_five("3"), ball("1Wro")),
    keeps(
        "out_after_the_win", "by penalty runs", chase_of_five("4"), ball("W", extras={"penalty": 5})
    ),
    breaks("handled_ball", "2017", book(".", OF_2017), ball("Whb")),
    keeps("handled_ball", "2000", book(".", CODE_2000), ball("Whb")),
    breaks(
        "timed_out_opener",
        "nobody has left",
        book(),
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    keeps(
        "timed_out_opener",
        "after a wicket",
        opener_out,
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    breaks(
        "timed_out_at_crease",
        "is in",
        book("."),
        fact("batter_dismissed", player_id="home1", wicket_type="timed_out"),
    ),
    breaks(
        "timed_out_without_vacancy",
        "two are in",
        book("W ."),
        fact("batter_dismissed", player_id="home4", wicket_type="timed_out"),
    ),
    keeps(
        "timed_out_without_vacancy",
        "one is in",
        opener_out,
        fact("batter_dismissed", player_id="home3", wicket_type="timed_out"),
    ),
    breaks("timed_out_on_a_ball", "on a ball", book("W"), ball(**wicket("timed_out", "home9"))),
    breaks("retired_on_a_ball", "on a ball", book("."), ball(**wicket("retired_hurt", "home1"))),
    breaks(
        "retired_as_dismissed",
        "as a dismissal",
        book("."),
        fact("batter_dismissed", player_id="home1", wicket_type="retired_out"),
    ),
    *(
        breaks(
            "needs_a_delivery",
            how,
            book("."),
            fact("batter_dismissed", player_id="home1", wicket_type=how),
        )
        for how in ("bowled", "caught", "lbw", "stumped", "hit_wicket", "hit_ball_twice")
    ),
    *(
        keeps(
            "needs_a_delivery",
            how,
            book("."),
            fact("batter_dismissed", player_id="home1", wicket_type=how),
        )
        for how in ("run_out", "obstructing_field")
    ),
    breaks("run_out_before_ball", "38.3", book("."), ball("Wron", note="backing up, 38.3.1")),
    keeps("run_out_before_ball", "no clause", book("."), ball("Wron")),
    keeps("run_out_before_ball", "another clause", book("."), ball("Wron", note="38.2.2.1")),
    keeps("run_out_before_ball", "the striker", book("."), ball("Wro", note="38.3.1")),
    keeps("run_out_before_ball", "2000", book(".", CODE_2000), ball("Wron", note="38.3")),
    breaks(
        "run_out_end_not_said", "after a run", book("."), ball("1", **wicket("run_out", "home1"))
    ),
    keeps("run_out_end_not_said", "no run", book("."), ball(**wicket("run_out", "home1"))),
    keeps("run_out_end_not_said", "said", book("."), ball("1Wro")),
    *(breaks("runs_with_dismissal", how, book("."), ball(f"1W{how}")) for how in ("", "c", "lbw")),
    breaks("runs_with_dismissal", "stumped off a wide", book("."), ball("2wdWst")),
    keeps("runs_with_dismissal", "the penalty of a wide", book("."), ball("wdWst")),
    keeps("runs_with_dismissal", "run out", book("."), ball("1Wro")),
    keeps("runs_with_dismissal", "off a free hit", book("nb", T20), ball("1W")),
    keeps("runs_with_dismissal", "penalty runs", book("."), ball("W", extras={"penalty": 5})),
    breaks("runs_with_obstruction", "two", book("."), ball("2Wobs")),
    keeps("runs_with_obstruction", "none", book("."), ball("Wobs")),
    breaks(
        "run_in_progress",
        "two, and the non-striker's end",
        book("."),
        ball("2", **wicket("run_out", "home1", end="bowler", crossed=False)),
    ),
    keeps(
        "run_in_progress",
        "one, turning for the second",
        book("."),
        ball("1", **wicket("run_out", "home1", end="bowler", crossed=False)),
    ),
    keeps(
        "run_in_progress",
        "crossed on the first",
        book("."),
        ball(**wicket("run_out", "home1", end="bowler", crossed=True)),
    ),
    keeps(
        "run_in_progress",
        "crossing not known",
        book("."),
        ball("2", **wicket("run_out", "home1", end="bowler")),
    ),
)


def after_replacement(player_id: str, *facts: dict[str, str]) -> Before:
    """Return a function that makes an innings with a replacement: by away12, or as in `facts`."""
    replacements = facts or ({"out_player_id": player_id, "in_player_id": "away12"},)

    def make() -> Book:
        scorebook = book(".")()
        for each in replacements:
            scorebook.fact("player_replaced", **{"team_id": "away"} | each)
        return scorebook

    return make


def replaced_bowler_in_over() -> Book:
    """Return an innings: away5, who was replaced, has bowled a ball of this over."""
    scorebook = after_replacement("away5")()
    scorebook.ball(bowler_id="away5")
    return scorebook


def after_ball_of_stranger() -> Book:
    """Return an innings: a player in no lineup has bowled a ball."""
    scorebook = innings_with_lineups()()
    scorebook.ball(bowler_id="stranger")
    return scorebook


KEEPING: Final = (
    breaks(
        "stumped_by_other",
        "by the bowler",
        book("."),
        ball(**wicket("stumped", "home1", fielder_ids=("away11",))),
    ),
    breaks(
        "stumped_by_other",
        "another keeper is named",
        innings_with_lineups(),
        ball(**wicket("stumped", "home1", fielder_ids=("away2",))),
        KEEPER,
    ),
    keeps(
        "stumped_by_other",
        "by the keeper",
        innings_with_lineups(),
        ball(**wicket("stumped", "home1", fielder_ids=("away1",))),
        KEEPER,
    ),
    keeps(
        "stumped_by_other",
        "no keeper is named",
        innings_with_lineups(),
        ball(**wicket("stumped", "home1", fielder_ids=("away2",))),
    ),
    breaks(
        "stumped_by_substitute",
        "a substitute",
        book("."),
        ball(**wicket("stumped", "home1", fielder_ids=("x",), substitute_ids=("x",))),
    ),
    keeps(
        "stumped_by_substitute",
        "the keeper",
        book("."),
        ball(**wicket("stumped", "home1", fielder_ids=("away1",))),
    ),
    breaks("bowler_is_batting", "bowls", book("."), ball(bowler_id="home2")),
    keeps("bowler_is_batting", "of the others", book("."), ball()),
    breaks("bowler_of_batting_side", "bowls", innings_with_lineups(), ball(bowler_id="home9")),
    keeps("bowler_of_batting_side", "of the others", innings_with_lineups(), ball()),
    breaks("bowler_is_substitute", "bowls", book(), ball(), SUBSTITUTE),
    keeps(
        "bowler_is_substitute",
        "has joined",
        lambda: book()().fact("player_replaced", team_id="away", in_player_id="away11"),
        ball(),
        SUBSTITUTE,
    ),
    keeps(
        "stumped_by_other",
        "the keeper was replaced",
        keeper_replaced,
        ball(**wicket("stumped", "home1", fielder_ids=("away12",))),
        KEEPER,
    ),
    breaks(
        "fielder_of_batting_side",
        "catches",
        innings_with_lineups(),
        ball(**wicket("caught", "home1", fielder_ids=("home9",))),
    ),
    keeps(
        "fielder_of_batting_side",
        "as a substitute",
        innings_with_lineups(),
        ball(**wicket("caught", "home1", fielder_ids=("home9",), substitute_ids=("home9",))),
    ),
    breaks("catcher_missing", "nobody", book("."), ball("Wc")),
    keeps(
        "catcher_missing",
        "named",
        book("."),
        ball(**wicket("caught", "home1", fielder_ids=("away3",))),
    ),
    breaks("player_not_in_lineup", "bowls", innings_with_lineups(), ball(bowler_id="stranger")),
    breaks(
        "player_not_in_lineup",
        "opens",
        innings_with_lineups(),
        start(2, AWAY, striker_id="stranger", non_striker_id="away2"),
    ),
    keeps("player_not_in_lineup", "without lineups", book(), ball(bowler_id="stranger")),
    keeps(
        "player_not_in_lineup",
        "said once",
        after_ball_of_stranger,
        ball(bowler_id="stranger"),
    ),
    breaks("replaced_plays_on", "bowls", after_replacement("away5"), ball(bowler_id="away5")),
    breaks(
        "replaced_plays_on",
        "catches",
        after_replacement("away5"),
        ball(**wicket("caught", "home1", fielder_ids=("away5",))),
    ),
    breaks(
        "replaced_plays_on",
        "bats",
        after_replacement(
            "", {"team_id": "home", "out_player_id": "home3", "in_player_id": "home12"}
        ),
        fact("batter_arrived", player_id="home3"),
    ),
    breaks(
        "replaced_plays_on",
        "resumes",
        lambda: wicket_after_retirement().fact(
            "player_replaced", team_id="home", out_player_id="home1", in_player_id="home12"
        ),
        fact("batter_resumed", player_id="home1"),
    ),
    keeps(
        "replaced_plays_on",
        "told at the first ball of an over",
        replaced_bowler_in_over,
        ball(bowler_id="away5"),
    ),
    keeps(
        "replaced_plays_on", "the replacement", after_replacement("away5"), ball(bowler_id="away12")
    ),
    keeps(
        "replaced_plays_on",
        "as a substitute",
        after_replacement("away5"),
        ball(**wicket("caught", "home1", fielder_ids=("away5",), substitute_ids=("away5",))),
    ),
    keeps(
        "replaced_plays_on",
        "for one role",
        after_replacement(
            "", {"out_player_id": "away5", "in_player_id": "away6", "role": "bowler"}
        ),
        ball(bowler_id="away5"),
    ),
    keeps(
        "replaced_plays_on",
        "came back",
        after_replacement(
            "",
            {"out_player_id": "away5", "in_player_id": "away12"},
            {"out_player_id": "away12", "in_player_id": "away5"},
        ),
        ball(bowler_id="away5"),
    ),
)
