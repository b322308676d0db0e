"""The whole way: a scorer over REST, the rules, the triggers, and spectators of the gateway.

Match: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest
from google.cloud.firestore import Client
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from admin.logfile import load_match
from admin.matchlog import plain_data
from admin.rest_client import sign_up
from admin.simulation.emulated import grant
from devtools.demo.gateway import running_gateway
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from tests.gateway.client_models import LiveSpectator
from tests.gateway.replaying import FOLDER, replayed

MATCH = "1417850"
REQUESTS = 24
"""The opening of the innings, and four overs of five balls with what befell."""

BREAKS = 10
SECONDS = 60.0
SCORER = "scorer_neutral"


@dataclass
class StreamReader:
    """Follows `/stream` as EventSource does, and loses the connection again and again."""

    feed: dict[str, Json] = field(default_factory=dict)
    cursors: list[str] = field(default_factory=list)
    starts: list[Json] = field(default_factory=list)
    score: Json = field(default_factory=dict)

    async def follow(self, http: httpx.AsyncClient) -> None:
        """Read on; each of the first connections is lost after two events of the feed."""
        for connection in count():
            await self.read(http, 2 if connection < BREAKS else None)

    async def read(self, http: httpx.AsyncClient, most: int | None) -> None:
        """Read one connection until it has brought so many events of the feed."""
        headers = {"Last-Event-ID": self.cursors[-1] if self.cursors else "earliest"}
        path = f"/v1/matches/{MATCH}/stream"
        before = len(self.cursors)
        async with http.stream("GET", path, headers=headers, timeout=None) as answer:
            assert answer.status_code == 200
            async for name, cursor, data in events_of(answer):
                self.take(name, cursor, data)
                if most is not None and len(self.cursors) - before >= most:
                    return

    def take(self, name: str, cursor: str, data: Json) -> None:
        """Take one event of the stream."""
        if name == "start":
            self.starts.append(data)
        elif name == "score":
            self.score = data
        elif name == "feed":
            self.cursors.append(cursor)
            self.feed[data["id"]] = data


async def events_of(answer: httpx.Response) -> AsyncIterator[tuple[str, str, Json]]:
    """Yield name, id and data of a stream's events."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            yield fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"])
            fields = {}


async def follow_socket(address: str, token: str, spectator: LiveSpectator) -> None:
    """Follow `/live` on one connection."""
    path = f"/api/v1/cricket/ws/matches/{MATCH}/live?after=start"
    async with connect(f"{address.replace('http', 'ws')}{path}", max_size=None) as socket:
        await socket.send(json.dumps({"type": "auth", "token": token}))
        try:
            async for text in socket:
                assert isinstance(text, str)
                if "part" in text or "CONNECTION_ESTABLISHED" in text:
                    spectator.receive(text)
        except ConnectionClosed as closed:
            raise AssertionError(f"closed by the server: {closed}") from closed


@dataclass
class Stage:
    """A match on the emulators, its scorer's token, and the gateway before them."""

    client: Client
    address: str
    token: str

    def feed(self) -> dict[str, Json]:
        """The feed as Firestore has it."""
        return {each.id: each.to_dict() or {} for each in self.events().get()}

    def events(self) -> Any:
        """The collection of the feed."""
        return self.client.collection(paths.events(MATCH))


@pytest.fixture
def stage(suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A real match before its first ball."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    client = Client(project=suite.project)
    log, now = load_match(FOLDER / f"{MATCH}.log"), datetime.now(UTC)
    match = plain_data(log.match.to_document()) | {"status": "scheduled"}
    client.document(paths.match(MATCH)).set(match | {"createdAt": now, "updatedAt": now})
    for lineup in log.lineups:
        path = paths.lineup(MATCH, lineup.team_id, lineup.player_id)
        client.document(path).set(plain_data(lineup.to_document()) | {"matchId": MATCH})
    account = sign_up(suite.auth_host, f"rest-{MATCH}@example.com")
    grant(client, MATCH, account, SCORER, now)
    with running_gateway(suite.env()) as address:
        yield Stage(client, address, account.token)
    client.close()


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until, "it never came"
        await asyncio.sleep(0.1)


@asynccontextmanager
async def running(*jobs: Any) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run coroutines while the context lasts; none may end before it."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield tasks
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def score(http: httpx.AsyncClient, token: str) -> None:
    """Post the match's first actions, some of them twice, as a phone does that got no answer."""
    headers = {"Authorization": f"Bearer {token}"}
    for number, (path, body) in enumerate(replayed(MATCH).requests[:REQUESTS]):
        keyed = headers | {"Idempotency-Key": f"request-{number}"}
        for again in range(1 + (number % 5 == 0)):
            answer = await http.post(f"/api/v1/cricket{path}", json=body, headers=keyed)
            assert answer.status_code == (200 if again else 201), answer.text


def test_what_is_scored_over_rest_reaches_who_stays_and_who_comes_back(stage: Stage) -> None:
    reader, spectator = StreamReader(), LiveSpectator()

    async def talk() -> None:
        async with (
            httpx.AsyncClient(base_url=stage.address, timeout=SECONDS) as http,
            running(reader.follow(http), follow_socket(stage.address, stage.token, spectator)),
        ):
            await score(http, stage.token)
            last = f"1_{REQUESTS}"
            await eventually(lambda: last in stage.feed())
            feed = stage.feed()
            await eventually(lambda: reader.feed.keys() == spectator.feed.keys() == feed.keys())
            await eventually(lambda: reader.score.get("lastActionId") == last)
            served_score = (await http.get(f"/v1/matches/{MATCH}/score")).json()
            assert served_score == reader.score
            page = (await http.get(f"/v1/matches/{MATCH}/timeline?limit=500")).json()
            assert {each["id"]: each for each in page["events"]} == reader.feed

    asyncio.run(talk())
    assert len(reader.starts) > BREAKS
    assert all(start["resumed"] for start in reader.starts[1:])
    assert len(set(reader.cursors)) == len(reader.cursors)
