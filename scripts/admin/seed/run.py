"""Runs `scrbrd seed`: whatever is there already stays, people's changes included."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from firebase_admin import auth, exceptions
from rich.console import Console

from admin.accounts import ADMIN_CLAIM, PERSON_CLAIM, Account, Accounts
from admin.connection import Connection
from admin.options import Refusal
from admin.roles.store import RoleStore
from admin.seed.school import MATCH_ID, OFFICIALS, SIDES, Official, documents, holdings
from admin.transfer.interrupts import WHOLE, deferred_interrupt, interruptible, stopping_between
from admin.transfer.writing import Conflict, FirestoreTarget, Tally, batches, put_batch
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import as_id

PASSWORD_BYTES = 12
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?=[a-z]){LABEL}")
"""At least two labels of a host name, in small letters; the last one is no number."""
LONGEST_DOMAIN = 253


@dataclass(frozen=True, slots=True)
class Made:
    """An account of the school; `password` where it was made or finished now. `is_ours`: it was
    made here, be it now or before, or is the person's already; `is_taken`: it is another person's.
    """

    official: Official
    email: str
    password: str | None
    is_ours: bool
    is_taken: bool = False


class SeedAccounts(Accounts):
    """Accounts that can be made, too."""

    def make(self, uid: str, email: str, password: str, name: str) -> None:
        """Make an account. Raises Refusal where the project does not take it."""
        try:
            auth.create_user(
                uid=uid, email=email, password=password, display_name=name, app=self._app
            )
        except (auth.UidAlreadyExistsError, auth.EmailAlreadyExistsError):
            raise Refusal(
                f"account {email}: somebody else makes it at this moment; what was written is"
                f" whole, and whoever ends first shows its password: run it again"
            ) from None
        except (exceptions.FirebaseError, ValueError) as error:
            raise Refusal(f"account {email}: {error}") from None

    def renew(self, account: Account, password: str) -> None:
        """Give an account another password. Raises Refusal where the project does not take it."""
        try:
            auth.update_user(account.uid, password=password, app=self._app)
        except (exceptions.FirebaseError, ValueError) as error:
            raise Refusal(f"account {account.label}: {error}") from None


def seed(connection: Connection, console: Console, domain: str, *, apply: bool) -> None:
    """Write the school, its roles and its accounts; what is there already stays as it is."""
    domain = parse_domain(domain)
    # Whoever cannot make accounts is told before anything is written.
    connection.accounts.find(address_of(OFFICIALS[0], domain))
    left = WHOLE if apply else "nothing was written"
    with interruptible(lambda: left), deferred_interrupt() as stop_if_asked:
        tally = put_documents(connection, apply=apply)
        console.print(f"documents: {tally.new} new, {tally.same + tally.in_the_way} there already")
        roles = RoleStore(connection.firestore)
        changes = list(roles.first_grants(holdings(), "admin"))
        for change in stopping_between(changes if apply else (), stop_if_asked):
            roles.commit(change)
        console.print(f"roles: {len(changes)} new")
        for made in accounts(connection, domain, apply=apply):  # all: passwords are shown once
            console.print(account_line(made, apply=apply))
    if not apply:
        console.print("Dry run: nothing was written. Add --apply to write it.")
        return
    console.print(f"Match {MATCH_ID}: {SIDES[0].team} v {SIDES[1].team}. Passwords are shown once.")


def parse_domain(text: str) -> str:
    """Return a domain in small letters, as accounts have it; raises BadInput for what is none."""
    domain = text.lower()
    if DOMAIN.fullmatch(domain) is None or len(domain) > LONGEST_DOMAIN:
        raise BadInput(
            f"--domain: {text[:40]!r} is no domain of e-mail addresses; write one such as"
            f" school.example.org, other letters than a to z as xn--..."
        )
    return domain


def address_of(official: Official, domain: str) -> str:
    """Return the e-mail address of an official's account."""
    return f"{official.person_id}@{domain}"


def account_line(made: Made, *, apply: bool) -> str:
    """Return an account with its password, where it was made or finished now."""
    role = "administrator" if made.official.is_admin else made.official.role
    new = made.password if apply else "(to be made)"
    shown = new if made.password else "(there already; its password is its owner's)"
    line = f"  {made.email}  {shown}  {role}"
    return line if made.is_ours else f"{line}; to let it be theirs: {link_command(made)}"


def link_command(made: Made) -> str:
    """Return the command that gives the account of somebody to the official."""
    each = made.official
    if each.scope is None:
        return f"`scrbrd grant --admin {made.email} --apply`"
    where = f"--{each.scope} {each.owner_id} --account {made.email}"
    where += " --reassign" if made.is_taken else ""
    return f"`scrbrd grant {each.person_id} {each.role} {where} --apply`"


def put_documents(connection: Connection, *, apply: bool) -> Tally:
    """Return the documents that are not there yet."""
    tally = Tally()
    for batch in batches(documents(datetime.now(UTC))):
        target = FirestoreTarget(connection.firestore)
        tally.add(put_batch(target, batch, Conflict.KEEP, apply=apply))
    return tally


def accounts(connection: Connection, domain: str, *, apply: bool) -> Iterator[Made]:
    """Yield an account for each official, which then gets the claims that the rules read.

    The claim comes last: one of ours that has none was never finished, and its password perhaps
    never shown, so that it gets another.
    """
    known = connection.accounts  # says what is wrong where accounts cannot be reached
    making = SeedAccounts(connection.project)
    try:
        for official in OFFICIALS:
            email = address_of(official, domain)
            found = known.find(email)
            is_ours = found is None or is_made_here(found, official, email)
            is_new = is_ours and (found is None or PERSON_CLAIM not in found.claims)
            password = secrets.token_urlsafe(PASSWORD_BYTES) if is_new else None
            if apply and password is not None and found is None:
                making.make(uid_of(email), email, password, official.name)
            elif apply and password is not None and found is not None:
                making.renew(found, password)
            is_taken = not is_ours and found is not None and PERSON_CLAIM in found.claims
            yield Made(official, email, password, is_ours, is_taken)
            if apply and is_ours:
                claim(known, official, email)
    finally:
        making.close()


def uid_of(email: str) -> str:
    """Return the uid of an account that is made here: nobody who signs up can choose one."""
    return as_id(email)


def is_made_here(account: Account, official: Official, email: str) -> bool:
    """Return whether an account was made here, or is the person's. One that somebody else made is
    nobody's until `scrbrd grant` says so: who holds such an address must not become administrator.
    """
    is_of_person = account.claims.get(PERSON_CLAIM) == official.person_id
    is_unclaimed = PERSON_CLAIM not in account.claims
    return is_of_person or (is_unclaimed and account.uid == uid_of(email))


def claim(known: Accounts, official: Official, email: str) -> None:
    """Let an account of ours be the person."""
    account = known.require(email, "seed")
    if account.claims.get(PERSON_CLAIM) != official.person_id:
        known.set_claim(account, PERSON_CLAIM, official.person_id)
        account = known.require(email, "seed")
    if official.is_admin and not account.is_admin:
        known.set_claim(account, ADMIN_CLAIM, True)
