"""Reads and writes the lines of a backup, each with its own checksum, the file with one at its end.

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

from admin.transfer.values import from_json, to_json
from admin.transfer.writing import Document
from admin.whole_number import shown_json, whole_number
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json

FORMAT = "scrbrd-backup"
VERSION = 4
WITHOUT_OLD_SHAPES = 3
"""The version before what apps of before wrote, and scoreboards; read still."""

WITHOUT_DISPUTES = 2
"""The version before disputes; read still."""

WITHOUT_SUMS = 1
"""The version before checksums; read still."""

READ = (WITHOUT_SUMS, WITHOUT_DISPUTES, WITHOUT_OLD_SHAPES, VERSION)

MOST_BYTES_OF_A_LINE = 64 << 20
"""A document has at most 1 MiB, and each byte of one takes some six characters of JSON at most."""

GZIP_BEGINS = b"\x1f\x8b"
SUM = "sha256"
NO_COUNT = "which is no count"
DAMAGED = "is not what was written: the file is damaged, take another copy of the backup"


def backup_lines(
    project: str, documents: Iterable[Document], accounts: Iterable[Json] = ()
) -> Iterator[str]:
    """Yield the lines of a backup; one document is held at a time."""
    whole, count, named = hashlib.sha256(), 0, 0

    def counted(text: str) -> str:
        whole.update(text.encode())
        return text

    yield counted(line({"format": FORMAT, "version": VERSION, "project": project}))
    for document in documents:
        count += 1
        fields = {name: to_json(value) for name, value in document.fields.items()}
        yield counted(summed({"path": document.path, "fields": fields}))
    for account in accounts:
        named += 1
        yield counted(summed({"account": account}))
    yield line({"documents": count, "listed": named, SUM: whole.hexdigest()})


def summed(value: Json) -> str:
    """Return the line of a record with its checksum."""
    return line(value | {SUM: sum_of(value)})


def sum_of(value: Json) -> str:
    """Return the checksum of a record: of its line without the checksum."""
    plain = {name: each for name, each in value.items() if name != SUM}
    return hashlib.sha256(line(plain).encode()).hexdigest()


def line(value: Any) -> str:
    """Return one line of compact JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


class BackupReader:
    """Reads one file; `accounts` are those that came before what was yielded last."""

    def __init__(
        self, path: Path, client: Client | None, may_hold: Callable[[list[str]], bool]
    ) -> None:
        self.path, self.client, self.may_hold = path, client, may_hold
        self.version, self.count, self.is_ended = 0, 0, False
        self.accounts: list[Json] = []
        self.whole = hashlib.sha256()

    def documents(self) -> Iterator[Document]:
        """Yield the documents. Raises BadInput with the line where the file is no whole backup."""
        for number, text, value in numbered(self.path):
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
        """Read one line; raises ValueError or the like where it is not as it was written."""
        if number == 1:
            self.version = header_version(value)
        elif self.is_ended:
            raise ValueError("stands behind the end")
        elif "documents" in value:
            self.end(value)
            return None
        elif self.has_sum(value) and value.get(SUM) != sum_of(value):
            raise ValueError(f"{value.get('path', 'an account')!s:.80} {DAMAGED}")
        self.whole.update(text.encode())
        if number == 1:
            return None
        if "account" in value:
            self.accounts.append(dict(value["account"]))
            return None
        self.count += 1
        return self.document(value)

    def has_sum(self, value: Any) -> bool:
        """Return whether a line must have a checksum: one that is there counts in any version."""
        return self.version > WITHOUT_SUMS or SUM in value

    def end(self, value: Any) -> None:
        """Check the last line; raises ValueError where the file is not whole."""
        documents = whole_number(value, "documents", NO_COUNT)
        if not self.has_sum(value):
            self.is_ended = documents == self.count
            return
        listed, counts = whole_number(value, "listed", NO_COUNT), (self.count, len(self.accounts))
        if (documents, listed) != counts:
            raise ValueError(
                f"says {documents} documents and {listed} accounts, and the file has {counts[0]}"
                f" and {counts[1]}"
            )
        if value[SUM] != self.whole.hexdigest():
            raise ValueError(f"the file as a whole {DAMAGED}")
        self.is_ended = True

    def document(self, value: Any) -> Document:
        """Return a line's document. Raises ValueError for one that belongs into no backup."""
        path = value["path"]
        if not self.may_hold(path.split("/")):
            raise ValueError(f"{path} is nothing that a backup holds")
        fields = {name: from_json(item, self.client) for name, item in value["fields"].items()}
        return Document(path, fields)


def project_of(path: Path) -> str | None:
    """Return the project that a backup was made of; None where its first line names none. Raises
    BadInput where that line cannot be read."""
    for _, _, value in numbered(path):
        project = value.get("project") if isinstance(value, dict) else None
        return project if isinstance(project, str) else None
    return None


def header_version(value: Any) -> int:
    """Return the version of a file by its first line. Raises ValueError for one we cannot read."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError("is no header of a backup")
    version = value.get("version")
    if type(version) is int and version in READ:  # true and 1.0 are equal to 1, and not written
        return version
    fault = f"version {shown_json(version)} is none of {', '.join(map(str, READ))}, which we read"
    if type(version) is int and version > VERSION:
        fault += ": a newer release wrote it; restore it with that one"
    raise ValueError(fault)


def numbered(path: Path) -> Iterator[tuple[int, str, Any]]:
    """Yield (number from 1, text, JSON) of the lines of a file, zipped or not. Raises BadInput
    where it cannot be read to its end."""
    number = 0
    try:
        with opened(path) as file:
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
        why = error.strerror or str(error)
        raise BadInput(f"{path}: cannot be read ({why}); check the path and the file") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; give a file of `scrbrd backup`") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path}: line {number} is no JSON or cut short; nothing was done") from None


@contextmanager
def opened(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a text file, zipped or not whatever its name."""
    with path.open("rb") as raw:
        is_zipped = raw.peek(2)[:2] == GZIP_BEGINS
        stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if is_zipped else raw
        yield (each.decode() for each in bounded_lines(path, stream))


def bounded_lines(path: Path, stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file, of which some kilobytes can be zipped gigabytes in one line.

    Raises BadInput for a line that is longer than any document.
    """
    read = iter(lambda: stream.readline(MOST_BYTES_OF_A_LINE + 1), b"")
    for number, text in enumerate(read, start=1):
        if len(text) > MOST_BYTES_OF_A_LINE:
            raise BadInput(
                f"{path}: line {number} is longer than that of any document; give a file of"
                f" `scrbrd backup`"
            )
        yield text
