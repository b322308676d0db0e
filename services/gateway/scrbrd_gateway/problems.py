"""Defines what an answer says when it is none: problem documents by RFC 9457.

Knows nothing of cricket or of Firestore. `type` is a name that stays and `code` its last part, by
which programs tell problems apart; `title` is the same for all of a type; `detail` is of this
request.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel, Field

from scrbrd_gateway.encoding import encode

MEDIA_TYPE: Final = "application/problem+json"
TYPE: Final = "urn:scrbrd:problem:"
"""Before the code of a problem, in its `type`: a name that stays, no address to fetch."""

DOCUMENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
"""A problem document in the words of OpenAPI."""


class ProblemDocument(BaseModel):
    """A problem document (RFC 9457); a type may define further members."""

    type: str = Field(examples=["urn:scrbrd:problem:unknown_match"])
    title: str = Field(examples=["There is no such match"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["no match 'm2'"])
    instance: str = Field(description="the path that was asked for", examples=["/v1/matches/m2"])
    code: str = Field(description="what programs tell it by", examples=["unknown_match"])
    field: str | None = Field(None, description="the parameter or field that is wrong")
    match: str | None = Field(None, description="the id of the match")


class Problem(Exception):
    """An answer that says why there is no other; raised by routes, rendered by the application.

    `fields` stand in the document beside the standard members; `headers` go with the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str = "",
        headers: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.title = title or HTTPStatus(status).phrase
        self.headers = dict(headers or {})
        self.fields = fields

    def __str__(self) -> str:
        """Return what a log says of it."""
        return f"{self.status} {self.code}: {self.detail}"

    def document(self, instance: str) -> dict[str, Any]:
        """Return its document for the path that was asked for."""
        standard = {
            "type": f"{TYPE}{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
        }
        return standard | {name: each for name, each in self.fields.items() if name not in standard}

    def encoded(self, instance: str) -> bytes:
        """Return its document as JSON."""
        return encode(self.document(instance))


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI describes problems of these statuses."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": DOCUMENT}
        for status in statuses
    }


def unknown_match(match_id: str) -> Problem:
    """Return the problem that a match is not there."""
    shown = match_id[:100]
    title = "There is no such match"
    return Problem(404, "unknown_match", f"no match {shown!r}", title=title, match=shown)


def not_scored(match_id: str) -> Problem:
    """Return the problem that a match is of another sport: it is followed, and has no log."""
    where = f"/v1/matches/{match_id}"
    detail = f"it is followed, not scored here: see {where}, {where}/timeline and {where}/stats"
    title = "The match is of another sport"
    return Problem(404, "not_scored", detail, title=title, match=match_id)


def unknown_league(league_id: str) -> Problem:
    """Return the problem that a season or competition is not there."""
    detail = f"no league {league_id[:100]!r}; /v1/leagues lists them"
    title = "There is no such league"
    return Problem(404, "unknown_league", detail, title=title, field="league_id")


def unknown_action(match_id: str, action_id: str, last: str | None) -> Problem:
    """Return the problem that the log has no such action; `last` is its last one."""
    end = f"its log ends at {last}" if last else "its log is empty"
    detail = f"the match has no action {action_id[:40]!r}; {end}"
    title = "The log has no such action"
    return Problem(404, "unknown_action", detail, title=title, match=match_id, field="action")


def bad_value(where: str, detail: str) -> Problem:
    """Return the problem that a parameter or field has a value that it cannot have."""
    return Problem(422, "bad_value", detail, title="A value is not as it must be", field=where)


def bad_cursor(where: str, detail: str) -> Problem:
    """Return the problem that a cursor is none that was given out."""
    title = "The cursor is none that was given out"
    return Problem(400, "bad_cursor", detail, title=title, field=where)


def unavailable(detail: str, seconds: int = 5) -> Problem:
    """Return the problem that the database, or a place, is not there at the moment."""
    title = "Not available at the moment"
    headers = {"Retry-After": str(seconds)}
    return Problem(503, "unavailable", detail, title=title, headers=headers)


def too_many_requests(seconds: int) -> Problem:
    """Return the problem that an address asks too often."""
    title = "Too many requests"
    detail = "more requests of one address than the rate allows"
    headers = {"Retry-After": str(seconds)}
    return Problem(429, "rate_limited", detail, title=title, headers=headers)


def of_status(status: int, detail: str, headers: dict[str, str] | None = None) -> Problem:
    """Return the problem that a status alone says: 404 of an unknown path, 405, 413 and so on."""
    code = HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")
    return Problem(status, code, detail, headers=headers)
