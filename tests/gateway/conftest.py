"""Fixtures of the gateway's tests: a match to read, and one to score, in the Firestore emulator."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import FirestoreEmulator
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.effective import LogEntry
from scrbrd.handlers.catch_up import rebuild
from tests.chaos.games import Game, raw, real_game
from tests.gateway.ground import Gateway, Ground, Phone, gateway_on
from tests.gateway.serving import SETTINGS, Served, served
from tests.rules.cast import SCORER
from tests.rules.world import World

LOG = Path("scripts/matches/1386111.log")
MATCH_ID = "1386111"
SEASON, CUP = "2023", "cup"
BALLS = 130
"""Actions of the match that are stored; its second innings has begun."""


@dataclass(frozen=True)
class Stored:
    """A match in a project of the emulator."""

    project: str
    client: Client
    game: Game
    entries: tuple[LogEntry, ...]


@pytest.fixture(scope="session")
def stored(firestore_emulator: FirestoreEmulator) -> Iterator[Stored]:
    """A real T20 in its second innings."""
    project = f"demo-{uuid.uuid4().hex[:16]}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in firestore_emulator.env(project).items():
            patch.setenv(name, value)
        client = Client(project=project)
        game = real_game(MATCH_ID, ROOT / LOG)
        entries = game.entries[:BALLS]
        write(client, game, entries)
        yield Stored(project, client, game, entries)
        client.close()


def write(client: Client, game: Game, entries: tuple[LogEntry, ...]) -> None:
    """Write a match with a log, a season and a competition, and project it."""
    league = {"seasonId": SEASON, "competitionId": CUP, "countsFor": CUP}
    batch = client.batch()
    batch.set(client.document(paths.match(MATCH_ID)), game.match | league)
    batch.set(client.document(paths.season(SEASON)), {"name": "Season 2023", "secret": "x"})
    batch.set(client.document(paths.competition(CUP)), {"name": "The Cup", "seasonId": SEASON})
    for name, lineup in game.lineups.items():
        batch.set(client.document(f"{paths.lineups(MATCH_ID)}/{name}"), lineup)
    for entry in entries:
        batch.set(client.document(paths.scoring_action(MATCH_ID, entry.id)), raw(game, entry))
    batch.commit()
    rebuild(FirestoreMatchStore(client), lambda: datetime.now(UTC), MATCH_ID, "to serve it")


@pytest.fixture(scope="session")
def running(stored: Stored) -> Iterator[Served]:
    """A gateway to the stored match."""
    with served(SETTINGS.model_copy(update={"project": stored.project})) as found:
        yield found


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests that are coroutines, marked `anyio`, run on asyncio as the service does."""
    return "asyncio"


@pytest.fixture(scope="session")
def ground(governed: World) -> Iterator[Ground]:
    """The project with the real rules."""
    one = Ground(governed.host, governed.project)
    yield one
    one.close()


@pytest.fixture(scope="module")
async def gateway(ground: Ground) -> AsyncIterator[Gateway]:
    """An application that accepts the emulator's tokens, one for each module."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
        async with gateway_on(ground) as one:
            yield one


@pytest.fixture
def scorer(gateway: Gateway) -> Phone:
    """The phone of the neutral scorer."""
    return gateway.phone(SCORER)
