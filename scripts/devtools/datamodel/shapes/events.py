"""Defines the events of the feed, type by type."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from devtools.datamodel.shapes.base import Shape
from scrbrd.domain.problems import Severity
from scrbrd.domain.vocabulary import (
    ActionType,
    CloseReason,
    Outcome,
    ReplacementReason,
    ReplacementRole,
    Retirement,
    SuspensionScope,
    WicketType,
)
from scrbrd.projections.feed.events import PlayerChange
from scrbrd.projections.feed.milestones import Milestone
from scrbrd.projections.live.documents import LedgerHead

AtTheFall = Annotated[str, Field(description="0-based over, legal balls: 12.4")]


class BallExtras(Shape):
    """The runs of a ball that were not made off the bat, as the laws count them."""

    wide: int
    no_ball: int
    bye: int
    leg_bye: int
    penalty: int


class BallWicket(Shape):
    """The wicket of a ball, and the innings that it ended; `fielderIds` are all who had a hand in
    it."""

    type: WicketType
    dismissed_player_id: str
    dismissed_player_name: str
    bowler_id: Annotated[str | None, Field(description="null: no bowler's wicket")]
    bowler_name: str | None
    fielder_ids: tuple[str, ...]
    fielder_names: tuple[str, ...]
    substitute_ids: tuple[str, ...]
    runs: int
    balls_faced: int
    fours: int
    sixes: int


class BallBowled(Shape):
    """The ball's own facts and its players; totals are in `live/score`, OVER_COMPLETE and
    INNINGS_COMPLETE."""

    over: Annotated[str, Field(description="0-based over, the ball it is or would be: 12.4")]
    batting_team_id: str | None
    batting_team: str | None
    over_number: Annotated[int, Field(description="as recorded, 0-based")]
    ball_in_over: Annotated[int, Field(description="as recorded, 1-based")]
    striker_id: str
    striker_name: str
    non_striker_id: str
    non_striker_name: str
    bowler_id: str
    bowler_name: str
    runs_off_bat: int
    extras: BallExtras
    total_runs: int
    is_legal_delivery: bool
    is_wicket: bool
    display: Annotated[str, Field(description="as the current over shows it: 4, 1nb, W")]
    boundary: Annotated[Literal[4, 6], Field(description="where it reached it")] | None = None
    shot: Annotated[str | None, Field(description="short, pulled through segment 7")] = None
    wicket: BallWicket | None = None


class Stand(Shape):
    """The partnership that a wicket ended; runs with extras, balls faced together."""

    batsman_a_id: str
    batsman_a_name: str
    batsman_b_id: str | None
    batsman_b_name: str | None
    runs: int
    balls: Annotated[int, Field(description="faced together")]


class WicketFallen(Shape):
    """A wicket: the score and the over at its fall, the batter's innings, the stand it ended."""

    wicket_number: int
    score: int
    over: AtTheFall
    type: WicketType | None
    description: Annotated[str, Field(description="as scorecards print it: c Smith b Jones")]
    dismissed_player_id: str
    dismissed_player_name: str
    bowler_id: Annotated[str | None, Field(description="null: no bowler's wicket")]
    bowler_name: str | None
    fielder_ids: tuple[str, ...]
    fielder_names: tuple[str, ...]
    substitute_ids: tuple[str, ...]
    runs: int
    balls_faced: int
    new_batter_id: Annotated[str | None, Field(description="null: not known yet, or nobody")]
    new_batter_name: str | None
    partnership: Stand | None


class BowlerFigures(Shape):
    """A bowler's figures in the innings so far."""

    player_id: str
    player_name: str
    overs: Annotated[float, Field(description="for show: 3.4")]
    maidens: int
    runs_conceded: int
    wickets: int


class BatterFigures(Shape):
    """A batter who is in; balls without wides."""

    player_id: str
    player_name: str
    runs: int
    balls_faced: int


class OverComplete(Shape):
    """An over: all its runs, its wickets, its legal balls, the total of the innings, the figures of
    its bowlers and of the batters in."""

    over_number: int
    runs: int
    wickets: int
    balls: Annotated[int, Field(description="legal balls")]
    bowler_ids: tuple[str, ...]
    bowler_names: tuple[str, ...]
    batting_team_id: str | None
    batting_team: str | None
    innings_runs: int
    innings_wickets: int
    bowlers: tuple[BowlerFigures, ...]
    batters: Annotated[tuple[BatterFigures, ...], Field(description="striker first")]


class TopBatter(Shape):
    """A batter's innings in short."""

    player_id: str
    player_name: str
    runs: int
    balls_faced: int
    is_out: bool


class TopBowler(Shape):
    """A bowler's innings in short."""

    player_id: str
    player_name: str
    wickets: int
    runs_conceded: int
    balls_bowled: int


