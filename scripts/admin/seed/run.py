"""Runs `scrbrd seed`: whatever is there already stays, people's changes included."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from firebase_admin import auth, exceptions
from rich.console import Console

from admin.accounts import ADMIN_CLAIM, PERSON_CLAIM, Accounts
from admin.connection import Connection
from admin.options import Refusal
from admin.roles.plan import Change, grant_change
from admin.roles.store import RoleStore
from admin.seed.school import MATCH_ID, OFFICIALS, SIDES, Official, documents, holdings
from admin.transfer.interrupts import deferred_interrupt, interruptible, stopping_between
from admin.transfer.writing import Conflict, FirestoreTarget, Tally, batches, put_batch
from scrbrd.domain.errors import BadInput

PASSWORD_BYTES = 12
AGAIN = "what was written is whole; run it again to go on"


@dataclass(frozen=True, slots=True)
class Made:
    """An account of the school; `password` where it was made now."""

    official: Official
    email: str
    password: str | None


class SeedAccounts(Accounts):
    """Accounts that can be made, too."""

    def make(self, email: str, password: str, name: str) -> None:
        """A new account. Raises Refusal where the project does not take it."""
        try:
            auth.create_user(email=email, password=password, display_name=name, app=self._app)
        except (exceptions.FirebaseError, ValueError) as error:
            raise Refusal(f"account {email}: {error}") from None


def seed(connection: Connection, console: Console, domain: str, *, apply: bool) -> None:
    """Write the school, its roles and its accounts; what is there already stays as it is."""
    if "@" in domain or "." not in domain:
        raise BadInput(f"--domain: {domain!r} is no domain of e-mail addresses")
    left = AGAIN if apply else "nothing was written"
    with interruptible(lambda: left), deferred_interrupt() as stop_if_asked:
        tally = put_documents(connection, apply=apply)
        console.print(f"documents: {tally.new} new, {tally.same + tally.in_the_way} there already")
        roles = RoleStore(connection.firestore)
        changes = list(missing_roles(roles))
        for change in stopping_between(changes if apply else (), stop_if_asked):
            roles.commit(change)
        console.print(f"roles: {len(changes)} new")
        for made in accounts(connection, domain, apply=apply):  # all: passwords are shown once
            console.print(account_line(made, apply=apply))
    if not apply:
        console.print("Dry run: nothing was written. Add --apply to write it.")
        return
    console.print(f"Match {MATCH_ID}: {SIDES[0].team} v {SIDES[1].team}. Passwords are shown once.")


def account_line(made: Made, *, apply: bool) -> str:
    """Return an account with its password, where it was made now."""
    role = "administrator" if made.official.is_admin else made.official.role
    new = made.password if apply else "(to be made)"
    shown = new if made.password else "(there already; its password is its owner's)"
    return f"  {made.email}  {shown}  {role}"


def put_documents(connection: Connection, *, apply: bool) -> Tally:
    """Return the documents that are not there yet."""
    tally = Tally()
    for batch in batches(documents(datetime.now(UTC))):
        target = FirestoreTarget(connection.firestore)
        tally.add(put_batch(target, batch, Conflict.KEEP, apply=apply))
    return tally


def missing_roles(roles: RoleStore) -> Iterator[Change]:
    """Yield the grants that nobody has given, changed or revoked yet."""
    for holding, terms in holdings():
        if roles.present(holding.path) is None and roles.last_ended(holding.path) is None:
            change = grant_change(holding, terms, None, "admin", datetime.now(UTC))
            if change is not None:
                yield change


def accounts(connection: Connection, domain: str, *, apply: bool) -> Iterator[Made]:
    """Yield an account for each official, with the claims that the rules read."""
    known = connection.accounts  # says what is wrong where accounts cannot be reached
    making = SeedAccounts(connection.project)
    try:
        for official in OFFICIALS:
            email = f"{official.person_id}@{domain}"
            is_new = known.find(email) is None
            password = secrets.token_urlsafe(PASSWORD_BYTES) if is_new else None
            if apply and password is not None:
                making.make(email, password, official.name)
            if apply:
                claim(known, official, email, is_new=is_new)
            yield Made(official, email, password)
    finally:
        making.close()


def claim(known: Accounts, official: Official, email: str, *, is_new: bool) -> None:
    """Let the account be the person. An account that somebody else made is nobody's until
    `scrbrd grant --account` says so: who holds such an address must not become administrator."""
    account = known.require(email, "seed")
    if is_new:
        known.set_claim(account, PERSON_CLAIM, official.person_id)
        account = known.require(email, "seed")
    is_ours = account.claims.get(PERSON_CLAIM) == official.person_id
    if is_ours and official.is_admin and not account.is_admin:
        known.set_claim(account, ADMIN_CLAIM, True)
