"""Tests the whole path: scoring over REST, the rules, the triggers, and clients of the gateway.

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
from admin.simulation.on_emulators import grant
from devtools.demo.gateway import running_gateway
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from tests.gateway.client_models import LiveSpectator
from tests.gateway.replayed_match import FOLDER, replay_match

MATCH = "1417850"
REQUEST_COUNT = 24
"""The opening of the innings, and four overs of five balls with the facts between them."""

CONNECTION_LOSSES = 10
SECONDS = 60.0
SCORER = "scorer_neutral"


@dataclass
class StreamReader:
    """Follows `/stream` as EventSource does, and loses its connection repeatedly."""

    feed: dict[str, Json] = field(default_factory=dict)
    cursors: list[str] = field(default_factory=list)
    starts: list[Json] = field(default_factory=list)
    score: Json = field(default_factory=dict)

    async def follow(self, http: httpx.AsyncClient) -> None:
        """Read the stream; each of the first connections is lost after two events of the feed."""
        for connection in count():
            await self.read(http, 2 if connection < CONNECTION_LOSSES else None)

    async def read(self, http: httpx.AsyncClient, most: int | None) -> None:
        """Read one connection until it has delivered `most` events of the feed."""
        headers = {"Last-Event-ID": self.cursors[-1] if self.cursors else "earliest"}
        path = f"/v1/matches/{MATCH}/stream"
        before = len(self.cursors)
        async with http.stream("GET", path, headers=headers, timeout=None) as answer:
            assert answer.status_code == 200
            async for name, cursor, data in events_of(answer):
                self.record(name, cursor, data)
                if most is not None and len(self.cursors) - before >= most:
                    return

    def record(self, name: str, cursor: str, data: Json) -> None:
        """Record one event of the stream."""
        if name == "start":
            self.starts.append(data)
        elif name == "score":
            self.score = data
        elif name == "feed":
            self.cursors.append(cursor)
            self.feed[data["id"]] = data


async def events_of(answer: httpx.Response) -> AsyncIterator[tuple[str, str, Json]]:
    """Yield the name, id and data of each event of a stream."""
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
class EmulatedMatch:
    """A match on the emulators, its scorer's token, and the address of its gateway."""

    client: Client
    address: str
    token: str

    def feed(self) -> dict[str, Json]:
        """Return the feed as Firestore stores it."""
        return {each.id: each.to_dict() or {} for each in self.events().get()}

    def events(self) -> Any:
        """Return the collection of the feed."""
        return self.client.collection(paths.events(MATCH))


@pytest.fixture
def emulated_match(suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Yield a real match before its first ball."""
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
        yield EmulatedMatch(client, address, account.token)
    client.close()


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, at most `SECONDS`."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(0.1)


@asynccontextmanager
async def run_tasks(*coroutines: Any) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run coroutines while the context lasts; none may fail or end before it."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        yield tasks
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def post_first_actions(http: httpx.AsyncClient, token: str) -> None:
    """Post the match's first actions, some of them twice, as a phone does without an answer."""
    headers = {"Authorization": f"Bearer {token}"}
    for number, (path, body) in enumerate(replay_match(MATCH).requests[:REQUEST_COUNT]):
        headers_with_key = headers | {"Idempotency-Key": f"request-{number}"}
        for again in range(1 + (number % 5 == 0)):
            answer = await http.post(f"/api/v1/cricket{path}", json=body, headers=headers_with_key)
            assert answer.status_code == (200 if again else 201), answer.text


def test_actions_posted_over_rest_reach_steady_and_reconnecting_clients(
    emulated_match: EmulatedMatch,
) -> None:
    reader, spectator = StreamReader(), LiveSpectator()

    async def scenario() -> None:
        async with (
            httpx.AsyncClient(base_url=emulated_match.address, timeout=SECONDS) as http,
            run_tasks(
                reader.follow(http),
                follow_socket(emulated_match.address, emulated_match.token, spectator),
            ),
        ):
            await post_first_actions(http, emulated_match.token)
            last = f"1_{REQUEST_COUNT}"
            await eventually(lambda: last in emulated_match.feed())
            feed = emulated_match.feed()
            await eventually(lambda: reader.feed.keys() == spectator.feed.keys() == feed.keys())
            await eventually(lambda: reader.score.get("lastActionId") == last)
            served_score = (await http.get(f"/v1/matches/{MATCH}/score")).json()
            assert served_score == reader.score
            page = (await http.get(f"/v1/matches/{MATCH}/timeline?limit=500")).json()
            assert {each["id"]: each for each in page["events"]} == reader.feed

    asyncio.run(scenario())
    assert len(reader.starts) > CONNECTION_LOSSES
    assert all(start["resumed"] for start in reader.starts[1:])
    assert len(set(reader.cursors)) == len(reader.cursors)
