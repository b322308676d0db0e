"""Runs `grant`, `revoke` and `roles` on a project: read, plan, show, write.

A repeated command reports "nothing to do". Roles and claims are in two systems: the role is written
first, and running a command again finishes the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from admin.accounts import ADMIN_CLAIM, PERSON_CLAIM, Account
from admin.connection import Connection
from admin.options import Refusal
from admin.roles.format_roles import Row, format_change, format_value, row_of
from admin.roles.parse_options import Holding, Terms, require_length
from admin.roles.plan import Change, grant_change, revoke_change
from admin.roles.store import RoleStore, owner_path, selecting_fields
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadInput
from scrbrd.domain.vocabulary import RoleScope

if TYPE_CHECKING:
    from rich.console import Console

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A custom claim of an account to set, or to remove if `value` is None."""

    account: Account
    name: str
    value: Any

    @property
    def changes_nothing(self) -> bool:
        """Return True if the account already has the claim with this value."""
        return bool(self.account.claims.get(self.name) == self.value)

    def lines(self) -> tuple[str, ...]:
        """Return the change as text: the account, the old and the new value.

        A note follows if the claim cannot take effect.
        """
        old = format_value(self.account.claims.get(self.name))
        change = f"    {self.name}: {old} -> {format_value(self.value)}"
        return f"  account {self.account.label}", change, *self.notes()

    def notes(self) -> tuple[str, ...]:
        """Return a note if the claim cannot take effect yet."""
        if self.value is None or not self.account.is_disabled:
            return ()
        return (
            "    This account is disabled: nobody can sign in with it until it is enabled in the"
            " Firebase console (Authentication, Users).",
        )


@dataclass(frozen=True, slots=True)
class AdminSession:
    """A project and a console for changes in the name of `by`.

    Changes are written only if `apply`.
    """

    connection: Connection
    console: Console
    apply: bool
    by: str

    @property
    def roles(self) -> RoleStore:
        """The role documents."""
        return RoleStore(self.connection.firestore)

    def finish(self, title: str, change: Change | None, claim: ClaimChange | None) -> None:
        """Show the changes, and write them if `apply`."""
        self.console.print(title)
        for line in format_change(change) if change else ():
            self.console.print(line)
        for line in claim.lines() if claim else ():
            self.console.print(line)
        if not self.apply:
            self.console.print("Dry run: nothing was written. Add --apply to write it.")
            return
        if change:
            self.roles.commit(change)
        if claim:
            self.connection.accounts.set_claim(claim.account, claim.name, claim.value)
        self.console.print("Done." + (f" {SIGN_IN_AGAIN}" if claim else ""))


SIGN_IN_AGAIN = "The claim counts when the account signs in again, or within the hour."


def run_grant(
    session: AdminSession, holding: Holding, terms: Terms, account: str | None, reassign: bool
) -> None:
    """Grant a role, and link an account to the person. Raises BadInput if a document is missing."""
    require_name("--by", session.by)
    now = datetime.now(UTC)
    require_owner(session.roles, holding)
    require_person(session, holding.person_id)
    claim = person_claim(session, holding.person_id, account, reassign) if account else None
    present = session.roles.present(holding.path)
    change = grant_change(holding, terms, present, session.by, now)
    if change is None and present and claim is None:
        reason = row_of(holding.scope, holding.path, present.fields, now).why
        session.console.print(f"Nothing to do: {holding}, {reason}.")
        return
    session.finish(f"Grant {holding}" if change else f"{holding} is granted already", change, claim)


def run_revoke(session: AdminSession, holding: Holding) -> None:
    """End a role at once. Raises BadInput if it was never granted."""
    require_name("--by", session.by)
    now = datetime.now(UTC)
    present = session.roles.present(holding.path)
    if present is None:
        session.console.print(
            f"Nothing to do: {holding}, {last_end_reason(session, holding, now)}."
        )
        return
    change = revoke_change(holding, present, session.by, now)
    is_over = change.ended is present.fields
    what = "is over; it moves to the history" if is_over else "ends now"
    session.finish(f"Revoke {holding}: it {what}", change, None)


