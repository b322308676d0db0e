"""Follows a match to its end: the archive it leaves, made with the feed's own events."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from admin.logfile import load_match
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.projections.archive.builder import Archivist
from scrbrd.projections.feed.builder import FeedBuilder
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.steps import play
from tests.domain.notation import AWAY, HOME, Book, player

NAMES = {player(side, number): f"{side[0].upper()}{number}" for side in (HOME, AWAY)
         for number in range(1, 12)}  # fmt: skip


def seen(inputs: Inputs, entries: Iterable[Action]) -> tuple[Archivist, MatchState]:
    """A match seen through, and the state it ended in."""
    state, feed = MatchState(inputs.setup), FeedBuilder(inputs, FeedState())
    archivist = Archivist(state, inputs, feed.documents())
    for step in play(state, effective_log(entries).actions):
        feed.add_step(step)
        archivist.add_step(step)
    return archivist, state


def archive_of(book: Book, **inputs: Any) -> dict[str, Any]:
    """The archive of a book; players are called H1 to H11 and A1 to A11."""
    given = {"player_names": NAMES, "team_names": {HOME: "Home", AWAY: "Away"}, **inputs}
    actions = [entry for entry in book.entries if isinstance(entry, Action)]
    archivist, _ = seen(Inputs(book.setup, **given), actions)
    return archivist.documents()


@cache
def archived(path: Path) -> tuple[MatchLog, MatchState, dict[str, Any], Archivist]:
    """A log's archive; each once in a process. Nobody changes what is returned."""
    log = load_match(path)
    archivist, state = seen(log.inputs, log.actions)
    return log, state, archivist.documents(), archivist


def balls_of(documents: dict[str, Any]) -> list[Any]:
    """The lines of all parts of a replay, in order."""
    parts = [name for name in documents if name.startswith("replay_")]
    return [ball for name in parts for ball in documents[name]["balls"]]


def lines(documents: dict[str, Any]) -> list[str]:
    """The commentary of a replay."""
    return [ball["commentary"] for ball in balls_of(documents)]


def kinds(documents: dict[str, Any], *wanted: str) -> list[Any]:
    """The highlights of some kinds."""
    return [each for each in documents["highlights"]["highlights"] if each["kind"] in wanted]
