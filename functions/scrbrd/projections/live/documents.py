"""Defines the projected documents, with the field names of the public schema.

`overs` is for display (12.4 = twelve overs and four balls); count with `balls`. Rates have two
decimals and are per six balls. A field without a value is left out of the document.
"""

from datetime import datetime
from typing import Any

from pydantic import Field

from scrbrd.domain.document import Document
from scrbrd.domain.problems import Severity
from scrbrd.domain.vocabulary import BowlingAngle, CloseReason, MatchStatus, Outcome, WicketType
from scrbrd.projections.live.parts import (
    Absentee,
    DlsProjection,
    ExtraType,
    Failure,
    LastBall,
    NamedPlayer,
    Need,
    PowerplayProjection,
    Rebuild,
    RecentOvers,
    Reconcile,
    SpellSummary,
    TossProjection,
)


class DismissalProjection(Document):
    """How a batter was out or left; `description` is as scorecards print it."""

    type: WicketType
    bowler_id: str | None = None
    fielder_ids: tuple[str, ...] | None = None
    description: str


class BatsmanProjection(Document):
    """A batter's line. `balls_faced` excludes wides; `batting_position` is the order of entry."""

    player_id: str
    player_name: str
    runs: int
    balls_faced: int
    fours: int
    sixes: int
    strike_rate: float
    is_out: bool
    dismissal: DismissalProjection | None = None
    is_on_strike: bool
    batting_position: int


class BowlerProjection(Document):
    """A bowler's line. `balls_bowled` are legal; `wides` and `no_balls` are runs, as in extras.

    `overs_left` in the innings in progress, if the conditions limit a bowler's overs.
    """

    player_id: str
    player_name: str
    overs: float
    balls_bowled: int
    maidens: int
    runs_conceded: int
    wickets: int
    wides: int
    no_balls: int
    economy: float
    dot_balls: int
    spells: tuple[SpellSummary, ...]
    overs_left: float | None = None


class BallProjection(Document):
    """One delivery of the current over; `runs` are all runs of the ball.

    `over` is the 0-based over, a dot, and the ball. A wide or no-ball has the place of the ball
    that it would have been.
    """

    runs: int
    is_wicket: bool
    extra_type: ExtraType | None = None
    display: str
    action_id: str | None = None
    bowler_id: str | None = None
    bowler_name: str | None = None
    over: str | None = None


class FallOfWicketEntry(Document):
    """A wicket. `over` is the 0-based over, a dot, and the legal balls: 0.6 is the last ball of the
    first over.
    """

    wicket_number: int
    score: int
    over: str
    batsman_out_id: str
    batsman_out_name: str
    bowler_id: str | None = None


class ExtrasProjection(Document):
    """Runs that were not scored off the bat."""

    wides: int
    no_balls: int
    byes: int
    leg_byes: int
    penalty: int
    total: int


class PartnershipProjection(Document):
    """A partnership. Runs include extras but no penalty runs; balls are those faced."""

    wicket_number: int
    batsman_a_id: str
    batsman_b_id: str | None
    runs: int
    balls: int
    runs_a: int
    runs_b: int


class InningsProjection(Document):
    """A whole innings as a scorecard has it.

    `did_not_bat` are the players who have not come in; they are `yet to bat` while it is in
    progress.
    """

    innings_number: int
    is_super_over: bool | None = None
    batting_team_id: str | None
    batting_team: str
    runs: int
    wickets: int
    overs: float
    balls: int
    target: int | None = None
    closed: CloseReason | None = None
    batsmen: tuple[BatsmanProjection, ...]
    did_not_bat: tuple[Absentee, ...]
    bowlers: tuple[BowlerProjection, ...]
    extras: ExtrasProjection
    fall_of_wickets: tuple[FallOfWicketEntry, ...]
    partnerships: tuple[PartnershipProjection, ...]