class InningsComplete(Shape):
    """The end of an innings, with up to three who did most in it."""

    reason: CloseReason
    text: str
    batting_team_id: str | None
    batting_team: str | None
    is_super_over: bool
    runs: int
    wickets: int
    overs: float
    balls: Annotated[int, Field(description="legal balls")]
    top_batsmen: tuple[TopBatter, ...]
    top_bowlers: tuple[TopBowler, ...]


class MatchComplete(Shape):
    """How the match ended; `text` as a scorecard prints it."""

    winner_id: str | None
    winner: str | None
    result: Outcome
    margin: Annotated[str | None, Field(description="7 wickets, 1 run")]
    method: str | None
    text: str
    player_of_match_ids: tuple[str, ...]
    player_of_match_names: tuple[str, ...]
    ledger: Annotated[LedgerHead | None, Field(description="as of when this was written")] = None


class BatterCame(Shape):
    """A batter came in, or back."""

    change: Literal[PlayerChange.ARRIVED, PlayerChange.RESUMED]
    player_id: str
    player_name: str


class BatterLeft(Shape):
    """A batter retired."""

    change: Literal[PlayerChange.RETIRED]
    player_id: str
    player_name: str
    how: Retirement


class BowlerBarred(Shape):
    """A bowler may not bowl on."""

    change: Literal[PlayerChange.SUSPENDED]
    player_id: str
    player_name: str
    scope: SuspensionScope


class PlayerCameFor(Shape):
    """A player took another's place; `playerId` is who came."""

    change: Literal[PlayerChange.REPLACED]
    player_id: str
    player_name: str
    team_id: str
    team_name: str
    out_player_id: str | None = None
    out_player_name: str | None = None
    role: ReplacementRole
    reason: ReplacementReason


class PlayerChanged(
    RootModel[
        Annotated[
            BatterCame | BatterLeft | BowlerBarred | PlayerCameFor, Field(discriminator="change")
        ]
    ]
):
    """A change of who plays, by `change`."""


class BatterMilestone(Shape):
    """A batter reached a fifty."""

    milestone: Literal[Milestone.FIFTY, Milestone.HUNDRED, Milestone.FURTHER_FIFTY]
    value: Annotated[int, Field(description="runs: 50, 100, 150 and so on")]
    text: str
    player_id: str
    player_name: str
    balls: Annotated[int, Field(description="faced, without wides")]


class FiveWickets(Shape):
    """Five wickets in an innings."""

    milestone: Literal[Milestone.FIVE_WICKETS]
    value: int
    text: str
    player_id: str
    player_name: str
    runs: Annotated[int, Field(description="conceded")]


class BowlerMilestone(Shape):
    """A bowler's other milestones; `value`: wickets in the match, in a row, maidens so far."""

    milestone: Literal[Milestone.TEN_WICKETS, Milestone.HAT_TRICK, Milestone.MAIDEN]
    value: int
    text: str
    player_id: str
    player_name: str


class PartnershipMilestone(Shape):
    """A partnership's fifties and hundreds, extras included."""

    milestone: Literal[Milestone.PARTNERSHIP_FIFTY, Milestone.PARTNERSHIP_HUNDRED]
    value: Annotated[int, Field(description="runs")]
    text: str
    player_ids: tuple[str, ...]
    player_names: tuple[str, ...]
    balls: Annotated[int, Field(description="faced together")]


class TeamMilestone(Shape):
    """A side's fifties and hundreds, extras and penalty runs included."""

    milestone: Literal[Milestone.TEAM_FIFTY, Milestone.TEAM_HUNDRED]
    value: Annotated[int, Field(description="runs")]
    text: str
    team_id: str | None
    team_name: str | None
    balls: Annotated[int, Field(description="legal balls")]


class MilestoneAchieved(
    RootModel[
        Annotated[
            BatterMilestone | FiveWickets | BowlerMilestone | PartnershipMilestone | TeamMilestone,
            Field(discriminator="milestone"),
        ]
    ]
):
    """What was reached, by `milestone`; super overs have none."""


class BallVoided(Shape):
    """An action that was undone: what it was, as far as it says. `actionType` null: unreadable."""

    action_type: ActionType | None
    over_number: int | None = None
    ball_in_over: int | None = None
    striker_id: str | None = None
    striker_name: str | None = None
    bowler_id: str | None = None
    bowler_name: str | None = None
    player_id: str | None = None
    player_name: str | None = None


class BallCorrected(BallVoided):
    """An action in whose place another counts."""

    corrected_by_id: str


class ErrorTold(Shape):
    """A Problem of the action. `severity` error: the action did not count."""

    code: str
    severity: Severity
    message: str
    law: str | None = None
