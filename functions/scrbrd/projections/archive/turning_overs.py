"""Finds the overs that turned a match: the swing of each, and how it was computed.

Resources are those of the Duckworth-Lewis Standard Edition: the combined worth of overs left and
wickets in hand, so that a wicket early in an innings costs much and one off its last ball nothing.

In an innings of limited overs the swing is in percentage points of the batting side's chance of
winning. That side is assumed to score from its remaining resources at the rate of the match's
innings or, in a chase, at the rate that the target requires (the score is then compared with the
par). The chance is that of a normal distribution around that margin, and zero once sixes off all
remaining balls would not be enough. An over cannot turn a chase that is already won or lost. In any
other innings the swing is in runs: the runs of the over, less the worth of the wickets lost in it.
A positive swing helps the side batting. Super overs are excluded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import erf, sqrt
from typing import Final, Literal

from scrbrd.domain.actions import BatterResumed, Delivery
from scrbrd.domain.laws import SIX
from scrbrd.domain.match import Inputs
from scrbrd.domain.rain.log import balls_bowled
from scrbrd.domain.rain.resources import MOST_BALLS, standard_table
from scrbrd.domain.state import Innings
from scrbrd.domain.vocabulary import CloseReason, PlayerId, TeamId
from scrbrd.projections.archive.documents import TurningOver
from scrbrd.projections.commentary import place_of_fact
from scrbrd.projections.steps import Step
from scrbrd.projections.wording import count_text

TURNING_OVERS: Final = 5
"""Number of overs in the list."""

SPREAD: Final = 5.0
"""Standard deviation of a side's final score from the score that its resources predict, in tenths
of a percent of resources, for each square root of a tenth left. It is 34 runs at the start of a T20
innings of 165 and 40 at that of a 50-over innings of 250; fitted by least squares to 441 ends of
overs of real innings, and rounded."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The standing of an innings at one time.

    `left` are its resources in tenths of a percent, `balls` the balls left (MOST_BALLS in an
    innings without a limit).
    """

    runs: int
    wickets: int
    balls: int
    left: int


@dataclass(slots=True)
class BowledOver:
    """One over as far as it was bowled; `number` is 0-based, `balls` are legal ones.

    `whole` are the resources of a whole innings with the same limit, `target` is the score that
    wins a chase; both are None in an innings without a limit that the table has. `limit` is that
    limit in overs, in force at the end of the over. The over begins with the resources under this
    limit, because overs lost meanwhile are not its effect.
    """

    innings_number: int
    number: int
    batting_team_id: TeamId | None
    bowling_team_id: TeamId | None
    start: Moment
    end: Moment
    whole: int | None
    target: int | None
    limit: int | None
    place: str = ""
    action_ids: list[str] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """The runs scored in the over."""
        return self.end.runs - self.start.runs

    @property
    def wickets(self) -> int:
        """The wickets that fell in the over."""
        return self.end.wickets - self.start.wickets

    @property
    def used(self) -> int:
        """The resources used in the over, in tenths of a percent."""
        return self.start.left - self.end.left

    def end_without_ball(self, innings: Innings, balls_per_over: int) -> None:
        """Count what happened after the over's last ball: wickets, an end, and the penalty runs
        that won (Laws 38, 40, 13, 16).
        """
        if self.limit == innings.overs_limit:
            has_won = innings.closed is CloseReason.TARGET_REACHED
            runs = innings.runs if has_won else self.end.runs
            bowled = balls_bowled(innings, balls_per_over)
            self.end = moment(innings, runs, innings.wickets, bowled, balls_per_over)
        self.end_if_all_out(innings)

    def end_if_all_out(self, innings: Innings) -> None:
        """Leave a side that is all out no resources, also where batters could not come in."""
        if innings.closed is CloseReason.ALL_OUT:
            self.end = Moment(self.end.runs, innings.wickets, balls=0, left=0)


class BowledOvers:
    """Collects the overs of a match, ball by ball.

    `fallen` are the numbers of the present innings' wickets, by batter.
    """

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.length = inputs.setup.conditions.balls_per_over
        self.overs: dict[tuple[int, int], BowledOver] = {}
        self.fallen: dict[PlayerId, int] = {}

    def add_step(self, step: Step) -> None:
        """Add a ball to its over."""
        self.end_short_over(step)
        action, innings = step.action, step.innings
        if innings is None or innings.is_super_over:
            return
        if isinstance(action, BatterResumed) and action.player_id in self.fallen:
            self.take_back_wicket(innings.number, self.fallen[action.player_id])
        self.fallen = {fall.player_id: fall.wicket_number for fall in innings.fall_of_wickets}
        key, length = (innings.number, innings.over.number), self.length
        if not isinstance(action, Delivery):
            has_ended = step.after.closed != step.start.closed
            if (has_ended or step.after.falls > step.start.falls) and key in self.overs:
                self.overs[key].end_without_ball(innings, length)
            return
        if key not in self.overs:
            before = innings.over.number * length
            start = moment(innings, step.start.runs, step.start.wickets, before, length)
            sides = innings.batting_team_id, innings.bowling_team_id
            limits = limits_of(innings, length)
            self.overs[key] = BowledOver(*key, *sides, start, start, *limits)
        over = self.overs[key]
        if over.limit != innings.overs_limit:
            before = innings.over.number * length
            over.start = moment(innings, over.start.runs, over.start.wickets, before, length)
            over.whole, over.target, over.limit = limits_of(innings, length)
        bowled = balls_bowled(innings, length)
        over.end = moment(innings, innings.runs, innings.wickets, bowled, length)
        over.end_if_all_out(innings)
        over.place = place_of_fact(innings)
        over.action_ids.append(action.id)

    def take_back_wicket(self, number: int, removed: int) -> None:
        """Count an innings' overs without wicket `removed` (1-based; Law 25.4.3)."""
        for (innings_number, _), over in self.overs.items():
            if innings_number == number:
                over.start = without_wicket(over.start, removed)
                over.end = without_wicket(over.end, removed)

    def end_short_over(self, step: Step) -> None:
        """Count an over that an action after its last ball showed to be complete as a whole one.

        That is the next over's first ball, or the end of the innings or the match (Law 17.5).
        """
        before, over, length = step.before, step.before.whole_over, self.length
        if before.innings is None or over is None or before.is_over_complete:
            return
        is_by_its_ball = isinstance(step.action, Delivery) and step.after.whole_over is over
        bowled = self.overs.get((before.innings.number, over.number))
        if not over.is_complete or is_by_its_ball or bowled is None:
            return
        if bowled.limit == before.innings.overs_limit:
            runs, wickets, balls = bowled.end.runs, bowled.end.wickets, (over.number + 1) * length
            bowled.end = moment(before.innings, runs, wickets, balls, length)

    def turning_overs(self) -> list[TurningOver]:
        """Return the overs with the largest swing, largest first; of equal ones, the earlier."""
        overs = list(self.overs.values())
        worth = worth_of_resources(overs)
        turns = [turning_over(each, worth, self.inputs) for each in overs]
        return sorted(turns, key=lambda each: -abs(each["swing"]))[:TURNING_OVERS]


