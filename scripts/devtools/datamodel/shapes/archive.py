"""Defines the shape of the archive of a match: `matches/{matchId}/archive/*`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, RootModel

from devtools.datamodel.shapes.base import Shape
from scrbrd.domain.vocabulary import ActionType, CloseReason, MatchFormat, Outcome, TossDecision
from scrbrd.projections.feed.milestones import Milestone
from scrbrd.projections.live.documents import ExtrasProjection, LedgerHead

Place = Annotated[str, Field(description="0-based over, legal balls: 12.4")]


class ArchiveTeam(Shape):
    """One side."""

    team_id: str | None
    team_name: str


class ArchivePlayer(Shape):
    """One player."""

    player_id: str
    player_name: str


class ArchiveToss(Shape):
    """Who won the toss; `winner` is the name."""

    winner_id: str
    winner: str
    decision: TossDecision


class ArchiveResult(Shape):
    """How the match ended; `winner` is the name, `text` as a scorecard prints it."""

    outcome: Outcome
    winner_id: str | None
    winner: str | None
    margin: str | None
    method: str | None
    text: str


class ArchiveInnings(Shape):
    """The score of an innings."""

    innings_number: int
    batting_team_id: str | None
    batting_team: str
    runs: int
    wickets: int
    overs: float
    balls: Annotated[int, Field(description="legal balls")]
    target: int | None
    closed: CloseReason | None
    extras: ExtrasProjection


class ArchiveBatting(ArchivePlayer):
    """A batter's innings."""

    innings_number: int
    batting_team_id: str | None
    batting_team: str
    runs: int
    balls_faced: int
    fours: int
    sixes: int
    strike_rate: float
    is_out: bool


class ArchiveBowling(ArchivePlayer):
    """A bowler's innings; `figures` as 5/23."""

    innings_number: int
    bowling_team_id: str | None
    bowling_team: str
    figures: str
    wickets: int
    runs_conceded: int
    overs: float
    balls_bowled: int
    maidens: int


class ArchiveShare(ArchivePlayer):
    """What one of a pair made off the bat."""

    runs: int


class ArchivePartnership(Shape):
    """Two batters together; runs with extras."""

    innings_number: int
    batting_team_id: str | None
    batting_team: str
    wicket_number: int
    runs: int
    balls: Annotated[int, Field(description="faced together")]
    batsmen: tuple[ArchiveShare, ...]


class ArchiveFastest(ArchivePlayer):
    """The fastest fifty or hundred of the match."""

    innings_number: int
    balls: Annotated[int, Field(description="faced, without wides")]
    action_id: str


class ArchiveCase(ArchivePlayer):
    """What speaks for a player of the match: points, and a sentence for each lot of them."""

    team_id: str | None
    team_name: str
    points: float
    reasons: tuple[str, ...]


class ArchivePlayerOfMatch(Shape):
    """Whom the figures suggest, two behind, and whom people awarded it to."""

    suggestion: ArchiveCase | None
    runners_up: tuple[ArchiveCase, ...]
    awarded: tuple[ArchivePlayer, ...]


class ArchiveSummary(Shape):
    """`matches/{matchId}/archive/summary`. Super overs stand apart from every figure; up to five
    are named in a list."""

    match_id: str
    format: MatchFormat
    is_friendly: Annotated[bool, Field(description="whether it counts in no competition")]
    venue: str | None
    attribution: str | None
    teams: tuple[ArchiveTeam, ...]
    toss: ArchiveToss | None
    innings: tuple[ArchiveInnings, ...]
    super_overs: tuple[ArchiveInnings, ...]
    result: ArchiveResult | None
    top_scorers: tuple[ArchiveBatting, ...]
    best_bowling: tuple[ArchiveBowling, ...]
    highest_partnerships: tuple[ArchivePartnership, ...]
    fastest_fifty: ArchiveFastest | None
    fastest_hundred: ArchiveFastest | None
    extras: Annotated[dict[str, int], Field(description="of all innings: wides and so on, total")]
    player_of_match: ArchivePlayerOfMatch
    ledger: Annotated[LedgerHead | None, Field(description="as of when this was written")] = None
    last_updated: datetime


class ReplayBatter(ArchivePlayer):
    """A batter after the ball."""

    runs: int
    balls_faced: int


class ReplayBowler(ArchivePlayer):
    """A bowler after the ball."""

    overs: Annotated[str, Field(description="3.4: three overs and four balls")]
    maidens: int
    runs_conceded: int
    wickets: int


class ReplayStep(Shape):
    """What every line of the replay says: the total is that after the action."""

    action_id: str
    innings_number: int
    over: Place | None
    innings_runs: int
    innings_wickets: int
    commentary: str


class ReplayBall(ReplayStep):
    """A ball with what stood after it; the last three where there is a target."""

    type: Literal[ActionType.DELIVERY]
    display: str
    total_runs: int
    is_wicket: bool
    striker: Annotated[ReplayBatter, Field(description="who faced this ball")]
    non_striker: ReplayBatter | None
    bowler: ReplayBowler
    target: int | None = None
    runs_required: int | None = None
    balls_remaining: int | None = None


class ReplayFact(ReplayStep):
    """What was no ball: another action, one that did not count, or what followed from the score.
    Penalty runs are told of the innings that they go to, so that its last line says its total."""

    type: Literal[
        "not_counted",
        "result",
        ActionType.INNINGS_STARTED,
        ActionType.INNINGS_CLOSED,
        ActionType.BATTER_DISMISSED,
        ActionType.BATTER_RETIRED,
        ActionType.BATTER_RESUMED,
        ActionType.BATTER_ARRIVED,
        ActionType.BOWLER_SUSPENDED,
        ActionType.PENALTY_AWARDED,
        ActionType.TARGET_REVISED,
        ActionType.PLAY_STOPPED,
        ActionType.PLAY_RESUMED,
        ActionType.PLAYER_REPLACED,
        ActionType.MATCH_CLOSED,
    ]


class ReplayLine(RootModel[Annotated[ReplayBall | ReplayFact, Field(discriminator="type")]]):
    """A line of the replay, by `type`."""


class ArchiveReplay(Shape):
    """`matches/{matchId}/archive/replay_{part}`: the match in order of play. Parts are 1-based."""

    match_id: str
    part: int
    parts: int
    balls: Annotated[tuple[ReplayLine, ...], Field(description="every line, those of facts too")]
    last_updated: datetime


class Highlight(Shape):
    """A wicket, a boundary or a milestone."""

    kind: Literal["wicket", "four", "six"] | Milestone
    action_ids: tuple[str, ...]
    innings_number: int
    over: Place
    text: str
    player_ids: tuple[str, ...]


class TurningOver(Shape):
    """An over that turned the match; `how` tells the computation in words."""

    kind: Literal["turning_over"]
    action_ids: tuple[str, ...]
    innings_number: int
    over: Place
    text: str
    swing: Annotated[float, Field(description="in `unit`; above 0 for the side batting")]
    unit: Annotated[
        Literal["percent", "runs"],
        Field(description="percentage points of the chance of winning; runs without an over limit"),
    ]
    towards_team_id: str | None
    how: str


class ArchiveHighlights(Shape):
    """`matches/{matchId}/archive/highlights`: in order of play; turning overs by their swing."""

    match_id: str
    highlights: tuple[Highlight, ...]
    turning_overs: tuple[TurningOver, ...]
    left_out: Annotated[int, Field(description="how many highlights did not fit")]
    last_updated: datetime
