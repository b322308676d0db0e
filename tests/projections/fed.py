"""The feed of a log as these tests read it: told action by action, by the notation of balls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrbrd.domain.effective import LogEntry, place_of, reference_of
from scrbrd.domain.match import Inputs
from scrbrd.handlers.refold.match_fold import LogSuffix, feed_of
from scrbrd.projections.feed.text import with_text
from tests.domain.notation import Book


def feed(inputs: Inputs, entries: Iterable[LogEntry]) -> dict[str, Any]:
    """Every document of the feed by action, as it is written."""
    log = {place_of(entry): entry for entry in entries}
    references = [
        reference for entry in log.values() if (reference := reference_of(entry)) is not None
    ]
    documents = feed_of(inputs, LogSuffix(None, log, references))
    return {name: with_text(body, inputs) for name, body in documents.items()}


def fed(book: Book, **inputs: Any) -> dict[str, Any]:
    """The feed of what a scorer's book says."""
    return feed(Inputs(book.setup, **inputs), book.entries)


def event_data(documents: dict[str, Any], kind: str) -> list[Any]:
    """The data of all events of a type that stand, in order of play."""
    standing = [each for each in documents.values() if not each["isRetracted"]]
    ordered = sorted(standing, key=lambda each: (each["inningsNumber"], each["orderKey"]))
    return [one["data"] for each in ordered for one in each["events"] if one["type"] == kind]


def reached(documents: dict[str, Any], milestone: str) -> list[Any]:
    """The milestones of one kind."""
    data = event_data(documents, "MILESTONE_ACHIEVED")
    return [each for each in data if each["milestone"] == milestone]


def types(documents: dict[str, Any], action_id: str) -> list[str]:
    """The types of an action's events, in order."""
    return [each["type"] for each in documents[action_id]["events"]]
