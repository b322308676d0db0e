"""Reads what the feeds of other sports have in common: scores, players, figures, lists of matches.

It knows no field names of any feed.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from scrbrd_ingest.feeds.fields import Fields, Unreadable, read_all
from scrbrd_ingest.feeds.http import FeedHttp
from scrbrd_ingest.model import Scoreboard, Timeline, TimelineEvent

log = logging.getLogger(__name__)

MOST_PLAYERS: Final = 100
"""Maximum number of players of one event; a document may have 1 MiB."""

MOST_FIGURES: Final = 500
"""Maximum number of figures of one side; they are fields of one document."""

MOST_LINES: Final = 10
"""Maximum number of log lines per answer."""

MOST_REMEMBERED: Final = 1_000
"""Maximum number of leagues and matches whose faults are remembered."""

ReadMatches = tuple[list[Scoreboard], tuple[str, ...]]
"""The readable matches, and one line for each that cannot be read."""


class FaultLog:
    """Logs the faults in one provider's answers when they differ from those before.

    A scoreboard is requested for every match of its league, so the same lines would come with each.
    """

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def note(self, what: str, faults: tuple[str, ...]) -> None:
        """Log the faults of an answer about a league or match that the previous one did not have,
        at most MOST_LINES, and the number of further ones."""
        before = self._known.pop(what, ())
        new = [each for each in faults if each not in before]
        for fault in new[:MOST_LINES]:
            log.warning("%s, %s: %s; left out", self._provider, what, fault)
        if len(new) > MOST_LINES:
            log.warning("%s, %s: %d more are left out", self._provider, what, len(new) - MOST_LINES)
        if faults:
            self._known[what] = faults
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)


async def boards_of(
    http: FeedHttp, faults: FaultLog, league: str, path: str, read: Callable[[Any], ReadMatches]
) -> Sequence[Scoreboard]:
    """Return the readable matches of a league at a path; the faults are logged. Raises
    ProviderError."""
    found: Sequence[Scoreboard]
    found, unreadable = (await http.get(path, read=read)).value
    faults.note(f"league {league}", unreadable)
    return found


def timeline_of(
    provider_match_id: str, items: Iterable[Any], name: str, read: Callable[[Fields], TimelineEvent]
) -> Timeline:
    """Return the events of a list; if one cannot be read, the timeline is not full. Of two events
    with the same id the last one counts. Raises Unreadable if there are too many."""
    events, faults = read_all(items, name, read)
    unique = {each.id: each for each in events}
    return Timeline(provider_match_id, tuple(unique.values()), is_full=not faults, faults=faults)


def maybe_score(fields: Fields, name: str) -> int | None:
    """Return a score; None if it is missing, null or empty. Raises Unreadable below 0."""
    score = fields.maybe_number(name)
    if score is not None and score < 0:
        raise Unreadable(f"{fields.where(name)}: must be 0 or more")
    return score


def player_ids(fields: Fields, name: str, read: Callable[[Fields], str]) -> tuple[str, ...]:
    """Return the ids of the players in a list; empty if it is missing. Raises Unreadable."""
    players = fields.maybe_children(name)
    if len(players) > MOST_PLAYERS:
        raise Unreadable(f"{fields.where(name)}: more than {MOST_PLAYERS} players")
    return tuple(read(each) for each in players)


def figures_of(values: Sequence[Callable[[], tuple[str, int]]], path: str) -> dict[str, float]:
    """Return figures by their names, without values that are no numbers, such as `5-12`. Raises
    Unreadable if there are too many."""
    if len(values) > MOST_FIGURES:
        raise Unreadable(f"{path}: more than {MOST_FIGURES} figures")
    found: dict[str, float] = {}
    for value in values:
        try:
            name, figure = value()
        except Unreadable:
            continue
        found[name] = float(figure)
    return found