def whole_resources(innings: Innings, balls_per_over: int) -> int | None:
    """Return the resources of a whole innings with the same limit.

    None if the table does not have it.
    """
    balls = MOST_BALLS + 1 if innings.overs_limit is None else innings.overs_limit * balls_per_over
    return standard_table().left(balls, 0) if balls <= MOST_BALLS else None


def limits_of(innings: Innings, balls_per_over: int) -> tuple[int | None, int | None, int | None]:
    """Return the whole resources, the target and the limit for measuring an over."""
    whole = whole_resources(innings, balls_per_over)
    return whole, None if whole is None else innings.target, innings.overs_limit


def moment(innings: Innings, runs: int, wickets: int, bowled: int, balls_per_over: int) -> Moment:
    """Return the standing of an innings after `bowled` balls, as the umpires counted its overs.

    Law 17.5. Without a limit only wickets are resources. A side that is all out has none.
    """
    if wickets >= innings.wickets_limit:
        return Moment(runs, wickets, 0, 0)
    balls = MOST_BALLS
    if innings.overs_limit is not None and whole_resources(innings, balls_per_over) is not None:
        balls = max(0, innings.overs_limit * balls_per_over - bowled)
    return Moment(runs, wickets, balls, standard_table().left(balls, wickets))


def without_wicket(at: Moment, removed: int) -> Moment:
    """Return a standing as if wicket `removed` (1-based) had not fallen."""
    if at.wickets < removed:
        return at
    wickets = at.wickets - 1
    return Moment(at.runs, wickets, at.balls, standard_table().left(at.balls, wickets))


