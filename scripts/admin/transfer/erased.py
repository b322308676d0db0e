"""Takes erased people out of a backup that is restored: it may be older than their erasure.

The ids come from a file that is kept beside the backups (docs/data-protection.md), one to a line;
what follows a `#` is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from admin.transfer.erased_names import mentions, people_of, without_names
from admin.transfer.writing import Document, Target, first_difference
from migrate.old.values import id_of
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json

REMARK: Final = re.compile(r"(^|\s)#.*")


def read_erased(path: Path) -> frozenset[str]:
    """Return the ids of a file. Raises BadInput for one that is no text, or a line that
    can name no document of a person."""
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
    """The people who were erased, by their ids in a file; `met` are those whom a backup names."""

    people: Collection[str] = ()
    met: set[str] = field(default_factory=set)

    @property
    def ids(self) -> frozenset[str]:
        """Their ids as old documents may have them, too."""
        return frozenset({*self.people, *filter(None, map(id_of, self.people))})

    @property
    def unknown(self) -> list[str]:
        """Return the ids of those of whom a backup has nothing."""
        return sorted(each for each in self.people if {each, id_of(each)}.isdisjoint(self.met))

    def is_of_account(self, account: Json) -> bool:
        """Return whether an account is an erased person's."""
        owners = account["uid"], account["claims"].get("personId")
        return any(isinstance(each, str) and each in self.ids for each in owners)


def without_erased(
    documents: Iterable[Document], erasure: Erasure, target: Target
) -> Iterator[Document]:
    """Yield documents without what names erased people; theirs that are there stay as they are.

    So does one that names others beside them, where it differs in their names alone.
    """
    ids = erasure.ids
    if not ids:
        yield from documents
        return
    for document in documents:
        left = without_names(document, ids)
        erasure.met.update(ids & people_of(document))
        if left is not None and left != document:
            erasure.met.update(each for each in ids if mentions(document.fields, (each,)))
        if left is not None and (left == document or not is_there(left, document, ids, target)):
            yield left


def is_there(left: Document, document: Document, ids: Collection[str], target: Target) -> bool:
    """Return whether a document that names erased people is there, whatever it calls them."""
    stored = target.read([left.path])[left.path]
    if stored is None or not people_of(document).isdisjoint(ids):
        return stored is not None
    other = without_names(Document(left.path, stored), ids)
    return other is not None and first_difference(left, other.fields) is None
