"""Sends requests to the emulator: unsigned tokens, REST requests, seeds that bypass the rules.

Knows no policy: the tables of this folder state who may do what.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import requests

from scrbrd.adapters.rest_values import encode_value

REQUEST_TIMEOUT_SECONDS = 120.0
"""Compiling the rules for the first time takes long on a busy machine."""
BEARER_PAST_RULES: Final = "owner"  # with this bearer the emulator does not apply the rules
NO_FIELD: Final = object()
"""In the fields of an update: delete the field."""
NOW: Final = object()
"""In the fields of a write: the server's time, which the rules read as `request.time`."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawValue:
    """A value as REST encodes it, of a type without a plain Python value."""

    content: Mapping[str, Any]


def encode_with_raw(value: Any) -> dict[str, Any]:
    """Return a value as REST encodes it; it may contain raw values at any depth."""
    if isinstance(value, RawValue):
        return dict(value.content)
    if isinstance(value, Mapping):
        return {
            "mapValue": {"fields": {name: encode_with_raw(item) for name, item in value.items()}}
        }
    if isinstance(value, list | tuple):
        return {"arrayValue": {"values": [encode_with_raw(item) for item in value]}}
    return encode_value(value)


@dataclass(frozen=True, slots=True)
class Actor:
    """A sender of requests: an account, its claims, and the person whom the roles name."""

    name: str
    uid: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)

    @property
    def person_id(self) -> str:
        """The id of the account's person, as the rules determine it."""
        return str(self.claims.get("personId", self.uid))

    @property
    def bearer(self) -> str:
        """An unsigned token, which only the emulator accepts; empty for the anonymous actor."""
        return unsigned_token(self.uid, self.claims) if self.uid else ""


