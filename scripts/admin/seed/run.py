"""Runs `scrbrd seed`.

Existing documents and accounts are kept, including changes made by people.
"""

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
from admin.transfer.batch_writes import Conflict, FirestoreTarget, Tally, batches, put_batch
from admin.transfer.interrupts import WHOLE, deferred_interrupt, exit_on_interrupt, stopping_between
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import as_id

PASSWORD_BYTES = 12
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?=[a-z]){LABEL}")
"""At least two labels of a host name, in lower case; the last one is no number."""
LONGEST_DOMAIN = 253


@dataclass(frozen=True, slots=True)
class SeedAccount:
    """An account of the school.

    `password` is set if the account was created or finished now. `is_ours`: it was created here,
    now or earlier, or already belongs to the person. `is_taken`: it belongs to another person.
    """

    official: Official
    email: str
    password: str | None
    is_ours: bool
    is_taken: bool = False


class SeedAccounts(Accounts):
    """Accounts, with methods to create them."""

    def make(self, uid: str, email: str, password: str, name: str) -> None:
        """Create an account. Raises Refusal if the project rejects it."""
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
        """Set a new password for an account. Raises Refusal if the project rejects it."""
        try:
            auth.update_user(account.uid, password=password, app=self._app)
        except (exceptions.FirebaseError, ValueError) as error:
            raise Refusal(f"account {account.label}: {error}") from None


def seed(connection: Connection, console: Console, domain: str, *, apply: bool) -> None:
    """Write the school, its roles and its accounts; whatever exists already is kept."""
    domain = parse_domain(domain)
    # This fails before anything is written if accounts cannot be reached.
    connection.accounts.find(email_of(OFFICIALS[0], domain))
    leftover = WHOLE if apply else "nothing was written"
    with exit_on_interrupt(lambda: leftover), deferred_interrupt() as stop_if_interrupted:
        tally = put_documents(connection, apply=apply)
        console.print(f"documents: {tally.new} new, {tally.same + tally.in_the_way} there already")
        roles = RoleStore(connection.firestore)
        changes = list(roles.first_grants(holdings(), "admin"))
        for change in stopping_between(changes if apply else (), stop_if_interrupted):
            roles.commit(change)
        console.print(f"roles: {len(changes)} new")
        # Not interrupted between accounts, because passwords are shown only once.
        for account in seed_accounts(connection, domain, apply=apply):
            console.print(account_line(account, apply=apply))
    if not apply:
        console.print("Dry run: nothing was written. Add --apply to write it.")
        return
    console.print(f"Match {MATCH_ID}: {SIDES[0].team} v {SIDES[1].team}. Passwords are shown once.")


def parse_domain(text: str) -> str:
    """Return a domain in lower case, as accounts have it. Raises BadInput for an invalid one."""
    domain = text.lower()
    if DOMAIN.fullmatch(domain) is None or len(domain) > LONGEST_DOMAIN:
        raise BadInput(
            f"--domain: {text[:40]!r} is no domain of e-mail addresses; write one such as"
            f" school.example.org, other letters than a to z as xn--..."
        )
    return domain


def email_of(official: Official, domain: str) -> str:
    """Return the e-mail address of an official's account."""
    return f"{official.person_id}@{domain}"


def account_line(account: SeedAccount, *, apply: bool) -> str:
    """Return an account as text, with its password if it was created or finished now."""
    role = "administrator" if account.official.is_admin else account.official.role
    new = account.password if apply else "(to be made)"
    password_text = new if account.password else "(there already; its password is its owner's)"
    line = f"  {account.email}  {password_text}  {role}"
    return line if account.is_ours else f"{line}; to let it be theirs: {link_command(account)}"


def link_command(account: SeedAccount) -> str:
    """Return the command that links an existing account to the official."""
    person = account.official
    if person.scope is None:
        return f"`scrbrd grant --admin {account.email} --apply`"
    options = f"--{person.scope} {person.owner_id} --account {account.email}"
    options += " --reassign" if account.is_taken else ""
    return f"`scrbrd grant {person.person_id} {person.role} {options} --apply`"


def put_documents(connection: Connection, *, apply: bool) -> Tally:
    """Write the documents that do not exist yet; return the counts."""
    tally = Tally()
    for batch in batches(documents(datetime.now(UTC))):
        target = FirestoreTarget(connection.firestore)
        tally.add(put_batch(target, batch, Conflict.KEEP, apply=apply))
    return tally


def seed_accounts(connection: Connection, domain: str, *, apply: bool) -> Iterator[SeedAccount]:
    """Yield an account for each official; after each, its claims are set.

    The claim is set last. So an account of ours without a claim was never finished, and its
    password perhaps never shown: it gets a new one.
    """
    # This raises the clearest error if accounts cannot be reached.
    project_accounts = connection.accounts
    creator = SeedAccounts(connection.project)
    try:
        for official in OFFICIALS:
            email = email_of(official, domain)
            existing = project_accounts.find(email)
            is_ours = existing is None or is_made_here(existing, official, email)
            is_new = is_ours and (existing is None or PERSON_CLAIM not in existing.claims)
            password = secrets.token_urlsafe(PASSWORD_BYTES) if is_new else None
            if apply and password is not None and existing is None:
                creator.make(uid_of(email), email, password, official.name)
            elif apply and password is not None and existing is not None:
                creator.renew(existing, password)
            is_taken = not is_ours and existing is not None and PERSON_CLAIM in existing.claims
            yield SeedAccount(official, email, password, is_ours, is_taken)
            if apply and is_ours:
                set_claims(project_accounts, official, email)
    finally:
        creator.close()


def uid_of(email: str) -> str:
    """Return the uid of an account created here; nobody who signs up can choose it."""
    return as_id(email)


def is_made_here(account: Account, official: Official, email: str) -> bool:
    """Return True if an account was created here, or belongs to the person.

    An account that somebody else created stays unlinked until `scrbrd grant` links it: a person who
    happens to hold such an address must not become administrator.
    """
    is_of_person = account.claims.get(PERSON_CLAIM) == official.person_id
    is_unclaimed = PERSON_CLAIM not in account.claims
    return is_of_person or (is_unclaimed and account.uid == uid_of(email))


def set_claims(project_accounts: Accounts, official: Official, email: str) -> None:
    """Set the claims that make an account of ours the person's."""
    account = project_accounts.require(email, "seed")
    if account.claims.get(PERSON_CLAIM) != official.person_id:
        project_accounts.set_claim(account, PERSON_CLAIM, official.person_id)
        account = project_accounts.require(email, "seed")
    if official.is_admin and not account.is_admin:
        project_accounts.set_claim(account, ADMIN_CLAIM, True)
