"""Reads the ids in an event's path as Firestore has them."""

from typing import Any
from urllib.parse import unquote

from firebase_functions.firestore_fn import Event


def param(event: Event[Any], name: str) -> str:
    """Return the id that a part of the path pattern stands for: `matchId` of `matches/{matchId}`.

    The path comes in a header. What is not ASCII comes percent-encoded, as the HTTP binding of
    CloudEvents has it, or as the bytes of UTF-8, which the server reads as Latin-1.
    """
    text = unquote(event.params[name])
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
