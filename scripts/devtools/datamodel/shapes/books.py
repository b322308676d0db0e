"""Holds the shapes of a match that is kept in books: rulings, disputes, notices, the consensus.

The functions make them as plain maps; tests hold their fields to these shapes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from scrbrd.consensus.dispute import Cause, DisputeKind
from scrbrd.consensus.entries import AgreedAt, Seat
from scrbrd.consensus.rulings import Method
from scrbrd.domain.actions import Extras
from scrbrd.domain.document import Document
from scrbrd.domain.vocabulary import ActionType, MatchRole, ValidationTier, WicketType
from scrbrd.handlers.books.notices import Asked

Ball = Annotated[dict[str, Any], Field(description="of the ball, as the log has one")]
Tier = Literal[ValidationTier.SINGLE, ValidationTier.DUAL, ValidationTier.TRIPLE]
Decider = Literal[
    MatchRole.UMPIRE_ON_FIELD,
    MatchRole.UMPIRE_THIRD,
    MatchRole.MATCH_REFEREE,
    MatchRole.SCORER_HOME,
    MatchRole.SCORER_AWAY,
    MatchRole.SCORER_NEUTRAL,
    "captain_home",
    "captain_away",
    "admin",
]


class RulingBase(Document):
    """What every ruling says."""

    id: Annotated[str, Field(description="the number")]
    match_id: str
    number: Annotated[int, Field(ge=1, description="1, 2, ...; without gaps")]
    nonce: Annotated[str, Field(min_length=8, max_length=100)]
    follows: Annotated[
        str, Field(description="the nonce of the ruling before; empty for the first")
    ]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    evidence: Annotated[str | None, Field(max_length=500)] = None
    decided_by: Annotated[str, Field(description="the caller")]
    decided_as: Annotated[Decider, Field(description="scorers only where they leave")]
    created_at: Annotated[datetime, Field(description="the server's")]


class DisputeRuling(RulingBase):
    """A ruling on a dispute."""

    kind: Literal["dispute"]
    method: Method
    dispute_id: Annotated[str, Field(description="`{inningsNumber}_{place}`")]
    entries: Annotated[
        dict[Seat, str],
        Field(description="of seats to the entries it is about and uses up"),
    ]
    persons: Annotated[
        dict[Seat, str] | None,
        Field(description="of the same seats to whose they are; missing: of who holds the seat"),
    ] = None
    accepts: Seat | Literal["action", "neither"]
    missed: Annotated[
        tuple[Seat, ...] | None, Field(description="seats whose books lack the ball")
    ] = None
    action: Annotated[
        dict[str, Any] | None,
        Field(description="with `accepts: action`: the ball, without ornaments"),
    ] = None
    overrules: Annotated[
        int | None,
        Field(
            ge=1,
            description="the ruling right before, where that is on the same dispute; no captain's",
        ),
    ] = None


class TierRuling(RulingBase):
    """A ruling on how many scorers there are from an entry on."""

    kind: Literal["tier"]
    tier: Tier
    seats: Annotated[dict[Seat, str], Field(description="of seats to persons")]
    from_seat: Annotated[Seat, Field(description="one of `seats`")]
    from_entry: Annotated[str, Field(description="the first entry of that seat that it is for")]


class Ruling(RootModel[DisputeRuling | TierRuling]):
    """`matches/{matchId}/rulings/{number}`, by `kind`."""

    root: Annotated[DisputeRuling | TierRuling, Field(discriminator="kind")]


class DisputeClaim(Document):
    """What a seat says."""

    person_id: str
    entry_id: str
    version_id: str
    ball: Ball


class DisputedEntry(Document):
    """An entry that the log has no ball for, or a statement with a wrong score."""

    seat: Seat
    person_id: Annotated[str, Field(description="whose book it is in")]
    entry_id: str


class Suggestion(Document):
    """The likely cause of a dispute."""

    cause: Cause
    seat: Annotated[Seat | None, Field(description="who missed or doubled a ball")]


class DisputedTotal(Document):
    """The total of an innings, in a dispute with a data provider."""

    runs: int
    wickets: int
    legal_balls: Annotated[int, Field(description="of the innings")]


class ProviderTotal(DisputedTotal):
    """The total that a data provider states."""

    name: Annotated[str, Field(description="of the provider")]


class Dispute(Document):
    """`matches/{matchId}/disputes/{inningsNumber}_{place}`: where books differ.

    Of an entry or a statement, its seat, id and person are behind that."""

    id: str
    match_id: str
    status: Literal["open", "resolved"]
    innings_number: int
    place: Annotated[int, Field(description="the sequence that the ball has, or would get")]
    through: Annotated[
        int | None, Field(description="the last place of details that differ alike")
    ] = None
    kind: DisputeKind
    blocks: Annotated[bool, Field(description="the log waits for it")]
    fields: Annotated[
        tuple[str, ...],
        Field(description="what differs: `score`, `strikerId`, `wicket.fielderIds`, ..."),
    ]
    claims: Annotated[
        dict[Seat, DisputeClaim], Field(description="empty while not all have spoken")
    ]
    entry: Annotated[
        DisputedEntry | None, Field(description="of the kinds `extra` and `opened` alone")
    ] = None
    suggestion: Annotated[Suggestion | None, Field(description="only where it is likely")] = None
    action_id: Annotated[str | None, Field(description="the ball of the log that it is about")] = (
        None
    )
    raised_at: Annotated[datetime, Field(description="when it was last raised")]
    raised_count: Annotated[int, Field(description="how often it was raised")]
    updated_at: datetime
    resolved_at: datetime | None = None
    method: Annotated[
        Method | Literal["amended", "majority", "gone"] | None,
        Field(description="how it was resolved"),
    ] = None
    ruling_number: Annotated[int | None, Field(description="by which ruling")] = None
    provider: Annotated[
        ProviderTotal | None, Field(description="of kind `provider` alone: what it states")
    ] = None
    log: Annotated[
        DisputedTotal | None, Field(description="of kind `provider` alone: what the log has")
    ] = None


class NoticeItem(Document):
    """What is asked of an official in one dispute."""

    dispute_id: str
    innings_number: int
    place: int
    ball: Annotated[str | None, Field(description="12.4, as those who have spoken have it")]
    kind: DisputeKind
    blocks: bool
    fields: tuple[str, ...]
    suggestion: Suggestion | None
    asked: Asked
    your_word: Annotated[dict[str, Any] | None, Field(description="what this person's book says")]
    raised_at: datetime | None


class Notice(Document):
    """`matches/{matchId}/notices/{personId}`: what is asked of an official."""

    match_id: str
    person_id: str
    open_disputes: Annotated[int, Field(description="those that concern this person")]
    disputes: Annotated[
        tuple[NoticeItem, ...],
        Field(description="the first 50 of them, what holds the log back first"),
    ]
    revision: Annotated[int, Field(description="grows at each change")]
    last_updated: datetime


class SeatStanding(Document):
    """How a scorer stands; counts may be some balls old."""

    person_id: str
    votes: bool
    is_silent: Annotated[bool, Field(description="six balls behind")]
    submitted: int
    agreed: int
    waiting: int
    missed: int
    behind: int
    dissents: int
    extras: int
    late: int
    agreement_rate: Annotated[float | None, Field(description="0 to 1")]


class BallSummary(Document):
    """What scorers compare at the end of an over; `type` alone of what is no ball."""

    type: ActionType | None = None
    striker_id: str | None = None
    non_striker_id: str | None = None
    bowler_id: str | None = None
    runs_off_bat: int | None = None
    extras: Extras | None = None
    total_runs: int | None = None
    dismissed_player_id: str | None = None
    wicket_type: WicketType | None = None
    fielder_ids: tuple[str, ...] | None = None


class BookSummary(BallSummary):
    """The same in a book."""

    entry_id: str


class CheckedBall(Document):
    """A ball in the log and in each book; null for a book that lacks it."""

    action_id: str
    is_identical: bool
    log: BallSummary
    books: dict[Seat, BookSummary | None]


class CheckedOver(Document):
    """The last complete over in all books; the last 24 balls of it."""

    innings_number: int
    over_number: Annotated[int, Field(description="0-based")]
    is_identical: bool
    balls: tuple[CheckedBall, ...]


class Provisional(Document):
    """The score with the balls that every seat has passed, as the highest seat has them."""

    innings_number: int
    runs: int
    wickets: int
    overs: Annotated[int, Field(description="complete ones")]
    balls: Annotated[int, Field(description="of the over in progress")]
    waiting: int


class StatedScore(Document):
    """A score in its three numbers."""

    runs: int
    wickets: int
    legal_balls: int


class AgreedScore(StatedScore):
    """The last score stated as agreed that is the log's; `actionId` of the ball it is behind."""

    innings_number: int
    action_id: str
    at: AgreedAt
    by: tuple[Seat, ...]


class ScoreDifference(Document):
    """A score stated as agreed that is not the log's."""

    seat: Seat
    person_id: str
    entry_id: str
    innings_number: int
    action_id: str
    at: AgreedAt
    stated: StatedScore
    log: StatedScore
    message: str
    law: str


class LiveConsensus(Document):
    """`matches/{matchId}/live/consensus`: who votes, what is disputed, how each scorer stands."""

    match_id: str
    tier: Annotated[Tier | None, Field(description="in force for the next ball")]
    seats: dict[Seat, SeatStanding]
    blocked_at: Annotated[
        str | None, Field(description="action id that the ball which the log waits for would get")
    ]
    open_disputes: int
    disputes: Annotated[tuple[str, ...], Field(description="their ids")]
    last_over: Annotated[
        CheckedOver | None,
        Field(description="null before one, and 24 balls into the next"),
    ]
    provisional: Annotated[Provisional | None, Field(description="while the log is held back")]
    agreed: AgreedScore | None
    score_differences: Annotated[tuple[ScoreDifference, ...], Field(description="the first 40")]
    last_updated: datetime
