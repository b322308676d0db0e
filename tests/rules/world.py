"""Asks the rules: unsigned tokens, REST requests, seeds past the rules.

Knows no policy: who may do what is in the tables beside it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import requests

from scrbrd.adapters.rest_values import encode_value

SECONDS = 120.0
"""A busy machine takes long to compile the rules for the first time."""
OWNER: Final = "owner"  # the emulator lets this bearer past the rules
NO_FIELD: Final = object()
"""In the fields of an update: the field is to be deleted."""
NOW: Final = object()
"""In the fields of a write: the server's time, `request.time` to the rules."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Raw:
    """A value as REST writes it, of a type that Python's plain values do not have."""

    content: Mapping[str, Any]


def encoded_here(value: Any) -> dict[str, Any]:
    """A value as REST writes it, with raw ones anywhere inside."""
    if isinstance(value, Raw):
        return dict(value.content)
    if isinstance(value, Mapping):
        return {"mapValue": {"fields": {name: encoded_here(item) for name, item in value.items()}}}
    if isinstance(value, list | tuple):
        return {"arrayValue": {"values": [encoded_here(item) for item in value]}}
    return encode_value(value)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks: an account, its claims, and the person whom the roles name."""

    name: str
    uid: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)

    @property
    def person_id(self) -> str:
        """The person of the account, as the rules see it."""
        return str(self.claims.get("personId", self.uid))

    @property
    def bearer(self) -> str:
        """An unsigned token, which only the emulator accepts; none for the anonymous."""
        return unsigned_token(self.uid, self.claims) if self.uid else ""


@dataclass(frozen=True, slots=True)
class Create:
    """Write a document that must not be there yet."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Update:
    """Change the named fields of a document that must be there."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole document, whether it is there or not."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a document."""

    path: str


Write = Create | Update | Put | Delete


def unsigned_token(uid: str, claims: Mapping[str, Any]) -> str:
    """A JSON web token without a signature, valid for years."""
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
    """One project of the emulator, seen through its rules by whoever asks."""

    def __init__(self, host: str, project: str) -> None:
        self.project = project
        self.host = host
        self.root = f"projects/{project}/databases/(default)/documents"
        self._url = f"http://{host}/v1/{self.root}"
        self._emulator = f"http://{host}/emulator/v1/projects/{project}"
        self._http = requests.Session()
        self._http.trust_env = False  # looking for proxies at every request costs more than it
        self.answers: dict[str, bool] = {}
        """What the present rules said, where the same is asked again."""

    def load(self, text: str) -> None:
        """Set the project's rules, which must not even have warnings."""
        answer = self._put_rules(text)
        assert answer.ok, answer.text
        assert not (answer.content and answer.json().get("issues")), answer.text

    def load_anyway(self, text: str) -> bool:
        """Set rules that may have warnings; False when they do not compile."""
        return self._put_rules(text).ok

    def _put_rules(self, text: str) -> requests.Response:
        self.answers.clear()
        body = {"rules": {"files": [{"name": "firestore.rules", "content": text}]}}
        return self._http.put(f"{self._emulator}:securityRules", json=body, timeout=SECONDS)

    def empty(self) -> None:
        """Delete every document; the rules stay."""
        where = f"{self._emulator}/databases/(default)/documents"
        self._http.delete(where, timeout=SECONDS).raise_for_status()

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()

    def commit(self, bearer: str, *writes: Write) -> requests.Response:
        """Send writes as one commit."""
        return self._post(":commit", bearer, {"writes": [self._encoded(write) for write in writes]})

    def get(self, bearer: str, path: str) -> requests.Response:
        """Ask for one document."""
        return self._http.get(f"{self._url}/{path}", headers=_headers(bearer), timeout=SECONDS)

    def query(
        self, bearer: str, collection: str, where: Fields | None = None, limit: int = 0
    ) -> requests.Response:
        """Query a collection, by its path, for the fields that `where` names; 0: without limit."""
        parent, _, name = collection.rpartition("/")
        below = f"/{parent}" if parent else ""
        return self._query(bearer, below, name, where or {}, False, limit)

    def query_group(self, bearer: str, name: str, where: Fields) -> requests.Response:
        """Query all collections of a name."""
        return self._query(bearer, "", name, where, True)

    def seed(self, documents: Mapping[str, Fields]) -> None:
        """Write documents past the rules."""
        self._put([Put(path, fields) for path, fields in documents.items()])

    def remove(self, paths: Iterable[str]) -> None:
        """Delete documents past the rules."""
        self._put([Delete(path) for path in paths])

    def put_back(self, paths: Iterable[str], documents: Mapping[str, Fields]) -> None:
        """Make documents what they were, past the rules; one that is not named was not there."""
        self._put(
            [Put(path, documents[path]) if path in documents else Delete(path) for path in paths]
        )

    def snapshot(self, paths: Iterable[str]) -> list[Any]:
        """The documents as they are, their write times included; None for a missing one."""
        names = [f"{self.root}/{path}" for path in paths]
        answer = self._post(":batchGet", OWNER, {"documents": names})
        assert answer.ok, answer.text
        found = {one["found"]["name"]: one["found"] for one in answer.json() if "found" in one}
        return [found.get(name) for name in names]

    def coverage(self) -> dict[str, Any]:
        """The emulator's report of every expression of the rules and the values it took."""
        answer = self._http.get(f"{self._emulator}:ruleCoverage", timeout=SECONDS)
        assert answer.ok, answer.text
        report: dict[str, Any] = answer.json()
        return report

    def _put(self, writes: Sequence[Write]) -> None:
        if writes:
            answer = self.commit(OWNER, *writes)
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
            f"{self._url}{verb}", json=body, headers=_headers(bearer), timeout=SECONDS
        )

    def _encoded(self, write: Write) -> dict[str, Any]:
        name = f"{self.root}/{write.path}"
        if isinstance(write, Delete):
            return {"delete": name}
        fields = {
            key: encoded_here(value)
            for key, value in write.fields.items()
            if value is not NOW and value is not NO_FIELD
        }
        times = [key for key, value in write.fields.items() if value is NOW]
        body: dict[str, Any] = {"update": {"name": name, "fields": fields}}
        if times:
            body["updateTransforms"] = [
                {"fieldPath": key, "setToServerValue": "REQUEST_TIME"} for key in times
            ]
        if isinstance(write, Update):
            body["updateMask"] = {"fieldPaths": [k for k in write.fields if k not in times]}
        if not isinstance(write, Put):
            body["currentDocument"] = {"exists": isinstance(write, Update)}
        return body


def _headers(bearer: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer}"} if bearer else {}


def was_allowed(answer: requests.Response) -> bool:
    """True when the rules let a request pass; anything but a plain refusal fails the test."""
    if answer.ok:
        return True
    assert answer.status_code == 403, f"{answer.status_code}: {answer.text}"
    return False
