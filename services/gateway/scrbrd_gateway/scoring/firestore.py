"""Reads and writes Firestore over REST with the caller's own token: the security rules decide.

Nothing here has a right of its own. Every value goes through `scrbrd.adapters.rest_values`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar
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

Value = TypeVar("Value")

PRODUCTION: Final = "https://firestore.googleapis.com"
TRIES: Final = 4
LONGEST_WAIT_SECONDS: Final = 1.0
TIMEOUT: Final = 8.0
"""Seconds in which a call is done, its repetitions included, where no setting says otherwise."""

SHOWN: Final = 200
"""How many characters of an answer that is not Firestore's are logged."""

PARTS: Final = frozenset({"document", "readTime", "skippedResults", "transaction", "done"})
"""The fields that an element of a query's answer may have."""


class FirestoreError(Exception):
    """Firestore did not do what was asked; `status` is its own word for it, `tries` how often it
    was asked: a commit may have been done by a try before the one that failed so."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.tries = 1


class Denied(FirestoreError):
    """The security rules refused."""


class TokenRefused(FirestoreError):
    """Firestore does not know the token's bearer."""


class Conflict(FirestoreError):
    """A precondition did not hold: most often another device was there first."""


class Missing(Conflict):
    """A document that is to be read or changed is not there."""


class Unfit(FirestoreError):
    """Firestore holds no such name or value: a number too large, a map too deep."""


class Away(FirestoreError):
    """Firestore does not answer now, or something else does in its place; whether a write was done
    is not known."""


TRANSIENT: Final = (
    "ABORTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED", "CANCELLED",
)  # fmt: skip
BY_WORD: Final[Mapping[str, type[FirestoreError]]] = {
    "PERMISSION_DENIED": Denied,
    "UNAUTHENTICATED": TokenRefused,
    "ALREADY_EXISTS": Conflict,
    "FAILED_PRECONDITION": Conflict,
    "NOT_FOUND": Missing,
    "INVALID_ARGUMENT": Unfit,
    **dict.fromkeys(TRANSIENT, Away),
}
BY_NUMBER: Final[Mapping[int, type[FirestoreError]]] = {401: TokenRefused, 403: Denied}


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it was read. `update_time` is as the interface writes it, to be given back as a
    precondition; `create_time` is another one once it was deleted and made again; `read_time` is
    when a query found it, by the server's clock."""

    id: str
    fields: Json
    update_time: str = ""
    create_time: str = ""
    read_time: str = ""


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
    """The documents of one project. `host` is an address such as `firestore_url` gives; each call
    has `timeout` seconds."""

    def __init__(
        self, host: str, project: str, client: httpx.AsyncClient, timeout: float = TIMEOUT
    ) -> None:
        self.root = f"projects/{project}/databases/(default)/documents"
        self._base = f"{host if '//' in host else firestore_url(host)}/v1/{self.root}"
        self._client = client
        self._timeout = timeout

    async def get(self, path: str, token: str | None) -> Stored | None:
        """Return a document; None where there is none. Raises FirestoreError."""
        try:
            return await self._persistently("GET", f"/{quote(path)}", token, stored)
        except Missing:
            return None

    async def query(
        self, parent: str, collection: str, token: str | None, where: Filter | None = None
    ) -> list[Stored]:
        """Return the documents of a collection below `parent`, all of them. Raises
        FirestoreError."""
        query: Json = {"from": [{"collectionId": collection}]}
        if where is not None:
            query["where"] = where.as_json()
        body = {"structuredQuery": query}
        path = f"/{quote(parent)}:runQuery"
        return await self._persistently("POST", path, token, documents, body)

    async def read(
        self, paths: Sequence[str], fields: Sequence[str], token: str | None
    ) -> list[Stored]:
        """Return those of some documents that are there, with these fields of theirs, in one call.
        Raises FirestoreError."""
        if not paths:
            return []
        names = [f"{self.root}/{path}" for path in paths]
        body: Json = {"documents": names, "mask": {"fieldPaths": list(fields)}}
        return await self._persistently("POST", ":batchGet", token, found_documents, body)

    async def commit(self, writes: Sequence[Write], token: str) -> datetime:
        """Do all writes or none, and return the time that the server gave them.

        A commit whose answer was lost is sent again: its preconditions let it happen once. Raises
        Denied, Conflict, TokenRefused, Away.
        """
        body = {"writes": [self._encoded(write) for write in writes]}
        return await self._persistently("POST", ":commit", token, time_of, body)

    async def _persistently(
        self,
        method: str,
        path: str,
        token: str | None,
        read: Callable[[Any], Value],
        body: Json | None = None,
    ) -> Value:
        """Return what `read` makes of the answer; where it raises Away, it is asked again, as long
        as there is time."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Away),
            stop=stop_after_attempt(TRIES),
            wait=wait_random_exponential(multiplier=0.05, max=LONGEST_WAIT_SECONDS),
            reraise=True,
        )
        try:
            async with asyncio.timeout(self._timeout):
                return await retrying(self._once, method, path, token, read, body)
        except TimeoutError:
            raise Away("DEADLINE_EXCEEDED", "no answer in time") from None
        except FirestoreError as error:
            error.tries = retrying.statistics["attempt_number"]
            raise

    async def _once(
        self,
        method: str,
        path: str,
        token: str | None,
        read: Callable[[Any], Value],
        body: Json | None,
    ) -> Value:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            answer = await self._client.request(
                method, self._base + path, headers=headers, json=body
            )
        except httpx.RequestError as error:
            raise Away("UNAVAILABLE", type(error).__name__) from error
        if not answer.is_success:
            raise failure_of(answer)
        try:
            content = answer.json()
        except ValueError as error:
            raise strange(answer.text) from error
        return read(content)

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


def stored(content: Any) -> Stored:
    """Return a document of the interface as it is used here. Raises Away for what is none."""
    if not isinstance(content, dict) or "name" not in content:
        raise strange(content)
    fields = {name: decoded(value) for name, value in content.get("fields", {}).items()}
    name = str(content["name"]).rpartition("/")[2]
    times = str(content.get("updateTime", "")), str(content.get("createTime", ""))
    return Stored(name, fields, *times)


def documents(content: Any) -> list[Stored]:
    """Return the documents of a query's answer. Raises FirestoreError for one that is not whole:
    an error stands in it where it was cut midway. One that found nothing has an element too."""
    if not isinstance(content, list) or not content:
        raise strange(content)
    return [
        replace(stored(each["document"]), read_time=str(each.get("readTime", "")))
        for each in content
        if has_document(each)
    ]


def has_document(element: Any) -> bool:
    """Return whether an element of a query's answer has a document. Raises FirestoreError for an
    error, and for what is none of the interface's."""
    if isinstance(element, dict) and element and element.keys() <= PARTS:
        return "document" in element
    if isinstance(element, dict) and "error" in element:
        raise failure_in(element)
    raise strange(element)


