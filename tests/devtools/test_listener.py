"""What a listener says of a document that did not come to what was expected."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from google.cloud.firestore import Client

from devtools.demo.listener import Listener, NeverSeenError


class Document:
    """A document that is listened to: the test says what it holds."""

    def __init__(self, fields: dict[str, Any] | None) -> None:
        self.fields = fields
        self.exists = fields is not None

    def document(self, _path: str) -> "Document":
        """Return itself, as the only one there is."""
        return self

    def on_snapshot(self, callback: Callable[..., None]) -> "Document":
        """Tell of it once."""
        callback([self], [], None)
        return self

    def to_dict(self) -> dict[str, Any] | None:
        """Return its fields."""
        return self.fields


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (None, "there is no such document yet"),
        ({"lastActionId": "1_7"}, "it last saw 1_7"),
        ({"openDisputes": 0}, "it last saw {'openDisputes': 0}"),
    ],
)
def test_what_was_seen_last_is_told(fields: dict[str, Any] | None, told: str) -> None:
    listener = Listener(cast(Client, Document(fields)), "m1")
    with pytest.raises(NeverSeenError, match=r"m1: the dispute did not .* in 0 s; " + told):
        listener.wait_for(lambda seen: "blockedAt" in seen, "the dispute", seconds=0.01)
