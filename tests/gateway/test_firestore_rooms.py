"""Tests rooms on the Firestore emulator: readers receive each committed event once and in order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from google.api_core.exceptions import Cancelled
from google.cloud.firestore import Client
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from scrbrd.adapters import paths
from scrbrd_gateway.firestore.rooms import FirestoreRooms, firestore_rooms
from scrbrd_gateway.match_feed import MatchUpdate
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import START, Cursor
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.reader import Reader
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.source import Target, Versions
from tests.gateway.cuttable_proxy import CuttableProxy
from tests.gateway.fakes import MATCH_ID, event_document

SECONDS = 20.0


@asynccontextmanager
async def watch_rooms(project: str, **changes: Any) -> AsyncIterator[FirestoreRooms]:
    """Yield rooms whose silent listeners are checked soon.

    The emulator may not report a write between its first answer and the start of listening.
    """
    settings = Settings(
        project=project,
        grace=0.05,
        tail=3,
        listeners_per_client=2,
        watch_interval=1.0,
        silent_after=3.0,
    )
    async with firestore_rooms(settings.model_copy(update=changes), Metrics()) as store:
        yield store


async def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, some seconds at most."""
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.005)


def version_and_creation(update: MatchUpdate) -> tuple[int, int]:
    """Return the version of a score and the time at which its document was created."""
    assert update.score is not None
    return update.score.version, update.score.created


def created_at(update: MatchUpdate) -> int:
    """Return the time at which the score's document was created."""
    return version_and_creation(update)[1]


async def receive_until(reader: Reader, is_enough: Callable[[list[Cursor]], bool]) -> list[Cursor]:
    """Return the cursors of the events that a reader receives until they are enough."""
    received: list[Cursor] = []
    async with asyncio.timeout(SECONDS):
        while not is_enough(received):
            await reader.wait()
            received += [each.cursor for each in reader.take()[1]]
    return received


@retry(retry=retry_if_exception_type(Cancelled), stop=stop_after_attempt(3), reraise=True)
def bowl(client: Client, revision: int, *event_ids: str) -> None:
    """Commit a score, a ticker and documents of the feed, as the functions do.

    The emulator may answer a commit with the error of a listener whose connection was just cut;
    the same documents are written again.
    """
    batch = client.batch()
    state = {"version": revision, "status": "live"}
    batch.set(client.document(paths.live_score(MATCH_ID)), state)
    batch.set(client.document(paths.ticker(MATCH_ID)), state)
    for name in event_ids:
        reference = client.document(paths.event(MATCH_ID, name))
        batch.set(reference, event_document(name, revision))
    batch.commit()


@pytest.fixture
def client(firestore_client: Client) -> Client:
    """Return a client with a match of five balls, the third corrected after the fourth."""
    firestore_client.document(paths.match(MATCH_ID)).set({"status": "live"})
    for revision, names in enumerate(
        [("1_1",), ("1_2",), ("1_3",), ("1_4",), ("1_3", "1_6"), ("1_5",)], start=1
    ):
        bowl(firestore_client, revision, *names)
    return firestore_client


CURSORS = [
    Cursor(1, "1_1"), Cursor(2, "1_2"), Cursor(4, "1_4"), Cursor(5, "1_3"), Cursor(5, "1_6"),
    Cursor(6, "1_5"),
]  # fmt: skip


def test_a_page_is_filled_although_documents_without_a_revision_are_left_out(
    client: Client, project_id: str
) -> None:
    for name, revision in (("1_2", 2.0), ("1_4", 4.5), ("1_7", "7"), ("1_8", -1)):
        malformed = event_document(name, 1) | {"revision": revision}
        client.document(paths.event(MATCH_ID, name)).set(malformed)

    async def run() -> None:
        async with watch_rooms(project_id) as store:
            for limit in range(1, 6):
                for after in (START, Cursor(1, "")):
                    events = await store.source.events_after(MATCH_ID, after, limit)
                    expected = [CURSORS[0], *CURSORS[3:]]
                    assert [each.cursor for each in events] == expected[:limit]

    asyncio.run(run())


def test_a_room_starts_with_the_stored_events_and_receives_committed_ones(
    client: Client, project_id: str
) -> None:
    async def run() -> None:
        async with watch_rooms(project_id) as store, store.rooms.enter(MATCH_ID) as room:
            reader = Reader()
            view = room.join(reader)
            assert view.newest == CURSORS[-1]
            assert view.score is not None
            assert view.score.version == 6
            await asyncio.to_thread(bowl, client, 7, "1_7", "1_2", "1_1")
            await asyncio.to_thread(bowl, client, 8, "1_8")
            received = await receive_until(reader, lambda received: len(received) >= 4)
            assert received == [Cursor(7, name) for name in ("1_1", "1_2", "1_7")] + [
                Cursor(8, "1_8")
            ]
            score = room.view.score
            assert score is not None
            assert score.document["status"] == "live"

    asyncio.run(run())


