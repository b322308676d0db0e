"""Collects the data of charts from the steps of a match, innings by innings. Pure.

Overs are counted in legal balls: 12.5 is halfway through the thirteenth over. Super overs are left
out, because they are no part of the innings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from admin.charts.shots import Shot, shot_of
from admin.matchlog import MatchLog
from admin.text_scorecard import ORDINALS, Heading
from scrbrd.domain.actions import Delivery
from scrbrd.domain.effective import effective_log
from scrbrd.domain.formats import RATE_BALLS
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import FallOfWicket, Innings, MatchState, Partnership
from scrbrd.domain.vocabulary import CloseReason, MatchFormat
from scrbrd.projections.live.live_score import balls_remaining, runs_required
from scrbrd.projections.steps import Step, play
from scrbrd.projections.wording import result_text


@dataclass(frozen=True, slots=True)
class Point:
    """A value of an innings (runs, or a rate) at a number of overs."""

    overs: float
    runs: float


@dataclass(slots=True)
class Over:
    """One over: 0-based `number`, all `runs` scored in it, `wickets` that fell in it."""

    number: int
    runs: int = 0
    wickets: int = 0


@dataclass(frozen=True, slots=True)
class PartnershipBar:
    """A partnership: the runs of each batter off the bat, the extras, and the balls faced."""

    wicket_number: int
    first: str
    second: str
    first_runs: int
    second_runs: int
    runs: int
    balls: int
    is_unbroken: bool

    @property
    def extras(self) -> int:
        """The runs not scored off the bat; penalty runs are not part of a partnership."""
        return self.runs - self.first_runs - self.second_runs


@dataclass(slots=True)
class InningsChartData:
    """The chart data of one innings.

    `is_home` and `place` (0-based, among that side's innings) determine its colour and line style.
    `worm`, `rates` and `required` have one point for each 0-based over number, at the end of that
    over: `worm` in runs, `rates` and `required` in runs per six balls. `required` is only filled in
    a chase of limited overs.
    """

    title: str
    is_home: bool
    place: int
    score: str = ""
    worm: dict[int, Point] = field(default_factory=dict)
    falls: list[Point] = field(default_factory=list)
    overs: list[Over] = field(default_factory=list)
    partnerships: list[PartnershipBar] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    rates: dict[int, Point] = field(default_factory=dict)
    required: dict[int, Point] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchChartData:
    """The chart data of a match.

    `balls` counts all deliveries of its innings. `counts_balls_by` is the number of balls in an
    over in formats that count balls, such as the Hundred; otherwise 0.
    """

    match_id: str
    title: str
    subtitles: tuple[str, ...]
    innings: tuple[InningsChartData, ...]
    balls: int
    attribution: str | None = None
    counts_balls_by: int = 0


def chart_data(log: MatchLog) -> MatchChartData:
    """Return the chart data of a match from its log."""
    inputs = log.inputs
    builder = ChartDataBuilder(inputs)
    state = MatchState(inputs.setup)
    for step in play(state, effective_log(log.actions).actions):
        builder.add(step)
    for innings in state.main_innings:
        builder.finish(innings)
    heading = Heading.of(log.match, log.lineups, log.competition_name)
    result = result_text(state.result, inputs) if state.result else "in progress"
    return MatchChartData(
        log.match_id,
        f"{heading.home} v {heading.away}",
        (*heading.lines, f"Result: {result}"),
        tuple(builder.innings.values()),
        builder.balls,
        log.attribution,
        builder.length if log.match.format is MatchFormat.HUNDRED else 0,
    )


class ChartDataBuilder:
    """Builds the chart data of each innings from the steps of a match."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.length = inputs.setup.conditions.balls_per_over
        self.innings: dict[int, InningsChartData] = {}
        self.balls = 0

    def add(self, step: Step) -> None:
        """Add one step; refused actions and super overs are ignored."""
        innings = step.innings
        if step.refused is not None or innings is None or innings.is_super_over:
            return
        data = self.innings_data(step.state, innings)
        over_at(data, innings.over.number).runs += step.after.runs - step.start.runs
        if isinstance(step.action, Delivery):
            self.balls += 1
            self.add_ball(data, innings, step.action)

    def innings_data(self, state: MatchState, innings: Innings) -> InningsChartData:
        """Return the data of an innings, created at its first step."""
        if innings.number not in self.innings:
            team_id = innings.batting_team_id
            before = [each for each in state.main_innings if each.batting_team_id == team_id]
            place = len(before) - 1
            is_twofold = self.inputs.setup.conditions.innings_per_side > 1
            which = f" {ORDINALS[min(place, 1)]} innings" if is_twofold else ""
            title = f"{self.inputs.team_name(team_id) or 'A side nobody named'}{which}"
            is_home = team_id == self.inputs.setup.home_team_id
            self.innings[innings.number] = InningsChartData(title, is_home, place)
        return self.innings[innings.number]

    def add_ball(self, data: InningsChartData, innings: Innings, action: Delivery) -> None:
        """Add the stroke and the rates of one delivery."""
        shot = shot_of(action, self.inputs.setup.conditions)
        if shot is not None:
            data.shots.append(shot)
        if innings.legal_balls:
            self.set_over_points(data, innings)

    def set_over_points(self, data: InningsChartData, innings: Innings) -> None:
        """Set the points of the current over; its last ball gives the final ones."""
        number = innings.over.number
        overs = self.overs_at(number, innings.over.legal_balls)
        data.worm[number] = Point(overs, innings.runs)
        data.rates[number] = Point(overs, innings.runs * RATE_BALLS / innings.legal_balls)
        data.required.pop(number, None)
        balls_left, runs_needed = balls_remaining(innings, self.length), runs_required(innings)
        if balls_left and runs_needed:
            data.required[number] = Point(overs, runs_needed * RATE_BALLS / balls_left)

    def overs_at(self, over: int, legal_balls: int) -> float:
        """Return the overs bowled; balls beyond the over's length are not counted."""
        return over + min(legal_balls, self.length) / self.length

    def finish(self, innings: Innings) -> None:
        """Add the data known only at the end: score, falls of wicket and partnerships."""
        data = self.innings.get(innings.number)
        if data is None:
            return
        data.score = score_of(innings)
        for fall in innings.fall_of_wickets:
            data.falls.append(self.point_of(fall))
            over_at(data, fall.over).wickets += 1
        if not innings.legal_balls:
            data.overs.clear()
        data.partnerships.extend(partnerships_of(innings, self.inputs))

    def point_of(self, fall: FallOfWicket) -> Point:
        """Return the overs and the score at which a wicket fell."""
        return Point(self.overs_at(fall.over, fall.ball), fall.score)


def score_of(innings: Innings) -> str:
    """Return `165/7`, `165` for a side all out, `165/7 dec`, `forfeited`."""
    if innings.closed is CloseReason.FORFEITED:
        return "forfeited"
    if innings.closed is CloseReason.ALL_OUT:
        return str(innings.runs)
    declared = " dec" if innings.closed is CloseReason.DECLARED else ""
    return f"{innings.runs}/{innings.wickets}{declared}"


def over_at(data: InningsChartData, number: int) -> Over:
    """Return the over with a number; it and all overs before it are created if missing."""
    while len(data.overs) <= number:
        data.overs.append(Over(len(data.overs)))
    return data.overs[number]


def partnerships_of(innings: Innings, inputs: Inputs) -> Iterator[PartnershipBar]:
    """Yield the partnerships of an innings in order, except those with no ball and no run."""
    last = innings.partnerships[-1] if innings.partnerships else None
    for each in innings.partnerships:
        if each.runs or each.balls:
            yield partnership_of(each, inputs, is_unbroken=each is last and each.is_open)


def partnership_of(pair: Partnership, inputs: Inputs, *, is_unbroken: bool) -> PartnershipBar:
    """Return one partnership with names; the second name is "nobody" if a batter batted alone."""
    second_id = pair.batter_b_id
    return PartnershipBar(
        pair.wicket_number,
        inputs.player_name(pair.batter_a_id),
        inputs.player_name(second_id) if second_id else "nobody",
        pair.runs_a,
        pair.runs_b,
        pair.runs,
        pair.balls,
        is_unbroken,
    )
