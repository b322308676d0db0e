"""Defines how scorers err: how often, and what they write instead of what they saw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from scrbrd.domain.actions import NO_EXTRAS, Action, Delivery
from scrbrd.domain.vocabulary import PlayerId

PER_BALLS = 250
"""Rates are for so many balls of one scorer."""

SCORE_SHARE = 0.8
"""Of the wrong values that many change the score; the others how it came about."""

RUNS = (0, 0, 1, 1, 1, 2, 2, 3, 4, 6)


class Slip(StrEnum):
    """What a scorer got wrong."""

    VALUE = "value"
    MISSED = "missed"
    DOUBLED = "doubled"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Skill:
    """Slips in 250 balls. `noticed`: the share that the scorer sees at once, without being asked;
    `nudged`: the share of balls missed or doubled that the scorer finds between two balls, because
    the standings show that one book is ahead; `conceded`: the share of disputes in which one who is
    right gives in."""

    wrong: float
    missed: float
    doubled: float
    swapped: float
    noticed: float = 0
    nudged: float = 0
    conceded: float = 0.03

    def draw(self, random: Random) -> Slip | None:
        """Return what goes wrong with a ball; None for the most."""
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


def wrong_value(ball: Delivery, bowlers: list[PlayerId], random: Random) -> Delivery:
    """Return a ball with a value that is not what happened."""
    if random.random() >= SCORE_SHARE:
        return wrong_detail(ball, bowlers, random)
    extras = ball.extras
    if extras != NO_EXTRAS and random.random() < 0.5:
        return without_extras(ball)
    if ball.wicket is not None and random.random() < 0.5:
        return ball.model_copy(update={"wicket": None, "is_wicket": False})
    runs = random.choice([each for each in RUNS if each != ball.runs_off_bat])
    fields = {"runs_off_bat": runs, "boundary": None, "runs_run": None}
    return with_true_totals(ball.model_copy(update=fields))


def without_extras(ball: Delivery) -> Delivery:
    """Return a ball whose extras were put down as runs off the bat."""
    extras = ball.extras
    runs = extras.bye + extras.leg_bye + max(0, extras.wide - 1)
    fields = {"runs_off_bat": ball.runs_off_bat + runs, "extras": NO_EXTRAS}
    return with_true_totals(ball.model_copy(update=fields))


def with_true_totals(ball: Delivery) -> Delivery:
    """Return a ball whose total and legality are those of its parts, as every app writes them: the
    rules refuse others."""
    extras = ball.extras
    total = ball.runs_off_bat + sum(extras.model_dump().values())
    is_legal = not (extras.wide or extras.no_ball or ball.not_counted)
    return ball.model_copy(update={"total_runs": total, "is_legal_delivery": is_legal})


def wrong_detail(ball: Delivery, bowlers: list[PlayerId], random: Random) -> Delivery:
    """Return a ball of another bowler, or with what is told of it changed."""
    others = [each for each in bowlers if each != ball.bowler_id]
    if ball.wicket is not None and ball.wicket.fielder_ids:
        wicket = ball.wicket.model_copy(update={"fielder_ids": tuple(others[:1])})
        return ball.model_copy(update={"wicket": wicket})
    if others and random.random() < 0.5:
        return ball.model_copy(update={"bowler_id": random.choice(others)})
    return swapped(ball)


def swapped(ball: Delivery) -> Delivery:
    """Return a ball with the batters at the other ends."""
    if not ball.non_striker_id:
        return ball
    fields = {"striker_id": ball.non_striker_id, "non_striker_id": ball.striker_id}
    return ball.model_copy(update=fields)


def slipped(action: Action, slip: Slip | None, bowlers: list[PlayerId], random: Random) -> Action:
    """Return what a scorer writes of a ball."""
    if not isinstance(action, Delivery):
        return action
    if slip is Slip.VALUE:
        return wrong_value(action, bowlers, random)
    return swapped(action) if slip is Slip.SWAPPED else action
