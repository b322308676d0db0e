"""Owns the overs that turned a match: how far each moved it, in runs, and how that was computed.

The swing of an over is the runs it brought, less the runs it should have brought, less what its
wickets were worth; above 0 it helped the side batting. It should have brought what the match's
overs brought on average or, in a chase of limited overs, what the required rate asked, as long as
that is between half and twice the average (a chase already lost or won is not turned by it). A
wicket is worth the match's runs per wicket. Super overs are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.actions import Delivery
from scrbrd.domain.laws import judge
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Innings
from scrbrd.domain.vocabulary import TeamId
from scrbrd.projections.commentary import place_of_fact
from scrbrd.projections.steps import Standing, Step
from scrbrd.projections.wording import counted

Json = dict[str, Any]

TURNING_OVERS = 5
"""How many overs are named."""

ASKED_TOO_LITTLE, ASKED_TOO_MUCH = 0.5, 2.0
"""The required rate counts between these multiples of the match's average."""


@dataclass(slots=True)
class OverTold:
    """One over as far as it was bowled; `number` 0-based, `balls` legal, `asked` runs a ball."""

    innings_number: int
    number: int
    batting_team_id: TeamId | None
    bowling_team_id: TeamId | None
    asked: float | None
    runs: int = 0
    wickets: int = 0
    balls: int = 0
    place: str = ""
    action_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Averages:
    """What the overs of a match brought: runs a legal ball, and runs a wicket."""

    runs_a_ball: float
    runs_a_wicket: float

    @classmethod
    def of(cls, overs: Iterable[OverTold]) -> "Averages":
        """The averages of all overs; a wicket that never fell is worth nothing."""
        told = list(overs)
        runs, balls = sum(each.runs for each in told), sum(each.balls for each in told)
        wickets = sum(each.wickets for each in told)
        return cls(runs / balls if balls else 0.0, runs / wickets if wickets else 0.0)


class OversTold:
    """Collects the overs of a match, ball by ball."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.overs: dict[tuple[int, int], OverTold] = {}

    def see(self, step: Step) -> None:
        """Add a ball to its over."""
        action, innings = step.action, step.innings
        if not isinstance(action, Delivery) or innings is None or innings.is_super_over:
            return
        over = self.over_of(innings, step.start)
        over.runs += step.after.runs - step.start.runs
        over.wickets += step.after.wickets - step.start.wickets
        over.balls += judge(action, self.inputs.setup.conditions).is_legal
        over.place = place_of_fact(innings)
        over.action_ids.append(action.id)

    def over_of(self, innings: Innings, start: Standing) -> OverTold:
        """The over in progress, begun if this is its first ball."""
        key = (innings.number, innings.over.number)
        if key not in self.overs:
            asked = self.asked(innings, start)
            sides = innings.batting_team_id, innings.bowling_team_id
            self.overs[key] = OverTold(*key, *sides, asked)
        return self.overs[key]

    def asked(self, innings: Innings, start: Standing) -> float | None:
        """Runs a ball that a chase of limited overs asked before the over; None in any other."""
        if innings.target is None or innings.overs_limit is None:
            return None
        length = self.inputs.setup.conditions.balls_per_over
        left = (innings.overs_limit - start.overs_completed) * length
        return max(0, innings.target - start.runs) / left if left > 0 else None

    def turning(self) -> list[Json]:
        """The overs that moved the match furthest, the furthest first; those before win ties."""
        averages = Averages.of(self.overs.values())
        told = [turn(each, averages, self.inputs) for each in self.overs.values()]
        return sorted(told, key=lambda each: -abs(each["swing"]))[:TURNING_OVERS]


def turn(over: OverTold, averages: Averages, inputs: Inputs) -> Json:
    """One over as a highlight; `swing` in runs, above 0 for the side batting."""
    usual = averages.runs_a_ball * over.balls
    due = due_of(over, averages) * over.balls
    swing = over.runs - due - over.wickets * averages.runs_a_wicket
    towards = over.batting_team_id if swing >= 0 else over.bowling_team_id
    brought = f"{counted(over.runs, 'run')}, {counted(over.wickets, 'wicket')}"
    return {
        "kind": "turning_over",
        "actionIds": list(over.action_ids),
        "inningsNumber": over.innings_number,
        "over": over.place,
        "text": f"Over {over.number + 1}: {brought}, towards {inputs.team_name(towards)}",
        "swing": round(swing, 2),
        "towardsTeamId": towards,
        "how": how(over, averages, usual, due, swing),
    }


def due_of(over: OverTold, averages: Averages) -> float:
    """Runs a ball that an over should have brought."""
    usual = averages.runs_a_ball
    if over.asked is None:
        return usual
    return min(max(over.asked, ASKED_TOO_LITTLE * usual), ASKED_TOO_MUCH * usual)


def how(over: OverTold, averages: Averages, usual: float, due: float, swing: float) -> str:
    """The computation in words, with its numbers."""
    said = f"The match's average for {counted(over.balls, 'legal ball')} is {usual:.2f} runs"
    if over.asked is not None:
        asked = over.asked * over.balls
        limits = "" if abs(asked - due) < 0.005 else f", counted as {due:.2f}"
        said += f"; the chase asked for {asked:.2f}{limits}"
    wicket = averages.runs_a_wicket
    lost = (
        f" - {over.wickets} x {wicket:.2f} (runs per wicket of the match)" if over.wickets else ""
    )
    return f"{said}. Swing: {over.runs} - {due:.2f}{lost} = {swing:+.2f} runs."
