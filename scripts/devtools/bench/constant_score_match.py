"""Builds a match in which only the log grows: two batters, two bowlers, no runs.

Its score has the same size at ball 1,200 as at ball 12. Any difference in time is therefore caused
by the length of the log.
"""

from __future__ import annotations

from dataclasses import replace

from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.domain.vocabulary import PlayerId

OVER = 6
ACTIONS = 1_200


def constant_score_match(log: MatchLog) -> MatchLog:
    """Return a match of dot balls to two openers from two bowlers, without a limit of overs."""
    opening = next(action for action in log.actions if isinstance(action, Delivery))
    other = next(
        action.bowler_id
        for action in log.actions
        if isinstance(action, Delivery) and action.bowler_id != opening.bowler_id
    )
    balls = [dot_ball(opening, other, number) for number in range(ACTIONS - 1)]
    return replace(log, actions=(log.actions[0], *balls), stated=None)


def dot_ball(opening: Delivery, other: PlayerId, number: int) -> Action:
    """Return dot ball `number` (0-based); striker and bowler change with each over."""
    over, place = divmod(number, OVER)
    pair = (opening.striker_id, opening.non_striker_id)
    striker, non_striker = pair if over % 2 == 0 else reversed(pair)
    return Delivery(
        id=action_id(1, number + 2),
        match_id=opening.match_id,
        innings_number=1,
        sequence_number=number + 2,
        over_number=over,
        ball_in_over=place + 1,
        striker_id=striker,
        non_striker_id=non_striker,
        bowler_id=opening.bowler_id if over % 2 == 0 else other,
    )
