"""Provides matches for the chaos tests: random legal ones and real ones, as scorers write them.

A game has the documents before its first ball and a sequence of commits: a few actions each, voids
some time later, and actions undone and redone that leave no trace except their events.
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
"""Least number of actions of a random log: some drawn logs end after a ball or two."""

COMMIT_SIZES = (1, 1, 1, 2, 4, 9)
"""Numbers of actions in one commit: usually one, more if a device was offline for a while."""


@dataclass(frozen=True)
class Game:
    """A match before its first ball, and its complete raw log at the end."""

    match_id: str
    match: Json
    lineups: dict[str, Json]
    entries: tuple[LogEntry, ...]


@dataclass(frozen=True)
class Tap:
    """One action of a scorer: append a document, void one, or redo one."""

    action_id: str
    document: Json | None = None
    is_voided: bool = False


Commit = list[Tap]


# Random games ---------------------------------------------------------------------------------


@cache
def random_logs(count: int) -> tuple[LegalLog, ...]:
    """Return `count` random logs of at least FEWEST actions, the same in every run."""
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
    """Return a random log as a game, with the documents that give its setup."""
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


def conditions_document(playing_conditions: PlayingConditions) -> Json:
    """Return `format` and `conditions` of a match document equal to some playing conditions."""
    for name, conditions in FORMATS.items():
        changed = {
            each.name: getattr(playing_conditions, each.name)
            for each in fields(playing_conditions)
            if getattr(playing_conditions, each.name) != getattr(conditions, each.name)
        }
        if changed.keys() <= Conditions.model_fields.keys() and None not in changed.values():
            document = Conditions.model_validate(
                {"laws_edition": playing_conditions.laws_edition} | changed
            )
            return {"format": str(name), "conditions": plain_data(document.to_document())}
    raise AssertionError(f"no format comes near {playing_conditions}")


# Real games -----------------------------------------------------------------------------------


def real_game(match_id: str, path: Path) -> Game:
    """Return a real match as a game; only a few of its last actions were voided."""
    log = load_match(path)
    match: Json = plain_data(log.match.to_document()) | {"status": "scheduled"}
    lineups = {
        f"{one.team_id}_{one.player_id}": plain_data(one.to_document()) for one in log.lineups
    }
    return Game(match_id, match, lineups, log.actions)


# Commits of the scorers -----------------------------------------------------------------------


def scorer_commits(game: Game, chance: random.Random) -> Iterator[Commit]:
    """Yield the commits of a game's scorers in order; afterwards the log is `game.entries`."""
    to_void: list[str] = []
    to_redo: list[str] = []
    entries = list(game.entries)
    while entries:
        size = chance.choice(COMMIT_SIZES)
        committed, entries = entries[:size], entries[size:]
        yield [Tap(entry.id, unvoided_document(game, entry)) for entry in committed]
        to_void += [entry.id for entry in committed if entry.is_voided]
        yield from random_toggles(to_void, chance, is_voided=True)
        yield from random_toggles(to_redo, chance, is_voided=False)
        not_voided = [entry.id for entry in committed if not entry.is_voided]
        if not_voided and chance.random() < 0.1:
            to_redo.append(not_voided[-1])
            yield [Tap(not_voided[-1], is_voided=True)]
    yield from ([Tap(each, is_voided=True)] for each in to_void)
    yield from ([Tap(each, is_voided=False)] for each in to_redo)


def random_toggles(
    waiting: list[str], chance: random.Random, *, is_voided: bool
) -> Iterator[Commit]:
    """Yield, now and then, a commit that voids or redoes the first of the waiting actions."""
    while waiting and chance.random() < 0.3:
        yield [Tap(waiting.pop(0), is_voided=is_voided)]


def unvoided_document(game: Game, entry: LogEntry) -> Json:
    """Return an entry as a document that is not voided yet."""
    if isinstance(entry, Action):
        given: Json = plain_data(entry.to_document())
        return given | {"matchId": game.match_id, "isVoided": False}
    return {"id": entry.id, "type": "spaceship", "isVoided": False}
