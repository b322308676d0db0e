"""CloudEvents as Firestore sends them, so that the deployed functions are called for real."""

from __future__ import annotations

from typing import Any

from google.events.cloud.firestore import Document, DocumentEventData
from google.protobuf.timestamp_pb2 import Timestamp

DATABASE = "(default)"


def written(
    project: str, path: str, value: dict[str, Any] | None = None
) -> tuple[dict[str, str], bytes]:
    """(headers, body) of a `written` event on a document; a value of strings is enough."""
    name = f"projects/{project}/databases/{DATABASE}/documents/{path}"
    event = DocumentEventData()
    if value is not None:
        fields = {key: {"string_value": str(item)} for key, item in value.items()}
        now = Timestamp()
        now.GetCurrentTime()
        event.value = Document(name=name, fields=fields, create_time=now, update_time=now)
    body = DocumentEventData.serialize(event)
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
