"""Builds the feed of a log, action by action, and selects events from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrbrd.domain.effective import LogEntry, place_of, reference_of
from scrbrd.domain.match import Inputs
from scrbrd.handlers.refold.match_fold import LogSuffix, feed_of
from scrbrd.projections.feed.text import with_text
from tests.domain.notation import Book


def feed_documents(inputs: Inputs, entries: Iterable[LogEntry]) -> dict[str, Any]:
    """Return every document of the feed by action id, as it is written."""
    log = {place_of(entry): entry for entry in entries}
    references = [
        reference for entry in log.values() if (reference := reference_of(entry)) is not None
    ]
    documents = feed_of(inputs, LogSuffix(None, log, references))
    return {name: with_text(body, inputs) for name, body in documents.items()}


def book_feed(book: Book, **inputs: Any) -> dict[str, Any]:
    """Return the feed of a scorer's book."""
    return feed_documents(Inputs(book.setup, **inputs), book.entries)


def event_data(documents: dict[str, Any], kind: str) -> list[Any]:
    """Return the data of all events of a type that are not retracted, in order of play."""
    current = [each for each in documents.values() if not each["isRetracted"]]
    ordered = sorted(current, key=lambda each: (each["inningsNumber"], each["orderKey"]))
    return [event["data"] for each in ordered for event in each["events"] if event["type"] == kind]


def milestones(documents: dict[str, Any], milestone: str) -> list[Any]:
    """Return the milestones of one kind."""
    data = event_data(documents, "MILESTONE_ACHIEVED")
    return [each for each in data if each["milestone"] == milestone]


def event_types(documents: dict[str, Any], action_id: str) -> list[str]:
    """Return the types of an action's events, in order."""
    return [each["type"] for each in documents[action_id]["events"]]
