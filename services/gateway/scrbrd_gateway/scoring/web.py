"""Handles the HTTP side of scoring requests: callers, ids, and every error as a problem
document."""

from __future__ import annotations

import json
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
from scrbrd_gateway.answers import NOSNIFF, joined_header, problem_response
from scrbrd_gateway.identity import BadToken, CertificatesMissing, Identity
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import RecordAnswer
from scrbrd_gateway.scoring.bodies import Undo
from scrbrd_gateway.scoring.faults import (
    FORBIDDEN,
    Fault,
    bad_fields,
    firestore_away,
    not_found,
    unauthorized,
    unstorable_value,
)
from scrbrd_gateway.scoring.firestore import (
    Conflict,
    Denied,
    FirestoreAway,
    FirestoreError,
    TokenRefused,
    Unstorable,
)
from scrbrd_gateway.scoring.keys import LONGEST_KEY, checked_key, keyed_nonce
from scrbrd_gateway.scoring.lookup import RecordResult
from scrbrd_gateway.scoring.refusals import NO_REASON
from scrbrd_gateway.scoring.service import Caller, Destination, Scoring

LOG = logging.getLogger(__name__)

CREATED, OK = 201, 200
BAD_JSON: Final = "json_invalid"
FASTAPI_UNPARSABLE: Final = "There was an error parsing the body"
"""FastAPI's message for a body that Python cannot parse, without saying why."""

UNPARSABLE_JSON: Final = (
    "the body cannot be parsed as JSON: it is not UTF-8, is too deep, or has a number too long"
)
CODING: Final = "content-encoding"
UNCOMPRESSED: Final = frozenset({"", "identity"})
"""Values of Content-Encoding that leave a body as it is."""
JSON: Final = re.compile(r"application/([\w.+-]+\+)?json")
INNINGS_NUMBER: Final = re.compile("[1-9][0-9]{0,2}")
UNEXPLAINED: Final = "Firestore refuses it, for a reason that the match does not show"
KINDS: Final = frozenset({"ball", "fact", "statement", "ReviewBody", "constrained-str", "bool"})
"""Names of body kinds and field types that pydantic tried; they appear in the location of an error.
"""

VALIDATED_TYPE: Final = re.compile(r"function-(after|before|plain|wrap)\[.*")
"""Pydantic's name for a type with a validator of its own."""

NO_STORE_HEADERS: Final = {"Cache-Control": "no-store", **NOSNIFF}
"""Headers of every answer. Answers must not be cached: the next record follows the last read, and a
book is private to one person."""

Verify = Callable[[str], Awaitable[Identity]]
Credentials = Annotated[
    HTTPAuthorizationCredentials | None,
    Security(HTTPBearer(auto_error=False, description="An ID token of Firebase Authentication.")),
]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Makes a repeated request return the same record: a new UUID for each new "
        "record, the same UUID each time that it is sent.",
        json_schema_extra={"minLength": 1, "maxLength": LONGEST_KEY},
    ),
]
OverQuery = Annotated[int | None, Query(ge=0, le=MAX_OVER, description="0-based")]


class Callers:
    """Identifies callers, and derives the nonces of their records."""

    def __init__(self, scoring: Scoring, verify: Verify) -> None:
        self.scoring = scoring
        self._verify = verify

    async def caller(self, credentials: HTTPAuthorizationCredentials | None) -> Caller:
        """Return the caller. Raises Problem without a token, BadToken for an invalid one."""
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
    ) -> RecordAnswer:
        """Stop an action of the log, or of the caller's book, from counting, or let it count again.
        `name` is its public id, `m1:1_37`. Raises Problem, Conflict."""
        match_id, action = parse_ball_id(name)
        caller = await self.caller(credentials)
        destination = Destination(match_id, in_books)
        result = await self.scoring.set_voided(
            destination, caller, action, undo, is_voided=is_voided
        )
        return result.answer

    def nonce(self, caller: Caller, key: str | None, request: Request, body: BaseModel) -> str:
        """Return the nonce of a record: derived from its key if there is one, else random."""
        checked = checked_key(key)
        if checked is None:
            return str(uuid.uuid4())
        what = f"{request.method} {request.url.path}"
        return keyed_nonce(caller.person_id, checked, what, body)


class ScoringRequest(Request):
    """A request whose body names each field once."""

    async def json(self) -> Any:
        """Return the body. Raises Problem for a field given twice: Python would take the last
        value and drop the others."""
        return json.loads(await self.body(), object_pairs_hook=fields_given_once)


def fields_given_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's fields. Raises Problem for a field given twice."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            shown = name[:60].encode(errors="replace").decode()
            raise bad_fields([Fault(shown, "is given twice; send it once")])
        fields[name] = value
    return fields


