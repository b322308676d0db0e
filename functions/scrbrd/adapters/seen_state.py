"""Defines the token of `live/state`: when it was last written, and what it held then.

As long as the guard holds, the document is what the token has: only fields that differ are sent.
"""

from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.domain.json_types import Json, JsonMap
from scrbrd.handlers.snapshot.model import Snapshot


@dataclass(frozen=True, slots=True)
class SeenState:
    """`live/state` as it was read or written; `document` is empty where it is not to be relied on.

    `snapshot` is what the document packs, where that is at hand. Two tokens are the same where the
    document was written at the same time.
    """

    update_time: datetime
    document: JsonMap = field(default_factory=dict, compare=False, repr=False)
    snapshot: Snapshot | None = field(default=None, compare=False, repr=False)

    def changed(self, fields: JsonMap) -> Json:
        """Return the fields to send for an update with `fields`: those that differ. Where none
        does, all of them, for a guard needs a write."""
        known = self.document
        sent = {name: v for name, v in fields.items() if name not in known or known[name] != v}
        return sent or dict(fields)

    def after(self, update_time: datetime, fields: JsonMap) -> "SeenState":
        """Return the token after an update with `fields`."""
        document = {**self.document, **fields} if self.document else {}
        return SeenState(update_time, document)
