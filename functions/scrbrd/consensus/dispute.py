"""Defines a dispute: what books do not agree on, who says what, and why that may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scrbrd.consensus.entries import Said, Seat
from scrbrd.consensus.merge import ranked
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId

SURE = 0.3
"""By how much one diagnosis must be cheaper than the next to be suggested to people."""


class DisputeKind(StrEnum):
    """What is disputed. `score` holds the log back; the others are about what is in it.

    `extra`: an entry that the other book has not. `lacking`: a book does not have a ball any more.
    `amended`: a book says another score now. `detail`: the score is agreed. `opened`: a book goes
    on with another score than that of what it goes on behind, or with the book of somebody who
    never had the seat. `provider`: a data provider's score is not the log's; no book is part of it.
    """

    SCORE = "score"
    EXTRA = "extra"
    LACKING = "lacking"
    AMENDED = "amended"
    DETAIL = "detail"
    OPENED = "opened"
    PROVIDER = "provider"


class Cause(StrEnum):
    """How books came to differ."""

    VALUE = "value"
    MISSED_BY = "missed_by"
    DOUBLED_BY = "doubled_by"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The likeliest cause; `seat` is who missed or doubled a ball. `margin` is what the next
    likeliest costs more."""

    cause: Cause
    seat: Seat | None = None
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """What a seat says: its entry, and the version whose words they are."""

    person_id: str
    entry_id: ActionId
    version_id: ActionId
    action: Action


@dataclass(frozen=True, slots=True)
class Dispute:
    """What books do not agree on. `place` is the sequence that the ball has in the log, or would
    get; details that differ alike reach to `through`. `seat`, `person_id` and `entry_id` are of an
    entry that the log has no ball for, or of a statement.

    `claims` are by seat; empty where not all have spoken yet.
    """

    innings_number: int
    place: int
    kind: DisputeKind
    blocks: bool
    fields: tuple[str, ...] = ()
    claims: Mapping[Seat, Claim] = field(default_factory=dict)
    diagnosis: Diagnosis | None = None
    through: int | None = None
    action_id: ActionId | None = None
    seat: Seat | None = None
    entry_id: ActionId | None = None
    person_id: str | None = None

    @property
    def id(self) -> str:
        """Return the id of its document: that of the place, and of the entry where there is one,
        with whose it is."""
        place = f"{self.innings_number}_{self.place}"
        if self.seat is None:
            return place
        return f"{place}_{self.seat}_{self.entry_id}_{self.person_id}"

    @property
    def suggestion(self) -> Diagnosis | None:
        """Return the diagnosis if it is sure enough to be shown."""
        is_sure = self.diagnosis is not None and self.diagnosis.margin > SURE
        return self.diagnosis if is_sure else None


def claim(said: Said) -> Claim:
    """Return what a seat says, as a claim."""
    return Claim(said.person_id, said.root, said.entry.action.id, said.entry.action)


def claims_of(voices: Mapping[Seat, Said]) -> dict[Seat, Claim]:
    """Return what seats say, the highest first."""
    return {seat: claim(said) for seat, said in ranked(voices).items()}