class ProblemRoute(APIRoute):
    """A route that answers with a problem document on every error."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of requests."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                check_uncompressed(request)
                response = await handler(ScoringRequest(request.scope, request.receive))
                response.headers.update(NO_STORE_HEADERS)
                return response
            except RequestValidationError as error:
                return problem_response(request, bad_request(request, error))
            except (Problem, BadToken) as error:
                return problem_response(request, problem_of(error))
            except HTTPException as error:
                if isinstance(error.__cause__, Problem):
                    return problem_response(request, error.__cause__)
                if error.detail != FASTAPI_UNPARSABLE:
                    raise
                return problem_response(request, Problem(400, "bad_json", UNPARSABLE_JSON))
            except (FirestoreError, CertificatesMissing) as error:
                return problem_response(request, problem_of(error))

        return answer


def problem_of(error: Exception) -> Problem:
    """Return the problem of an error. An error that is neither a client's nor Firestore's is
    raised."""
    match error:
        case Problem():
            return error
        case BadToken():
            return unauthorized(error.code, str(error))
        case TokenRefused():
            return unauthorized("bad_token", "Firestore does not accept the token")
        case FirestoreAway() | Conflict() | CertificatesMissing():
            LOG.warning("not done: %s", error)
            return firestore_away(UNEXPLAINED) if isinstance(error, Conflict) else firestore_away()
        case Denied():
            return Problem(FORBIDDEN, *NO_REASON)
        case Unstorable():
            LOG.warning("Firestore: %s", error)
            return unstorable_value()
    raise error


def check_uncompressed(request: Request) -> None:
    """Raise Problem for a body with a coding: no body is decompressed here."""
    codings = {each.strip().lower() for each in joined_header(request, CODING).split(",")}
    if not codings <= UNCOMPRESSED:
        why = "send the body uncompressed, without Content-Encoding"
        accepted = {"Accept-Encoding": "identity"}
        raise Problem(415, "unsupported_media_type", why, headers=accepted)


def bad_request(request: Request, error: RequestValidationError) -> Problem:
    """Return the problem of an invalid request. A body that is not declared as JSON is not parsed
    as JSON."""
    is_of_body = any(tuple(each["loc"]) == ("body",) for each in error.errors())
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_of_body and not JSON.fullmatch(kind) and error.body:
        why = "send the body as JSON, with Content-Type: application/json"
        return Problem(415, "unsupported_media_type", why)
    return bad_body(error)


def bad_body(error: RequestValidationError) -> Problem:
    """Return the problem of an invalid body, query or header."""
    found = error.errors()
    if any(each["type"] == BAD_JSON for each in found):
        return Problem(400, "bad_json", "the body is no JSON")
    return bad_fields([Fault(field_name(each["loc"]), str(each["msg"])) for each in found])


def field_name(location: tuple[str | int, ...]) -> str:
    """Return the name of a field as the client wrote it, without its location in the request and
    without the kinds of body that were tried."""
    parts = [
        name
        for name in map(str, location[1:])
        if name not in KINDS and not VALIDATED_TYPE.fullmatch(name)
    ]
    return ".".join(parts) or str(location[0])


def with_status(result: RecordResult, response: Response) -> RecordAnswer:
    """Return a record; set the status to 201 if this request created it, to 200 if it existed."""
    response.status_code = CREATED if result.is_new else OK
    return result.answer


def repeat_responses(body: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of the answer to a repeated key."""
    text = "The `Idempotency-Key` was used before: the existing record as it is now"
    return {OK: {"model": body, "description": text}}


def split_id(text: str, what: str) -> tuple[str, str]:
    """Return the match and the rest of an id such as `m1:1_37`. Raises Problem for an invalid
    id."""
    match_id, colon, rest = text.rpartition(":")
    if not colon or not match_id or not rest:
        raise not_found(f"{what} {text[:60]!r}: its id is {{matchId}}:{{id}}")
    return match_id, rest


def parse_innings_id(text: str) -> tuple[str, int]:
    """Return match and innings number from the id of an innings, `m1:2`. Raises Problem for an
    invalid id."""
    match_id, rest = split_id(text, "innings")
    if not INNINGS_NUMBER.fullmatch(rest) or int(rest) > MAX_INNINGS:
        raise not_found(f"innings {text[:60]!r}: its id is {{matchId}}:{{number}}")
    return match_id, int(rest)


def parse_ball_id(text: str) -> tuple[str, str]:
    """Return match and action from the id of a ball, `m1:1_37`. Raises Problem for an invalid
    id."""
    match_id, name = split_id(text, "ball")
    if place_or_none(name) is None:
        raise not_found(f"ball {text[:60]!r}: its id is {{matchId}}:{{actionId}}")
    return match_id, name
