"""Builds CloudEvents as Firestore sends them, to call the deployed functions as in production."""

from __future__ import annotations

from string import printable
from typing import Any
from urllib.parse import quote

from google.cloud.firestore_v1._helpers import encode_dict
from google.cloud.firestore_v1.types import Document as FirestoreDocument
from google.events.cloud.firestore import Document, DocumentEventData

DATABASE = "(default)"
UNESCAPED = "".join(set(printable) - set(' "%\t\n\r\v\f'))
"""Characters that need no percent-encoding in the header of a CloudEvent."""


def written_event(
    project: str,
    path: str,
    value: Any = None,
    old: Any = None,
) -> tuple[dict[str, str], bytes]:
    """Return (headers, body) of a `written` event with a document's values after and before."""
    name = f"projects/{project}/databases/{DATABASE}/documents/{path}"
    now, before = (
        event_document(name, snap) if snap is not None and snap.exists else None
        for snap in (value, old)
    )
    return written_event_as_stored(project, path, now, before)


def written_event_as_stored(
    project: str, path: str, value: Document | None, old: Document | None
) -> tuple[dict[str, str], bytes]:
    """Return the same for documents as Firestore stores them, with values of any type.

    Headers are ASCII only: other characters are percent-encoded, as CloudEvents require.
    """
    event = DocumentEventData()
    if value is not None:
        event.value = value
    if old is not None:
        event.old_value = old
    body = DocumentEventData.serialize(event)
    path = quote(path, safe=UNESCAPED)
    headers = {
        "Content-Type": "application/protobuf",
        "ce-specversion": "1.0",
        "ce-id": f"event-of-{path.replace('/', '-')}",
        "ce-type": "google.cloud.firestore.document.v1.written",
        "ce-source": f"//firestore.googleapis.com/projects/{project}/databases/{DATABASE}",
        "ce-subject": f"documents/{path}",
        "ce-time": "2026-05-01T12:00:00Z",
        "ce-location": "nam5",
        "ce-project": project,
        "ce-database": DATABASE,
        "ce-namespace": DATABASE,
        "ce-document": path,
    }
    return headers, body


def event_document(name: str, snap: Any) -> Document:
    """Return a document as an event carries it. Both libraries encode values in the same format."""
    fields = encode_dict(snap.to_dict() or {})
    wire = FirestoreDocument(
        name=name, fields=fields, create_time=snap.create_time, update_time=snap.update_time
    )
    return Document.deserialize(FirestoreDocument.serialize(wire))
