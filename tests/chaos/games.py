"""The matches that chaos is made of: random legal ones and real ones, as their scorers write them.

A game is the documents before its first ball, and a script: commits of a few actions each, voids
some time after, and taps undone and redone that leave no trace but their events.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from hypothesis import Phase, given, settings

from admin.logfile import load_match
from admin.matchlog import plain_data
from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.formats import FORMATS, PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Conditions
from tests.domain.notation import AWAY, HOME, player
from tests.domain.strategies import SIDE, LegalLog, legal_logs

FEWEST = 10
"""Actions of a random log: some that are drawn end after a ball or two."""

QUEUES = (1, 1, 1, 2, 4, 9)
"""Actions in one commit: one as a rule, more where a device was away for a while."""


@dataclass(frozen=True)
class Game:
    """A match before its first ball, and its raw log as it will be in the end."""

    match_id: str
    match: Json
    lineups: dict[str, Json]
    entries: tuple[LogEntry, ...]


@dataclass(frozen=True)
class Tap:
    """One thing a scorer does: append a document, or void one, or redo it."""

    action_id: str
    document: Json | None = None
    is_voided: bool = False


Commit = list[Tap]


# Random games ---------------------------------------------------------------------------------


@cache
def random_logs(count: int) -> tuple[LegalLog, ...]:
    """The first so many random logs of some length, the same at every run."""
    found: list[LegalLog] = []

    @settings(max_examples=2 * count, derandomize=True, database=None, phases=[Phase.generate])
    @given(legal_logs())
    def draw(log: LegalLog) -> None:
        if len(log.messy) >= FEWEST:
            found.append(log)

    draw()
    assert len(found) >= count
    return tuple(found[:count])


def random_game(match_id: str, log: LegalLog) -> Game:
    """A random log with the documents that give it the setup it was played under."""
    match = {
        "homeTeamId": str(HOME),
        "awayTeamId": str(AWAY),
        "homeTeamName": "Home",
        "awayTeamName": "Away",
        "status": "scheduled",
        **conditions_document(log.setup.conditions),
    }
    lineups = {
        f"{side}_{player(side, number)}": {
            "teamId": str(side),
            "playerId": str(player(side, number)),
            "playerName": f"{side.title()} {number}",
            "role": "playing_xi" if number <= SIDE else "substitute",
        }
        for side in (HOME, AWAY)
        for number in range(1, SIDE + 2)
    }
    return Game(match_id, match, lineups, log.messy)


def conditions_document(wanted: PlayingConditions) -> Json:
    """`format` and `conditions` of a match document that say the same as playing conditions."""
    for name, conditions in FORMATS.items():
        differ = {
            each.name: getattr(wanted, each.name)
            for each in fields(wanted)
            if getattr(wanted, each.name) != getattr(conditions, each.name)
        }
        if differ.keys() <= Conditions.model_fields.keys() and None not in differ.values():
            said = Conditions.model_validate({"laws_edition": wanted.laws_edition} | differ)
            return {"format": str(name), "conditions": plain_data(said.to_document())}
    raise AssertionError(f"no format comes near {wanted}")


# Real games -----------------------------------------------------------------------------------


def real_game(match_id: str, path: Path) -> Game:
    """A match that was played; only a few of its last taps were ever voided."""
    log = load_match(path)
    match: Json = plain_data(log.match.to_document()) | {"status": "scheduled"}
    lineups = {
        f"{one.team_id}_{one.player_id}": plain_data(one.to_document()) for one in log.lineups
    }
    return Game(match_id, match, lineups, log.actions)


# How they are scored --------------------------------------------------------------------------


def script(game: Game, chance: random.Random) -> Iterator[Commit]:
    """What the scorers of a game commit, in order; at the end the log is `game.entries`."""
    undo: list[str] = []
    redo: list[str] = []
    entries = list(game.entries)
    while entries:
        size = chance.choice(QUEUES)
        queue, entries = entries[:size], entries[size:]
        yield [Tap(entry.id, raw(game, entry)) for entry in queue]
        undo += [entry.id for entry in queue if entry.is_voided]
        yield from some(undo, chance, is_voided=True)
        yield from some(redo, chance, is_voided=False)
        standing = [entry.id for entry in queue if not entry.is_voided]
        if standing and chance.random() < 0.1:
            redo.append(standing[-1])
            yield [Tap(standing[-1], is_voided=True)]
    yield from ([Tap(each, is_voided=True)] for each in undo)
    yield from ([Tap(each, is_voided=False)] for each in redo)


def some(waiting: list[str], chance: random.Random, *, is_voided: bool) -> Iterator[Commit]:
    """Now and then the first of those that wait for their void or their redo."""
    while waiting and chance.random() < 0.3:
        yield [Tap(waiting.pop(0), is_voided=is_voided)]


def raw(game: Game, entry: LogEntry) -> Json:
    """An entry as a document that nobody has voided yet."""
    if isinstance(entry, Action):
        given: Json = plain_data(entry.to_document())
        return given | {"matchId": game.match_id, "isVoided": False}
    return {"id": entry.id, "type": "spaceship", "isVoided": False}
