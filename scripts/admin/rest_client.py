"""Reads and writes Firestore as a user of an app: over REST, with the user's own token.

The server SDK bypasses the security rules; this client is subject to them. For the emulators.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from scrbrd.adapters.rest_values import decode_value, encode_value
from scrbrd.domain.errors import ScrbrdError

TIMEOUT_SECONDS = 30.0
PASSWORD = "a password of the demo"


class UnansweredError(ScrbrdError):
    """A server did not answer, or broke off its answer; the request may have taken effect."""

    def __init__(self, url: str, error: requests.RequestException) -> None:
        super().__init__(
            f"{urlsplit(url).netloc} does not answer ({type(error).__name__}); look whether the"
            f" emulator is running and run it again"
        )


class RefusedError(ScrbrdError):
    """Firestore refused a request; `status` is its status code, such as PERMISSION_DENIED."""

    def __init__(self, status: str, message: str) -> None:
        self.status = status
        super().__init__(f"{status}: {message}")


@dataclass(frozen=True, slots=True)
class Account:
    """A signed-in user of the Auth emulator."""

    uid: str
    token: str


def sign_up(auth_host: str, email: str) -> Account:
    """Create an account on the Auth emulator and sign in with it."""
    url = f"http://{auth_host}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=emulator"
    body = {"email": email, "password": PASSWORD, "returnSecureToken": True}
    with unanswered_errors(url):
        answer = requests.post(url, json=body, timeout=TIMEOUT_SECONDS)
    raise_if_refused(answer)
    data = answer.json()
    return Account(data["localId"], data["idToken"])


class RestClient:
    """Reads and writes one project's documents as `account`, or unauthenticated if it is None."""

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
        """Change the named fields of an existing document. Raises RefusedError."""
        write = self._write(path, fields, server_times)
        mask = {"updateMask": {"fieldPaths": sorted(fields)}}
        self._commit(write | mask | {"currentDocument": {"exists": True}})

    def get(self, path: str) -> dict[str, Any]:
        """Return a document's fields. Raises RefusedError if it is missing or not readable."""
        url = f"{self.base}/{path}"
        with unanswered_errors(url):
            answer = self.session.get(url, timeout=TIMEOUT_SECONDS)
        raise_if_refused(answer)
        fields = answer.json().get("fields", {})
        return {name: decode_value(value) for name, value in fields.items()}

    def close(self) -> None:
        """Close the connection."""
        self.session.close()

    def _write(
        self, path: str, fields: Mapping[str, Any], server_times: tuple[str, ...]
    ) -> dict[str, Any]:
        transforms = [
            {"fieldPath": name, "setToServerValue": "REQUEST_TIME"} for name in server_times
        ]
        document = {
            "name": f"{self.root}/{path}",
            "fields": {name: encode_value(value) for name, value in fields.items()},
        }
        return {"update": document, "updateTransforms": transforms}

    def _commit(self, write: dict[str, Any]) -> None:
        url = f"{self.base}:commit"
        with unanswered_errors(url):
            answer = self.session.post(url, json={"writes": [write]}, timeout=TIMEOUT_SECONDS)
        raise_if_refused(answer)


@contextmanager
def unanswered_errors(url: str) -> Iterator[None]:
    """Raise UnansweredError if a request gets no answer."""
    try:
        yield
    except requests.RequestException as error:
        raise UnansweredError(url, error) from error


def raise_if_refused(answer: requests.Response) -> None:
    """Raise RefusedError with the server's message."""
    if answer.ok:
        return
    try:
        error = answer.json()["error"]
        status, message = error.get("status", str(answer.status_code)), error["message"]
    except (ValueError, KeyError, TypeError):
        status, message = str(answer.status_code), answer.text[:200]
    raise RefusedError(status, message)
