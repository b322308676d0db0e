"""Tests rooms: one listener per document for all readers, which ends after the last one left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import START, Cursor
from scrbrd_gateway.ports import Rooms, TooManyRooms, UnknownMatch
from scrbrd_gateway.reader import Reader
from scrbrd_gateway.room import outdated_targets
from scrbrd_gateway.rooms import WatchedRooms
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.source import FirstRead, Target, Versions
from tests.gateway.fakes import MATCH_ID, FakeSource

QUICK = Settings(grace=0.01, watch_interval=0.01, silent_after=0.01, settle=0.01)
SECONDS = 30.0


async def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, half a minute at most."""
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.001)


def restart_count(metrics: Metrics, target: Target, reason: str) -> float:
    """Return how many listeners of a target were restarted for a reason."""
    labels = {"target": target.value, "reason": reason}
    return metrics.registry.get_sample_value("firestore_listener_restarts_total", labels) or 0.0


@asynccontextmanager
async def open_rooms(
    source: FakeSource, settings: Settings = QUICK, metrics: Metrics | None = None
) -> AsyncIterator[WatchedRooms]:
    """Yield rooms whose listeners are checked in the background."""
    rooms = WatchedRooms(source, settings, metrics or Metrics())
    watch_task = asyncio.create_task(rooms.watch())
    try:
        yield rooms
    finally:
        watch_task.cancel()
        await rooms.close()


def test_watched_rooms_fit_the_protocol_that_streams_use() -> None:
    rooms: Rooms = WatchedRooms(FakeSource(), QUICK, Metrics())
    assert rooms is not None


def test_many_readers_share_three_listeners() -> None:
    async def run() -> None:
        source = FakeSource()
        async with open_rooms(source) as rooms, AsyncExitStack() as stack:
            entered = (stack.enter_async_context(rooms.enter(MATCH_ID)) for _ in range(50))
            assert len({id(room) for room in await asyncio.gather(*entered)}) == 1
            assert sorted(each.target for each in source.listeners) == sorted(Target)
            assert source.open_count == 1

    asyncio.run(run())


def test_the_listeners_end_some_time_after_the_last_reader() -> None:
    async def run() -> None:
        source = FakeSource()
        async with open_rooms(source) as rooms:
            async with rooms.enter(MATCH_ID) as first, rooms.enter(MATCH_ID):
                pass
            async with rooms.enter(MATCH_ID) as again:
                assert again is first  # a reader that returns in time gets the same room
            assert rooms.view(MATCH_ID) is not None
            await wait_until(lambda: not source.listeners)
            assert rooms.view(MATCH_ID) is None
            async with rooms.enter(MATCH_ID) as another:
                assert another is not first

    asyncio.run(run())


def test_no_event_is_missing_between_joining_and_the_first_delivery() -> None:
    async def run() -> None:
        source = FakeSource()
        source.bowl(1)
        async with open_rooms(source) as rooms, rooms.enter(MATCH_ID) as room:
            reader = Reader()
            source.bowl(2)  # its call on the loop has not run yet
            view = room.join(reader)
            assert view.newest == Cursor(1, "1_1")
            await reader.wait()
            state, events = reader.take()
            assert [each.cursor.revision for each in events] == [2]
            assert state is not None
            assert state.score is not None
            assert state.score.version == 2
            assert [each.cursor.revision for each in await room.events_after(START, 9)] == [1, 2]
            room.leave(reader)
            source.bowl(3)
            await wait_until(lambda: room.view.newest.revision == 3)
            assert reader.take() == (None, [])

    asyncio.run(run())


def test_the_database_is_read_only_for_cursors_before_the_tail() -> None:
    async def run() -> None:
        source = FakeSource()
        for revision in range(1, 9):
            source.bowl(revision)
        async with (
            open_rooms(source, QUICK.model_copy(update={"tail": 3})) as rooms,
            rooms.enter(MATCH_ID) as room,
        ):
            events = await room.events_after(Cursor(6, "1_6"), 9)
            assert ([each.cursor.revision for each in events], source.queries) == ([7, 8], 0)
            events = await room.events_after(Cursor(2, "1_2"), 4)
            assert ([each.cursor.revision for each in events], source.queries) == ([3, 4, 5, 6], 1)

    asyncio.run(run())


def test_readers_that_start_before_the_tail_share_one_query_until_a_change() -> None:
    async def run() -> None:
        source = FakeSource()
        for revision in range(1, 9):
            source.bowl(revision)
        async with (
            open_rooms(source, QUICK.model_copy(update={"tail": 3})) as rooms,
            rooms.enter(MATCH_ID) as room,
        ):
            for newest in (8, 9):
                pages = await asyncio.gather(*(room.events_after(START, 20) for _ in range(50)))
                for page in pages:
                    assert [each.cursor.revision for each in page] == [*range(1, newest + 1)]
                assert source.queries == newest - 7
                source.bowl(newest + 1)
                await wait_until(lambda: room.view.newest == source.sorted_feed()[-1].cursor)

    asyncio.run(run())