@pytest.mark.parametrize("tail", [3, 300], ids=["beyond the tail", "in the tail"])
def test_a_resuming_reader_gets_the_events_after_its_cursor(
    client: Client, project_id: str, tail: int
) -> None:
    assert client is not None

    async def run() -> None:
        async with (
            watch_rooms(project_id, tail=tail) as store,
            store.rooms.enter(MATCH_ID) as room,
        ):
            for place, cursor in enumerate([START, *CURSORS]):
                later_cursors = [each.cursor for each in await room.events_after(cursor, 100)]
                assert later_cursors == CURSORS[place:]
            assert [each.cursor for each in await room.events_after(START, 2)] == CURSORS[:2]
            assert [each.cursor for each in await room.events_after(Cursor(5, ""), 9)] == CURSORS[
                3:
            ]

    asyncio.run(run())


def test_a_match_before_its_first_ball_is_watched_and_a_missing_match_is_unknown(
    firestore_client: Client, project_id: str
) -> None:
    firestore_client.document(paths.match(MATCH_ID)).set({"status": "scheduled"})

    async def run() -> None:
        async with watch_rooms(project_id) as store:
            async with store.rooms.enter(MATCH_ID) as room:
                reader = Reader()
                assert room.join(reader).score is None
                await asyncio.to_thread(bowl, firestore_client, 1, "1_1")
                assert await receive_until(reader, bool) == [Cursor(1, "1_1")]
            for name in ("m2", "a/b", "__x__", "", "\ud800"):
                with pytest.raises(UnknownMatch):
                    await store.rooms.enter(name).__aenter__()

    asyncio.run(run())


def test_a_restarted_listener_delivers_the_missed_events(client: Client, project_id: str) -> None:
    async def run() -> None:
        async with watch_rooms(project_id) as store:
            cursors: list[Cursor] = []

            def on_update(each: MatchUpdate) -> None:
                cursors.extend(event.cursor for event in each.events)

            listener = await store.source.listen(MATCH_ID, Target.EVENTS, CURSORS[3], on_update)
            async with asyncio.timeout(SECONDS):
                while len(cursors) < 3:
                    await asyncio.sleep(0.005)
            assert cursors == CURSORS[3:]  # with the first, which is of the same revision
            was_alive = listener.is_alive
            await listener.close()
            assert (was_alive, listener.is_alive) == (True, False)
            await asyncio.to_thread(bowl, client, 9, "1_9")
            assert await store.source.versions(MATCH_ID) == Versions(9, 9, Cursor(9, "1_9"))
            assert cursors == CURSORS[3:]

    asyncio.run(run())


def test_a_version_that_is_not_a_number_ends_no_listener(client: Client, project_id: str) -> None:
    async def run() -> None:
        async with watch_rooms(project_id) as store, store.rooms.enter(MATCH_ID) as room:
            odd_fields = {"version": float("nan"), "at": client.document("matches/m1")}
            await asyncio.to_thread(client.document(paths.live_score(MATCH_ID)).set, odd_fields)
            await asyncio.to_thread(bowl, client, 7, "1_7")
            reader = Reader()
            room.join(reader)
            async with asyncio.timeout(SECONDS):
                while room.view.newest != Cursor(7, "1_7"):
                    await reader.wait()
                    reader.take()

    asyncio.run(run())


def test_an_event_with_an_invalid_revision_is_skipped(client: Client, project_id: str) -> None:
    odd_document = event_document("1_9", 1) | {"revision": "x"}
    client.document(paths.event(MATCH_ID, "1_9")).set(odd_document)

    async def run() -> None:
        async with watch_rooms(project_id) as store, store.rooms.enter(MATCH_ID) as room:
            assert room.view.newest == CURSORS[-1]
            assert (await store.source.versions(MATCH_ID)).newest == CURSORS[-1]
            for cursor, rest in ((START, CURSORS), (CURSORS[-2], CURSORS[-1:]), (CURSORS[-1], [])):
                events = await store.source.events_after(MATCH_ID, cursor, 9)
                assert [each.cursor for each in events] == rest
            assert await store.source.event(MATCH_ID, "1_9") is None

    asyncio.run(run())


def test_one_event_is_read_by_its_id(client: Client, project_id: str) -> None:
    assert client.document(paths.event(MATCH_ID, CURSORS[0].id)).get().exists

    async def run() -> None:
        async with watch_rooms(project_id) as store:
            events = await store.source.events_after(MATCH_ID, START, 1)
            assert [await store.source.event(MATCH_ID, CURSORS[0].id)] == events
            assert await store.source.event(MATCH_ID, "9_9") is None

    asyncio.run(run())


