"""Runs `scrbrd backup`: selects matches, writes the file, and says what is not in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from admin.connection import Connection
from admin.maintenance.select_matches import exists, select_matches
from admin.options import echo
from admin.transfer.atomic_file import atomic_file
from admin.transfer.backup import documents_of, unknown_collections
from admin.transfer.backup_file import backup_lines
from admin.transfer.interrupts import stopping_between
from admin.transfer.progress import document_progress
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import BadInput, ScrbrdError
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json


def write_backup(
    connection: Connection,
    named: list[str],
    path: Path,
    stop_if_asked: Callable[[], None],
    *,
    everything: bool,
) -> None:
    """Write the named matches, or the whole project, into a file that appears when it is whole.

    Raises BadInput for a match that is not there, or a file that cannot be written.
    """
    client = connection.firestore
    if not everything:
        require_file(connection.store, named, path)
    chosen = select_matches(connection.store, named, everything=everything)
    with document_progress("backed up") as progress:
        documents = progress.counting(documents_of(client, chosen, everything=everything))
        accounts, why_none = list_accounts(connection) if everything else ([], "")
        with atomic_file(path) as file:
            lines = backup_lines(connection.project, documents, accounts)
            for text in stopping_between(lines, stop_if_asked):
                file.write(text)
        unknown = unknown_collections(client) if everything else []
    echo(f"{path}: {progress}", *left_out(accounts, unknown, why_none))


def left_out(accounts: Sequence[Json], unknown: Sequence[str], why_none: str) -> Iterator[str]:
    """Yield what is not in a backup of the whole project, and what is only listed in it."""
    if accounts:
        yield f"{len(accounts)} accounts with claims are listed in it."
    for each in unknown:
        yield f"Not in the backup: collection {each}, which is none of SCRBRD's."
    if why_none:
        yield f"Not in the backup: accounts and their claims ({why_none})."


def require_file(store: FirestoreMatchStore, named: Sequence[str], path: Path) -> None:
    """Raise BadInput where the last argument, which is the file, is a match, or stands alone."""
    name = str(path)
    if can_name_document(name) and exists(store, name):
        raise BadInput(
            f"FILE: {name} is a match, and the last argument is the file; name one behind the"
            f" matches, such as {name}.jsonl.gz"
        )
    if not named:
        raise BadInput(f"name one or more matches, or say --all, before the file {name}")


def list_accounts(connection: Connection) -> tuple[list[Json], str]:
    """Return the accounts with claims, and why they are not listed where they cannot be."""
    try:
        found = connection.accounts.with_claims()
        return [
            {"uid": each.uid, "email": each.email, "claims": dict(each.claims)} for each in found
        ], ""
    except ScrbrdError as error:
        return [], str(error)