def test_an_unknown_match_is_refused_and_leaves_no_listener() -> None:
    async def run() -> None:
        source = FakeSource()
        async with open_rooms(source) as rooms:
            for _ in range(2):
                with pytest.raises(UnknownMatch):
                    await rooms.enter("m2").__aenter__()
            assert source.open_count == 2
            assert source.listeners == []

    asyncio.run(run())


def test_a_failed_opening_is_tried_again_by_the_next_reader() -> None:
    async def run() -> None:
        source = FakeSource()
        source.error = ConnectionError("gone")
        async with open_rooms(source) as rooms:
            with pytest.raises(ConnectionError):
                await rooms.enter(MATCH_ID).__aenter__()
            source.error = None
            async with rooms.enter(MATCH_ID) as room:
                assert room.view.match_id == MATCH_ID

    asyncio.run(run())


def test_a_reader_that_leaves_while_a_room_opens_does_not_stop_the_opening() -> None:
    async def run() -> None:
        source = FakeSource()
        async with open_rooms(source) as rooms:
            leaving = asyncio.create_task(rooms.enter(MATCH_ID).__aenter__())
            await asyncio.sleep(0)
            leaving.cancel()
            async with rooms.enter(MATCH_ID) as room:
                assert room.view.match_id == MATCH_ID
            await wait_until(lambda: rooms.view(MATCH_ID) is None and not source.listeners)

    asyncio.run(run())


def test_an_opening_that_fails_without_waiting_readers_affects_no_later_reader() -> None:
    class SlowSource(FakeSource):
        async def open(self, match_id: str, most: int) -> FirstRead:
            await asyncio.sleep(0.01)
            return await super().open(match_id, most)

    async def run() -> None:
        source = SlowSource()
        source.error = ConnectionError("gone")
        async with open_rooms(source, Settings(grace=SECONDS)) as rooms:
            leaving = asyncio.create_task(rooms.enter(MATCH_ID).__aenter__())
            await asyncio.sleep(0)
            leaving.cancel()
            await asyncio.sleep(0.05)
            source.error = None
            async with rooms.enter(MATCH_ID) as room:
                assert room.view.match_id == MATCH_ID

    asyncio.run(run())


def test_the_number_of_watched_matches_is_limited() -> None:
    async def run() -> None:
        source = FakeSource("m1", "m2")
        one_room = QUICK.model_copy(update={"most_rooms": 1})
        async with open_rooms(source, one_room) as rooms, rooms.enter("m1"):
            with pytest.raises(TooManyRooms):
                await rooms.enter("m2").__aenter__()

    asyncio.run(run())


def test_at_the_limit_the_room_unused_for_longest_is_closed() -> None:
    async def run() -> None:
        source = FakeSource("m1", "m2", "m3", "m4")
        three_rooms = QUICK.model_copy(update={"most_rooms": 3, "grace": 60.0})
        async with open_rooms(source, three_rooms) as rooms, rooms.enter("m1"):
            for match_id in ("m3", "m2", "m3"):
                async with rooms.enter(match_id):
                    pass
            async with rooms.enter("m4"):
                assert rooms.view("m2") is None
                async with rooms.enter("m2"):
                    assert rooms.view("m3") is None
                    assert rooms.view("m1") is not None
                    with pytest.raises(TooManyRooms):
                        await rooms.enter("m3").__aenter__()
            await wait_until(lambda: len(source.listeners) == 3 * len(Target))

    asyncio.run(run())


@pytest.mark.parametrize("target", Target)
def test_a_silent_listener_is_restarted(target: Target) -> None:
    async def run() -> None:
        source, metrics = FakeSource(), Metrics()
        async with open_rooms(source, metrics=metrics) as rooms, rooms.enter(MATCH_ID) as room:
            [silent] = [each for each in source.listeners if each.target is target]
            silent.misses_updates = True
            source.bowl(7)
            await wait_until(lambda: restart_count(metrics, target, "silent") == 1.0)
            await wait_until(
                lambda: outdated_targets(room.view, Versions(7, 7, Cursor(7, "1_7"))) == set()
            )
            assert silent not in source.listeners
            assert sum(restart_count(metrics, each, "silent") for each in Target) == 1.0

    asyncio.run(run())


def test_an_ended_listener_is_restarted() -> None:
    async def run() -> None:
        source, metrics = FakeSource(), Metrics()
        async with open_rooms(source, metrics=metrics) as rooms, rooms.enter(MATCH_ID) as room:
            source.listeners[0].is_alive = False
            await wait_until(lambda: restart_count(metrics, Target.SCORE, "ended") == 1.0)
            source.bowl(1)
            await wait_until(lambda: room.view.score is not None)

    asyncio.run(run())


