"""Defines the writes that the matrix and the twins have in common, each signed by who writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.rules.cast import ADMIN, MATCH, role_document
from tests.rules.documents import delivery
from tests.rules.scene import match_document
from tests.rules.world import NOW, Actor, Create, Fields, Write

Made = Callable[[Actor], Fields]


def nothing_in_particular(actor: Actor) -> Fields:
    """A document that says who wrote it."""
    return {"updatedBy": actor.person_id, "updatedAt": NOW, "text": "new"}


GRANT_TIMES: Final = {"assignedAt": NOW, "createdAt": NOW, "updatedAt": NOW}
TEAM_FLAGS: Final = {"isCaptain": False, "isViceCaptain": False}


def signed(**fields: Any) -> Made:
    """A document with the fields, stamped by who writes it."""
    return lambda actor: {"updatedBy": actor.person_id, "updatedAt": NOW, **fields}


def born(**fields: Any) -> Made:
    """The same for a new document."""
    return lambda actor: {**signed(**fields)(actor), "createdAt": NOW}


def granted(owner: str, owner_id: str, role: str, **fields: Any) -> Made:
    """A role given to the stranger by who writes it."""

    def made(actor: Actor) -> Fields:
        person = Actor("stranger", "newcomer")
        base = role_document(owner, owner_id, person, role, **fields)
        return {**base, **GRANT_TIMES, "assignedBy": actor.person_id}

    return made


def revoked(actor: Actor) -> Fields:
    """A role ended now."""
    return {
        "endDate": NOW,
        "revokedAt": NOW,
        "revokedBy": actor.person_id,
        "updatedAt": NOW,
    }


def new_match(actor: Actor) -> Fields:
    """A match that is planned by who writes it."""
    return match_document(createdBy=actor.person_id, createdAt=NOW, updatedAt=NOW)


def signed_match(**fields: Any) -> Made:
    """A change of a match."""
    return lambda _: {"updatedAt": NOW, **fields}


def locked(actor: Actor) -> Fields:
    """A match closed to its scorers."""
    return {"lockedAt": NOW, "lockedBy": actor.person_id, "updatedAt": NOW}


def recorded_as(actor: Actor) -> str:
    """The role that an actor records under."""
    return "admin" if actor is ADMIN else "scorer_neutral"


def voided(actor: Actor) -> Fields:
    """A ball undone."""
    return {
        "isVoided": True,
        "voidReason": "a wide, on second thoughts",
        "voidedBy": actor.person_id,
        "voidedAt": NOW,
        "updatedAt": NOW,
    }


def redone(actor: Actor) -> Fields:
    """A voided ball brought back."""
    return {"isVoided": False, "voidedBy": actor.person_id, "voidedAt": NOW, "updatedAt": NOW}


def correction_of_ball(actor: Actor) -> tuple[Write, ...]:
    """The append that goes with a stamp of correctedBy."""
    fields = delivery(MATCH, 1, 4, actor, recorded_as(actor), corrects="1_2")
    return (Create(f"matches/{MATCH}/scoring_actions/1_4", fields),)


def reselected(actor: Actor) -> Fields:
    """A player moved in the order."""
    return {
        "battingPosition": 4,
        "selectedAt": NOW,
        "selectedBy": actor.person_id,
        "updatedAt": NOW,
    }


def confirmed(actor: Actor) -> Fields:
    """A player confirmed."""
    return {"confirmedAt": NOW, "confirmedBy": actor.person_id, "updatedAt": NOW}


def derived_field(_: Actor) -> Fields:
    """A field of the lineup that the functions own."""
    return {"battedAt": 1, "updatedAt": NOW}


def signed_rating(stars: int) -> Made:
    """What an administrator thought of an official."""
    return lambda actor: {"performanceRating": stars, "ratedBy": actor.person_id, "updatedAt": NOW}


def made_captain(actor: Actor) -> Fields:
    """A captaincy, signed as a grant is."""
    return {
        "isCaptain": True,
        "assignedBy": actor.person_id,
        "assignedAt": NOW,
        "updatedAt": NOW,
    }
