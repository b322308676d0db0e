"""Removes erased people from a backup while it is restored: it may be older than their erasure.

Their ids are in a file kept with the backups (docs/data-protection.md), one on each line; text
after a `#` is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from admin.transfer.batch_writes import Document, Target, first_difference
from admin.transfer.erased_names import ids_of_subject, mentions, without_names
from migrate.old.values import id_of
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json

REMARK: Final = re.compile(r"(^|\s)#.*")


def read_erased(path: Path) -> frozenset[str]:
    """Return the ids in a file.

    Raises BadInput if it is not text, or for a line that cannot be the id of a person's document.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; give a file of ids, one to a line") from None
    lines = [REMARK.sub("", each).strip() for each in text.split("\n")]
    for number, each in enumerate(lines, start=1):
        if each and not can_name_document(each):
            raise BadInput(f"{path}: line {number}: {each[:40]!r} is no id of a person")
    return frozenset(filter(None, lines))


@dataclass(frozen=True, slots=True)
class Erasure:
    """The erased people, by their ids in a file; `mentioned` are those that a backup mentions."""

    people: Collection[str] = ()
    mentioned: set[str] = field(default_factory=set)

    @property
    def ids(self) -> frozenset[str]:
        """Their ids, including the form that old documents may have."""
        return frozenset({*self.people, *filter(None, map(id_of, self.people))})

    @property
    def unknown(self) -> list[str]:
        """Return the ids that do not occur in a backup."""
        return sorted(
            each for each in self.people if {each, id_of(each)}.isdisjoint(self.mentioned)
        )

    def is_of_account(self, account: Json) -> bool:
        """Return True if an account belongs to an erased person."""
        owners = account["uid"], account["claims"].get("personId")
        return any(isinstance(each, str) and each in self.ids for each in owners)


def without_erased(
    documents: Iterable[Document], erasure: Erasure, target: Target
) -> Iterator[Document]:
    """Yield the documents without data that name erased people.

    Stored documents of erased people stay unchanged.

    A stored document that also names others stays unchanged if it differs only in erased names.
    """
    ids = erasure.ids
    if not ids:
        yield from documents
        return
    for document in documents:
        cleaned = without_names(document, ids)
        erasure.mentioned.update(ids & ids_of_subject(document))
        if cleaned is not None and cleaned != document:
            erasure.mentioned.update(each for each in ids if mentions(document.fields, (each,)))
        if cleaned is not None and (
            cleaned == document or not is_stored(cleaned, document, ids, target)
        ):
            yield cleaned


def is_stored(cleaned: Document, document: Document, ids: Collection[str], target: Target) -> bool:
    """Return True if a document that names erased people is stored, whatever names it has."""
    stored = target.read([cleaned.path])[cleaned.path]
    if stored is None or not ids_of_subject(document).isdisjoint(ids):
        return stored is not None
    other = without_names(Document(cleaned.path, stored), ids)
    return other is not None and first_difference(cleaned, other.fields) is None
