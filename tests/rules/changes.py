"""Defines the fields that the matrix and the twins write, each signed by the actor who writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.rules.cast import ADMIN, MATCH, role_document
from tests.rules.documents import delivery
from tests.rules.scene import match_document
from tests.rules.world import NOW, Actor, Create, Fields, Write

FieldsByActor = Callable[[Actor], Fields]


def any_fields(actor: Actor) -> Fields:
    """Return a document with author, time and a text."""
    return {"updatedBy": actor.person_id, "updatedAt": NOW, "text": "new"}


GRANT_TIMES: Final = {"assignedAt": NOW, "createdAt": NOW, "updatedAt": NOW}
TEAM_FLAGS: Final = {"isCaptain": False, "isViceCaptain": False}


def signed_fields(**fields: Any) -> FieldsByActor:
    """Return a function for fields signed by the actor who writes them."""
    return lambda actor: {"updatedBy": actor.person_id, "updatedAt": NOW, **fields}


def new_fields(**fields: Any) -> FieldsByActor:
    """Return a function for the signed fields of a new document."""
    return lambda actor: {**signed_fields(**fields)(actor), "createdAt": NOW}


def grant_fields(owner: str, owner_id: str, role: str, **fields: Any) -> FieldsByActor:
    """Return a function for a role granted to the newcomer by the actor who writes it."""

    def fields_by(actor: Actor) -> Fields:
        person = Actor("stranger", "newcomer")
        base = role_document(owner, owner_id, person, role, **fields)
        return {**base, **GRANT_TIMES, "assignedBy": actor.person_id}

    return fields_by


def revocation_fields(actor: Actor) -> Fields:
    """Return the fields that end a role now."""
    return {
        "endDate": NOW,
        "revokedAt": NOW,
        "revokedBy": actor.person_id,
        "updatedAt": NOW,
    }


def new_match_fields(actor: Actor) -> Fields:
    """Return a match planned by the actor who writes it."""
    return match_document(createdBy=actor.person_id, createdAt=NOW, updatedAt=NOW)


def match_fields(**fields: Any) -> FieldsByActor:
    """Return a function for changed fields of a match."""
    return lambda _: {"updatedAt": NOW, **fields}


def lock_fields(actor: Actor) -> Fields:
    """Return the fields that lock a match."""
    return {"lockedAt": NOW, "lockedBy": actor.person_id, "updatedAt": NOW}


def recording_role(actor: Actor) -> str:
    """Return the role under which an actor records a ball."""
    return "admin" if actor is ADMIN else "scorer_neutral"


def void_fields(actor: Actor) -> Fields:
    """Return the fields that void an action."""
    return {
        "isVoided": True,
        "voidReason": "a wide, on second thoughts",
        "voidedBy": actor.person_id,
        "voidedAt": NOW,
        "updatedAt": NOW,
    }


def redo_fields(actor: Actor) -> Fields:
    """Return the fields that redo a voided action."""
    return {"isVoided": False, "voidedBy": actor.person_id, "voidedAt": NOW, "updatedAt": NOW}


def correction_of_ball(actor: Actor) -> tuple[Write, ...]:
    """Return the correction that is appended in the same commit as the stamp `correctedBy`."""
    fields = delivery(MATCH, 1, 4, actor, recording_role(actor), corrects="1_2")
    return (Create(f"matches/{MATCH}/scoring_actions/1_4", fields),)


def reselection_fields(actor: Actor) -> Fields:
    """Return the fields that change a player's batting position."""
    return {
        "battingPosition": 4,
        "selectedAt": NOW,
        "selectedBy": actor.person_id,
        "updatedAt": NOW,
    }


def confirmation_fields(actor: Actor) -> Fields:
    """Return the fields that confirm a player."""
    return {"confirmedAt": NOW, "confirmedBy": actor.person_id, "updatedAt": NOW}


def derived_field(_: Actor) -> Fields:
    """Return a field of a lineup that only the functions write."""
    return {"battedAt": 1, "updatedAt": NOW}


def rating_fields(stars: int) -> FieldsByActor:
    """Return a function for an administrator's rating of an official."""
    return lambda actor: {"performanceRating": stars, "ratedBy": actor.person_id, "updatedAt": NOW}


def captaincy_fields(actor: Actor) -> Fields:
    """Return the fields that make a player captain, signed like a grant."""
    return {
        "isCaptain": True,
        "assignedBy": actor.person_id,
        "assignedAt": NOW,
        "updatedAt": NOW,
    }
