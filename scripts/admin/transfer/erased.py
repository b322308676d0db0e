"""Takes erased people out of a backup that is restored: it may be older than their erasure.

The ids come from a file that is kept beside the backups (docs/data-protection.md), one to a line;
what follows a `#` is a remark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from admin.transfer.writing import Document, Target
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import is_id

NOBODY: Final = "Player"
"""Stands for a name, as the page of data protection says."""

PUBLIC: Final = ("photoUrl", "battingStyle", "bowlingStyle")
"""What of `people/{id}` goes beside the name."""


def read_erased(path: Path) -> frozenset[str]:
    """Return the ids of a file. Raises BadInput for one that is no text, or a line no id."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; give a file of ids, one to a line") from None
    lines = [each.partition("#")[0].strip() for each in text.split("\n")]
    for number, each in enumerate(lines, start=1):
        if each and not is_id(each):
            raise BadInput(f"{path}: line {number}: {each[:40]!r} is no id of a person")
    return frozenset(filter(None, lines))


def erased_person(document: Document) -> str | None:
    """Return the person whom a document describes: their own, or a lineup's; None for others."""
    match document.path.split("/"):
        case ["people", person_id, *_]:
            return person_id
        case ["matches", _, "lineups", _]:
            player = document.fields.get("playerId")
            return player if isinstance(player, str) else None
    return None


def without_name(document: Document) -> Document | None:
    """Return a document of a person without what names them; None where nothing is left of it."""
    parts = document.path.split("/")
    if parts[0] == "people" and len(parts) > 2:
        return None
    if parts[0] == "people":
        kept = {name: each for name, each in document.fields.items() if name not in PUBLIC}
        return Document(document.path, kept | {"displayName": NOBODY})
    named = {"playerName": NOBODY} if "playerName" in document.fields else {}
    return Document(document.path, {**document.fields, **named})


def without_erased(
    documents: Iterable[Document], erased: Collection[str], target: Target
) -> Iterator[Document]:
    """Yield documents without what names erased people; theirs that are there stay as they are."""
    for document in documents:
        if erased_person(document) not in erased:
            yield document
            continue
        left = without_name(document)
        if left is not None and target.read([left.path])[left.path] is None:
            yield left
