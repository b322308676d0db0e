"""Defines the token of `live/state`: its last update time, and its content at that time.

As long as the guard holds, the stored document equals the token's: only differing fields are sent.
"""

from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.domain.json_types import Json, JsonMap
from scrbrd.handlers.snapshot.model import Snapshot


@dataclass(frozen=True, slots=True)
class StateToken:
    """`live/state` as it was read or written; `document` is empty if it is not reliable.

    `snapshot` is the unpacked document, if available. Two tokens are equal if the document was
    written at the same time.
    """

    update_time: datetime
    document: JsonMap = field(default_factory=dict, compare=False, repr=False)
    snapshot: Snapshot | None = field(default=None, compare=False, repr=False)

    def changed_fields(self, fields: JsonMap) -> Json:
        """Return the fields to send for an update with `fields`: those that differ.

        If none differs, all of them, because a guard needs a write.
        """
        known = self.document
        changed = {name: v for name, v in fields.items() if name not in known or known[name] != v}
        return changed or dict(fields)

    def after_update(self, update_time: datetime, fields: JsonMap) -> "StateToken":
        """Return the token after an update with `fields`."""
        document = {**self.document, **fields} if self.document else {}
        return StateToken(update_time, document)
