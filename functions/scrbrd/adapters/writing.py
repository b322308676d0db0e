"""Owns a batch that encodes documents straight into protocol buffers.

The library's own batch wraps every value in objects of Python, one inside the other; for a score
of hundreds of values that takes about as long as the commit itself. What is sent is the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from google.cloud.firestore import DELETE_FIELD, WriteBatch
from google.cloud.firestore_v1.types import Write

Json = Mapping[str, Any]
SCALARS: tuple[tuple[type, str], ...] = (
    (str, "string_value"),
    (bool, "boolean_value"),
    (int, "integer_value"),
    (float, "double_value"),
    (bytes, "bytes_value"),
)


class QuickBatch(WriteBatch):
    """As WriteBatch; what it does not encode itself, it leaves to the library."""

    def create(self, reference: Any, document_data: Json) -> None:
        """Write a document that must not exist."""
        write = written(reference, document_data)
        write.current_document.exists = False
        self._add_write_pbs([Write.wrap(write)])

    def set(self, reference: Any, document_data: Json, merge: Any = False) -> None:
        """Write a whole document, or the fields that `merge` lists."""
        if merge is True or (merge and not are_plain(merge)):
            super().set(reference, dict(document_data), merge=merge)
            return
        write = written(reference, document_data)
        if merge:
            write.update_mask.field_paths.extend(sorted(merge))
        self._add_write_pbs([Write.wrap(write)])

    def update(self, reference: Any, field_updates: Json, option: Any = None) -> None:
        """Change fields of a document that exists; `option`: and was last written just then."""
        if not are_plain(field_updates):
            super().update(reference, dict(field_updates), option)
            return
        write = Write.wrap(written(reference, field_updates))
        Write.pb(write).update_mask.field_paths.extend(sorted(field_updates))
        if option is None:
            Write.pb(write).current_document.exists = True
        else:
            option.modify_write(write)
        self._add_write_pbs([write])


def are_plain(names: Any) -> bool:
    """Whether these are names of fields and no paths into them."""
    return all(name.isidentifier() and name.isascii() for name in names)


def written(reference: Any, fields: Json) -> Any:
    """A write of the fields, those left out that are to be deleted."""
    write = Write.pb()()
    write.update.name = reference._document_path
    for name, value in fields.items():
        if value is not DELETE_FIELD:
            encode(write.update.fields[name], value)
    return write


def encode(target: Any, value: Any) -> None:
    """Put a value into a `Value`; raises TypeError for one that is not plain data."""
    match value:
        case Mapping():
            target.map_value.SetInParent()
            for name, item in value.items():
                encode(target.map_value.fields[name], item)
        case list() | tuple():
            target.array_value.SetInParent()
            for item in value:
                encode(target.array_value.values.add(), item)
        case None:
            target.null_value = 0
        case datetime():
            target.timestamp_value.FromDatetime(value)
        case _:
            encode_scalar(target, value)


def encode_scalar(target: Any, value: Any) -> None:
    """A value without parts; a bool is an int to Python, so it is asked for first."""
    for kind, field in SCALARS:
        if isinstance(value, kind):
            setattr(target, field, value)
            return
    raise TypeError(f"Firestore holds no {type(value).__name__}")
