"""Defines the errors of scorers: how often they happen, and what is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from scrbrd.domain.actions import NO_EXTRAS, Action, Delivery
from scrbrd.domain.vocabulary import PlayerId

PER_BALLS = 250
"""Rates are per this number of balls of one scorer."""

SCORE_SHARE = 0.8
"""The share of wrong values that change the score; the others change details."""

RUNS = (0, 0, 1, 1, 1, 2, 2, 3, 4, 6)


class Slip(StrEnum):
    """The kind of a scorer's error."""

    VALUE = "value"
    MISSED = "missed"
    DOUBLED = "doubled"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Skill:
    """Error rates per 250 balls, and shares of reactions.

    `noticed` is the share of slips that the scorer notices at once, unprompted. `nudged` is the
    share of missed or doubled balls that the scorer finds between two balls, because the standings
    show that one book is ahead. `conceded` is the share of disputes in which a scorer who is right
    concedes.
    """

    wrong: float
    missed: float
    doubled: float
    swapped: float
    noticed: float = 0
    nudged: float = 0
    conceded: float = 0.03

    def draw(self, random: Random) -> Slip | None:
        """Return a random error for a ball; None for most balls."""
        number = random.random() * PER_BALLS
        for slip, rate in (
            (Slip.VALUE, self.wrong),
            (Slip.MISSED, self.missed),
            (Slip.DOUBLED, self.doubled),
            (Slip.SWAPPED, self.swapped),
        ):
            number -= rate
            if number < 0:
                return slip
        return None


SKILLED = Skill(wrong=1.5, missed=0.5, doubled=0.3, swapped=0.8)
CLUB = Skill(wrong=4.5, missed=1.5, doubled=0.9, swapped=2.4)
FLAWLESS = Skill(wrong=0, missed=0, doubled=0, swapped=0)
SKILLS = {"skilled": SKILLED, "club": CLUB, "flawless": FLAWLESS}


def with_wrong_value(ball: Delivery, bowlers: list[PlayerId], random: Random) -> Delivery:
    """Return a ball with a wrong value."""
    if random.random() >= SCORE_SHARE:
        return with_wrong_detail(ball, bowlers, random)
    extras = ball.extras
    if extras != NO_EXTRAS and random.random() < 0.5:
        return without_extras(ball)
    if ball.wicket is not None and random.random() < 0.5:
        return ball.model_copy(update={"wicket": None, "is_wicket": False})
    runs = random.choice([each for each in RUNS if each != ball.runs_off_bat])
    fields = {"runs_off_bat": runs, "boundary": None, "runs_run": None}
    return with_true_totals(ball.model_copy(update=fields))


def without_extras(ball: Delivery) -> Delivery:
    """Return a ball whose extras were recorded as runs off the bat."""
    extras = ball.extras
    runs = extras.bye + extras.leg_bye + max(0, extras.wide - 1)
    fields = {"runs_off_bat": ball.runs_off_bat + runs, "extras": NO_EXTRAS}
    return with_true_totals(ball.model_copy(update=fields))


def with_true_totals(ball: Delivery) -> Delivery:
    """Return a ball with total and legality recomputed from its parts.

    Every app writes them so; the rules reject other values.
    """
    extras = ball.extras
    total = ball.runs_off_bat + sum(extras.model_dump().values())
    is_legal = not (extras.wide or extras.no_ball or ball.not_counted)
    return ball.model_copy(update={"total_runs": total, "is_legal_delivery": is_legal})


def with_wrong_detail(ball: Delivery, bowlers: list[PlayerId], random: Random) -> Delivery:
    """Return a ball with another bowler or another wrong detail."""
    others = [each for each in bowlers if each != ball.bowler_id]
    if ball.wicket is not None and ball.wicket.fielder_ids:
        wicket = ball.wicket.model_copy(update={"fielder_ids": tuple(others[:1])})
        return ball.model_copy(update={"wicket": wicket})
    if others and random.random() < 0.5:
        return ball.model_copy(update={"bowler_id": random.choice(others)})
    return with_batters_swapped(ball)


def with_batters_swapped(ball: Delivery) -> Delivery:
    """Return a ball with striker and non-striker exchanged."""
    if not ball.non_striker_id:
        return ball
    fields = {"striker_id": ball.non_striker_id, "non_striker_id": ball.striker_id}
    return ball.model_copy(update=fields)


def with_slip(action: Action, slip: Slip | None, bowlers: list[PlayerId], random: Random) -> Action:
    """Return the action that a scorer records."""
    if not isinstance(action, Delivery):
        return action
    if slip is Slip.VALUE:
        return with_wrong_value(action, bowlers, random)
    return with_batters_swapped(action) if slip is Slip.SWAPPED else action
