"""Meets requests at the edge: who asks, what their names mean, and every error as a problem."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Header, Query, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from scrbrd.domain.document import MAX_INNINGS, MAX_OVER
from scrbrd.domain.identifiers import is_id
from scrbrd_gateway.answers import AS_IT_SAYS, problem_response
from scrbrd_gateway.identity import BadToken, CertificatesMissing, Identity
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import Recorded
from scrbrd_gateway.scoring.bodies import Undo
from scrbrd_gateway.scoring.faults import (
    FORBIDDEN,
    Fault,
    away,
    unauthorized,
    unfit,
    unknown,
    unstorable,
)
from scrbrd_gateway.scoring.finding import Done
from scrbrd_gateway.scoring.firestore import (
    Away,
    Conflict,
    Denied,
    FirestoreError,
    TokenRefused,
    Unfit,
)
from scrbrd_gateway.scoring.keys import LONGEST_KEY, checked_key, keyed_nonce
from scrbrd_gateway.scoring.refusals import NO_REASON
from scrbrd_gateway.scoring.service import Caller, Destination, Scoring

LOG = logging.getLogger(__name__)

CREATED, OK = 201, 200
BAD_JSON: Final = "json_invalid"
NOT_PARSED: Final = "There was an error parsing the body"
"""What FastAPI says of JSON that Python does not read: too deep, or a number too long."""

TOO_MUCH: Final = "the body is no JSON that can be read: too deep, or a number too long"
JSON: Final = re.compile(r"application/([\w.+-]+\+)?json")
INNINGS_NUMBER: Final = re.compile("[1-9][0-9]{0,2}")
UNEXPLAINED: Final = "Firestore refuses it, for a reason that the match does not show"
KINDS: Final = frozenset({"ball", "fact", "statement", "ReviewSaid", "constrained-str", "bool"})
"""What pydantic calls the kinds of a body, or of a field, that it tried, where an error is."""

CHECKED: Final = re.compile(r"function-(after|before|plain|wrap)\[.*")
"""What it calls a kind that has a check of its own."""

NOT_KEPT: Final = {"Cache-Control": "no-store", **AS_IT_SAYS}
"""Headers of every answer: the next record follows what was read, and a book is one person's."""

Verify = Callable[[str], Awaitable[Identity]]
Credentials = Annotated[
    HTTPAuthorizationCredentials | None,
    Security(HTTPBearer(auto_error=False, description="An ID token of Firebase Authentication.")),
]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Makes a repeated request the same record: a new UUID for each thing that "
        "happens, the same one for each time it is sent.",
        json_schema_extra={"minLength": 1, "maxLength": LONGEST_KEY},
    ),
]
OverAsked = Annotated[int | None, Query(ge=0, le=MAX_OVER, description="0-based")]


class Callers:
    """Finds out who asks, and under which name a record is made."""

    def __init__(self, scoring: Scoring, verify: Verify) -> None:
        self.scoring = scoring
        self._verify = verify

    async def caller(self, credentials: HTTPAuthorizationCredentials | None) -> Caller:
        """Return who asks. Raises Problem without a token, BadToken for one that is none."""
        if credentials is None or not credentials.credentials:
            raise unauthorized("no_token", "send Authorization: Bearer and a Firebase ID token")
        identity = await self._verify(credentials.credentials)
        if not is_id(identity.person_id):
            why = f"the person {identity.person_id[:60]!r} has no id that roles can be given to"
            raise Problem(FORBIDDEN, "bad_person", why)
        return Caller(identity, credentials.credentials)

    async def set_voided(
        self,
        name: str,
        credentials: HTTPAuthorizationCredentials | None,
        undo: Undo,
        *,
        is_voided: bool,
        in_books: bool = False,
    ) -> Recorded:
        """Let an action of the log, or of the caller's book, count no longer, or again; `name` is
        its id here, `m1:1_37`. Raises Problem, Conflict."""
        match_id, action = action_named(name)
        caller = await self.caller(credentials)
        destination = Destination(match_id, in_books)
        done = await self.scoring.set_voided(destination, caller, action, undo, is_voided=is_voided)
        return done.answer

    def nonce(self, caller: Caller, key: str | None, request: Request, body: BaseModel) -> str:
        """Return the name of a record: of its key where there is one, else one of its own."""
        checked = checked_key(key)
        if checked is None:
            return str(uuid.uuid4())
        what = f"{request.method} {request.url.path}"
        return keyed_nonce(caller.person_id, checked, what, body)


