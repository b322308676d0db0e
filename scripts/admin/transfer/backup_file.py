"""Reads and writes the lines of a backup file, each with a checksum.

The last line has a checksum of the whole file.

Line 1 is the header, then `{"path": ..., "fields": ..., "sha256": ...}` for each document and
`{"account": ..., "sha256": ...}` for each account with claims, then `{"documents": n, "listed": m,
"sha256": ...}`, without which the file was cut short. Files of version 1 have no checksums.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from google.cloud.firestore import Client

from admin.transfer.batch_writes import Document
from admin.transfer.storable import fields_fault, path_fault
from admin.transfer.values import from_json, to_json
from admin.whole_number import short_json, whole_number
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json

FORMAT = "scrbrd-backup"
VERSION = 4
WITHOUT_OLD_SHAPES = 3
"""The last version without the data of older apps and without scoreboards; still readable."""

WITHOUT_DISPUTES = 2
"""The last version without disputes; still readable."""

WITHOUT_SUMS = 1
"""The version without checksums; still readable."""

READABLE_VERSIONS = (WITHOUT_SUMS, WITHOUT_DISPUTES, WITHOUT_OLD_SHAPES, VERSION)

MAX_LINE_BYTES = 64 << 20
"""A document has at most 1 MiB, and each byte takes at most about six characters of JSON."""

GZIP_MAGIC = b"\x1f\x8b"
SUM = "sha256"
NOT_A_COUNT = "which is no count"
DAMAGED = "is not what was written: the file is damaged, take another copy of the backup"


def backup_lines(
    project: str, documents: Iterable[Document], accounts: Iterable[Json] = ()
) -> Iterator[str]:
    """Yield the lines of a backup; only one document is held in memory at a time."""
    file_checksum, count, account_count = hashlib.sha256(), 0, 0

    def add_to_checksum(text: str) -> str:
        file_checksum.update(text.encode())
        return text

    yield add_to_checksum(line({"format": FORMAT, "version": VERSION, "project": project}))
    for document in documents:
        count += 1
        fields = {name: to_json(value) for name, value in document.fields.items()}
        yield add_to_checksum(line_with_checksum({"path": document.path, "fields": fields}))
    for account in accounts:
        account_count += 1
        yield add_to_checksum(line_with_checksum({"account": account}))
    yield line({"documents": count, "listed": account_count, SUM: file_checksum.hexdigest()})


def line_with_checksum(value: Json) -> str:
    """Return the line of a record with its checksum."""
    return line(value | {SUM: checksum_of(value)})


def checksum_of(value: Json) -> str:
    """Return the checksum of a record: that of its line without the checksum."""
    plain = {name: each for name, each in value.items() if name != SUM}
    return hashlib.sha256(line(plain).encode()).hexdigest()


def line(value: Any) -> str:
    """Return one line of compact JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


