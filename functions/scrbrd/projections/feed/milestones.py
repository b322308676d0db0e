"""Finds the milestones of the feed: the action that brought a fifty, a hat-trick, a maiden.

Found by comparing the figures before and after one step. Super overs have none: they are not part
of career figures (playing condition: super over).
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
    """The kind of a milestone; `further_fifty` is a batter's 150, 200 and so on."""

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
    """Return all milestones of an action.

    `streak` counts the bowler's wickets with consecutive balls.
    """
    return [
        {"type": "MILESTONE_ACHIEVED", "data": data}
        for data in milestone_data(step, streak, maidens_before)
    ]


def milestone_data(step: Step, streak: int, maidens_before: int) -> Iterator[MilestoneAchieved]:
    """Yield the data of each milestone of an action.

    `value` is the figure reached: runs, wickets or maidens so far.
    """
    innings = step.innings
    if innings is None or innings.is_super_over or step.refused is not None:
        return
    if isinstance(step.action, Delivery):
        if step.after.runs != step.start.runs:
            yield from batter_milestones(step, step.action, innings)
            yield from partnership_milestones(step, innings)
        if step.after.bowler_wickets != step.start.bowler_wickets:
            yield from bowler_milestones(step, step.action, innings, streak)
        if step.after.bowler_maidens > maidens_before:
            maidens = step.after.bowler_maidens
            yield {"milestone": "maiden", "value": maidens, "playerId": step.action.bowler_id}
    if step.after.runs != step.start.runs or isinstance(step.action, PenaltyAwarded):
        yield from team_milestones(step, innings)


def multiples_reached(before: int, after: int, unit: int = FIFTY) -> range:
    """Return the multiples of `unit` that were passed or reached: from 49 to 55 it is 50."""
    return range((before // unit + 1) * unit, after + 1, unit)


def batter_milestones(step: Step, action: Delivery, innings: Innings) -> Iterator[BatterMilestone]:
    """Yield the striker's fifties, with the balls faced (wides excluded)."""
    before = step.start.striker_runs
    for runs in multiples_reached(before, step.after.striker_runs):
        yield {
            "milestone": fifty_kind(runs),
            "value": runs,
            "playerId": action.striker_id,
            "balls": innings.batters[action.striker_id].balls_faced,
        }


def fifty_kind(runs: int) -> Literal["fifty", "hundred", "further_fifty"]:
    """Return the kind of a batter's fifty: 50, 100, or further ones."""
    if runs == FIFTY:
        return "fifty"
    return "hundred" if runs == HUNDRED else "further_fifty"


def partnership_milestones(step: Step, innings: Innings) -> Iterator[PartnershipMilestone]:
    """Yield the partnership's fifties, extras included; the balls are those faced together."""
    before = step.start.partnership_runs if step.start.stands == step.after.stands else 0
    stand = innings.partnerships[-1]
    both = (stand.batter_a_id, stand.batter_b_id)
    pair = [player for player in both if player is not None]
    for runs in multiples_reached(before, step.after.partnership_runs):
        yield {
            "milestone": "partnership_fifty" if runs % HUNDRED else "partnership_hundred",
            "value": runs,
            "playerIds": pair,
            "balls": stand.balls,
        }


def bowler_milestones(
    step: Step, action: Delivery, innings: Innings, streak: int
) -> Iterator[FiveWickets | BowlerMilestone]:
    """Yield a bowler's milestones: five wickets in the innings, ten in the match, three in a
    row.
    """
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


def team_milestones(step: Step, innings: Innings) -> Iterator[TeamMilestone]:
    """Yield the side's fifties, penalty runs included; the balls are legal ones.

    Penalty runs may also go to an innings that is over (Law 18.6).
    """
    action, before = step.action, step.start.runs
    if isinstance(action, PenaltyAwarded):
        credited = innings_to_credit(step.state, action.to_team_id)
        if credited is None:
            return
        innings, before = credited, credited.runs - action.runs
    for runs in multiples_reached(before, innings.runs):
        yield {
            "milestone": "team_fifty" if runs % HUNDRED else "team_hundred",
            "value": runs,
            "teamId": innings.batting_team_id,
            "balls": innings.legal_balls,
        }