def last_end_reason(session: AdminSession, holding: Holding, now: datetime) -> str:
    """Return how the last grant ended. Raises BadInput if there never was one."""
    ended = session.roles.last_ended(holding.path)
    if ended is None:
        raise BadInput(
            f"{holding}: never granted, {holding.path} is not there; `scrbrd roles"
            f" {holding.person_id}` lists what {holding.person_id} holds"
        )
    return row_of(holding.scope, holding.path, dict(ended), now).why


def run_admin(session: AdminSession, uid_or_email: str, *, is_admin: bool) -> None:
    """Make an account an administrator's, or no longer; its other claims are kept."""
    account = session.connection.accounts.require(uid_or_email, "--admin")
    claim = ClaimChange(account, ADMIN_CLAIM, True if is_admin else None)
    if claim.changes_nothing:
        state = "is an administrator" if is_admin else "is no administrator"
        session.console.print(f"Nothing to do: {account.label} {state}.")
        return
    session.finish(f"{'Grant' if is_admin else 'Revoke'} administration", None, claim)


def run_roles(
    store: RoleStore, owner: tuple[RoleScope, str] | None, person: str | None, *, ended: bool
) -> Iterator[Row]:
    """Yield the roles of a person, or in a match, team or school.

    With `ended`, the histories of the roles too.
    """
    now = datetime.now(UTC)
    scope, owner_id = owner or (None, "")
    scopes = (scope,) if scope else tuple(RoleScope)
    filter_fields = selecting_fields(scope, owner_id, person)
    for path, fields in store.present_roles(scopes, filter_fields):
        yield row_of(scope_of(path), path, fields, now)
    if ended:
        for path, fields in store.ended_roles(scopes, filter_fields):
            yield row_of(scope_of(path), path, fields, now)


def scope_of(path: str) -> RoleScope:
    """Return the scope of the roles in a collection."""
    root = path.partition("/")[0]
    return next(scope for scope in RoleScope if paths.role_assignments(scope) == root)


def require_name(option: str, value: str) -> None:
    """Raise BadInput for an empty or too long name."""
    if not value.strip():
        raise BadInput(f"{option}: is empty; say who grants or revokes")
    require_length(option, value, MAX_NAME)


def require_owner(store: RoleStore, holding: Holding) -> None:
    """Raise BadInput if the match, team or school of a role does not exist."""
    path = owner_path(holding.scope, holding.owner_id)
    if not store.exists(path):
        raise BadInput(
            f"--{holding.scope}: no {holding.scope} {holding.owner_id!r}, {path} is not there;"
            f" check the id and --project"
        )


def require_person(session: AdminSession, person_id: str) -> None:
    """Raise BadInput if neither a person's document nor an account has the id."""
    path = paths.person(person_id)
    if session.roles.exists(path) or session.connection.accounts.find(person_id):
        return
    raise BadInput(
        f"PERSON: no person {person_id!r}: {path} is not there, and no account has that uid; check"
        f" the id and --project, or create the person first"
    )


def person_claim(
    session: AdminSession, person_id: str, uid_or_email: str, reassign: bool
) -> ClaimChange | None:
    """Return the claim that links an account to the person; None if it has it already.

    The claim is set even if the account's uid is the person's id, because the rules use it to
    decide who may list people. Raises Refusal if the account belongs to another person.
    """
    account = session.connection.accounts.require(uid_or_email, "--account")
    if account.claims.get(PERSON_CLAIM) == person_id:
        return None
    if PERSON_CLAIM in account.claims and not reassign:
        raise Refusal(
            f"--account: {account.label} is the person {account.person_id} already; --reassign"
            f" makes it {person_id}, and it loses what {account.person_id} may do"
        )
    return ClaimChange(account, PERSON_CLAIM, person_id)
