"""Builds the archive of a match from its log and the events of its feed."""

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


def build_archive(inputs: Inputs, entries: Iterable[Action]) -> tuple[Archivist, MatchState]:
    """Return the archivist after all actions of a match, and the match's final state."""
    state, feed = MatchState(inputs.setup), FeedBuilder(inputs, FeedState())
    archivist = Archivist(state, inputs, feed.documents())
    for step in play(state, effective_log(entries).actions):
        feed.add_step(step)
        archivist.add_step(step)
    return archivist, state


def archive_of(book: Book, **inputs: Any) -> dict[str, Any]:
    """Return the archive of a book; the players' names are H1 to H11 and A1 to A11."""
    names = {"player_names": NAMES, "team_names": {HOME: "Home", AWAY: "Away"}, **inputs}
    actions = [entry for entry in book.entries if isinstance(entry, Action)]
    archivist, _ = build_archive(Inputs(book.setup, **names), actions)
    return archivist.documents()


@cache
def archive_of_log(path: Path) -> tuple[MatchLog, MatchState, dict[str, Any], Archivist]:
    """Return a log, its final state, its archive and the archivist; cached, not to be modified."""
    log = load_match(path)
    archivist, state = build_archive(log.inputs, log.actions)
    return log, state, archivist.documents(), archivist


def replay_balls(documents: dict[str, Any]) -> list[Any]:
    """Return the lines of all parts of a replay, in order."""
    parts = [name for name in documents if name.startswith("replay_")]
    return [ball for name in parts for ball in documents[name]["balls"]]


def commentary_lines(documents: dict[str, Any]) -> list[str]:
    """Return the commentary of a replay, line by line."""
    return [ball["commentary"] for ball in replay_balls(documents)]


def highlights_of(documents: dict[str, Any], *kinds: str) -> list[Any]:
    """Return the highlights of these kinds."""
    return [each for each in documents["highlights"]["highlights"] if each["kind"] in kinds]
