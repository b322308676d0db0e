"""The contributions of whole matches: they add up, and neither super overs nor corrections show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given

from scrbrd.domain.effective import effective_log
from scrbrd.domain.fold import fold
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.projections.stats.head_to_head_balls import HeadToHeadBalls
from scrbrd.projections.stats.match_stats import player_match_stats, team_match_stats
from scrbrd.projections.steps import play
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.strategies import LegalLog, legal_logs
from tests.projections.contributed import home, of_players, of_teams

FIVE = replace(THE_LAWS, overs_per_innings=2, players_per_side=5)


def test_super_overs_stay_out_of_everything() -> None:
    over = "6 . . . . ."
    conditions = replace(FIVE, overs_per_innings=1)
    tied = Book(conditions).innings(HOME, over).innings(AWAY, over)
    before_players, before_teams = of_players(tied), of_teams(tied)
    tied.innings(AWAY, "6 6 W", super_over=True)
    tied.ball("Wc", wicket=tied.wicket("c", fielder_ids=[home(1)]))
    tied.innings(HOME, "6 6 6", super_over=True)
    assert followed_result(tied) == (HOME, "super_over")
    assert of_players(tied) == before_players
    assert of_teams(tied) == before_teams


def followed_result(book: Book) -> tuple[Any, Any]:
    """Who won, and how."""
    result = book.state.result
    assert result is not None
    return result.winner_team_id, result.method


def test_following_a_log_again_contributes_the_same() -> None:
    book = Book(FIVE).innings(HOME, "1 4 W | 6 wd nb+4 . 1lb")
    assert of_players(book) == of_players(book)


@given(legal_logs())
def test_the_contributions_of_any_match_add_up_to_its_scorecard(log: LegalLog) -> None:
    state, head_to_head = MatchState(log.setup), HeadToHeadBalls()
    for step in play(state, log.actions):
        head_to_head.add_step(step)
    assert state == fold(MatchState(log.setup), log.actions)
    found: list[Any] = [*player_match_stats(state, Inputs(log.setup), head_to_head, {}).values()]
    main = state.main_innings
    extras = sum(i.wides + i.no_balls + i.byes + i.leg_byes + i.penalty for i in main)
    assert sum(each["batting"]["runs"] for each in found) + extras == sum(i.runs for i in main)
    assert sum(each["bowling"]["ballsBowled"] for each in found) == sum(
        innings.legal_balls for innings in main
    )
    for each in found:
        facing = each["facing"].values()
        for one, other in (("ballsFaced", "ballsFaced"), ("runsScored", "runs")):
            assert sum(meeting[one] for meeting in facing) == each["batting"][other]
        for name in ("fours", "sixes"):
            assert sum(meeting[name] for meeting in facing) == each["batting"][name]
    for bowler in found:
        taken = [each["facing"].get(bowler["personId"], {}) for each in found]
        kinds = ("bowled", "caught", "lbw", "other")
        wickets = sum(meeting.get(kind, 0) for meeting in taken for kind in kinds)
        assert wickets == bowler["bowling"]["wickets"]


@given(legal_logs())
def test_a_mended_log_contributes_as_if_nothing_had_been_wrong(log: LegalLog) -> None:
    documents: list[Any] = []
    for actions in (log.actions, effective_log(log.messy).actions):
        state, head_to_head = MatchState(log.setup), HeadToHeadBalls()
        for step in play(state, actions):
            head_to_head.add_step(step)
        inputs = Inputs(log.setup)
        documents.append(
            (player_match_stats(state, inputs, head_to_head, {}), team_match_stats(state, inputs))
        )
    assert documents[0] == documents[1]


@given(legal_logs())
def test_what_one_side_scores_the_other_concedes(log: LegalLog) -> None:
    state = fold(MatchState(log.setup), log.actions)
    found = team_match_stats(state, Inputs(log.setup))
    assert bool(found) == (state.result is not None)
    if found:
        ours, theirs = found[HOME], found[AWAY]
        assert (ours["runsScored"], ours["ballsPlayed"]) == (
            theirs["runsConceded"],
            theirs["ballsBowled"],
        )
        opposite = {"W": "L", "L": "W", "T": "T", "D": "D", "NR": "NR"}
        assert ours["outcome"] == opposite[theirs["outcome"]]
