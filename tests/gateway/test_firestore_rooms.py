"""Rooms on the Firestore emulator: what is committed is heard, once and in order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
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
from tests.gateway.fakes import MATCH_ID, event_document

SECONDS = 20.0


@asynccontextmanager
async def watching(project: str, **changes: Any) -> AsyncIterator[FirestoreRooms]:
    # The emulator may tell nothing of a write between its first answer and its listening: what went
    # silent is looked after soon.
    settings = Settings(
        project=project,
        grace=0.05,
        tail=3,
        listeners_per_client=2,
        watch_interval=1.0,
        silent_after=3.0,
    )
    async with firestore_rooms(settings.model_copy(update=changes), Metrics()) as found:
        yield found


async def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, some seconds at most."""
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.005)


def score_of(update: MatchUpdate) -> tuple[int, int]:
    """Return the version of a score, and when its document was made."""
    assert update.score is not None
    return update.score.version, update.score.created


def made_at(update: MatchUpdate) -> int:
    """Return when the score's document was made."""
    return score_of(update)[1]


async def received_until(reader: Reader, is_enough: Callable[[list[Cursor]], bool]) -> list[Cursor]:
    """Return the events that a reader is told until they are enough."""
    received: list[Cursor] = []
    async with asyncio.timeout(SECONDS):
        while not is_enough(received):
            await reader.wait()
            received += [each.cursor for each in reader.take()[1]]
    return received


