"""Runs `scrbrd backup`: selects matches, writes the file, and reports what is not in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from admin.connection import Connection
from admin.maintenance.select_matches import match_exists, select_matches
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
    match_ids: list[str],
    path: Path,
    stop_if_interrupted: Callable[[], None],
    *,
    everything: bool,
) -> None:
    """Write the named matches, or the whole project, into a file that appears when it is complete.

    Raises BadInput for a match that does not exist, or a file that cannot be written.
    """
    client = connection.firestore
    if not everything:
        require_file(connection.store, match_ids, path)
    selected = select_matches(connection.store, match_ids, everything=everything)
    with document_progress("backed up") as progress:
        documents = progress.count_each(documents_of(client, selected, everything=everything))
        accounts, why_no_accounts = list_accounts(connection) if everything else ([], "")
        with atomic_file(path) as file:
            lines = backup_lines(connection.project, documents, accounts)
            for text in stopping_between(lines, stop_if_interrupted):
                file.write(text)
        unknown = unknown_collections(client) if everything else []
    echo(f"{path}: {progress}", *omission_lines(accounts, unknown, why_no_accounts))


def omission_lines(
    accounts: Sequence[Json], unknown: Sequence[str], why_no_accounts: str
) -> Iterator[str]:
    """Yield what is not in a backup of the whole project, and the accounts that are only listed."""
    if accounts:
        yield f"{len(accounts)} accounts with claims are listed in it."
    for each in unknown:
        yield f"Not in the backup: collection {each}, which is none of SCRBRD's."
    if why_no_accounts:
        yield f"Not in the backup: accounts and their claims ({why_no_accounts})."


def require_file(store: FirestoreMatchStore, match_ids: Sequence[str], path: Path) -> None:
    """Raise BadInput if the last argument, the file, names a match, or is the only argument."""
    name = str(path)
    if can_name_document(name) and match_exists(store, name):
        raise BadInput(
            f"FILE: {name} is a match, and the last argument is the file; name one behind the"
            f" matches, such as {name}.jsonl.gz"
        )
    if not match_ids:
        raise BadInput(f"name one or more matches, or say --all, before the file {name}")


def list_accounts(connection: Connection) -> tuple[list[Json], str]:
    """Return the accounts with claims; if they cannot be read, an empty list and the reason."""
    try:
        with_claims = connection.accounts.with_claims()
        return [
            {"uid": each.uid, "email": each.email, "claims": dict(each.claims)}
            for each in with_claims
        ], ""
    except ScrbrdError as error:
        return [], str(error)