def test_a_failed_check_of_listeners_is_logged_and_the_next_one_follows(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def run() -> None:
        source, metrics = FakeSource(), Metrics()
        async with open_rooms(source, metrics=metrics) as rooms, rooms.enter(MATCH_ID):
            source.error = ConnectionError("gone")
            await wait_until(lambda: "could not be looked after" in caplog.text)
            source.error = None
            [silent] = [each for each in source.listeners if each.target is Target.SCORE]
            silent.misses_updates = True
            source.bowl(1)
            await wait_until(lambda: restart_count(metrics, Target.SCORE, "silent") == 1.0)

    asyncio.run(run())


def test_the_listeners_of_a_match_without_changes_are_not_restarted() -> None:
    async def run() -> None:
        source, metrics = FakeSource(), Metrics()
        source.bowl(1)
        async with open_rooms(source, metrics=metrics) as rooms, rooms.enter(MATCH_ID):
            before = [*source.listeners]
            await wait_until(lambda: source.version_reads > 3)
            assert source.listeners == before

    asyncio.run(run())


def test_a_listener_that_delivered_many_events_is_renewed_after_them() -> None:
    async def run() -> None:
        source, metrics = FakeSource(), Metrics()
        settings = QUICK.model_copy(update={"events_per_listener": 5, "watch_interval": 60.0})
        async with open_rooms(source, settings, metrics) as rooms, rooms.enter(MATCH_ID) as room:
            reader = Reader()
            room.join(reader)
            for revision in range(1, 13):
                source.bowl(revision)
                await asyncio.sleep(0.001)
            await wait_until(lambda: room.view.newest.revision == 12)
            await wait_until(lambda: restart_count(metrics, Target.EVENTS, "renewed") == 2.0)
            _, events = reader.take()
            assert [each.cursor.revision for each in events] == [*range(1, 13)]
            [listener] = [each for each in source.listeners if each.target is Target.EVENTS]
            assert listener.after.revision >= 10

    asyncio.run(run())


@pytest.mark.parametrize(
    "listeners_get_updates", [True, False], ids=["with updates", "while no stream was open"]
)
def test_readers_of_a_recreated_match_start_anew_with_the_stored_events(
    listeners_get_updates: bool,
) -> None:
    async def run() -> None:
        source = FakeSource()
        for revision in (1, 2, 3):
            source.bowl(revision)
        async with open_rooms(source) as rooms, rooms.enter(MATCH_ID) as room:
            reader = Reader()
            room.join(reader)
            for listener in source.listeners:
                listener.misses_updates = not listeners_get_updates
            source.delete()
            for listener in source.listeners:
                listener.misses_updates = False
            source.bowl(9)
            await wait_until(lambda: reader.is_over)
            async with rooms.enter(MATCH_ID) as again:
                assert again is not room
                assert [each.cursor for each in await again.events_after(START, 9)] == [
                    Cursor(9, "1_9")
                ]
                checks = source.version_reads
                await wait_until(lambda: source.version_reads > checks + 3)
                assert rooms.view(MATCH_ID) is again.view

    asyncio.run(run())


def test_a_deletion_seen_by_a_listener_counts_after_its_restart() -> None:
    async def run() -> None:
        source = FakeSource()
        source.bowl(1)
        settings = QUICK.model_copy(update={"watch_interval": 60.0})
        async with open_rooms(source, settings) as rooms, rooms.enter(MATCH_ID) as room:
            reader = Reader()
            room.join(reader)
            [listener] = [each for each in source.listeners if each.target is Target.EVENTS]
            listener.has_lost_documents = True
            [opened_room] = [each.opened() for each in rooms._rooms.values()]
            assert opened_room is not None
            await opened_room.restart((Target.EVENTS,), "renewed")
            assert not any(each.has_lost_documents for each in source.listeners)
            await rooms.check_listeners(opened_room)
            assert reader.is_over

    asyncio.run(run())


def test_readers_of_a_restored_match_start_anew_with_the_stored_events() -> None:
    async def run() -> None:
        source = FakeSource()
        source.bowl(1)
        async with open_rooms(source) as rooms:
            async with rooms.enter(MATCH_ID) as room:
                reader = Reader()
                room.join(reader)
                backup = source.score, source.ticker, dict(source.feed)
                source.bowl(2)
                source.score, source.ticker, source.feed = backup
                await wait_until(lambda: reader.is_over)
                async with rooms.enter(MATCH_ID) as again:
                    assert again is not room
                    assert again.view.newest == Cursor(1, "1_1")
                    assert again.view.score is not None
                    assert again.view.score.version == 1
            await wait_until(lambda: not source.listeners)

    asyncio.run(run())
