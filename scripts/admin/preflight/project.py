"""Reads what Google says of a project, and nothing else: every request is a GET.

What cannot be read raises NotKnown with the reason: no project named, an emulator, no credentials,
no permission.
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
SECONDS = 20
MOST_PAGES = 50


class Session(Protocol):
    """What is needed of an HTTP session with credentials."""

    def get(self, url: str, *, timeout: float) -> Any:
        """Answer a GET."""
        ...


class Project:
    """One project, or none where `--project` was not given."""

    def __init__(self, name: str | None, *, emulated: bool, session: Session | None = None) -> None:
        self._name = name
        self.emulated = emulated
        self._given = session

    @property
    def name(self) -> str:
        """Its name; raises NotKnown where none was given."""
        if self._name is None:
            raise NotKnown("no project was named; add --project")
        return self._name

    def database(self, more: str = "") -> str:
        """Return the address of the project's database, or of a part of it."""
        return f"https://firestore.googleapis.com/v1/projects/{self.name}/databases/(default){more}"

    def read(self, url: str, *, absent: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return one JSON answer; `absent` where there is no such thing, else that is NotKnown."""
        answer = self._answer(url)
        if answer.status_code == 404 and absent is not None:
            return absent
        if answer.status_code in (401, 403):
            raise NotKnown(f"these credentials may not read {shortened(url)}: {reason(answer)}")
        if answer.status_code != 200:
            raise NotKnown(f"{shortened(url)} answers {answer.status_code}: {reason(answer)}")
        found: dict[str, Any] = answer.json()
        return found

    def read_all(self, url: str, field: str) -> Iterator[dict[str, Any]]:
        """Yield what a listing holds under a field, page by page. Raises NotKnown for too many
        pages, and as `read`."""
        token = ""
        for _ in range(MOST_PAGES):
            page = self.read(f"{url}{'&' if '?' in url else '?'}pageToken={token}")
            yield from page.get(field, ())
            token = page.get("nextPageToken", "")
            if not token:
                return
        raise NotKnown(f"{shortened(url)} has more than {MOST_PAGES} pages")

    def has_administrator(self) -> bool:
        """Return whether any account that is not disabled has the claim of an administrator. Raises
        NotKnown where they cannot be read."""
        from google.auth.exceptions import GoogleAuthError

        if not self.emulated:
            # The library would look for the same credentials, and say less where there are none.
            _ = self._session
        connection = Connection(self.name, emulated=self.emulated)
        try:
            return any(
                each.is_admin and not each.is_disabled for each in connection.accounts.everybody()
            )
        except (ScrbrdError, GoogleAuthError) as error:
            raise NotKnown(f"the accounts cannot be read: {error}") from error
        finally:
            connection.close()

    def _answer(self, url: str) -> Any:
        from google.auth.exceptions import GoogleAuthError
        from requests.exceptions import RequestException

        if self.emulated:
            raise NotKnown("an emulator has none of this; ask a real project")
        try:
            return self._session.get(url, timeout=SECONDS)
        except GoogleAuthError as error:
            raise NotKnown(f"the credentials do not work: {error}") from error
        except RequestException as error:
            raise NotKnown(f"{shortened(url)} does not answer: {type(error).__name__}") from error

    @property
    def _session(self) -> Session:
        """The session; raises NotKnown where there is nothing real to speak to."""
        if is_demo(self.name):
            raise NotKnown("a demo project lives on emulators, and none is named")
        session = self._given or self._authorized
        if session is None:
            raise NotKnown(no_credentials(self.name))
        return session

    @cached_property
    def _authorized(self) -> Session | None:
        """A session with the credentials of the environment; looked for once, for it may take
        seconds to find that there are none."""
        import google.auth
        from google.auth.exceptions import DefaultCredentialsError
        from google.auth.transport.requests import AuthorizedSession

        try:
            credentials, _ = google.auth.default(scopes=[SCOPE], quota_project_id=self.name)
        except DefaultCredentialsError:
            return None
        session: Session = AuthorizedSession(credentials)
        return session


def shortened(url: str) -> str:
    """Return an address without its scheme and question."""
    return url.partition("://")[2].partition("?")[0]


def reason(answer: Any) -> str:
    """Return the message of an error, or its beginning where it is no JSON of Google's."""
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return str(answer.text)[:200]
