"""Reads the state of a project from Google's APIs. Every request is a GET.

Raises NotKnown with the reason if something cannot be read: no project named, an emulator, no
credentials, no permission.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Protocol

from admin.connection import Connection, is_demo
from admin.preflight.errors import NotKnown
from admin.server_errors import no_credentials
from scrbrd.domain.errors import ScrbrdError

SCOPE = "https://www.googleapis.com/auth/cloud-platform.read-only"
TIMEOUT_SECONDS = 20
MAX_PAGES = 50


class Session(Protocol):
    """The part of an HTTP session with credentials that is used here."""

    def get(self, url: str, *, timeout: float) -> Any:
        """Send a GET request and return the response."""
        ...


class Project:
    """One project, or none if `--project` was not given."""

    def __init__(self, name: str | None, *, emulated: bool, session: Session | None = None) -> None:
        self._name = name
        self.emulated = emulated
        self._given_session = session

    @property
    def name(self) -> str:
        """The name of the project. Raises NotKnown if none was given."""
        if self._name is None:
            raise NotKnown("no project was named; add --project")
        return self._name

    def database(self, suffix: str = "") -> str:
        """Return the URL of the project's database, or of a part of it."""
        return (
            f"https://firestore.googleapis.com/v1/projects/{self.name}/databases/(default){suffix}"
        )

    def read(self, url: str, *, absent: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON of a response.

        A missing resource gives `absent`, or raises NotKnown if that is None.
        """
        response = self._get(url)
        if response.status_code == 404 and absent is not None:
            return absent
        if response.status_code in (401, 403):
            raise NotKnown(
                f"these credentials may not read {short_url(url)}: {error_message(response)}"
            )
        if response.status_code != 200:
            raise NotKnown(
                f"{short_url(url)} answers {response.status_code}: {error_message(response)}"
            )
        data: dict[str, Any] = response.json()
        return data

    def read_all(self, url: str, field: str) -> Iterator[dict[str, Any]]:
        """Yield the items of a listing under a field, page by page.

        Raises NotKnown if there are too many pages, and like `read`.
        """
        token = ""
        for _ in range(MAX_PAGES):
            page = self.read(f"{url}{'&' if '?' in url else '?'}pageToken={token}")
            yield from page.get(field, ())
            token = page.get("nextPageToken", "")
            if not token:
                return
        raise NotKnown(f"{short_url(url)} has more than {MAX_PAGES} pages")

    def has_administrator(self) -> bool:
        """Return True if an enabled account has the claim of an administrator.

        Raises NotKnown if the accounts cannot be read.
        """
        from google.auth.exceptions import GoogleAuthError

        if not self.emulated:
            # The library looks for the same credentials, but its error is less clear.
            _ = self._session
        connection = Connection(self.name, emulated=self.emulated)
        try:
            return any(
                each.is_admin and not each.is_disabled
                for each in connection.accounts.all_accounts()
            )
        except (ScrbrdError, GoogleAuthError) as error:
            raise NotKnown(f"the accounts cannot be read: {error}") from error
        finally:
            connection.close()

    def _get(self, url: str) -> Any:
        from google.auth.exceptions import GoogleAuthError
        from requests.exceptions import RequestException

        if self.emulated:
            raise NotKnown("an emulator has none of this; ask a real project")
        try:
            return self._session.get(url, timeout=TIMEOUT_SECONDS)
        except GoogleAuthError as error:
            raise NotKnown(f"the credentials do not work: {error}") from error
        except RequestException as error:
            raise NotKnown(f"{short_url(url)} does not answer: {type(error).__name__}") from error

    @property
    def _session(self) -> Session:
        """The session to use. Raises NotKnown if there is no real project, or no credentials."""
        if is_demo(self.name):
            raise NotKnown("a demo project lives on emulators, and none is named")
        session = self._given_session or self._authorized
        if session is None:
            raise NotKnown(no_credentials(self.name))
        return session

    @cached_property
    def _authorized(self) -> Session | None:
        """A session with the credentials of the environment, or None.

        It is kept, because it can take seconds to find that there are no credentials.
        """
        import google.auth
        from google.auth.exceptions import DefaultCredentialsError
        from google.auth.transport.requests import AuthorizedSession

        try:
            credentials, _ = google.auth.default(scopes=[SCOPE], quota_project_id=self.name)
        except DefaultCredentialsError:
            return None
        session: Session = AuthorizedSession(credentials)
        return session


def short_url(url: str) -> str:
    """Return a URL without its scheme and query."""
    return url.partition("://")[2].partition("?")[0]


def error_message(response: Any) -> str:
    """Return the message of an error response.

    If it has no JSON of Google's, its first characters.
    """
    try:
        return str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return str(response.text)[:200]
