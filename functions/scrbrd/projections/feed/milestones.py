"""Finds the milestones of the feed: which action brought a fifty, a hat-trick, a maiden.

Found by comparing the figures before and after one step. Super overs have none: they are no part of
anybody's career (playing condition: super over).
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from scrbrd.domain.actions import Delivery, PenaltyAwarded
from scrbrd.domain.penalties import innings_to_credit
from scrbrd.domain.state import Innings
from scrbrd.projections.feed.documents import MilestoneAchievedEvent
from scrbrd.projections.feed.event_data import (
    BatterMilestone,
    BowlerMilestone,
    FiveWickets,
    MilestoneAchieved,
    PartnershipMilestone,
    TeamMilestone,
)
from scrbrd.projections.landmarks import FIFTY, FIVE_WICKETS, HUNDRED, TEN_WICKETS
from scrbrd.projections.steps import Step, match_wickets_of

HAT_TRICK = 3


class Milestone(StrEnum):
    """What was reached; `further_fifty` is a batter's 150, 200 and so on."""

    FIFTY = "fifty"
    HUNDRED = "hundred"
    FURTHER_FIFTY = "further_fifty"
    FIVE_WICKETS = "five_wickets"
    TEN_WICKETS = "ten_wickets"
    HAT_TRICK = "hat_trick"
    MAIDEN = "maiden"
    PARTNERSHIP_FIFTY = "partnership_fifty"
    PARTNERSHIP_HUNDRED = "partnership_hundred"
    TEAM_FIFTY = "team_fifty"
    TEAM_HUNDRED = "team_hundred"


def milestones(step: Step, streak: int, maidens_before: int) -> list[MilestoneAchievedEvent]:
    """All that an action reached. `streak` counts the bowler's wickets with consecutive balls."""
    return [
        {"type": "MILESTONE_ACHIEVED", "data": data}
        for data in reached(step, streak, maidens_before)
    ]


def reached(step: Step, streak: int, maidens_before: int) -> Iterator[MilestoneAchieved]:
    """What each milestone of an action says; `value` is the figure reached: runs, wickets, maidens
    so far."""
    innings = step.innings
    if innings is None or innings.is_super_over or step.refused is not None:
        return
    if isinstance(step.action, Delivery):
        if step.after.runs != step.start.runs:
            yield from batters(step, step.action, innings)
            yield from stands(step, innings)
        if step.after.bowler_wickets != step.start.bowler_wickets:
            yield from bowlers(step, step.action, innings, streak)
        if step.after.bowler_maidens > maidens_before:
            maidens = step.after.bowler_maidens
            yield {"milestone": "maiden", "value": maidens, "playerId": step.action.bowler_id}
    if step.after.runs != step.start.runs or isinstance(step.action, PenaltyAwarded):
        yield from teams(step, innings)


def crossed(before: int, after: int, unit: int = FIFTY) -> range:
    """The multiples of `unit` that were passed or reached: 49 to 55 passes 50."""
    return range((before // unit + 1) * unit, after + 1, unit)


def batters(step: Step, action: Delivery, innings: Innings) -> Iterator[BatterMilestone]:
    """The striker's fifties, with the balls faced (wides excluded)."""
    before = step.start.striker_runs
    for runs in crossed(before, step.after.striker_runs):
        yield {
            "milestone": fifty_called(runs),
            "value": runs,
            "playerId": action.striker_id,
            "balls": innings.batters[action.striker_id].balls_faced,
        }


def fifty_called(runs: int) -> Literal["fifty", "hundred", "further_fifty"]:
    """What a batter's fifty is called: 50, 100, 150 and so on."""
    if runs == FIFTY:
        return "fifty"
    return "hundred" if runs == HUNDRED else "further_fifty"


def stands(step: Step, innings: Innings) -> Iterator[PartnershipMilestone]:
    """The partnership's fifties, extras included; the balls are those faced together."""
    before = step.start.partnership_runs if step.start.stands == step.after.stands else 0
    stand = innings.partnerships[-1]
    both = (stand.batter_a_id, stand.batter_b_id)
    pair = [player for player in both if player is not None]
    for runs in crossed(before, step.after.partnership_runs):
        yield {
            "milestone": "partnership_fifty" if runs % HUNDRED else "partnership_hundred",
            "value": runs,
            "playerIds": pair,
            "balls": stand.balls,
        }


def bowlers(
    step: Step, action: Delivery, innings: Innings, streak: int
) -> Iterator[FiveWickets | BowlerMilestone]:
    """A bowler's wicket: five in the innings, ten in the match, three with consecutive balls."""
    bowler, before, after = innings.bowlers[action.bowler_id], step.start, step.after
    if before.bowler_wickets < FIVE_WICKETS <= after.bowler_wickets:
        yield {
            "milestone": "five_wickets",
            "value": FIVE_WICKETS,
            "playerId": bowler.player_id,
            "runs": bowler.runs_conceded,
        }
    if match_wickets_of(step.state, action.bowler_id) == TEN_WICKETS:
        yield {"milestone": "ten_wickets", "value": TEN_WICKETS, "playerId": bowler.player_id}
    if streak == HAT_TRICK:
        yield {"milestone": "hat_trick", "value": HAT_TRICK, "playerId": bowler.player_id}


def teams(step: Step, innings: Innings) -> Iterator[TeamMilestone]:
    """The side's fifties, penalty runs included, also those that go to an innings that is over
    (Law 18.6); the balls are legal ones."""
    action, before = step.action, step.start.runs
    if isinstance(action, PenaltyAwarded):
        credited = innings_to_credit(step.state, action.to_team_id)
        if credited is None:
            return
        innings, before = credited, credited.runs - action.runs
    for runs in crossed(before, innings.runs):
        yield {
            "milestone": "team_fifty" if runs % HUNDRED else "team_hundred",
            "value": runs,
            "teamId": innings.batting_team_id,
            "balls": innings.legal_balls,
        }
