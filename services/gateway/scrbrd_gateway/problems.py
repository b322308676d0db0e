"""Defines problem documents (RFC 9457), the answers to requests that fail.

Knows nothing of cricket or Firestore. `type` is a fixed name, and `code` is its last part, by which
programs distinguish problems. `title` is the same for all problems of a type. `detail` describes
this request.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel, Field

from scrbrd_gateway.encoding import encode

MEDIA_TYPE: Final = "application/problem+json"
TYPE: Final = "urn:scrbrd:problem:"
"""The prefix of `type`, before the problem's code: a fixed name, not a URL to fetch."""

DOCUMENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
"""The content of a problem document, in OpenAPI."""

PHRASES: Final[Mapping[int, str]] = {
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
}
"""The phrases of statuses that Python 3.13 words as RFC 9110 does. Codes are made from them, so
they must not depend on Python's version."""


class ProblemDocument(BaseModel):
    """A problem document (RFC 9457); a type may define further members."""

    type: str = Field(examples=["urn:scrbrd:problem:unknown_match"])
    title: str = Field(examples=["There is no such match"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["no match 'm2'"])
    instance: str = Field(description="the path of the request", examples=["/v1/matches/m2"])
    code: str = Field(
        description="the name of the problem for programs", examples=["unknown_match"]
    )
    field: str | None = Field(None, description="the parameter or field that is wrong")
    match: str | None = Field(None, description="the id of the match")


class Problem(Exception):
    """A request that fails, raised by routes and rendered by the application.

    `fields` are added to the standard members of the document; `headers` are sent with the answer.
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
        self.title = title or phrase_of(status)
        self.headers = dict(headers or {})
        self.fields = fields

    def __str__(self) -> str:
        """Return the text for logs."""
        return f"{self.status} {self.code}: {self.detail}"

    def document(self, instance: str) -> dict[str, Any]:
        """Return the problem document for the path of a request."""
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
        """Return the problem document as JSON."""
        return encode(self.document(instance))


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI descriptions of problems with these statuses."""
    return {status: {"description": phrase_of(status), "content": DOCUMENT} for status in statuses}


def phrase_of(status: int) -> str:
    """Return the phrase of a status, in the words of Python 3.11."""
    return PHRASES.get(status) or HTTPStatus(status).phrase


def unknown_match(match_id: str) -> Problem:
    """Return the problem of a match that does not exist."""
    short_id = match_id[:100]
    title = "There is no such match"
    return Problem(404, "unknown_match", f"no match {short_id!r}", title=title, match=short_id)


def not_scored(match_id: str) -> Problem:
    """Return the problem of a match of another sport, which is followed and has no log."""
    where = f"/v1/matches/{match_id}"
    detail = f"it is followed, not scored here: see {where}, {where}/timeline and {where}/stats"
    title = "The match is of another sport"
    return Problem(404, "not_scored", detail, title=title, match=match_id)


def unknown_league(league_id: str) -> Problem:
    """Return the problem of a season or competition that does not exist."""
    detail = f"no league {league_id[:100]!r}; /v1/leagues lists them"
    title = "There is no such league"
    return Problem(404, "unknown_league", detail, title=title, field="league_id")


def unknown_action(match_id: str, action_id: str, last: str | None) -> Problem:
    """Return the problem of an action that is not in the log; `last` is the last action of the
    log."""
    end = f"its log ends at {last}" if last else "its log is empty"
    detail = f"the match has no action {action_id[:40]!r}; {end}"
    title = "The log has no such action"
    return Problem(404, "unknown_action", detail, title=title, match=match_id, field="action")


def bad_value(where: str, detail: str) -> Problem:
    """Return the problem of a parameter or field with an invalid value."""
    return Problem(422, "bad_value", detail, title="A value is not as it must be", field=where)


def bad_cursor(where: str, detail: str) -> Problem:
    """Return the problem of a text that is not a cursor."""
    title = "The cursor is none that was given out"
    return Problem(400, "bad_cursor", detail, title=title, field=where)


def unavailable(detail: str, seconds: int = 5) -> Problem:
    """Return the problem of a database, or a place, that is not available now; `seconds` is the
    `Retry-After`."""
    title = "Not available at the moment"
    headers = {"Retry-After": str(seconds)}
    return Problem(503, "unavailable", detail, title=title, headers=headers)


def too_many_requests(seconds: int) -> Problem:
    """Return the problem of an address that sends too many requests."""
    title = "Too many requests"
    detail = "more requests of one address than the rate allows"
    headers = {"Retry-After": str(seconds)}
    return Problem(429, "rate_limited", detail, title=title, headers=headers)


def problem_of_status(status: int, detail: str, headers: dict[str, str] | None = None) -> Problem:
    """Return the problem that a status alone describes: 404 of an unknown path, 405, 413 and so
    on."""
    code = phrase_of(status).lower().replace(" ", "_").replace("-", "_")
    return Problem(status, code, detail, headers=headers)
