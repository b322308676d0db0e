"""Builds the CloudEvents of scoring actions, as Firestore sends them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore_v1._helpers import encode_dict
from google.cloud.firestore_v1.types import Document as FirestoreDocument
from google.events.cloud.firestore import Document, DocumentEventData

DATABASE = "(default)"
SERVICE = "google.cloud.firestore.document.v1.written"


def event_document(name: str, fields: Mapping[str, Any], created: Any, updated: Any) -> Document:
    """Return a document as an event carries it; both libraries use the same wire format."""
    wire = FirestoreDocument(
        name=name, fields=encode_dict(dict(fields)), create_time=created, update_time=updated
    )
    return Document.deserialize(FirestoreDocument.serialize(wire))


def headers_of(project: str, path: str) -> dict[str, str]:
    """Return the HTTP headers of a `written` event of a document."""
    return {
        "Content-Type": "application/protobuf",
        "ce-specversion": "1.0",
        "ce-id": f"event-of-{path.replace('/', '-')}",
        "ce-type": SERVICE,
        "ce-source": f"//firestore.googleapis.com/projects/{project}/databases/{DATABASE}",
        "ce-subject": f"documents/{path}",
        "ce-time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ce-location": "nam5",
        "ce-project": project,
        "ce-database": DATABASE,
        "ce-namespace": DATABASE,
        "ce-document": path,
    }


def written_event(
    project: str,
    path: str,
    fields: Mapping[str, Any],
    update_time: Any,
    old: tuple[Mapping[str, Any], Any] | None = None,
) -> tuple[dict[str, str], bytes]:
    """Return (headers, body) of the event of a write.

    `old` are the fields before it and the time of the write that made them, if there was one.
    """
    name = f"projects/{project}/databases/{DATABASE}/documents/{path}"
    event = DocumentEventData(value=event_document(name, fields, update_time, update_time))
    if old is not None:
        fields_before, written_before = old
        event.old_value = event_document(name, fields_before, written_before, written_before)
    return headers_of(project, path), DocumentEventData.serialize(event)