def found_documents(content: Any) -> list[Stored]:
    """Return the documents of an answer that tells of others that they are missing. Raises
    FirestoreError for one that is not whole."""
    if not isinstance(content, list) or not content:
        raise strange(content)
    named = [
        each for each in content if isinstance(each, dict) and each.keys() & {"found", "missing"}
    ]
    if len(named) < len(content):
        [other, *_] = [each for each in content if each not in named]
        raise failure_in(other) if isinstance(other, dict) and "error" in other else strange(other)
    return [stored(each["found"]) for each in named if "found" in each]


def time_of(content: Any) -> datetime:
    """Return the time that a commit's fields of the server's time have, or else its own. Raises
    Away for what is no commit's answer."""
    if not isinstance(content, dict) or "commitTime" not in content:
        raise strange(content)
    for result in content.get("writeResults", ()):
        for value in result.get("transformResults", ()):
            if "timestampValue" in value:
                return datetime.fromisoformat(value["timestampValue"])
    return datetime.fromisoformat(content["commitTime"])


def strange(content: Any) -> Away:
    """Return the error of an answer that is not Firestore's: of something in between, say."""
    return Away("UNKNOWN", f"an answer of no known shape: {str(content)[:SHOWN]}")


def failure_of(answer: httpx.Response) -> FirestoreError:
    """Return the error that an answer tells; a query's stands in a list."""
    try:
        content = answer.json()
    except ValueError:
        content = answer.text
    first = content[0] if isinstance(content, list) and content else content
    return failure_in(first, answer.status_code)


def failure_in(content: Any, code: int = 0) -> FirestoreError:
    """Return an error by its own word, or else by the number of its answer (0: it has none). What
    has no word is not Firestore's."""
    error = content.get("error") if isinstance(content, dict) else None
    if not isinstance(error, dict) or "status" not in error:
        return BY_NUMBER.get(code, Away)(str(code), str(content)[:SHOWN])
    status = str(error["status"])
    other = FirestoreError if httpx.codes.is_client_error(code) else Away
    kind = BY_WORD.get(status) or BY_NUMBER.get(code, other)
    return kind(status, str(error.get("message", "")))
