"""Reads and writes backup files: JSON lines of what people wrote, and the ledgers that prove it.

Nothing else that functions write is in them: it follows from the logs. Line 1 is the header, then
`{"path": ..., "fields": ...}` for each document, then `{"documents": n}`, without which the file
was cut short. Documents of one match stand together.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from google.cloud.firestore import Client

from admin.roles.store import RoleStore
from admin.transfer.providers import documents_of_feeds, is_of_feeds
from admin.transfer.values import from_json, to_json
from admin.transfer.writing import Document
from admin.whole import read_whole, stream_whole
from scrbrd.adapters import paths
from scrbrd.adapters.rpc import list_references
from scrbrd.domain.errors import BadInput
from scrbrd.domain.vocabulary import RoleScope

FORMAT = "scrbrd-backup"
VERSION = 1
GZIP_BEGINS = b"\x1f\x8b"
ROLE_COLLECTIONS = tuple(paths.role_assignments(scope) for scope in RoleScope)


def documents_of_match(client: Client, match_id: str) -> Iterator[Document]:
    """Yield the match document and what `collections_of_match` hold, as they are stored."""
    snap = read_whole(client, paths.match(match_id))
    if snap.exists:
        yield Document(snap.reference.path, snap.to_dict() or {})
    for collection in collections_of_match(client, match_id):
        for each in stream_whole(client, client.collection(collection)):
            yield Document(each.reference.path, each.to_dict() or {})


def collections_of_match(client: Client, match_id: str) -> Iterator[str]:
    """Yield the collections of a match that a backup holds, in the order in which they are put.

    The ledger is read before the log: in a match in progress it must not have links of actions that
    the backup lacks. What the log was agreed from comes behind the log.
    """
    yield from (paths.lineups(match_id), paths.ledger(match_id), paths.scoring_actions(match_id))
    yield paths.provider_events(match_id)
    yield paths.rulings(match_id)
    for book in list_references(client.collection(paths.scorebooks(match_id))):
        yield f"{book.path}/{paths.ENTRIES}"


def documents_of_roles(
    client: Client, scopes: Iterable[RoleScope], where: Mapping[str, str]
) -> Iterator[Document]:
    """Yield role assignments, present and ended, and how the officials did."""
    roles = RoleStore(client)
    for scope in scopes:
        for path, fields in roles.present_roles((scope,), where):
            yield Document(path, fields)
            if scope is RoleScope.MATCH:
                snap = read_whole(client, paths.role_performance(path))
                if snap.exists:
                    yield Document(snap.reference.path, snap.to_dict() or {})
        for path, fields in roles.ended_roles((scope,), where):
            yield Document(path, fields)


def documents_of(
    client: Client, match_ids: Iterable[str], *, everything: bool
) -> Iterator[Document]:
    """Yield all that a backup holds: the matches named with their roles, or all, and every role."""
    done = list[str]()
    for match_id in match_ids:
        done.append(match_id)
        yield from documents_of_match(client, match_id)
        if not everything:
            yield from documents_of_roles(client, (RoleScope.MATCH,), {"matchId": match_id})
    # Behind the matches: a match that is mapped is followed, and then its log must be there.
    yield from documents_of_feeds(client, done, everything=everything)
    if everything:
        yield from documents_of_roles(client, RoleScope, {})


def backup_lines(project: str, documents: Iterable[Document]) -> Iterator[str]:
    """Yield the lines of a backup; one document is held at a time."""
    yield line({"format": FORMAT, "version": VERSION, "project": project})
    count = 0
    for document in documents:
        count += 1
        fields = {name: to_json(value) for name, value in document.fields.items()}
        yield line({"path": document.path, "fields": fields})
    yield line({"documents": count})


def line(value: Any) -> str:
    """Return one line of compact JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def read_backup(path: Path, client: Client | None = None) -> Iterator[Document]:
    """Yield the documents of a backup; BadInput with the line where it is none or cut short.

    What a backup cannot hold (a derived document, say) is refused, too: nobody restores it.
    """
    count, ended = 0, False
    for number, value in numbered(path):
        try:
            if number == 1:
                require_header(value)
            elif "documents" in value:
                ended = value["documents"] == count
            elif ended:
                raise ValueError("stands behind the end")
            else:
                count += 1
                yield document_of(value, client)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(
                f"{path}: line {number}: {error}; give a file of `scrbrd backup`"
            ) from None
    if not ended:
        raise BadInput(f"{path}: is cut short after {count} documents; nothing of it can be used")


def numbered(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield the lines of a file, zipped or not, as JSON."""
    number = 0
    try:
        with opened(path) as file:
            for number, text in enumerate(file, start=1):
                yield number, json.loads(text)
    except EOFError:
        raise BadInput(f"{path}: is cut short; nothing of it can be used") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput(f"{path}: cannot be read ({why}); check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; give a file of `scrbrd backup`") from None
    except json.JSONDecodeError:
        raise BadInput(f"{path}: line {number} is no JSON or cut short; nothing was done") from None


@contextmanager
def opened(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a text file, zipped or not whatever its name."""
    with path.open("rb") as raw:
        is_zipped = raw.peek(2)[:2] == GZIP_BEGINS
        stream: Iterable[bytes] = gzip.GzipFile(fileobj=raw) if is_zipped else raw
        yield (each.decode() for each in stream)


def require_header(value: Any) -> None:
    """Raise ValueError unless the first line is that of a backup that we can read."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError("is no header of a backup")
    if value.get("version") != VERSION:
        raise ValueError(f"version {value.get('version')!r} is not {VERSION}, which we read")


def document_of(value: Any, client: Client | None) -> Document:
    """Return a line's document. Raises ValueError for one that does not belong into a backup."""
    path = value["path"]
    if not belongs(path.split("/")):
        raise ValueError(f"{path} is nothing that a backup holds")
    fields = {name: from_json(item, client) for name, item in value["fields"].items()}
    return Document(path, fields)


def belongs(parts: list[str]) -> bool:
    """Return whether a path is one of those that a backup holds."""
    match parts:
        case _ if not all(parts):
            return False
        case _ if is_of_feeds(parts):
            return True
        case ["matches", _] | ["matches", _, paths.SCOREBOOKS, _, paths.ENTRIES, _]:
            return True
        case ["matches", _, "lineups" | "ledger" | "scoring_actions" | paths.RULINGS, _]:
            return True
        case [collection, _] | [collection, _, "history" | "private", _]:
            return collection in ROLE_COLLECTIONS
    return False