def worth_of_resources(overs: Iterable[BowledOver]) -> float:
    """Return the match's runs per tenth of a percent of resources; 0 if none were used."""
    bowled = list(overs)
    used = sum(each.used for each in bowled)
    return sum(each.runs for each in bowled) / used if used else 0.0


def turning_over(over: BowledOver, worth: float, inputs: Inputs) -> TurningOver:
    """Return one over as a highlight; `swing` is positive for the side batting."""
    unit: Literal["percent", "runs"]
    if over.whole is None:
        unit, swing, how = "runs", over.runs - worth * over.used, runs_text(over, worth)
    else:
        chances = winning_chance(over, over.start, worth), winning_chance(over, over.end, worth)
        unit, swing = "percent", 100 * (chances[1] - chances[0])
        how = percent_text(over, worth, chances, inputs)
    towards = over.batting_team_id if swing >= 0 else over.bowling_team_id
    figures_text = f"{count_text(over.runs, 'run')}, {count_text(over.wickets, 'wicket')}"
    return {
        "kind": "turning_over",
        "actionIds": list(over.action_ids),
        "inningsNumber": over.innings_number,
        "over": over.place,
        "text": f"Over {over.number + 1}: {figures_text}, towards {inputs.team_name(towards)}",
        "swing": round(swing, 2),
        "unit": unit,
        "towardsTeamId": towards,
        "how": how,
    }


def winning_chance(over: BowledOver, at: Moment, worth: float) -> float:
    """Return the chance, 0 to 1, that the side batting wins; a tie is half a win."""
    whole = over.whole or 0
    if over.target is not None:
        if at.runs >= over.target:
            return 1.0
        if at.runs + SIX * at.balls < over.target - 1:
            return 0.0
        worth, still_open = (over.target - 1) / whole if whole else 0.0, at.left
        margin = at.runs - (over.target - 1) + worth * at.left
    else:
        still_open = at.left + whole
        margin = at.runs + worth * at.left - worth * whole
    spread = SPREAD * worth * sqrt(still_open)
    if not spread:
        return 0.5 if margin == 0 else float(margin > 0)
    return (1 + erf(margin / spread / sqrt(2))) / 2


def percent_text(
    over: BowledOver, worth: float, chances: tuple[float, float], inputs: Inputs
) -> str:
    """Return a text with the computation of a swing in the chance of winning, with its numbers."""
    resources = f"resources {over.start.left / 10:.1f} to {over.end.left / 10:.1f} percent"
    if over.target is None:
        measure = f"the match's {worth * 10:.2f} runs for each percent"
    else:
        measure = f"the par for a target of {over.target}"
    before, after = (f"{100 * each:.1f}" for each in chances)
    team = inputs.team_name(over.batting_team_id)
    scores = f"{over.start.runs}/{over.start.wickets} to {over.end.runs}/{over.end.wickets}"
    return f"{scores}, {resources}, by {measure}: {team} win {before}% before, {after}% after."


def runs_text(over: BowledOver, worth: float) -> str:
    """Return a text with the computation of a swing in runs, with its numbers."""
    swing = over.runs - worth * over.used
    lost = f" - {worth * over.used:.2f} (what the wickets were worth)" if over.used else ""
    return f"Swing: {over.runs}{lost} = {swing:+.2f} runs."
