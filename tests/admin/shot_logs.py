"""Helpers for logs whose balls have a shot recorded: real logs have none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.match import read_lineup, read_match
from tests.domain.notation import AWAY, HOME, Book

MATCH: dict[str, Any] = {
    "homeTeamId": HOME,
    "awayTeamId": AWAY,
    "homeTeamName": "Lions & Co",
    "awayTeamName": "Tigers $5 $6",
    "format": "T20",
    "venue": "The Oval",
    "scheduledAt": "2026-06-01",
}


def match_log(book: Book, **match: Any) -> MatchLog:
    """Return a book as a log; its conditions must be those of the match."""
    actions = tuple(entry for entry in book.entries if isinstance(entry, Action))
    lineup = read_lineup("m1", "x", {"teamId": HOME, "playerId": "home1", "playerName": "Ann"})
    return MatchLog("m1", read_match("m1", MATCH | match), (lineup,), actions)


def with_shots(log: MatchLog, **shot: Any) -> MatchLog:
    """Return a copy of the log in which every ball has this shot."""

    def with_shot(action: Action) -> Action:
        return action.model_copy(update={"shot_data": shot})

    actions = (with_shot(each) if isinstance(each, Delivery) else each for each in log.actions)
    return replace(log, actions=tuple(actions))
