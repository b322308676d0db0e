"""Builds the problems of scoring requests, with details that help a person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.problems import Refused
from scrbrd.domain.verdicts.model import Verdict, VerdictOutcome
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.log import Head

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
UNKNOWN: Final = 404
FORBIDDEN: Final = 403
UNAUTHORIZED: Final = 401
AWAY: Final = 503
RETRY_AFTER_SECONDS: Final = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """An error in one field of a body; the field is named as the client wrote it."""

    field: str
    detail: str

    def as_json(self) -> dict[str, str]:
        """Return the fault as clients get it."""
        return {"field": self.field, "detail": self.detail}


def bad_fields(faults: Sequence[Fault], code: str = "bad_field", **fields: Any) -> Problem:
    """Return the problem of a body with missing or wrong fields."""
    first = faults[0]
    errors = [fault.as_json() for fault in faults]
    detail = "; ".join(f"{fault.field}: {fault.detail}" for fault in faults[:5])
    return Problem(UNPROCESSABLE, code, detail, field=first.field, errors=errors, **fields)


def missing_person(
    faults: Sequence[Fault], who: str, choices: Iterable[str] = (), **fields: Any
) -> Problem:
    """Return the problem of a person who must be named; `choices` are the people that the lineups
    allow."""
    return bad_fields(faults, "needs", needs=[str(who)], choices=list(choices), **fields)


def unreadable_action(error: BadDocument, where: str = "") -> Problem:
    """Return the problem of an action with fields that the log does not accept; `where` is the
    prefix of its field names."""
    parts = [text.partition(": ") for text in error.faults]
    return bad_fields([Fault(f"{where}{name}", why or name) for name, _, why in parts])


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as clients get it."""
    return {
        "outcome": str(verdict.outcome),
        "code": verdict.code,
        "sentence": verdict.sentence,
        "law": verdict.law,
        "edition": None if verdict.edition is None else str(verdict.edition),
        "remedy": verdict.remedy,
    }


def refused_by_laws(verdicts: Sequence[Verdict]) -> Problem:
    """Return the problem of an action that is impossible by the Laws, with the first Law against
    it."""
    first = next(each for each in verdicts if each.outcome is VerdictOutcome.REFUSED)
    verdict = verdict_json(first)
    law = f" ({first.law}{f', {first.edition} edition' if first.edition else ''})"
    return Problem(
        UNPROCESSABLE,
        first.code,
        f"{first.sentence}{law if first.law else ''}; {first.remedy}",
        title="The Laws refuse it",
        law=verdict["law"],
        edition=verdict["edition"],
        verdicts=[verdict_json(each) for each in verdicts],
    )


def refused_by_fold(refused: Refused) -> Problem:
    """Return the problem of an action that cannot be applied to the score."""
    title = "The score cannot take it"
    return Problem(UNPROCESSABLE, str(refused.code), str(refused), title=title, law=refused.law)


def overtaken_request(head: Head | None) -> Problem:
    """Return the problem of a client that has not seen the last action, because another device was
    faster. It includes the log's head."""
    last = "nothing" if head is None else head.action_id
    return Problem(
        CONFLICT,
        "overtaken",
        f"another device recorded meanwhile: the log now ends with {last}; read it, and record "
        "again what is still missing",
        title="Overtaken",
        head=None if head is None else head.as_json(),
    )


def key_reused(action_id: str) -> Problem:
    """Return the problem of an Idempotency-Key that was used for another request."""
    why = f"this Idempotency-Key was used for {action_id} with another body; take a new key"
    return Problem(CONFLICT, "key_reused", why, actionId=action_id)


def innings_behind(number: int, current: int) -> Problem:
    """Return the problem of a record in an innings that is followed by records of another
    innings."""
    why = (
        f"innings {number} is behind: innings {current} has records already; record it in"
        f" innings {current}, or in its place: with after, or as a correction"
    )
    return Problem(UNPROCESSABLE, "innings_out_of_order", why, title="The score cannot take it")


def innings_followed(number: int, current: int, closed: str | None) -> Problem:
    """Return the problem of the end of an innings after which another one has begun. `closed` is
    the reason for its end by the score."""
    how = f" ({closed})" if closed else ""
    why = (
        f"innings {number} is over{how}: innings {current} has begun; it ended with its last ball,"
        " which can be corrected or voided"
    )
    return Problem(UNPROCESSABLE, "innings_out_of_order", why, title="The score cannot take it")


def innings_closed(action_id: str, reason: str) -> Problem:
    """Return the problem of an innings that has ended already, for another reason."""
    why = f"the innings ended already ({reason}): correct {action_id}, or void it"
    return Problem(CONFLICT, "innings_closed", why, actionId=action_id, reason=reason)


def not_found(what: str) -> Problem:
    """Return the problem of something that does not exist."""
    return Problem(UNKNOWN, "not_found", f"there is no {what}")


def unstorable_value() -> Problem:
    """Return the problem of a name or a value that Firestore cannot store."""
    why = "Firestore cannot store this name or value: a number too large, say, or a map too deep"
    return Problem(UNPROCESSABLE, "bad_value", why)


def firestore_away(why: str = "Firestore does not answer") -> Problem:
    """Return the problem of a Firestore that does not answer now; the write may have been done."""
    return Problem(
        AWAY,
        "firestore_away",
        f"{why}; repeat the request with the same Idempotency-Key",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def unauthorized(code: str, detail: str) -> Problem:
    """Return the problem of a caller without a valid token."""
    challenge = {"WWW-Authenticate": f'Bearer error="{code}"'}
    return Problem(UNAUTHORIZED, code, detail, headers=challenge)
