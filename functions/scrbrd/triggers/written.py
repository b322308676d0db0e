"""Declares triggers on documents, including documents that the library cannot decode.

The library decodes an event's values before it calls a trigger. It raises ValueError for a
reference to a document of another project or database, and the platform would call again for a day.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from cloudevents.http import CloudEvent
from firebase_functions import logger
from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event, on_document_written

Trigger = Callable[[Event[Change[Any]]], None]
Function = Callable[[CloudEvent], None]

PROTOBUF = {"datacontenttype": "application/protobuf"}
NO_VALUES = b""
"""The payload of an event without the document's values before and after the write."""

MOST_OF_AN_ERROR = 500


class RaisedByTrigger(Exception):
    """Carries a ValueError of a trigger past the handler for ValueErrors of decoding."""

    def __init__(self, error: ValueError) -> None:
        self.error = error
        super().__init__(repr(error))


def on_written(document: str) -> Callable[[Trigger], Function]:
    """Declare a trigger on writes of documents at a path, as `on_document_written` does.

    If the values of an event cannot be decoded, the trigger is called without them: `before` and
    `after` are None, and it reads what it needs.
    """

    def declare(trigger: Trigger) -> Function:
        function: Any = on_document_written(document=document)(marking_errors(trigger))

        @wraps(function)
        def guarded(raw: CloudEvent) -> None:
            try:
                call_function(function, raw)
            except RaisedByTrigger as raised:
                raise raised.error from None

        return guarded

    return declare


def marking_errors(trigger: Trigger) -> Trigger:
    """Return a trigger that wraps its own ValueErrors, to distinguish them from the library's."""

    @wraps(trigger)
    def marked_trigger(event: Event[Change[Any]]) -> None:
        try:
            trigger(event)
        except ValueError as error:
            raise RaisedByTrigger(error) from error

    return marked_trigger


def call_function(function: Function, raw: CloudEvent) -> None:
    """Call a function with an event; again without the event's values if decoding them fails."""
    try:
        function(raw)
    except ValueError as error:
        attributes = raw.get_attributes()
        fields = {"document": attributes.get("document"), "error": repr(error)[:MOST_OF_AN_ERROR]}
        logger.warn("event without its values", **fields)
        function(CloudEvent({**attributes, **PROTOBUF}, NO_VALUES))
