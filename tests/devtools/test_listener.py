"""Tests the listener's error for a document that did not reach the expected state."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from google.cloud.firestore import Client

from devtools.demo.listener import Listener, ListenerTimeoutError


class FakeClient:
    """A fake client and document with given fields."""

    def __init__(self, fields: dict[str, Any] | None) -> None:
        self.fields = fields
        self.exists = fields is not None

    def document(self, _path: str) -> "FakeClient":
        """Return itself, the only document."""
        return self

    def on_snapshot(self, callback: Callable[..., None]) -> "FakeClient":
        """Call the callback once."""
        callback([self], [], None)
        return self

    def to_dict(self) -> dict[str, Any] | None:
        """Return the fields."""
        return self.fields


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (None, "there is no such document yet"),
        ({"lastActionId": "1_7"}, "it last saw 1_7"),
        ({"openDisputes": 0}, "it last saw {'openDisputes': 0}"),
    ],
)
def test_the_error_states_what_was_seen_last(fields: dict[str, Any] | None, message: str) -> None:
    listener = Listener(cast(Client, FakeClient(fields)), "m1")
    with pytest.raises(
        ListenerTimeoutError, match=r"m1: the dispute did not .* in 0 s; " + message
    ):
        listener.wait_for(
            lambda fields_seen: "blockedAt" in fields_seen, "the dispute", seconds=0.01
        )
