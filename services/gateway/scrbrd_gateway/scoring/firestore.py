"""Reads and writes Firestore over REST with the caller's own token, so that the security rules
decide.

This module has no rights of its own. Every value goes through `scrbrd.adapters.rest_values`.
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

from scrbrd.adapters.rest_values import decode_value, encode_value
from scrbrd.domain.json_types import Json

Value = TypeVar("Value")

PRODUCTION: Final = "https://firestore.googleapis.com"
TRIES: Final = 4
LONGEST_WAIT_SECONDS: Final = 1.0
TIMEOUT: Final = 8.0
"""Time limit of a call in seconds, its retries included, unless a setting gives another."""

LOGGED_CHARACTERS: Final = 200
"""Number of characters that are logged of an answer that is not Firestore's."""

RESULT_FIELDS: Final = frozenset({"document", "readTime", "skippedResults", "transaction", "done"})
"""The fields that an element of a query's answer may have."""


class FirestoreError(Exception):
    """Firestore did not do what was requested.

    `status` is Firestore's own name for the error. `tries` is the number of attempts: a commit may
    have been done by an attempt before the one that failed.
    """

    def __init__(self, status: str, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.tries = 1


class Denied(FirestoreError):
    """The security rules refused the request."""


class TokenRefused(FirestoreError):
    """Firestore does not accept the token."""


class Conflict(FirestoreError):
    """A precondition did not hold, usually because another device was faster."""


class Missing(Conflict):
    """A document to be read or changed does not exist."""


class Unstorable(FirestoreError):
    """Firestore cannot store a name or a value: a number too large, a map too deep."""


class FirestoreAway(FirestoreError):
    """Firestore does not answer now, or something else answers in its place. Whether a write was
    done is unknown."""


TRANSIENT: Final = (
    "ABORTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED", "CANCELLED",
)  # fmt: skip
ERROR_BY_STATUS: Final[Mapping[str, type[FirestoreError]]] = {
    "PERMISSION_DENIED": Denied,
    "UNAUTHENTICATED": TokenRefused,
    "ALREADY_EXISTS": Conflict,
    "FAILED_PRECONDITION": Conflict,
    "NOT_FOUND": Missing,
    "INVALID_ARGUMENT": Unstorable,
    **dict.fromkeys(TRANSIENT, FirestoreAway),
}
ERROR_BY_HTTP_STATUS: Final[Mapping[int, type[FirestoreError]]] = {401: TokenRefused, 403: Denied}


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document that was read.

    `update_time` has the form of the REST interface, because it is sent back as a precondition.
    `create_time` changes if the document is deleted and created again. `read_time` is when a query
    found it, by the server's clock.
    """

    id: str
    fields: Json
    update_time: str = ""
    create_time: str = ""
    read_time: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a commit. `now` are fields that are set to the time of the request.

    A new document must not exist yet. Of an existing document the named fields change, provided
    that it was last written at `update_time`.
    """

    path: str
    fields: Mapping[str, Any]
    now: tuple[str, ...] = ()
    is_new: bool = True
    update_time: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a field: EQUAL, or GREATER_THAN_OR_EQUAL, which also orders by the field."""

    field: str
    value: Any
    operator: str = "EQUAL"

    def as_json(self) -> Json:
        """Return the filter as the REST interface expects it."""
        return {
            "fieldFilter": {
                "field": {"fieldPath": self.field},
                "op": self.operator,
                "value": encode_value(self.value),
            }
        }


def firestore_url(emulator_host: str | None) -> str:
    """Return the base URL of Firestore, or of an emulator at `host:port` if one is given."""
    return f"http://{emulator_host}" if emulator_host else PRODUCTION


class FirestoreRest:
    """The documents of one project. `host` is a base URL as `firestore_url` returns it; each call
    may take `timeout` seconds."""

    def __init__(
        self, host: str, project: str, client: httpx.AsyncClient, timeout: float = TIMEOUT
    ) -> None:
        self.root = f"projects/{project}/databases/(default)/documents"
        self._base = f"{host if '//' in host else firestore_url(host)}/v1/{self.root}"
        self._client = client
        self._timeout = timeout

    async def get(self, path: str, token: str | None) -> StoredDocument | None:
        """Return a document; None if there is none. Raises FirestoreError."""
        try:
            return await self._call_with_retries("GET", f"/{quote(path)}", token, stored_document)
        except Missing:
            return None

    async def query(
        self, parent: str, collection: str, token: str | None, where: Filter | None = None
    ) -> list[StoredDocument]:
        """Return all documents of a collection under `parent`. Raises FirestoreError."""
        query: Json = {"from": [{"collectionId": collection}]}
        if where is not None:
            query["where"] = where.as_json()
        body = {"structuredQuery": query}
        path = f"/{quote(parent)}:runQuery"
        return await self._call_with_retries("POST", path, token, query_documents, body)

    async def read(
        self, paths: Sequence[str], fields: Sequence[str], token: str | None
    ) -> list[StoredDocument]:
        """Return the given documents, those that exist, with the given fields, in one call. Raises
        FirestoreError."""
        if not paths:
            return []
        names = [f"{self.root}/{path}" for path in paths]
        body: Json = {"documents": names, "mask": {"fieldPaths": list(fields)}}
        return await self._call_with_retries("POST", ":batchGet", token, found_documents, body)

    async def commit(self, writes: Sequence[Write], token: str) -> datetime:
        """Perform all writes or none, and return the time that the server gave them.

        A commit whose answer was lost is sent again; its preconditions let it happen only once.
        Raises Denied, Conflict, TokenRefused, Away.
        """
        body = {"writes": [self._encoded(write) for write in writes]}
        return await self._call_with_retries("POST", ":commit", token, commit_time, body)

    async def _call_with_retries(
        self,
        method: str,
        path: str,
        token: str | None,
        read: Callable[[Any], Value],
        body: Json | None = None,
    ) -> Value:
        """Return the result of `read` for the answer. Retry on Away as long as there is time."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(FirestoreAway),
            stop=stop_after_attempt(TRIES),
            wait=wait_random_exponential(multiplier=0.05, max=LONGEST_WAIT_SECONDS),
            reraise=True,
        )
        try:
            async with asyncio.timeout(self._timeout):
                return await retrying(self._call, method, path, token, read, body)
        except TimeoutError:
            raise FirestoreAway("DEADLINE_EXCEEDED", "no answer in time") from None
        except FirestoreError as error:
            error.tries = retrying.statistics["attempt_number"]
            raise

    async def _call(
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
            raise FirestoreAway("UNAVAILABLE", type(error).__name__) from error
        if not answer.is_success:
            raise failure_of(answer)
        try:
            content = answer.json()
        except ValueError as error:
            raise unexpected_answer(answer.text) from error
        return read(content)

    def _encoded(self, write: Write) -> Json:
        fields = {name: encode_value(value) for name, value in write.fields.items()}
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


def stored_document(content: Any) -> StoredDocument:
    """Return a document of the REST interface as a StoredDocument. Raises Away for anything
    else."""
    if not isinstance(content, dict) or "name" not in content:
        raise unexpected_answer(content)
    fields = {name: decode_value(value) for name, value in content.get("fields", {}).items()}
    name = str(content["name"]).rpartition("/")[2]
    times = str(content.get("updateTime", "")), str(content.get("createTime", ""))
    return StoredDocument(name, fields, *times)


def query_documents(content: Any) -> list[StoredDocument]:
    """Return the documents of a query's answer. Raises FirestoreError if it is incomplete: an
    answer that was cut off contains an error. Even an empty result has one element."""
    if not isinstance(content, list) or not content:
        raise unexpected_answer(content)
    return [
        replace(stored_document(each["document"]), read_time=str(each.get("readTime", "")))
        for each in content
        if has_document(each)
    ]


def has_document(element: Any) -> bool:
    """Return True if an element of a query's answer has a document. Raises FirestoreError for an
    error or an unknown element."""
    if isinstance(element, dict) and element and element.keys() <= RESULT_FIELDS:
        return "document" in element
    if isinstance(element, dict) and "error" in element:
        raise failure_in(element)
    raise unexpected_answer(element)


def found_documents(content: Any) -> list[StoredDocument]:
    """Return the documents found in an answer that also lists missing ones. Raises FirestoreError
    if it is incomplete."""
    if not isinstance(content, list) or not content:
        raise unexpected_answer(content)
    named = [
        each for each in content if isinstance(each, dict) and each.keys() & {"found", "missing"}
    ]
    if len(named) < len(content):
        [other, *_] = [each for each in content if each not in named]
        raise (
            failure_in(other)
            if isinstance(other, dict) and "error" in other
            else unexpected_answer(other)
        )
    return [stored_document(each["found"]) for each in named if "found" in each]


def commit_time(content: Any) -> datetime:
    """Return the time of a commit's server-time fields, or else the time of the commit. Raises Away
    if the content is not a commit's answer."""
    if not isinstance(content, dict) or "commitTime" not in content:
        raise unexpected_answer(content)
    for result in content.get("writeResults", ()):
        for value in result.get("transformResults", ()):
            if "timestampValue" in value:
                return datetime.fromisoformat(value["timestampValue"])
    return datetime.fromisoformat(content["commitTime"])


def unexpected_answer(content: Any) -> FirestoreAway:
    """Return the error for an answer that is not Firestore's, but, for example, of a proxy in
    between."""
    return FirestoreAway(
        "UNKNOWN", f"an answer of no known shape: {str(content)[:LOGGED_CHARACTERS]}"
    )


def failure_of(answer: httpx.Response) -> FirestoreError:
    """Return the error in an answer; that of a query is in a list."""
    try:
        content = answer.json()
    except ValueError:
        content = answer.text
    first = content[0] if isinstance(content, list) and content else content
    return failure_in(first, answer.status_code)


def failure_in(content: Any, code: int = 0) -> FirestoreError:
    """Return an error by its status name, or else by the HTTP status (0: there is none). An error
    without a name is not Firestore's."""
    error = content.get("error") if isinstance(content, dict) else None
    if not isinstance(error, dict) or "status" not in error:
        return ERROR_BY_HTTP_STATUS.get(code, FirestoreAway)(
            str(code), str(content)[:LOGGED_CHARACTERS]
        )
    status = str(error["status"])
    other = FirestoreError if httpx.codes.is_client_error(code) else FirestoreAway
    kind = ERROR_BY_STATUS.get(status) or ERROR_BY_HTTP_STATUS.get(code, other)
    return kind(status, str(error.get("message", "")))