@retry(retry=retry_if_exception_type(Cancelled), stop=stop_after_attempt(3), reraise=True)
def bowl(client: Client, revision: int, *event_ids: str) -> None:
    """Commit a score, a ticker and documents of the feed, as the functions do.

    The emulator may answer a commit with the end of a listener whose connection was cut just then;
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
def match(firestore_client: Client) -> Client:
    """A match of which five balls are bowled, the third corrected after the fourth."""
    firestore_client.document(paths.match(MATCH_ID)).set({"status": "live"})
    for revision, names in enumerate(
        [("1_1",), ("1_2",), ("1_3",), ("1_4",), ("1_3", "1_6"), ("1_5",)], start=1
    ):
        bowl(firestore_client, revision, *names)
    return firestore_client


FEED = [
    Cursor(1, "1_1"), Cursor(2, "1_2"), Cursor(4, "1_4"), Cursor(5, "1_3"), Cursor(5, "1_6"),
    Cursor(6, "1_5"),
]  # fmt: skip


def test_a_room_begins_with_what_is_stored_and_hears_what_is_committed(
    match: Client, project_id: str
) -> None:
    async def run() -> None:
        async with watching(project_id) as found, found.rooms.enter(MATCH_ID) as room:
            reader = Reader()
            view = room.join(reader)
            assert view.newest == FEED[-1]
            assert view.score is not None
            assert view.score.version == 6
            await asyncio.to_thread(bowl, match, 7, "1_7", "1_2", "1_1")
            await asyncio.to_thread(bowl, match, 8, "1_8")
            received = await received_until(reader, lambda received: len(received) >= 4)
            assert received == [Cursor(7, name) for name in ("1_1", "1_2", "1_7")] + [
                Cursor(8, "1_8")
            ]
            score = room.view.score
            assert score is not None
            assert score.document["status"] == "live"

    asyncio.run(run())


@pytest.mark.parametrize("tail", [3, 300], ids=["beyond the tail", "in the tail"])
def test_whoever_resumes_gets_the_events_behind_the_cursor(
    match: Client, project_id: str, tail: int
) -> None:
    assert match is not None

    async def run() -> None:
        async with watching(project_id, tail=tail) as found, found.rooms.enter(MATCH_ID) as room:
            for place, cursor in enumerate([START, *FEED]):
                later_cursors = [each.cursor for each in await room.events_after(cursor, 100)]
                assert later_cursors == FEED[place:]
            assert [each.cursor for each in await room.events_after(START, 2)] == FEED[:2]
            assert [each.cursor for each in await room.events_after(Cursor(5, ""), 9)] == FEED[3:]

    asyncio.run(run())


def test_a_match_before_its_first_ball_is_watched_and_one_that_is_not_there_is_unknown(
    firestore_client: Client, project_id: str
) -> None:
    firestore_client.document(paths.match(MATCH_ID)).set({"status": "scheduled"})

    async def run() -> None:
        async with watching(project_id) as found:
            async with found.rooms.enter(MATCH_ID) as room:
                reader = Reader()
                assert room.join(reader).score is None
                await asyncio.to_thread(bowl, firestore_client, 1, "1_1")
                assert await received_until(reader, bool) == [Cursor(1, "1_1")]
            for name in ("m2", "a/b", "__x__", "", "\ud800"):
                with pytest.raises(UnknownMatch):
                    await found.rooms.enter(name).__aenter__()

    asyncio.run(run())


def test_a_listener_begun_again_brings_what_was_missed(match: Client, project_id: str) -> None:
    async def run() -> None:
        async with watching(project_id) as found:
            update: list[Cursor] = []

            def on_update(each: MatchUpdate) -> None:
                update.extend(event.cursor for event in each.events)

            listener = await found.source.listen(MATCH_ID, Target.EVENTS, FEED[3], on_update)
            async with asyncio.timeout(SECONDS):
                while len(update) < 3:
                    await asyncio.sleep(0.005)
            assert update == FEED[3:]  # with the first, which is of the same revision
            was_alive = listener.is_alive
            await listener.close()
            assert (was_alive, listener.is_alive) == (True, False)
            await asyncio.to_thread(bowl, match, 9, "1_9")
            assert await found.source.versions(MATCH_ID) == Versions(9, 9, Cursor(9, "1_9"))
            assert update == FEED[3:]

    asyncio.run(run())


def test_a_field_that_no_number_is_makes_no_listener_end(match: Client, project_id: str) -> None:
    async def run() -> None:
        async with watching(project_id) as found, found.rooms.enter(MATCH_ID) as room:
            odd = {"version": float("nan"), "at": match.document("matches/m1")}
            await asyncio.to_thread(match.document(paths.live_score(MATCH_ID)).set, odd)
            await asyncio.to_thread(bowl, match, 7, "1_7")
            reader = Reader()
            room.join(reader)
            async with asyncio.timeout(SECONDS):
                while room.view.newest != Cursor(7, "1_7"):
                    await reader.wait()
                    reader.take()

    asyncio.run(run())


def test_an_event_whose_revision_is_no_number_is_passed_over(
    match: Client, project_id: str
) -> None:
    odd = event_document("1_9", 1) | {"revision": "x"}
    match.document(paths.event(MATCH_ID, "1_9")).set(odd)

    async def run() -> None:
        async with watching(project_id) as found, found.rooms.enter(MATCH_ID) as room:
            assert room.view.newest == FEED[-1]
            assert (await found.source.versions(MATCH_ID)).newest == FEED[-1]
            for cursor, rest in ((START, FEED), (FEED[-2], FEED[-1:]), (FEED[-1], [])):
                events = await found.source.events_after(MATCH_ID, cursor, 9)
                assert [each.cursor for each in events] == rest
            assert await found.source.event(MATCH_ID, "1_9") is None

    asyncio.run(run())


def test_one_event_is_read_by_its_id(match: Client, project_id: str) -> None:
    assert match.document(paths.event(MATCH_ID, FEED[0].id)).get().exists

    async def run() -> None:
        async with watching(project_id) as found:
            events = await found.source.events_after(MATCH_ID, START, 1)
            assert [await found.source.event(MATCH_ID, FEED[0].id)] == events
            assert await found.source.event(MATCH_ID, "9_9") is None

    asyncio.run(run())


def test_what_cannot_be_decoded_is_left_out_and_the_rest_is_told(
    match: Client, project_id: str
) -> None:
    foreign = Client(project="demo-another").document("a/b")

    async def run() -> None:
        async with watching(project_id) as found, found.rooms.enter(MATCH_ID) as room:
            odd = {"version": 7, "status": "live", "at": foreign}
            await asyncio.to_thread(match.document(paths.live_score(MATCH_ID)).set, odd)
            async with asyncio.timeout(SECONDS):
                while room.view.score is None or room.view.score.version != 7:
                    await asyncio.sleep(0.005)
            assert room.view.score.document == {"version": 7, "status": "live"}

    asyncio.run(run())


def delete(client: Client) -> None:
    """Delete what the functions wrote of the match, one document after the other."""
    for snap in client.collection(paths.events(MATCH_ID)).stream():
        snap.reference.delete()
    for path in (paths.live_score(MATCH_ID), paths.ticker(MATCH_ID)):
        client.document(path).delete()


def test_a_match_that_was_deleted_and_made_again_begins_anew(
    match: Client, project_id: str
) -> None:
    async def run() -> None:
        async with watching(project_id, watch_interval=0.2, tail=300) as found:
            async with found.rooms.enter(MATCH_ID) as room:
                reader = Reader()
                room.join(reader)
                await asyncio.to_thread(delete, match)
                await asyncio.to_thread(bowl, match, 20, "1_1")
                await until(lambda: reader.is_over)
            async with found.rooms.enter(MATCH_ID) as again:
                await until(lambda: again.view.newest == Cursor(20, "1_1"))
                later_cursors = [each.cursor for each in await again.events_after(START, 9)]
                assert later_cursors == [Cursor(20, "1_1")]

    asyncio.run(run())


def test_a_score_that_was_made_again_is_known_by_its_listener_too(
    match: Client, project_id: str
) -> None:
    async def run() -> None:
        async with watching(project_id) as found:
            first = await found.source.open(MATCH_ID, 1)
            update: list[MatchUpdate] = []
            listener = await found.source.listen(MATCH_ID, Target.SCORE, START, update.append)
            await asyncio.to_thread(bowl, match, 7, "1_7")
            await until(lambda: (7, made_at(first.update)) in map(score_of, update))
            assert made_at(first.update) > 0
            assert listener.has_lost_documents is False
            await asyncio.to_thread(delete, match)
            await asyncio.to_thread(bowl, match, 8, "1_8")
            again = await found.source.open(MATCH_ID, 1)
            assert made_at(again.update) > made_at(first.update)
            await until(lambda: (8, made_at(again.update)) in map(score_of, update))
            await until(lambda: listener.has_lost_documents)
            await listener.close()

    asyncio.run(run())


def test_events_that_are_rewritten_send_no_reader_away(match: Client, project_id: str) -> None:
    async def run() -> None:
        few = {"watch_interval": 0.05, "events_per_listener": 4}
        async with watching(project_id, **few) as found, found.rooms.enter(MATCH_ID) as room:
            reader = Reader()
            room.join(reader)
            for revision in range(7, 15):
                names = (f"1_{revision}", f"1_{revision - 1}", f"1_{revision - 3}")
                await asyncio.to_thread(bowl, match, revision, *names)
                last = Cursor(revision, max(names))
                await received_until(reader, partial(contains, last))
            assert not reader.is_over

    asyncio.run(run())


def contains(cursor: Cursor, received: list[Cursor]) -> bool:
    """Return whether an event was told."""
    return cursor in received


class Cable:
    """Carries connections to the emulator, until it is cut; the next ones are carried again."""

    def __init__(self, host: str) -> None:
        self._host, _, self._port = host.rpartition(":")
        self._carried: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        far_reader, far_writer = await asyncio.open_connection(self._host, int(self._port))
        self._carried |= {writer, far_writer}
        for source, target in ((reader, far_writer), (far_reader, writer)):
            self._tasks.add(asyncio.create_task(self._pump(source, target)))

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                target.write(data)
        target.close()

    def cut(self) -> int:
        """Cut every connection; return how many there were."""
        cut, self._carried = self._carried, set()
        for writer in cut:
            writer.transport.abort()
        return len(cut) // 2


def test_a_stream_whose_connection_was_cut_brings_what_was_committed_meanwhile(
    match: Client, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = os.environ["FIRESTORE_EMULATOR_HOST"]

    async def run() -> None:
        cable = Cable(host)
        server = await asyncio.start_server(cable.carry, "127.0.0.1")
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{port}")
        async with watching(project_id) as found, found.rooms.enter(MATCH_ID) as room:
            reader = Reader()
            room.join(reader)
            for revision in (7, 8, 9):
                await asyncio.to_thread(bowl, match, revision, f"1_{revision}")
                assert await received_until(reader, bool) == [Cursor(revision, f"1_{revision}")]
                assert cable.cut() >= 1
        cable.cut()
        server.close()

    asyncio.run(run())


def test_listeners_share_a_stream_and_further_ones_have_another(
    firestore_client: Client, project_id: str
) -> None:
    for name in ("m1", "m2"):
        firestore_client.document(paths.match(name)).set({"status": "live"})

    async def run() -> None:
        settings, metrics = Settings(project=project_id, listeners_per_client=4), Metrics()
        async with (
            firestore_rooms(settings, metrics) as found,
            found.rooms.enter("m1"),
            found.rooms.enter("m2"),
        ):
            value = metrics.registry.get_sample_value
            assert value("gateway_firestore_clients") == 2
            assert value("firestore_listeners") == 6

    asyncio.run(run())
