"""Declares triggers on documents, whatever values the documents hold.

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
"""The payload of an event without the document as it was and as it is."""

MOST_OF_AN_ERROR = 500


class RaisedByTrigger(Exception):
    """Carries a ValueError of a trigger past the handler of those that decoding raises."""

    def __init__(self, error: ValueError) -> None:
        self.error = error
        super().__init__(repr(error))


def on_written(document: str) -> Callable[[Trigger], Function]:
    """Declare a trigger on writes of documents at a path, as `on_document_written` does.

    Where the values of an event cannot be decoded, the trigger is called without any: `before` and
    `after` are None, and it reads what it needs.
    """

    def declared(trigger: Trigger) -> Function:
        function: Any = on_document_written(document=document)(marking(trigger))

        @wraps(function)
        def called(raw: CloudEvent) -> None:
            try:
                call(function, raw)
            except RaisedByTrigger as raised:
                raise raised.error from None

        return called

    return declared


def marking(trigger: Trigger) -> Trigger:
    """Return a trigger whose own ValueErrors are told from those of the library around it."""

    @wraps(trigger)
    def marked(event: Event[Change[Any]]) -> None:
        try:
            trigger(event)
        except ValueError as error:
            raise RaisedByTrigger(error) from error

    return marked


def call(function: Function, raw: CloudEvent) -> None:
    """Call a function with an event; again without the event's values where decoding them fails."""
    try:
        function(raw)
    except ValueError as error:
        attributes = raw.get_attributes()
        fields = {"document": attributes.get("document"), "error": repr(error)[:MOST_OF_AN_ERROR]}
        logger.warn("event without its values", **fields)
        function(CloudEvent({**attributes, **PROTOBUF}, NO_VALUES))