class ProblemRoute(APIRoute):
    """A route that tells every error as a problem document."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handler(request)
                response.headers.update(NOT_KEPT)
                return response
            except RequestValidationError as error:
                return problem_response(request, bad_request(request, error))
            except (Problem, BadToken) as error:
                return problem_response(request, problem_of(error))
            except HTTPException as error:
                if error.detail != NOT_PARSED:
                    raise
                return problem_response(request, Problem(400, "bad_json", TOO_MUCH))
            except (FirestoreError, CertificatesMissing) as error:
                return problem_response(request, problem_of(error))

        return answer


def problem_of(error: Exception) -> Problem:
    """Return an error as clients read it; what is no client's and no Firestore's is raised."""
    match error:
        case Problem():
            return error
        case BadToken():
            return unauthorized(error.code, str(error))
        case TokenRefused():
            return unauthorized("bad_token", "Firestore does not accept the token")
        case Away() | Conflict() | CertificatesMissing():
            LOG.warning("not done: %s", error)
            return away(UNEXPLAINED) if isinstance(error, Conflict) else away()
        case Denied():
            return Problem(FORBIDDEN, *NO_REASON)
        case Unfit():
            LOG.warning("Firestore: %s", error)
            return unstorable()
    raise error


def bad_request(request: Request, error: RequestValidationError) -> Problem:
    """Return the problem of a request that is not what the route takes: a body that does not say
    that it is JSON is not read as such."""
    is_of_body = any(tuple(each["loc"]) == ("body",) for each in error.errors())
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_of_body and not JSON.fullmatch(kind) and error.body:
        why = "send the body as JSON, with Content-Type: application/json"
        return Problem(415, "unsupported_media_type", why)
    return bad_body(error)


def bad_body(error: RequestValidationError) -> Problem:
    """Return the problem of a body, a query or a header that is not what the request takes."""
    found = error.errors()
    if any(each["type"] == BAD_JSON for each in found):
        return Problem(400, "bad_json", "the body is no JSON")
    return unfit([Fault(field_named(each["loc"]), str(each["msg"])) for each in found])


def field_named(location: tuple[str | int, ...]) -> str:
    """Return the name of a field as the client wrote it, without where the request has it and
    without the kinds of body that were tried."""
    parts = [
        name for name in map(str, location[1:]) if name not in KINDS and not CHECKED.fullmatch(name)
    ]
    return ".".join(parts) or str(location[0])


def answered(done: Done, response: Response) -> Recorded:
    """Return a record: 201 where this request made it, 200 where it was there."""
    response.status_code = CREATED if done.is_new else OK
    return done.answer


def repeat_responses(body: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI describes the answer to a repeated key."""
    told = "It was there: the `Idempotency-Key` came before. The record as it is now"
    return {OK: {"model": body, "description": told}}


def split_name(text: str, what: str) -> tuple[str, str]:
    """Return match and rest of a name such as `m1:1_37`. Raises Problem for what is none."""
    match_id, colon, rest = text.rpartition(":")
    if not colon or not match_id or not rest:
        raise unknown(f"{what} {text[:60]!r}: its id is {{matchId}}:{{id}}")
    return match_id, rest


def innings_named(text: str) -> tuple[str, int]:
    """Return match and number of an innings' id, `m1:2`. Raises Problem for what is none."""
    match_id, rest = split_name(text, "innings")
    if not INNINGS_NUMBER.fullmatch(rest) or int(rest) > MAX_INNINGS:
        raise unknown(f"innings {text[:60]!r}: its id is {{matchId}}:{{number}}")
    return match_id, int(rest)


def action_named(text: str) -> tuple[str, str]:
    """Return match and action of a ball's id, `m1:1_37`. Raises Problem for what is none."""
    match_id, name = split_name(text, "ball")
    if place_or_none(name) is None:
        raise unknown(f"ball {text[:60]!r}: its id is {{matchId}}:{{actionId}}")
    return match_id, name
