"""Reads the ids in an event's path in the form that Firestore has."""

from typing import Any
from urllib.parse import unquote

from firebase_functions.firestore_fn import Event


def param(event: Event[Any], name: str) -> str:
    """Return the id at a variable of the path pattern: `matchId` in `matches/{matchId}`.

    The path comes in a header. Non-ASCII characters come percent-encoded, as the HTTP binding of
    CloudEvents defines it, or as UTF-8 bytes that the server reads as Latin-1.
    """
    text = unquote(event.params[name])
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
