"""Removes old fields from a document after exporting them, and restores them.

Only fields whose values are still as planned are removed.
"""

from __future__ import annotations

from pathlib import Path

from google.cloud.firestore import DELETE_FIELD, Client

from admin.guarded_commit import CHANGED
from admin.options import Refusal
from admin.whole import read_whole
from migrate.engine import export
from scrbrd.domain.json_types import Json

TRIES = 5
"""How often a document is read and written before the attempt is given up."""


def remove(client: Client, file: Path, subject: str, path: str, planned: Json) -> list[str]:
    """Export and remove the fields whose values are still as planned; return the names of the
    others.

    If the document is written between its export and the removal, it is read again: nobody has
    checked the new value of a field.
    """
    for _ in range(TRIES):
        snap = read_whole(client, path)
        stored: Json = snap.to_dict() or {}
        stored_fields = {name: stored[name] for name in planned if name in stored}
        unchanged = {
            name: value
            for name, value in stored_fields.items()
            if export.are_exported_alike(path, value, planned[name])
        }
        if unchanged:
            export.append(file, subject, path, unchanged)
            guard = client.write_option(last_update_time=snap.update_time)
            try:
                client.document(path).update(dict.fromkeys(unchanged, DELETE_FIELD), option=guard)
            except CHANGED:
                continue
        return sorted(stored_fields.keys() - unchanged.keys())
    return sorted(planned)


def put_back(client: Client, path: str, fields: Json, *, apply: bool) -> int | None:
    """Write the fields that a document lacks; return how many, or None if the document is gone.

    A field that exists again was written by people and stays. Raises Refusal if the document is
    written too often.
    """
    for _ in range(TRIES):
        snap = read_whole(client, path)
        stored = snap.to_dict()
        if stored is None:
            return None
        missing = {name: value for name, value in fields.items() if name not in stored}
        if not apply or not missing:
            return len(missing)
        guard = client.write_option(last_update_time=snap.update_time)
        try:
            client.document(path).update(missing, option=guard)
        except CHANGED:
            continue
        return len(missing)
    raise Refusal(f"{path} is written all the time; run it again later")