class CurrentInnings(Document):
    """The innings in progress, or the last one.

    `previous_bowler_id` bowled before the current bowler, from the other end.
    """

    batting_team_id: str | None
    batting_team: str | None = None
    bowling_team_id: str | None
    bowling_team: str | None = None
    runs: int
    wickets: int
    overs: float
    balls: int
    target: int | None = None
    striker_id: str | None
    striker_name: str | None = None
    non_striker_id: str | None
    non_striker_name: str | None = None
    bowler_id: str | None
    bowler_name: str | None = None
    previous_bowler_id: str | None = None
    previous_bowler_name: str | None = None
    bowling_angle: BowlingAngle | None = None
    overs_limit: int | None = None
    is_free_hit: bool
    powerplay: PowerplayProjection | None = None
    current_run_rate: float
    required_run_rate: float | None = None
    projected_score: int | None = None
    runs_required: int | None = None
    balls_remaining: int | None = None
    stoppage: str | None = None
    last_five_overs: RecentOvers | None = None


class LedgerHead(Document):
    """The end of a ledger: the number of its last link, and that link's hash."""

    number: int
    head: str


class LiveScore(Document):
    """`matches/{matchId}/live/score`, without fields that only a commit sets (version, lastUpdated,
    ledger).

    `needs`: what the next action must name: batter, bowler, innings. `next_target` is the score
    that wins for the side that bats next, given while no innings is in progress. `dls` is given for
    a match that lost time, beside the target in force.
    """

    match_id: str
    status: MatchStatus
    innings_number: int
    current_innings: CurrentInnings | None = None
    batsmen: tuple[BatsmanProjection, ...]
    bowlers: tuple[BowlerProjection, ...]
    current_over: tuple[BallProjection, ...]
    partnership: PartnershipProjection | None = None
    fall_of_wickets: tuple[FallOfWicketEntry, ...]
    extras: ExtrasProjection | None = None
    innings1: InningsProjection | None = None
    innings2: InningsProjection | None = None
    innings3: InningsProjection | None = None
    innings4: InningsProjection | None = None
    super_overs: tuple[InningsProjection, ...] | None = None
    toss: TossProjection | None = None
    last_ball: LastBall | None = None
    needs: tuple[Need, ...]
    yet_to_bat: tuple[NamedPlayer, ...]
    next_target: int | None = None
    dls: DlsProjection | None = None
    winner_id: str | None = None
    win_margin: str | None = None
    result_text: str | None = None
    last_action_id: str | None = None
    ledger: LedgerHead | None = None


class ProblemProjection(Document):
    """A problem of one action. `severity`: error (it was skipped), warning, info."""

    action_id: str
    code: str
    severity: Severity
    message: str
    law: str | None = None


class HealthProjection(Document):
    """`matches/{matchId}/live/health`: the problems of the log.

    `lag_ms` is the time in milliseconds from the ball's commit to this document's.
    """

    match_id: str
    problem_count: int
    problems: tuple[ProblemProjection, ...]
    lag_ms: int
    last_rebuild: Rebuild | None = None
    last_reconcile: Reconcile | None = None
    failed: Failure | None = None
    last_updated: datetime


class ResultProjection(Document):
    """A result in the words of a scorecard; `winner` is a name."""

    winner_id: str | None
    winner: str | None
    outcome: Outcome
    by: dict[str, int] | None
    method: str | None
    text: str = Field(min_length=1)


def as_document(model: Document) -> dict[str, Any]:
    """Return a projection as a document: camelCase, lists for tuples, fields without a value left
    out.

    Fields that the public schema defines as `string | null` are null, never left out.
    """
    document: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(model, LiveScore):
        set_nulls_of_score(document)
    elif isinstance(model, InningsProjection):
        set_nulls_of_innings(document)
    return document


def set_nulls_of_score(score: dict[str, Any]) -> None:
    """Set the required nulls in a live score."""
    for name in ("strikerId", "nonStrikerId", "battingTeamId"):
        if "currentInnings" in score:
            score["currentInnings"].setdefault(name, None)
    if "partnership" in score:
        score["partnership"].setdefault("batsmanBId", None)
    numbered = [score[name] for name in INNINGS_NAMES if name in score]
    for innings in (*numbered, *score.get("superOvers", ())):
        set_nulls_of_innings(innings)


def set_nulls_of_innings(innings: dict[str, Any]) -> None:
    """Set the required nulls in an innings."""
    innings.setdefault("battingTeamId", None)
    for partnership in innings["partnerships"]:
        partnership.setdefault("batsmanBId", None)


INNINGS_NAMES = ("innings1", "innings2", "innings3", "innings4")
