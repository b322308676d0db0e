"""CloudEvents as Firestore sends them, so that the deployed functions are called for real."""

from __future__ import annotations

from string import printable
from typing import Any
from urllib.parse import quote

from google.cloud.firestore_v1._helpers import encode_dict
from google.cloud.firestore_v1.types import Document as FirestoreDocument
from google.events.cloud.firestore import Document, DocumentEventData

DATABASE = "(default)"
PRINTABLE = "".join(set(printable) - set(' "%\t\n\r\v\f'))
"""What stands for itself in the header of a CloudEvent."""


def written(
    project: str,
    path: str,
    value: Any = None,
    old: Any = None,
) -> tuple[dict[str, str], bytes]:
    """(headers, body) of a `written` event on a document: as it is, and as it was before."""
    name = f"projects/{project}/databases/{DATABASE}/documents/{path}"
    now, before = (
        document(name, snap) if snap is not None and snap.exists else None for snap in (value, old)
    )
    return written_as_stored(project, path, now, before)


def written_as_stored(
    project: str, path: str, value: Document | None, old: Document | None
) -> tuple[dict[str, str], bytes]:
    """The same for documents as Firestore holds them, whatever types of values they have.

    Headers hold ASCII alone: other characters are percent-encoded, as CloudEvents have it.
    """
    event = DocumentEventData()
    if value is not None:
        event.value = value
    if old is not None:
        event.old_value = old
    body = DocumentEventData.serialize(event)
    path = quote(path, safe=PRINTABLE)
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


def document(name: str, snap: Any) -> Document:
    """A document as an event carries it. Both libraries' values are one format on the wire."""
    fields = encode_dict(snap.to_dict() or {})
    wire = FirestoreDocument(
        name=name, fields=fields, create_time=snap.create_time, update_time=snap.update_time
    )
    return Document.deserialize(FirestoreDocument.serialize(wire))