class BackupReader:
    """Reads one file; `accounts` are those listed before the document that was yielded last."""

    def __init__(
        self, path: Path, client: Client | None, can_hold: Callable[[list[str]], bool]
    ) -> None:
        self.path, self.client, self.can_hold = path, client, can_hold
        self.version, self.count, self.is_ended = 0, 0, False
        self.accounts: list[Json] = []
        self._path_hashes = set[int]()
        self.file_checksum = hashlib.sha256()

    def documents(self) -> Iterator[Document]:
        """Yield the documents. Raises BadInput with the line if the file is no complete backup."""
        for number, text, value in numbered_lines(self.path):
            try:
                document = self.read(number, text, value)
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                raise BadInput(
                    f"{self.path}: line {number}: {error}; give a file of `scrbrd backup`"
                ) from None
            if document is not None:
                yield document
        if not self.is_ended:
            raise BadInput(
                f"{self.path}: is cut short after {self.count} documents; nothing of it can be used"
            )

    def read(self, number: int, text: str, value: Any) -> Document | None:
        """Read one line. Raises ValueError or a similar error if it is not as it was written."""
        if number == 1:
            self.version = header_version(value)
        elif self.is_ended:
            raise ValueError("stands behind the end")
        elif "documents" in value:
            self.end(value)
            return None
        elif self.needs_checksum(value) and value.get(SUM) != checksum_of(value):
            raise ValueError(f"{value.get('path', 'an account')!s:.80} {DAMAGED}")
        self.file_checksum.update(text.encode())
        if number == 1:
            return None
        if "account" in value:
            self.accounts.append(account_of(value["account"]))
            return None
        self.count += 1
        return self.document(value)

    def needs_checksum(self, value: Any) -> bool:
        """Return True if a line must have a checksum.

        One that is present is checked in any version.
        """
        return self.version > WITHOUT_SUMS or SUM in value

    def end(self, value: Any) -> None:
        """Check the last line. Raises ValueError if the file is not complete."""
        documents = whole_number(value, "documents", NOT_A_COUNT)
        if not self.needs_checksum(value):
            self.is_ended = documents == self.count
            return
        listed, counts = (
            whole_number(value, "listed", NOT_A_COUNT),
            (self.count, len(self.accounts)),
        )
        if (documents, listed) != counts:
            raise ValueError(
                f"says {documents} documents and {listed} accounts, and the file has {counts[0]}"
                f" and {counts[1]}"
            )
        if value[SUM] != self.file_checksum.hexdigest():
            raise ValueError(f"the file as a whole {DAMAGED}")
        self.is_ended = True

    def document(self, value: Any) -> Document:
        """Return the document of a line. Raises ValueError for one that no backup can have."""
        path = value["path"]
        if not self.can_hold(path.split("/")):
            raise ValueError(f"{path} is nothing that a backup holds")
        if fault := path_fault(path):
            raise ValueError(fault)
        if hash(path) in self._path_hashes:  # hashes, because there may be millions of paths
            raise ValueError(f"{path} is in the file twice")
        self._path_hashes.add(hash(path))
        fields = {name: from_json(item, self.client) for name, item in value["fields"].items()}
        if fault := fields_fault(path, fields):
            raise ValueError(f"{fault}, which Firestore cannot store")
        return Document(path, fields)


def account_of(value: Any) -> Json:
    """Return a listed account. Raises ValueError if it is none."""
    match value:
        case {"uid": str(), "claims": dict()}:
            return dict(value)
    raise ValueError("is no account with claims")


def project_of(path: Path) -> str | None:
    """Return the project that a backup was made from; None if its first line names none.

    Raises BadInput if that line cannot be read.
    """
    for _, _, value in numbered_lines(path):
        project = value.get("project") if isinstance(value, dict) else None
        return project if isinstance(project, str) else None
    return None


def header_version(value: Any) -> int:
    """Return the version of a file from its first line.

    Raises ValueError for a version that cannot be read.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError("is no header of a backup")
    version = value.get("version")
    # `true` and 1.0 equal 1, but are never written.
    if type(version) is int and version in READABLE_VERSIONS:
        return version
    readable = ", ".join(map(str, READABLE_VERSIONS))
    fault = f"version {short_json(version)} is none of {readable}, which we read"
    if type(version) is int and version > VERSION:
        fault += ": a newer release wrote it; restore it with that one"
    raise ValueError(fault)


def numbered_lines(path: Path) -> Iterator[tuple[int, str, Any]]:
    """Yield (number from 1, text, JSON) of the lines of a file, compressed or not.

    Raises BadInput if it cannot be read to its end.
    """
    number = 0
    try:
        with open_lines(path) as file:
            for number, text in enumerate(file, start=1):
                yield number, text, json.loads(text)
    except EOFError:
        raise BadInput(f"{path}: is cut short; nothing of it can be used") from None
    except zlib.error as error:
        raise BadInput(
            f"{path}: is damaged after line {number} ({error}); nothing of it can be used, take"
            f" another copy of the backup"
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(f"{path}: cannot be read ({reason}); check the path and the file") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; give a file of `scrbrd backup`") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path}: line {number} is no JSON or cut short; nothing was done") from None


@contextmanager
def open_lines(path: Path) -> Iterator[Iterator[str]]:
    """Open the lines of a text file; compression is detected from its content, not its name."""
    with path.open("rb") as raw:
        is_zipped = raw.peek(2)[:2] == GZIP_MAGIC
        stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if is_zipped else raw
        yield (each.decode() for each in bounded_lines(path, stream))


def bounded_lines(path: Path, stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file.

    Raises BadInput for a line that is longer than any document: some kilobytes could be compressed
    gigabytes.
    """
    lines = iter(lambda: stream.readline(MAX_LINE_BYTES + 1), b"")
    for number, text in enumerate(lines, start=1):
        if len(text) > MAX_LINE_BYTES:
            raise BadInput(
                f"{path}: line {number} is longer than that of any document; give a file of"
                f" `scrbrd backup`"
            )
        yield text
