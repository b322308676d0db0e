"""CloudEvents as Firestore sends them, so that the deployed functions are called for real."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from google.cloud.firestore_v1._helpers import encode_dict
from google.cloud.firestore_v1.types import Document as FirestoreDocument
from google.events.cloud.firestore import Document, DocumentEventData

DATABASE = "(default)"


def written(
    project: str,
    path: str,
    value: Any = None,
    old: Any = None,
) -> tuple[dict[str, str], bytes]:
    """(headers, body) of a `written` event on a document: as it is, and as it was before."""
    name = f"projects/{project}/databases/{DATABASE}/documents/{path}"
    event = DocumentEventData()
    if value is not None and value.exists:
        event.value = document(name, value)
    if old is not None and old.exists:
        event.old_value = document(name, old)
    body = DocumentEventData.serialize(event)
    path = quote(path, safe="/")  # headers are ASCII: so the HTTP binding of CloudEvents has it
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
