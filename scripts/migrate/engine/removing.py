"""Takes old fields away from a document, exported first: only what is as it was planned."""

from __future__ import annotations

from pathlib import Path

from google.cloud.firestore import DELETE_FIELD, Client

from admin.guarded_commit import CHANGED
from admin.options import Refusal
from admin.whole import read_whole
from migrate.engine import export
from scrbrd.domain.json_types import Json

TRIES = 5
"""Times that a document is read and written before it is left to those who write it."""


def remove(client: Client, file: Path, subject: str, path: str, planned: Json) -> list[str]:
    """Remove the fields that still say what was planned; return the names of those left.

    A document that somebody writes between its export and its removal is read again: what they
    wrote into one of the fields was looked at by nobody.
    """
    for _ in range(TRIES):
        snap = read_whole(client, path)
        stored: Json = snap.to_dict() or {}
        there = {name: stored[name] for name in planned if name in stored}
        same = {
            name: value for name, value in there.items() if export.alike(path, value, planned[name])
        }
        if same:
            export.append(file, subject, path, same)
            guard = client.write_option(last_update_time=snap.update_time)
            try:
                client.document(path).update(dict.fromkeys(same, DELETE_FIELD), option=guard)
            except CHANGED:
                continue
        return sorted(there.keys() - same.keys())
    return sorted(planned)


def put_back(client: Client, path: str, fields: Json, *, apply: bool) -> int | None:
    """Write the fields that a document lacks; return how many, None where there is no document.

    A field that is there again is people's. Raises Refusal where others write it all the time.
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
