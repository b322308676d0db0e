"""Reads accounts and sets their custom claims `personId` and `admin`; other claims are kept.

Uses the Auth emulator if FIREBASE_AUTH_EMULATOR_HOST is set.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import firebase_admin
from firebase_admin import auth, exceptions

from admin.options import Refusal
from admin.variables import AUTH_HOST
from scrbrd.domain.errors import BadInput

PERSON_CLAIM: Final = "personId"
ADMIN_CLAIM: Final = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the project. Nobody can sign in with a disabled account."""

    uid: str
    email: str | None
    claims: Mapping[str, Any]
    is_disabled: bool = False

    @property
    def label(self) -> str:
        """The e-mail address and uid, or the uid alone, for messages."""
        return f"{self.email} ({self.uid})" if self.email else self.uid

    @property
    def person_id(self) -> str:
        """The person that the security rules identify the account with."""
        return str(self.claims.get(PERSON_CLAIM, self.uid))

    @property
    def is_admin(self) -> bool:
        """Whether the security rules treat the account as an administrator's."""
        return self.claims.get(ADMIN_CLAIM) is True


class Accounts:
    """The accounts of one project."""

    def __init__(self, project: str) -> None:
        # Use a separate name, because other code may own the default app.
        self._app = firebase_admin.initialize_app(
            options={"projectId": project}, name=f"scrbrd-{uuid.uuid4().hex}"
        )

    def find(self, uid_or_email: str) -> Account | None:
        """Return the account with a uid, or with an e-mail address if the text has an @; else None.

        Raises BadInput for a text that is neither a valid uid nor a valid e-mail address.
        """
        with _library_errors_as_refusal():
            try:
                if "@" in uid_or_email:
                    return _account(auth.get_user_by_email(uid_or_email, app=self._app))
                return self.find_uid(uid_or_email)
            except auth.UserNotFoundError:
                return None
            except ValueError:
                raise BadInput(f"{uid_or_email!r} is neither a uid nor an e-mail address") from None

    def find_uid(self, uid: str) -> Account | None:
        """Return the account with a uid, or None. Raises ValueError for an invalid uid."""
        with _library_errors_as_refusal():
            try:
                return _account(auth.get_user(uid, app=self._app))
            except auth.UserNotFoundError:
                return None

    def require(self, uid_or_email: str, option: str) -> Account:
        """Return the account. Raises BadInput, naming the option, if there is none."""
        account = self.find(uid_or_email)
        if account is None:
            raise BadInput(
                f"{option}: no account {uid_or_email!r} in this project;"
                f" {self._missing_account_remedy()}"
            )
        return account

    @staticmethod
    def _missing_account_remedy() -> str:
        if os.environ.get(AUTH_HOST):
            return (
                "on emulators `scrbrd seed --apply` makes accounts and prints them; --account with"
                " one of those and --reassign make it the person's"
            )
        return (
            "add it in the Firebase console (Authentication, Users) or let its owner sign in to"
            " your app once, then give its uid or e-mail address"
        )

    def all_accounts(self) -> Iterator[Account]:
        """Yield all accounts, a page of 1,000 at a time."""
        with _library_errors_as_refusal():
            yield from map(_account, auth.list_users(app=self._app).iterate_all())

    def with_claims(self) -> Iterator[Account]:
        """Yield the accounts that have custom claims, ordered by uid."""
        accounts = [each for each in self.all_accounts() if each.claims]
        yield from sorted(accounts, key=lambda account: account.uid)

    def set_claim(self, account: Account, name: str, value: Any) -> None:
        """Set one custom claim, or remove it if `value` is None; the others are kept.

        The service replaces all claims of an account at once and has no conditional write, so the
        claims are read just before the write, and again after it. Raises Refusal if the claim has
        neither the value that `account` was read with nor the new one, or if the claims differ
        after the write: in both cases somebody else changed them meanwhile.
        """
        claims = self._claims(account)
        if claims.get(name) == value:
            return
        if claims.get(name) != account.claims.get(name):
            raise Refusal(changed_meanwhile(account, name))
        claims.pop(name, None)
        if value is not None:
            claims[name] = value
        with _library_errors_as_refusal():
            auth.set_custom_user_claims(account.uid, claims or None, app=self._app)
        if self._claims(account) != claims:
            raise Refusal(changed_meanwhile(account, name))

    def _claims(self, account: Account) -> dict[str, Any]:
        current = self.find_uid(account.uid)
        if current is None:
            raise Refusal(f"account {account.label} was deleted meanwhile; its claims are gone")
        return dict(current.claims)

    def close(self) -> None:
        """Release the Firebase app."""
        firebase_admin.delete_app(self._app)


def changed_meanwhile(account: Account, name: str) -> str:
    """Return the message for two concurrent changes of one account's claims."""
    return (
        f"account {account.label}: somebody else changed its claims meanwhile, so {name} may not be"
        f" as you said; look at what the same command says without --apply, and run it again"
    )


def _account(user: Any) -> Account:
    return Account(user.uid, user.email, dict(user.custom_claims or {}), bool(user.disabled))


@contextmanager
def _library_errors_as_refusal() -> Iterator[None]:
    """Convert the library's errors into a Refusal."""
    try:
        yield
    except exceptions.FirebaseError as error:
        raise Refusal(f"accounts: {error}") from None
