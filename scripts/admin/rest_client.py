"""Reads and writes Firestore as an app's user does: over REST, with the user's own token.

The SDK for servers goes past the security rules; this goes through them. Speaks to the emulators.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from scrbrd.adapters.rest_values import decoded, encoded
from scrbrd.domain.errors import ScrbrdError

SECONDS = 30.0
PASSWORD = "a password of the demo"


class RefusedError(ScrbrdError):
    """Firestore refused a request; `status` is its own word, such as PERMISSION_DENIED."""

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
        """Return a document's fields; raises RefusedError where it is missing or not readable."""
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
