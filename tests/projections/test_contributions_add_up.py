"""Tests that contributions of whole matches add up, without super overs and despite corrections."""

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
from tests.projections.contributions import home, player_contributions, team_contributions

FIVE_A_SIDE = replace(THE_LAWS, overs_per_innings=2, players_per_side=5)


def test_super_overs_count_in_no_contribution() -> None:
    over = "6 . . . . ."
    conditions = replace(FIVE_A_SIDE, overs_per_innings=1)
    match = Book(conditions).innings(HOME, over).innings(AWAY, over)
    before_players, before_teams = player_contributions(match), team_contributions(match)
    match.innings(AWAY, "6 6 W", super_over=True)
    match.ball("Wc", wicket=match.wicket("c", fielder_ids=[home(1)]))
    match.innings(HOME, "6 6 6", super_over=True)
    assert winner_and_method(match) == (HOME, "super_over")
    assert player_contributions(match) == before_players
    assert team_contributions(match) == before_teams


def winner_and_method(book: Book) -> tuple[Any, Any]:
    """Return the winner and the method of the result."""
    result = book.state.result
    assert result is not None
    return result.winner_team_id, result.method


def test_computing_the_contributions_of_a_log_twice_gives_the_same() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME, "1 4 W | 6 wd nb+4 . 1lb")
    assert player_contributions(book) == player_contributions(book)


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
            assert sum(figures[one] for figures in facing) == each["batting"][other]
        for name in ("fours", "sixes"):
            assert sum(figures[name] for figures in facing) == each["batting"][name]
    for bowler in found:
        taken = [each["facing"].get(bowler["personId"], {}) for each in found]
        kinds = ("bowled", "caught", "lbw", "other")
        wickets = sum(figures.get(kind, 0) for figures in taken for kind in kinds)
        assert wickets == bowler["bowling"]["wickets"]


@given(legal_logs())
def test_a_log_with_corrected_mistakes_contributes_like_a_clean_one(log: LegalLog) -> None:
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
def test_runs_scored_by_one_side_are_conceded_by_the_other(log: LegalLog) -> None:
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