@dataclass(frozen=True, slots=True)
class Create:
    """Write a document that must not exist yet."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Update:
    """Change the named fields of a document that must exist."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole document, whether it exists or not."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a document."""

    path: str


Write = Create | Update | Put | Delete


def unsigned_token(uid: str, claims: Mapping[str, Any]) -> str:
    """Return a JSON web token without a signature, valid for years."""
    body = {
        "sub": uid,
        "user_id": uid,
        "iat": 0,
        "exp": 4_000_000_000,
        "aud": "demo",
        "iss": "demo",
    }
    return f"{_segment({'alg': 'none', 'typ': 'JWT'})}.{_segment(body | dict(claims))}."


def _segment(content: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


class World:
    """One project of the emulator with its rules and documents; actors send it requests."""

    def __init__(self, host: str, project: str) -> None:
        self.project = project
        self.host = host
        self.root = f"projects/{project}/databases/(default)/documents"
        self._url = f"http://{host}/v1/{self.root}"
        self._emulator = f"http://{host}/emulator/v1/projects/{project}"
        self._http = requests.Session()
        self._http.trust_env = False  # looking for proxies costs more time than the request
        self.answers: dict[str, bool] = {}
        """The decisions of the loaded rules, by request: equal requests are sent once."""

    def load(self, text: str) -> None:
        """Load the project's rules, which must have neither errors nor warnings."""
        answer = self._put_rules(text)
        assert answer.ok, answer.text
        assert not (answer.content and answer.json().get("issues")), answer.text

    def load_anyway(self, text: str) -> bool:
        """Load rules that may have warnings; return False if they do not compile."""
        return self._put_rules(text).ok

    def _put_rules(self, text: str) -> requests.Response:
        self.answers.clear()
        body = {"rules": {"files": [{"name": "firestore.rules", "content": text}]}}
        return self._http.put(
            f"{self._emulator}:securityRules", json=body, timeout=REQUEST_TIMEOUT_SECONDS
        )

    def empty(self) -> None:
        """Delete all documents; the rules stay loaded."""
        where = f"{self._emulator}/databases/(default)/documents"
        self._http.delete(where, timeout=REQUEST_TIMEOUT_SECONDS).raise_for_status()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def commit(self, bearer: str, *writes: Write) -> requests.Response:
        """Send writes as one commit."""
        return self._post(":commit", bearer, {"writes": [self._encoded(write) for write in writes]})

    def get(self, bearer: str, path: str) -> requests.Response:
        """Read one document."""
        return self._http.get(
            f"{self._url}/{path}", headers=_headers(bearer), timeout=REQUEST_TIMEOUT_SECONDS
        )

    def query(
        self, bearer: str, collection: str, where: Fields | None = None, limit: int = 0
    ) -> requests.Response:
        """Query the collection at a path; `where` has equal fields; a limit of 0 is no limit."""
        parent, _, name = collection.rpartition("/")
        parent_path = f"/{parent}" if parent else ""
        return self._query(bearer, parent_path, name, where or {}, False, limit)

    def query_group(self, bearer: str, name: str, where: Fields) -> requests.Response:
        """Query the collection group of a name."""
        return self._query(bearer, "", name, where, True)

    def seed(self, documents: Mapping[str, Fields]) -> None:
        """Write documents; this bypasses the rules."""
        self._put([Put(path, fields) for path, fields in documents.items()])

    def remove(self, paths: Iterable[str]) -> None:
        """Delete documents; this bypasses the rules."""
        self._put([Delete(path) for path in paths])

    def restore(self, paths: Iterable[str], documents: Mapping[str, Fields]) -> None:
        """Restore documents, bypassing the rules; a path not in `documents` is deleted."""
        self._put(
            [Put(path, documents[path]) if path in documents else Delete(path) for path in paths]
        )

    def snapshot(self, paths: Iterable[str]) -> list[Any]:
        """Return the present documents with their write times; None for a missing one."""
        names = [f"{self.root}/{path}" for path in paths]
        answer = self._post(":batchGet", BEARER_PAST_RULES, {"documents": names})
        assert answer.ok, answer.text
        documents = {one["found"]["name"]: one["found"] for one in answer.json() if "found" in one}
        return [documents.get(name) for name in names]

    def coverage(self) -> dict[str, Any]:
        """Return the emulator's report of every expression of the rules and its values."""
        answer = self._http.get(f"{self._emulator}:ruleCoverage", timeout=REQUEST_TIMEOUT_SECONDS)
        assert answer.ok, answer.text
        report: dict[str, Any] = answer.json()
        return report

    def _put(self, writes: Sequence[Write]) -> None:
        if writes:
            answer = self.commit(BEARER_PAST_RULES, *writes)
            assert answer.ok, answer.text

    def _query(
        self, bearer: str, parent: str, name: str, where: Fields, group: bool, limit: int = 0
    ) -> requests.Response:
        query: dict[str, Any] = {"from": [{"collectionId": name, "allDescendants": group}]}
        if limit:
            query["limit"] = limit
        filters = [
            {
                "fieldFilter": {
                    "field": {"fieldPath": key},
                    "op": "EQUAL",
                    "value": encode_value(value),
                }
            }
            for key, value in where.items()
        ]
        if filters:
            query["where"] = {"compositeFilter": {"op": "AND", "filters": filters}}
        return self._post(f"{parent}:runQuery", bearer, {"structuredQuery": query})

    def _post(self, verb: str, bearer: str, body: Any) -> requests.Response:
        return self._http.post(
            f"{self._url}{verb}",
            json=body,
            headers=_headers(bearer),
            timeout=REQUEST_TIMEOUT_SECONDS,
        )

    def _encoded(self, write: Write) -> dict[str, Any]:
        name = f"{self.root}/{write.path}"
        if isinstance(write, Delete):
            return {"delete": name}
        fields = {
            key: encode_with_raw(value)
            for key, value in write.fields.items()
            if value is not NOW and value is not NO_FIELD
        }
        time_fields = [key for key, value in write.fields.items() if value is NOW]
        body: dict[str, Any] = {"update": {"name": name, "fields": fields}}
        if time_fields:
            body["updateTransforms"] = [
                {"fieldPath": key, "setToServerValue": "REQUEST_TIME"} for key in time_fields
            ]
        if isinstance(write, Update):
            body["updateMask"] = {"fieldPaths": [k for k in write.fields if k not in time_fields]}
        if not isinstance(write, Put):
            body["currentDocument"] = {"exists": isinstance(write, Update)}
        return body


def _headers(bearer: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer}"} if bearer else {}


def was_allowed(answer: requests.Response) -> bool:
    """Return True if the rules allowed a request; an answer other than 403 fails the test."""
    if answer.ok:
        return True
    assert answer.status_code == 403, f"{answer.status_code}: {answer.text}"
    return False
