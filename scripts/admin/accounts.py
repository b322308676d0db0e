"""Reads accounts and sets their custom claims `personId` and `admin`; other claims stay.

Speaks to the Auth emulator where FIREBASE_AUTH_EMULATOR_HOST names one.
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
    """An account as the project knows it; nobody can sign in with one that is disabled."""

    uid: str
    email: str | None
    claims: Mapping[str, Any]
    is_disabled: bool = False

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.email} ({self.uid})" if self.email else self.uid

    @property
    def person_id(self) -> str:
        """The person whom the rules take the account for."""
        return str(self.claims.get(PERSON_CLAIM, self.uid))

    @property
    def is_admin(self) -> bool:
        """Whether the rules take it for an administrator's."""
        return self.claims.get(ADMIN_CLAIM) is True


class Accounts:
    """The accounts of one project."""

    def __init__(self, project: str) -> None:
        # A name of its own: the default app may be somebody else's.
        self._app = firebase_admin.initialize_app(
            options={"projectId": project}, name=f"scrbrd-{uuid.uuid4().hex}"
        )

    def find(self, uid_or_email: str) -> Account | None:
        """Return the account of a uid, or of an e-mail address where there is an @; else None.

        Raises BadInput for what can be neither.
        """
        with _ours():
            try:
                if "@" in uid_or_email:
                    return _account(auth.get_user_by_email(uid_or_email, app=self._app))
                return self.find_uid(uid_or_email)
            except auth.UserNotFoundError:
                return None
            except ValueError:
                raise BadInput(f"{uid_or_email!r} is neither a uid nor an e-mail address") from None

    def find_uid(self, uid: str) -> Account | None:
        """Return the account of a uid; raises ValueError for what can be none."""
        with _ours():
            try:
                return _account(auth.get_user(uid, app=self._app))
            except auth.UserNotFoundError:
                return None

    def require(self, uid_or_email: str, option: str) -> Account:
        """Return the account, or BadInput naming the option that asked for it."""
        account = self.find(uid_or_email)
        if account is None:
            raise BadInput(
                f"{option}: no account {uid_or_email!r} in this project; {self._how_to_have_one()}"
            )
        return account

    @staticmethod
    def _how_to_have_one() -> str:
        if os.environ.get(AUTH_HOST):
            return (
                "on emulators `scrbrd seed --apply` makes accounts and prints them; --account with"
                " one of those and --reassign make it the person's"
            )
        return (
            "add it in the Firebase console (Authentication, Users) or let its owner sign in to"
            " your app once, then give its uid or e-mail address"
        )

    def everybody(self) -> Iterator[Account]:
        """Yield all accounts, a page of 1,000 at a time."""
        with _ours():
            yield from map(_account, auth.list_users(app=self._app).iterate_all())

    def with_claims(self) -> Iterator[Account]:
        """Yield the accounts that have custom claims, in order of their uids."""
        found = [each for each in self.everybody() if each.claims]
        yield from sorted(found, key=lambda account: account.uid)

    def set_claim(self, account: Account, name: str, value: Any) -> None:
        """Set one custom claim, or remove it where `value` is None; the others stay as they are.

        The service sets all claims of an account at once and knows no condition: they are read just
        before, and again afterwards. Raises Refusal where the claim has neither the value that
        `account` was read with nor the new one, or where the claims are others again afterwards:
        somebody else set them meanwhile.
        """
        claims = self._claims(account)
        if claims.get(name) == value:
            return
        if claims.get(name) != account.claims.get(name):
            raise Refusal(changed_meanwhile(account, name))
        claims.pop(name, None)
        if value is not None:
            claims[name] = value
        with _ours():
            auth.set_custom_user_claims(account.uid, claims or None, app=self._app)
        if self._claims(account) != claims:
            raise Refusal(changed_meanwhile(account, name))

    def _claims(self, account: Account) -> dict[str, Any]:
        found = self.find_uid(account.uid)
        if found is None:
            raise Refusal(f"account {account.label} was deleted meanwhile; its claims are gone")
        return dict(found.claims)

    def close(self) -> None:
        """Let go of the app."""
        firebase_admin.delete_app(self._app)


def changed_meanwhile(account: Account, name: str) -> str:
    """Return what to do where two set the claims of one account at once."""
    return (
        f"account {account.label}: somebody else changed its claims meanwhile, so {name} may not be"
        f" as you said; look at what the same command says without --apply, and run it again"
    )


def _account(user: Any) -> Account:
    return Account(user.uid, user.email, dict(user.custom_claims or {}), bool(user.disabled))


@contextmanager
def _ours() -> Iterator[None]:
    """The library's errors as one of ours."""
    try:
        yield
    except exceptions.FirebaseError as error:
        raise Refusal(f"accounts: {error}") from None
