"""Reads documents that contain values which Google's library cannot decode.

For a reference to a document of another project or database it raises ValueError at every read of
the document, and of all documents read with it. A copied database contains such references.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.cloud.firestore import DocumentSnapshot
from pydantic import BaseModel

from scrbrd.domain.json_types import Json

Names = Sequence[str]
Fetch = Callable[[Sequence[Any], Names | None, Any], list[Any]]
"""Reads documents: their references, the fields to read (None: all), and the time to read as of."""


class ForeignReference:
    """Replaces a value that cannot be decoded.

    It is not plain data, so it is reported as unreadable.
    """

    def __repr__(self) -> str:
        return "<ForeignReference>"


FOREIGN = ForeignReference()

FOREIGN_FIELD = "foreignReference"
"""The field that marks a document as not fully read; no document of ours has this field."""


def read_in_parts(
    fetch: Fetch, references: Sequence[Any], names: Names = (), at: Any = None
) -> list[Any]:
    """Return snapshots of documents of which some cannot be decoded, in the order of references.

    Of the fields `names`, undecodable ones are FOREIGN, and other fields are left out. Without
    names, an undecodable document has no field but FOREIGN_FIELD. All parts are read as of one
    time.
    """
    bare = {snap.reference.path: snap for snap in fetch(references, [], at)}
    present = [each for each in references if bare[each.path].exists]
    if at is None:
        at = max(snap.read_time for snap in bare.values())
    parts = Parts(
        fetch, at, {each.path: {FOREIGN_FIELD: FOREIGN} if names else {} for each in present}
    )
    parts.read(present, names or None)
    return [with_values(snap, parts.values.get(path)) for path, snap in bare.items()]


def with_values(snap: Any, values: Json | None) -> Any:
    """Return a snapshot with other values; unchanged if the document does not exist."""
    if values is None:
        return snap
    times = snap.read_time, snap.create_time, snap.update_time
    return DocumentSnapshot(snap.reference, values, True, *times)


@dataclass
class Parts:
    """The values read so far, by the path of the document."""

    fetch: Fetch
    at: Any
    values: dict[str, Json]

    def read(self, references: Sequence[Any], names: Names | None) -> None:
        """Read fields of documents; halve what cannot be decoded, down to a single field."""
        if not references:
            return
        try:
            snaps = self.fetch(references, names, self.at)
        except ValueError:
            self.read_halves(references, names)
            return
        for snap in snaps:
            self.values[snap.reference.path].update(snap.to_dict() or {})

    def read_halves(self, references: Sequence[Any], names: Names | None) -> None:
        """Read the fields in two halves.

        If there is only one field, the documents in two halves.
        """
        if names is not None and len(names) > 1:
            for some in halves(names):
                self.read(references, some)
        elif len(references) > 1:
            for each in halves(references):
                self.read(each, names)
        else:
            self.values[references[0].path][names[0] if names else FOREIGN_FIELD] = FOREIGN


def halves(whole: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the two halves of a sequence of at least two items."""
    middle = len(whole) // 2
    yield whole[:middle]
    yield whole[middle:]


def without_foreign(document: Json) -> Json:
    """Return a document that was read in parts, without the values that could not be decoded."""
    return {name: value for name, value in document.items() if value is not FOREIGN}


def names_in(*models: type[BaseModel], also: Names = ()) -> tuple[str, ...]:
    """Return every name under which a document may hold a field of these models, and `also`."""
    fields = [each for model in models for each in model.model_fields.items()]
    aliases = {field.alias or name for name, field in fields}
    return tuple(sorted(aliases | {name for name, _ in fields} | {*also}))