def test_a_field_that_cannot_be_decoded_is_left_out(client: Client, project_id: str) -> None:
    foreign = Client(project="demo-another").document("a/b")

    async def run() -> None:
        async with watch_rooms(project_id) as store, store.rooms.enter(MATCH_ID) as room:
            odd_fields = {"version": 7, "status": "live", "at": foreign}
            await asyncio.to_thread(client.document(paths.live_score(MATCH_ID)).set, odd_fields)
            async with asyncio.timeout(SECONDS):
                while room.view.score is None or room.view.score.version != 7:
                    await asyncio.sleep(0.005)
            assert room.view.score.document == {"version": 7, "status": "live"}

    asyncio.run(run())


def delete(client: Client) -> None:
    """Delete the documents that the functions wrote of the match, one after the other."""
    for snap in client.collection(paths.events(MATCH_ID)).stream():
        snap.reference.delete()
    for path in (paths.live_score(MATCH_ID), paths.ticker(MATCH_ID)):
        client.document(path).delete()


def test_a_recreated_match_starts_anew(client: Client, project_id: str) -> None:
    async def run() -> None:
        async with watch_rooms(project_id, watch_interval=0.2, tail=300) as store:
            async with store.rooms.enter(MATCH_ID) as room:
                reader = Reader()
                room.join(reader)
                await asyncio.to_thread(delete, client)
                await asyncio.to_thread(bowl, client, 20, "1_1")
                await wait_until(lambda: reader.is_over)
            async with store.rooms.enter(MATCH_ID) as again:
                await wait_until(lambda: again.view.newest == Cursor(20, "1_1"))
                later_cursors = [each.cursor for each in await again.events_after(START, 9)]
                assert later_cursors == [Cursor(20, "1_1")]

    asyncio.run(run())


def test_a_listener_detects_a_recreated_score_document(client: Client, project_id: str) -> None:
    async def run() -> None:
        async with watch_rooms(project_id) as store:
            first = await store.source.open(MATCH_ID, 1)
            updates: list[MatchUpdate] = []
            listener = await store.source.listen(MATCH_ID, Target.SCORE, START, updates.append)
            await asyncio.to_thread(bowl, client, 7, "1_7")
            await wait_until(
                lambda: (7, created_at(first.update)) in map(version_and_creation, updates)
            )
            assert created_at(first.update) > 0
            assert listener.has_lost_documents is False
            await asyncio.to_thread(delete, client)
            await asyncio.to_thread(bowl, client, 8, "1_8")
            again = await store.source.open(MATCH_ID, 1)
            assert created_at(again.update) > created_at(first.update)
            await wait_until(
                lambda: (8, created_at(again.update)) in map(version_and_creation, updates)
            )
            await wait_until(lambda: listener.has_lost_documents)
            await listener.close()

    asyncio.run(run())


def test_rewritten_events_do_not_disconnect_a_reader(client: Client, project_id: str) -> None:
    async def run() -> None:
        limits = {"watch_interval": 0.05, "events_per_listener": 4}
        async with (
            watch_rooms(project_id, **limits) as store,
            store.rooms.enter(MATCH_ID) as room,
        ):
            reader = Reader()
            room.join(reader)
            for revision in range(7, 15):
                names = (f"1_{revision}", f"1_{revision - 1}", f"1_{revision - 3}")
                await asyncio.to_thread(bowl, client, revision, *names)
                last = Cursor(revision, max(names))
                await receive_until(reader, partial(includes, last))
            assert not reader.is_over

    asyncio.run(run())


def includes(cursor: Cursor, received: list[Cursor]) -> bool:
    """Return True if an event was received."""
    return cursor in received


def test_a_stream_delivers_the_events_committed_while_its_connection_was_cut(
    client: Client, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = os.environ["FIRESTORE_EMULATOR_HOST"]

    async def run() -> None:
        proxy = CuttableProxy(host)
        server = await asyncio.start_server(proxy.forward, "127.0.0.1")
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{port}")
        async with watch_rooms(project_id) as store, store.rooms.enter(MATCH_ID) as room:
            reader = Reader()
            room.join(reader)
            for revision in (7, 8, 9):
                await asyncio.to_thread(bowl, client, revision, f"1_{revision}")
                assert await receive_until(reader, bool) == [Cursor(revision, f"1_{revision}")]
                assert proxy.cut_connections() >= 1
        proxy.cut_connections()
        server.close()

    asyncio.run(run())


def test_listeners_share_a_stream_up_to_the_limit_of_a_client(
    firestore_client: Client, project_id: str
) -> None:
    for name in ("m1", "m2"):
        firestore_client.document(paths.match(name)).set({"status": "live"})

    async def run() -> None:
        settings, metrics = Settings(project=project_id, listeners_per_client=4), Metrics()
        async with (
            firestore_rooms(settings, metrics) as store,
            store.rooms.enter("m1"),
            store.rooms.enter("m2"),
        ):
            value = metrics.registry.get_sample_value
            assert value("gateway_firestore_clients") == 2
            assert value("firestore_listeners") == 6

    asyncio.run(run())
