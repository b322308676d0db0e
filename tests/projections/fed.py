"""The feed of a log as these tests read it: told action by action, by the notation of balls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrbrd.domain.effective import LogEntry, in_order_of_play, place_of, remark_of
from scrbrd.domain.match import Inputs
from scrbrd.handlers.refold import Part, Run, nothing_yet
from scrbrd.projections.feed_text import with_text
from tests.domain.notation import Book

Json = dict[str, Any]


def feed(inputs: Inputs, entries: Iterable[LogEntry]) -> dict[str, Json]:
    """Every document of the feed by action, as it is written."""
    log = {place_of(entry): entry for entry in entries}
    remarks = [remark for entry in log.values() if (remark := remark_of(entry)) is not None]
    run, part = Run(nothing_yet(inputs), inputs, remarks), Part(None, log, remarks)
    run.play(action for _, action in in_order_of_play(log))
    run.leave_out(log, part.placed(), part.first)
    return {name: with_text(body, inputs) for name, body in run.teller.documents.items()}


def fed(book: Book, **inputs: Any) -> dict[str, Json]:
    """The feed of what a scorer's book says."""
    return feed(Inputs(book.setup, **inputs), book.entries)


def told(documents: dict[str, Json], kind: str) -> list[Json]:
    """The data of all events of a type that stand, in order of play."""
    standing = [each for each in documents.values() if not each["isRetracted"]]
    ordered = sorted(standing, key=lambda each: (each["inningsNumber"], each["orderKey"]))
    return [one["data"] for each in ordered for one in each["events"] if one["type"] == kind]


def reached(documents: dict[str, Json], milestone: str) -> list[Json]:
    """The milestones of one kind."""
    data = told(documents, "MILESTONE_ACHIEVED")
    return [each for each in data if each["milestone"] == milestone]


def types(documents: dict[str, Json], action_id: str) -> list[str]:
    """The types of an action's events, in order."""
    return [each["type"] for each in documents[action_id]["events"]]
