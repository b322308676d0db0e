"""Defines a dispute: what books disagree on, the claims, and the likely cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scrbrd.consensus.entries import EffectiveEntry, Seat
from scrbrd.consensus.merge import by_rank
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId

SURE_MARGIN = 0.3
"""How much cheaper than the next a diagnosis must be to be suggested to people."""


class DisputeKind(StrEnum):
    """The kind of a dispute. `score` holds the log back; the others concern balls of the log.

    `extra`: an entry that the other book lacks. `lacking`: a book no longer has a ball. `amended`:
    a book now has another score. `detail`: the score is agreed. `opened`: a book continues with a
    score that is not the log's there, or names a person who never had the seat. `provider`: a data
    provider's score is not the log's; no book is part of it.
    """

    SCORE = "score"
    EXTRA = "extra"
    LACKING = "lacking"
    AMENDED = "amended"
    DETAIL = "detail"
    OPENED = "opened"
    PROVIDER = "provider"


class Cause(StrEnum):
    """The cause of a difference between books."""

    VALUE = "value"
    MISSED_BY = "missed_by"
    DOUBLED_BY = "doubled_by"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The likeliest cause; `seat` is the one that missed or doubled a ball.

    `margin` is how much more the next likeliest cause costs.
    """

    cause: Cause
    seat: Seat | None = None
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A seat's claim: its entry, and the version of it that is claimed."""

    person_id: str
    entry_id: ActionId
    version_id: ActionId
    action: Action


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement of books. `place` is the sequence that the ball has in the log, or would get.

    Details that differ alike extend to the sequence `through`. `seat`, `person_id` and `entry_id`
    belong to an entry without a ball of the log, or to a statement. `claims` are by seat; empty
    where not all have recorded the ball yet.
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
        """The id of its document: the place; with an entry also its seat, id and person."""
        place = f"{self.innings_number}_{self.place}"
        if self.seat is None:
            return place
        return f"{place}_{self.seat}_{self.entry_id}_{self.person_id}"

    @property
    def suggestion(self) -> Diagnosis | None:
        """The diagnosis, if it is sure enough to be shown."""
        is_sure = self.diagnosis is not None and self.diagnosis.margin > SURE_MARGIN
        return self.diagnosis if is_sure else None


def claim_of(entry: EffectiveEntry) -> Claim:
    """Return a seat's entry as a claim."""
    return Claim(entry.person_id, entry.root, entry.version.action.id, entry.version.action)


def claims_of(voices: Mapping[Seat, EffectiveEntry]) -> dict[Seat, Claim]:
    """Return seats' entries as claims, the highest seat first."""
    return {seat: claim_of(entry) for seat, entry in by_rank(voices).items()}
