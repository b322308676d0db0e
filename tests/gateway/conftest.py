"""Fixtures of the gateway's tests: a match to read and a project to score in, in the emulator."""

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
from tests.chaos.games import Game, real_game, unvoided_document
from tests.gateway.scoring_project import Gateway, Phone, Project, run_gateway
from tests.gateway.served_gateway import SETTINGS, ServedGateway, serve_gateway
from tests.rules.cast import SCORER
from tests.rules.world import World

LOG = Path("scripts/matches/1386111.log")
MATCH_ID = "1386111"
SEASON, CUP = "2023", "cup"
ACTION_COUNT = 130
"""Number of actions of the match that are stored; its second innings has begun."""


@dataclass(frozen=True)
class StoredMatch:
    """A match in a project of the emulator."""

    project: str
    client: Client
    game: Game
    entries: tuple[LogEntry, ...]


@pytest.fixture(scope="session")
def stored_match(firestore_emulator: FirestoreEmulator) -> Iterator[StoredMatch]:
    """Yield a stored real T20 in its second innings."""
    project = f"demo-{uuid.uuid4().hex[:16]}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in firestore_emulator.env(project).items():
            patch.setenv(name, value)
        client = Client(project=project)
        game = real_game(MATCH_ID, ROOT / LOG)
        entries = game.entries[:ACTION_COUNT]
        write_match(client, game, entries)
        yield StoredMatch(project, client, game, entries)
        client.close()


def write_match(client: Client, game: Game, entries: tuple[LogEntry, ...]) -> None:
    """Write a match with its log, season and competition, and build its projections."""
    league_fields = {"seasonId": SEASON, "competitionId": CUP, "countsFor": CUP}
    batch = client.batch()
    batch.set(client.document(paths.match(MATCH_ID)), game.match | league_fields)
    batch.set(client.document(paths.season(SEASON)), {"name": "Season 2023", "secret": "x"})
    batch.set(client.document(paths.competition(CUP)), {"name": "The Cup", "seasonId": SEASON})
    for name, lineup in game.lineups.items():
        batch.set(client.document(f"{paths.lineups(MATCH_ID)}/{name}"), lineup)
    for entry in entries:
        batch.set(
            client.document(paths.scoring_action(MATCH_ID, entry.id)),
            unvoided_document(game, entry),
        )
    batch.commit()
    rebuild(FirestoreMatchStore(client), lambda: datetime.now(UTC), MATCH_ID, "to serve it")


@pytest.fixture(scope="session")
def served_gateway(stored_match: StoredMatch) -> Iterator[ServedGateway]:
    """Yield a gateway that serves the stored match."""
    with serve_gateway(SETTINGS.model_copy(update={"project": stored_match.project})) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Return the backend of coroutine tests (marked `anyio`): asyncio, as in the service."""
    return "asyncio"


@pytest.fixture(scope="session")
def project(world_with_rules: World) -> Iterator[Project]:
    """Yield the emulator's project with the real rules."""
    scoring_project = Project(world_with_rules.host, world_with_rules.project)
    yield scoring_project
    scoring_project.close()


@pytest.fixture(scope="module")
async def gateway(project: Project) -> AsyncIterator[Gateway]:
    """Yield an application that accepts the emulator's tokens, one for each module."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
        async with run_gateway(project) as new_gateway:
            yield new_gateway


@pytest.fixture
def scorer(gateway: Gateway) -> Phone:
    """Return the phone of the neutral scorer."""
    return gateway.phone(SCORER)
