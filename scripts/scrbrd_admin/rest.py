"""Owns talking to Firestore as an app's user does: over REST, with the user's own token.

The SDK for servers goes past the security rules; this goes through them. Speaks to the emulators.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import requests
from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud.firestore import GeoPoint

from scrbrd.domain.errors import ScrbrdError

SECONDS = 30.0


class RefusedError(ScrbrdError):
    """Firestore refused a request; `status` is its own word, such as PERMISSION_DENIED."""

    def __init__(self, status: str, message: str) -> None:
        self.status = status
        super().__init__(f"{status}: {message}")


NOT_FINITE = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
"""Numbers that JSON has no literal for, by their text in Python: the interface takes strings."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that refers to a document, by its whole name: `projects/{p}/databases/{d}/...`.

    The library for servers writes it as what it is, of whatever project the document may be.
    """

    name: str

    @property
    def _document_path(self) -> str:
        """What the library asks a reference for."""
        return self.name

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Account:
    """A signed-in user of the Auth emulator."""

    uid: str
    token: str


def sign_up(auth_host: str, email: str) -> Account:
    """Create an account on the Auth emulator and sign in with it."""
    url = f"http://{auth_host}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=emulator"
    body = {"email": email, "password": "a password of the demo", "returnSecureToken": True}
    answer = requests.post(url, json=body, timeout=SECONDS)
    raise_if_refused(answer)
    data = answer.json()
    return Account(data["localId"], data["idToken"])


class RestClient:
    """Reads and writes one project's documents as `account`, or as anybody where it is None."""

    def __init__(self, host: str, project: str, account: Account | None = None) -> None:
        self.root = f"projects/{project}/databases/(default)/documents"
        self.base = f"http://{host}/v1/{self.root}"
        self.session = requests.Session()
        if account is not None:
            self.session.headers["Authorization"] = f"Bearer {account.token}"

    def create(self, path: str, fields: Mapping[str, Any], server_times: tuple[str, ...]) -> None:
        """Create a document; `server_times` become the time of the request. Raises RefusedError."""
        write = self._write(path, fields, server_times)
        self._commit(write | {"currentDocument": {"exists": False}})

    def update(self, path: str, fields: Mapping[str, Any], server_times: tuple[str, ...]) -> None:
        """Change the named fields of a document that exists. Raises RefusedError."""
        write = self._write(path, fields, server_times)
        mask = {"updateMask": {"fieldPaths": sorted(fields)}}
        self._commit(write | mask | {"currentDocument": {"exists": True}})

    def get(self, path: str) -> dict[str, Any]:
        """A document's fields; raises RefusedError where it is missing or not for this user."""
        answer = self.session.get(f"{self.base}/{path}", timeout=SECONDS)
        raise_if_refused(answer)
        fields = answer.json().get("fields", {})
        return {name: decoded(value) for name, value in fields.items()}

    def close(self) -> None:
        """End the connection."""
        self.session.close()

    def _write(
        self, path: str, fields: Mapping[str, Any], server_times: tuple[str, ...]
    ) -> dict[str, Any]:
        transforms = [
            {"fieldPath": name, "setToServerValue": "REQUEST_TIME"} for name in server_times
        ]
        document = {
            "name": f"{self.root}/{path}",
            "fields": {name: encoded(value) for name, value in fields.items()},
        }
        return {"update": document, "updateTransforms": transforms}

    def _commit(self, write: dict[str, Any]) -> None:
        answer = self.session.post(f"{self.base}:commit", json={"writes": [write]}, timeout=SECONDS)
        raise_if_refused(answer)


def raise_if_refused(answer: requests.Response) -> None:
    """Raise RefusedError with the server's own words."""
    if answer.ok:
        return
    try:
        error = answer.json()["error"]
        status, message = error.get("status", str(answer.status_code)), error["message"]
    except (ValueError, KeyError, TypeError):
        status, message = str(answer.status_code), answer.text[:200]
    raise RefusedError(status, message)


def encoded(value: Any) -> dict[str, Any]:
    """A value as Firestore's REST interface writes it; raises TypeError for one it cannot hold."""
    if isinstance(value, Mapping):
        fields = {str(name): encoded(item) for name, item in value.items()}
        return {"mapValue": {"fields": fields}}
    if isinstance(value, list | tuple):
        return {"arrayValue": {"values": [encoded(item) for item in value]}}
    return encoded_scalar(value)


def encoded_scalar(value: Any) -> dict[str, Any]:
    """A value without parts; a bool is an int to Python, so it is asked for first."""
    match value:
        case None:
            return {"nullValue": None}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"integerValue": str(value)}
        case float():
            return {"doubleValue": value if isfinite(value) else NOT_FINITE[repr(value)]}
        case str():
            return {"stringValue": str(value)}
        case datetime():
            return {"timestampValue": rfc3339(value)}
    return encoded_special(value)


def encoded_special(value: Any) -> dict[str, Any]:
    """A value of a type that neither JSON nor Python has a word for."""
    match value:
        case bytes():
            return {"bytesValue": base64.b64encode(value).decode()}
        case Reference():
            return {"referenceValue": value.name}
        case GeoPoint():
            point = {"latitude": value.latitude, "longitude": value.longitude}
            return {"geoPointValue": point}
    raise TypeError(f"Firestore holds no {type(value).__name__}")


def rfc3339(moment: datetime) -> str:
    """A moment as the interface writes it, in UTC; nanoseconds are kept where it has any."""
    if isinstance(moment, DatetimeWithNanoseconds):
        return str(moment.rfc3339())
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decoded(value: dict[str, Any]) -> Any:
    """A value of Firestore's REST interface as ours."""
    kind, content = next(iter(value.items()))
    match kind:
        case "nullValue":
            return None
        case "integerValue":
            return int(content)
        case "doubleValue":
            return float(content)
        case "mapValue":
            return {name: decoded(item) for name, item in content.get("fields", {}).items()}
        case "arrayValue":
            return [decoded(item) for item in content.get("values", [])]
    return decoded_special(kind, content)


def decoded_special(kind: str, content: Any) -> Any:
    """A value of a type that JSON has no word for; a text or a bool as it is."""
    match kind:
        case "timestampValue":
            return datetime.fromisoformat(content)
        case "bytesValue":
            return base64.b64decode(content)
        case "referenceValue":
            return Reference(content)
        case "geoPointValue":
            return GeoPoint(content.get("latitude", 0.0), content.get("longitude", 0.0))
    return content
