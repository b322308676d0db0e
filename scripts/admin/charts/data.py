"""Owns what charts are drawn of: the course of each innings, over by over. Pure.

Overs are counted in legal balls: 12.5 is halfway through the thirteenth over. Super overs are left
out: they are no part of the innings.
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
from scrbrd.domain.vocabulary import CloseReason
from scrbrd.projections.course import Step, play
from scrbrd.projections.live_score import balls_remaining, runs_required
from scrbrd.projections.wording import result_text


@dataclass(frozen=True, slots=True)
class Point:
    """Where an innings stood after so many overs."""

    overs: float
    runs: float


@dataclass(slots=True)
class Over:
    """One over: `number` 0-based, `runs` all it brought, `wickets` those that fell in it."""

    number: int
    runs: int = 0
    wickets: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """A partnership: what each made off the bat, the extras beside it, and the balls faced."""

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
        """What came off no bat; penalty runs are not in a partnership."""
        return self.runs - self.first_runs - self.second_runs


@dataclass(slots=True)
class InningsCourse:
    """One innings as charts need it; `is_home` and `place` (0-based, of that side's) choose how it
    is drawn. By over number (0-based), where it stood at the end of it: `worm` in runs, `rates` in
    runs per six balls, and `required` too, only in a chase of limited overs."""

    title: str
    is_home: bool
    place: int
    score: str = ""
    worm: dict[int, Point] = field(default_factory=dict)
    falls: list[Point] = field(default_factory=list)
    overs: list[Over] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    rates: dict[int, Point] = field(default_factory=dict)
    required: dict[int, Point] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchCourse:
    """A match as charts need it; `balls` counts all deliveries of its innings."""

    match_id: str
    title: str
    subtitles: tuple[str, ...]
    innings: tuple[InningsCourse, ...]
    balls: int
    attribution: str | None = None


def course_of(log: MatchLog) -> MatchCourse:
    """The course of a match, from its log."""
    inputs = log.inputs
    told = Courses(inputs)
    state = MatchState(inputs.setup)
    for step in play(state, effective_log(log.actions).actions):
        told.see(step)
    for innings in state.main_innings:
        told.finish(innings)
    heading = Heading.of(log.match, log.lineups, log.competition_name)
    result = result_text(state.result, inputs) if state.result else "in progress"
    return MatchCourse(
        log.match_id,
        f"{heading.home} v {heading.away}",
        (*heading.lines, f"Result: {result}"),
        tuple(told.courses.values()),
        told.balls,
        log.attribution,
    )


class Courses:
    """Collects the courses of the innings, step by step."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.length = inputs.setup.conditions.balls_per_over
        self.courses: dict[int, InningsCourse] = {}
        self.balls = 0

    def see(self, step: Step) -> None:
        """Take in one action that counts."""
        innings = step.innings
        if step.refused is not None or innings is None or innings.is_super_over:
            return
        course = self.course(step.state, innings)
        over_of(course, innings.over.number).runs += step.after.runs - step.start.runs
        if isinstance(step.action, Delivery):
            self.balls += 1
            self.see_ball(course, innings, step.action)

    def course(self, state: MatchState, innings: Innings) -> InningsCourse:
        """The innings' course, begun where it is new."""
        if innings.number not in self.courses:
            team_id = innings.batting_team_id
            before = [each for each in state.main_innings if each.batting_team_id == team_id]
            place = len(before) - 1
            is_twofold = self.inputs.setup.conditions.innings_per_side > 1
            which = f" {ORDINALS[min(place, 1)]} innings" if is_twofold else ""
            title = f"{self.inputs.team_name(team_id) or 'A side nobody named'}{which}"
            is_home = team_id == self.inputs.setup.home_team_id
            self.courses[innings.number] = InningsCourse(title, is_home, place)
        return self.courses[innings.number]

    def see_ball(self, course: InningsCourse, innings: Innings, action: Delivery) -> None:
        """Take in one ball."""
        shot = shot_of(action, self.inputs.setup.conditions)
        if shot is not None:
            course.shots.append(shot)
        if innings.legal_balls:
            self.see_rates(course, innings)

    def see_rates(self, course: InningsCourse, innings: Innings) -> None:
        """Take in where the innings stands: at the end of each over, and after the last ball."""
        number = innings.over.number
        overs = self.overs_at(number, innings.over.legal_balls)
        course.worm[number] = Point(overs, innings.runs)
        course.rates[number] = Point(overs, innings.runs * RATE_BALLS / innings.legal_balls)
        course.required.pop(number, None)
        left, needed = balls_remaining(innings, self.length), runs_required(innings)
        if left and needed:
            course.required[number] = Point(overs, needed * RATE_BALLS / left)

    def overs_at(self, over: int, legal_balls: int) -> float:
        """Overs bowled; a ball beyond the over's length brings it no further."""
        return over + min(legal_balls, self.length) / self.length

    def finish(self, innings: Innings) -> None:
        """Take in what is known only at the end: falls of wicket and partnerships as they stand."""
        course = self.courses.get(innings.number)
        if course is None:
            return
        course.score = score_of(innings)
        for fall in innings.fall_of_wickets:
            course.falls.append(self.point_of(fall))
            over_of(course, fall.over).wickets += 1
        if not innings.legal_balls:
            course.overs.clear()
        course.stands.extend(stands_of(innings, self.inputs))

    def point_of(self, fall: FallOfWicket) -> Point:
        """Where a wicket fell."""
        return Point(self.overs_at(fall.over, fall.ball), fall.score)


def score_of(innings: Innings) -> str:
    """`165/7`, `165` for a side all out, `165/7 dec`, `forfeited`."""
    if innings.closed is CloseReason.FORFEITED:
        return "forfeited"
    if innings.closed is CloseReason.ALL_OUT:
        return str(innings.runs)
    declared = " dec" if innings.closed is CloseReason.DECLARED else ""
    return f"{innings.runs}/{innings.wickets}{declared}"


def over_of(course: InningsCourse, number: int) -> Over:
    """The over of a number, begun where it is new, with those before it."""
    while len(course.overs) <= number:
        course.overs.append(Over(len(course.overs)))
    return course.overs[number]


def stands_of(innings: Innings, inputs: Inputs) -> Iterator[Stand]:
    """The partnerships of an innings in order, but for those that met no ball and made no run."""
    last = innings.partnerships[-1] if innings.partnerships else None
    for each in innings.partnerships:
        if each.runs or each.balls:
            yield stand_of(each, inputs, is_unbroken=each is last and each.is_open)


def stand_of(stand: Partnership, inputs: Inputs, *, is_unbroken: bool) -> Stand:
    """One partnership with names; the second is nobody's where one batted alone."""
    second_id = stand.batter_b_id
    return Stand(
        stand.wicket_number,
        inputs.player_name(stand.batter_a_id),
        inputs.player_name(second_id) if second_id else "nobody",
        stand.runs_a,
        stand.runs_b,
        stand.runs,
        stand.balls,
        is_unbroken,
    )
