"""Reads and writes Firestore over REST with the caller's own token: the security rules decide.

Nothing here has a right of its own. Every value goes through `scrbrd.adapters.rest_values`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import httpx
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from scrbrd.adapters.rest_values import decoded, encoded
from scrbrd.domain.json_types import Json

PRODUCTION: Final = "https://firestore.googleapis.com"
TRIES: Final = 4
LONGEST_WAIT_SECONDS: Final = 1.0
PERMISSION_DENIED: Final = "PERMISSION_DENIED"
UNAUTHENTICATED: Final = "UNAUTHENTICATED"
NOT_FOUND: Final = "NOT_FOUND"
INVALID_ARGUMENT: Final = "INVALID_ARGUMENT"
CONFLICTS: Final = frozenset({"ALREADY_EXISTS", "FAILED_PRECONDITION", NOT_FOUND})
TRANSIENT: Final = frozenset(
    {"ABORTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED", "CANCELLED"}
)


class FirestoreError(Exception):
    """Firestore did not do what was asked; `status` is its own word for it."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class Denied(FirestoreError):
    """The security rules refused."""


class TokenRefused(FirestoreError):
    """Firestore does not know the token's bearer."""


class Conflict(FirestoreError):
    """A precondition did not hold: another device was there first."""


class Unfit(FirestoreError):
    """Firestore holds no such name or value: a number too large, a map too deep."""


class Away(FirestoreError):
    """Firestore does not answer now; whether a write was done is not known."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it was read. `update_time` is as the interface writes it, to be given back as a
    precondition."""

    id: str
    fields: Json
    update_time: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a commit. `now` are fields that become the time of the request.

    A new document is one that must not be there; of another one the named fields change, if it was
    last written at `update_time`.
    """

    path: str
    fields: Mapping[str, Any]
    now: tuple[str, ...] = ()
    is_new: bool = True
    update_time: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A field that is compared: EQUAL, or GREATER_THAN_OR_EQUAL, which orders by it too."""

    field: str
    value: Any
    operator: str = "EQUAL"

    def as_json(self) -> Json:
        """Return the filter as the interface writes it."""
        return {
            "fieldFilter": {
                "field": {"fieldPath": self.field},
                "op": self.operator,
                "value": encoded(self.value),
            }
        }


def firestore_url(emulator_host: str | None) -> str:
    """Return where Firestore answers: at an emulator's `host:port` if there is one."""
    return f"http://{emulator_host}" if emulator_host else PRODUCTION


class FirestoreRest:
    """The documents of one project. `host` is an address such as `firestore_url` gives."""

    def __init__(self, host: str, project: str, client: httpx.AsyncClient) -> None:
        self.root = f"projects/{project}/databases/(default)/documents"
        self._base = f"{host if '//' in host else firestore_url(host)}/v1/{self.root}"
        self._client = client

    async def get(self, path: str, token: str | None) -> Stored | None:
        """Return a document; None where there is none. Raises FirestoreError."""
        answer = await self._persistently("GET", f"/{quote(path)}", token)
        return None if answer is None else stored(answer)

    async def query(
        self, parent: str, collection: str, token: str | None, where: Filter | None = None
    ) -> list[Stored]:
        """Return the documents of a collection below `parent`. Raises FirestoreError."""
        query: Json = {"from": [{"collectionId": collection}]}
        if where is not None:
            query["where"] = where.as_json()
        body = {"structuredQuery": query}
        answer = await self._persistently("POST", f"/{quote(parent)}:runQuery", token, body)
        return [stored(each["document"]) for each in answer or () if "document" in each]

    async def commit(self, writes: Sequence[Write], token: str) -> datetime:
        """Do all writes or none, and return the time that the server gave them.

        A commit whose answer was lost is sent again: its preconditions let it happen once. Raises
        Denied, Conflict, TokenRefused, Away.
        """
        body = {"writes": [self._encoded(write) for write in writes]}
        answer = await self._persistently("POST", ":commit", token, body)
        if answer is None:
            raise Conflict(NOT_FOUND, "a document to be changed is not there")
        return time_of(answer)

    async def _persistently(
        self, method: str, path: str, token: str | None, body: Json | None = None
    ) -> Any:
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Away),
            stop=stop_after_attempt(TRIES),
            wait=wait_random_exponential(multiplier=0.05, max=LONGEST_WAIT_SECONDS),
            reraise=True,
        )
        return await retrying(self._once, method, path, token, body)

    async def _once(self, method: str, path: str, token: str | None, body: Json | None) -> Any:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            answer = await self._client.request(
                method, self._base + path, headers=headers, json=body
            )
        except httpx.TransportError as error:
            raise Away("UNAVAILABLE", type(error).__name__) from error
        if answer.is_success:
            return answer.json()
        failure = failure_of(answer)
        if failure.status == NOT_FOUND:
            return None
        raise failure

    def _encoded(self, write: Write) -> Json:
        fields = {name: encoded(value) for name, value in write.fields.items()}
        body: Json = {
            "update": {"name": f"{self.root}/{write.path}", "fields": fields},
            "updateTransforms": [
                {"fieldPath": name, "setToServerValue": "REQUEST_TIME"} for name in write.now
            ],
        }
        if write.is_new:
            return body | {"currentDocument": {"exists": False}}
        condition: Json = (
            {"updateTime": write.update_time} if write.update_time else {"exists": True}
        )
        mask = {"fieldPaths": sorted(write.fields)}
        return body | {"updateMask": mask, "currentDocument": condition}


def stored(document: Json) -> Stored:
    """Return a document of the interface as it is used here."""
    fields = {name: decoded(value) for name, value in document.get("fields", {}).items()}
    name = str(document["name"]).rpartition("/")[2]
    return Stored(name, fields, str(document.get("updateTime", "")))


def time_of(answer: Json) -> datetime:
    """Return the time that a commit's fields of the server's time have, or else its own."""
    for result in answer.get("writeResults", ()):
        for value in result.get("transformResults", ()):
            if "timestampValue" in value:
                return datetime.fromisoformat(value["timestampValue"])
    return datetime.fromisoformat(answer["commitTime"])


def failure_of(answer: httpx.Response) -> FirestoreError:
    """Return the error that an answer tells, by its own word or else by its number."""
    status, message = words_of(answer)
    if status == PERMISSION_DENIED or answer.status_code == httpx.codes.FORBIDDEN:
        return Denied(status, message)
    if status == UNAUTHENTICATED or answer.status_code == httpx.codes.UNAUTHORIZED:
        return TokenRefused(status, message)
    if status in TRANSIENT or answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Away(status, message)
    if status in CONFLICTS:
        return Conflict(status, message)
    if status == INVALID_ARGUMENT:
        return Unfit(status, message)
    return FirestoreError(status, message)


def words_of(answer: httpx.Response) -> tuple[str, str]:
    """Return the word and the message of an error; a query's stands in a list."""
    try:
        content = answer.json()
        error = (content[0] if isinstance(content, list) else content)["error"]
        return str(error.get("status", answer.status_code)), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return str(answer.status_code), answer.text[:200]
