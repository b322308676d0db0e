"""Tests server-sent events: where a stream begins, what it sends, and that no event is missed."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from google.api_core.exceptions import ServiceUnavailable

from scrbrd.domain.json_types import Json
from scrbrd_gateway.model import Cursor
from tests.gateway.client_models import UNMARKED_CURSOR, StreamEvent, parse_events
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource, event_document
from tests.gateway.served_gateway import (
    SETTINGS,
    ServedGateway,
    connect_to,
    serve_gateway,
    wait_until,
)

PATH = f"/v1/matches/{MATCH_ID}/stream"


@dataclass
class World:
    """A gateway with a fake match, which tests may change from any thread."""

    gateway: ServedGateway
    source: FakeSource

    @contextmanager
    def stream(
        self, cursor: str | None = None, query: str = "", match_id: str = MATCH_ID
    ) -> Iterator[Iterator[StreamEvent]]:
        """Open a stream."""
        headers = {} if cursor is None else {"Last-Event-ID": cursor}
        url = f"{self.gateway.url}/v1/matches/{match_id}/stream{query}"
        with (
            httpx.Client(timeout=10.0) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["cache-control"] == "no-store"
            yield parse_events(response.iter_lines())


@contextmanager
def world_with(**settings: object) -> Iterator[World]:
    source = FakeSource()
    for revision in (1, 2, 3):
        source.bowl(revision)
    changed_settings = SETTINGS.model_copy(update=settings)
    with serve_gateway(changed_settings, connect_to(source, FakeLibrary(source))) as gateway:
        yield World(gateway, source)


@pytest.fixture
def world() -> Iterator[World]:
    with world_with() as new_world:
        yield new_world


def read_events(stream: Iterator[StreamEvent], count: int, *names: str) -> list[StreamEvent]:
    """Read `count` events with the given names, or with any name; comments are skipped."""
    events = list[StreamEvent]()
    for each in stream:
        if each.name in names if names else each.name:
            events.append(each)
        if len(events) == count:
            return events
    return events


def start_fields(opening: StreamEvent) -> tuple[bool, str | None, str]:
    """Return the fields `resumed`, `reason` and `cursor` of a stream's first event."""
    assert opening.name == "start"
    assert opening.data is not None
    return opening.data["resumed"], opening.data["reason"], opening.data["cursor"]


def test_a_new_reader_gets_the_state_and_the_new_events(world: World) -> None:
    with world.stream() as stream:
        opening, score, ticker = read_events(stream, 3)
        newest = Cursor(3, "1_3").text(MATCH_ID)
        assert start_fields(opening) == (False, "new", newest)
        assert opening.id == newest
        assert (score.name, score.data and score.data["version"]) == ("score", 3)
        assert (ticker.name, score.id, ticker.id) == ("ticker", "", "")
        world.source.bowl(4)
        [ball] = read_events(stream, 1, "feed")
        assert (ball.id, ball.data and ball.data["id"]) == (Cursor(4, "1_4").text(MATCH_ID), "1_4")
        [score] = read_events(stream, 1, "score")
        assert score.data
        assert score.data["version"] == 4
        registry = world.gateway.gateway.metrics.registry
        wait_until(lambda: registry.get_sample_value("broadcast_latency_seconds_count") != 0)


def test_a_resuming_reader_gets_every_event_since_its_cursor(world: World) -> None:
    with world.stream(Cursor(1, "1_1").text(MATCH_ID)) as stream:
        opening, *_ = read_events(stream, 3)
        assert start_fields(opening) == (True, None, Cursor(1, "1_1").text(MATCH_ID))
        assert [each.id for each in read_events(stream, 2)] == [
            Cursor(2, "1_2").text(MATCH_ID),
            Cursor(3, "1_3").text(MATCH_ID),
        ]
    with world.stream(query=f"?last_event_id={Cursor(2, '1_2').text(MATCH_ID)}") as stream:
        opening, *_ = read_events(stream, 3)
        assert start_fields(opening)[0] is True
        assert [each.id for each in read_events(stream, 1)] == [Cursor(3, "1_3").text(MATCH_ID)]


def test_the_cursor_in_the_header_takes_precedence_over_the_query(world: World) -> None:
    with world.stream(
        Cursor(2, "1_2").text(MATCH_ID), f"?last_event_id={Cursor(1, '1_1').text(MATCH_ID)}"
    ) as stream:
        assert start_fields(read_events(stream, 1)[0]) == (
            True,
            None,
            Cursor(2, "1_2").text(MATCH_ID),
        )


def test_a_stream_from_the_earliest_gets_the_whole_feed(world: World) -> None:
    with world.stream(query="?last_event_id=earliest") as stream:
        assert start_fields(read_events(stream, 1)[0]) == (True, None, "earliest")
        assert [each.data and each.data["id"] for each in read_events(stream, 3, "feed")] == [
            "1_1", "1_2", "1_3",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", Cursor(9, "1_9").text(MATCH_ID), Cursor(3, "1_3").text("m2"), UNMARKED_CURSOR],
    ids=["not a cursor", "not in this feed", "of another match", "without a match mark"],
)
def test_an_unknown_cursor_is_reported_with_the_state(world: World, cursor: str) -> None:
    with world.stream(cursor) as stream:
        opening, score, _ = read_events(stream, 3)
        assert start_fields(opening) == (False, "unknown_cursor", Cursor(3, "1_3").text(MATCH_ID))
        assert score.name == "score"


def test_a_cursor_issued_by_another_process_is_known(world: World) -> None:
    with world.stream() as stream:
        read_events(stream, 3)
        for listener in world.source.listeners:
            listener.misses_updates = True
        world.source.bowl(4)
        with world.stream(Cursor(4, "1_4").text(MATCH_ID)) as ahead:
            assert start_fields(read_events(ahead, 1)[0]) == (
                True,
                None,
                Cursor(4, "1_4").text(MATCH_ID),
            )
            for listener in world.source.listeners:
                listener.misses_updates = False
            world.source.write(events={"1_4": event_document("1_4", 4)})
            world.source.bowl(5)
            assert [each.id for each in read_events(ahead, 1, "feed")] == [
                Cursor(5, "1_5").text(MATCH_ID)
            ]


def test_a_cursor_whose_event_was_deleted_is_a_gap(world: World) -> None:
    deleted = Cursor(2, "1_9")
    with world.stream(deleted.text(MATCH_ID)) as stream:
        [opening] = read_events(stream, 1)
        assert start_fields(opening) == (False, "gap", Cursor(3, "1_3").text(MATCH_ID))


def test_a_reader_that_missed_too_many_events_starts_anew() -> None:
    with world_with(replay=1) as world, world.stream(Cursor(1, "1_1").text(MATCH_ID)) as stream:
        opening, score, _ = read_events(stream, 3)
        assert start_fields(opening) == (False, "too_old", Cursor(3, "1_3").text(MATCH_ID))
        assert score.name == "score"


def test_a_stream_without_events_sends_heartbeats() -> None:
    with world_with(heartbeat=0.02) as world, world.stream() as stream:
        read_events(stream, 3)
        assert [next(stream).name for _ in range(3)] == ["", "", ""]


def test_a_match_before_its_first_ball_resumes_from_the_earliest() -> None:
    with world_with() as world:
        world.source.score = world.source.ticker = None
        world.source.feed = {}
        with world.stream() as stream:
            opening = read_events(stream, 1)[0]
            assert (start_fields(opening), opening.id) == ((False, "new", "earliest"), "earliest")
        world.source.bowl(1)
        with world.stream(opening.id) as stream:
            assert [each.id for each in read_events(stream, 1, "feed")] == [
                Cursor(1, "1_1").text(MATCH_ID)
            ]


def test_a_slow_reader_is_disconnected_and_can_resume() -> None:
    with world_with(queue=5) as world, world.stream() as stream:
        *_, last = read_events(stream, 3)
        is_blocked, may_continue = threading.Event(), threading.Event()

        def block_loop() -> None:
            is_blocked.set()
            may_continue.wait(5.0)

        assert world.source.loop is not None
        world.source.loop.call_soon_threadsafe(block_loop)
        is_blocked.wait(5.0)
        for revision in range(4, 14):
            world.source.bowl(revision)
        may_continue.set()
        assert last.name == "ticker"
        [end] = read_events(stream, 1, "end")
        assert end.data == {"reason": "slow", "retryMs": SETTINGS.retry}
        assert list(stream) == []
        with world.stream(Cursor(3, "1_3").text(MATCH_ID)) as again:
            events = read_events(again, 10, "feed")
        assert [each.id for each in events] == [
            Cursor(n, f"1_{n}").text(MATCH_ID) for n in range(4, 14)
        ]


def test_a_stopping_process_ends_its_streams_with_a_time_to_reconnect() -> None:
    with world_with() as world, world.stream() as stream:
        read_events(stream, 3)
        world.gateway.stop()
        [end] = read_events(stream, 1, "end")
        assert end.data is not None
        assert end.data["reason"] == "restart"
        assert 0 <= end.data["retryMs"] < 5_000


def end_data(stream: Iterator[StreamEvent]) -> Json:
    """Return the data of the only event of a stream, which is its end."""
    [end] = stream
    assert (end.name, end.id) == ("end", "")
    assert end.data is not None
    return end.data


def test_a_stream_opened_during_shutdown_ends_with_a_time_to_reconnect() -> None:
    with world_with() as world:
        with world.stream() as stream:
            read_events(stream, 3)
            assert world.source.loop is not None
            world.source.loop.call_soon_threadsafe(world.gateway.gateway.draining.begin)
            read_events(stream, 1, "end")
        with world.stream() as stream:
            end = end_data(stream)
    assert end["reason"] == "restart"
    assert 0 <= end["retryMs"] < 5_000


def test_a_stream_whose_missed_events_cannot_be_read_ends_with_a_time_to_retry(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with world_with(tail=1) as world:
        world.source.feed_error = ServiceUnavailable("not now")
        with world.stream("earliest") as stream:
            [end] = stream
        assert end.data is not None
        assert (end.name, end.data["reason"]) == ("end", "unavailable")
        assert end.data["retryMs"] >= world.gateway.gateway.settings.retry
        world.source.feed_error = None
        with world.stream("earliest") as stream:
            assert read_events(stream, 1)[0].name == "start"
    assert "Exception in ASGI application" not in caplog.text


def test_the_retry_field_of_an_ended_stream_equals_its_time_to_reconnect() -> None:
    with world_with(most_streams=1) as world, world.stream() as stream:
        read_events(stream, 1)
        lines = httpx.get(f"{world.gateway.url}{PATH}").text.splitlines()
        wait = json.loads(lines[2].removeprefix("data: "))["retryMs"]
        assert lines[:2] == [f"retry: {wait}", "event: end"]


@pytest.mark.parametrize(
    "limit", ["most_streams", "sockets_per_address"], ids=["in total", "per address"]
)
def test_the_number_of_streams_is_limited(limit: str) -> None:
    with world_with(**{limit: 1}) as world:
        with world.stream() as stream:
            read_events(stream, 1)
            with world.stream() as refused:
                end = end_data(refused)
            assert end["reason"] == "full"
            assert SETTINGS.retry <= end["retryMs"] < SETTINGS.retry + 5_000
        metrics = world.gateway.gateway.metrics
        wait_until(lambda: not metrics.open_streams)
        with world.stream() as stream:
            assert read_events(stream, 1)[0].name == "start"


def test_the_matches_of_an_address_are_limited_but_not_the_streams_of_a_match() -> None:
    with world_with(matches_per_address=1) as world:
        world.source.match_ids.add("m2")
        with world.stream() as stream, world.stream() as again:
            read_events(stream, 1)
            assert read_events(again, 1)[0].name == "start"
            with world.stream(match_id="m2") as refused:
                [end] = read_events(refused, 1)
            assert (end.name, end.data and end.data["reason"]) == ("end", "full")


def test_a_stream_of_a_match_beyond_the_limit_ends_as_full() -> None:
    with world_with(most_rooms=1) as world:
        world.source.match_ids.add("m2")
        with world.stream() as stream:
            read_events(stream, 1)
            with world.stream(match_id="m2") as refused:
                [end] = read_events(refused, 1)
            assert (end.name, end.data and end.data["reason"]) == ("end", "full")


def test_a_reader_that_loses_its_connection_ten_times_gets_the_same_feed(world: World) -> None:
    steady_events = list[StreamEvent]()

    def follow_steadily() -> None:
        with world.stream("earliest") as stream:
            steady_events.extend(read_events(stream, 63, "feed"))

    steady_thread = threading.Thread(target=follow_steadily)
    steady_thread.start()
    resumed_events, cursor = list[StreamEvent](), "earliest"
    for turn in range(10):
        for revision in range(4 + 6 * turn, 10 + 6 * turn):
            world.source.bowl(revision)
        with world.stream(cursor) as stream:
            received = read_events(stream, 1 + turn, "feed")
        resumed_events += received
        cursor = received[-1].id
    with world.stream(cursor) as stream:
        resumed_events += read_events(stream, 63 - len(resumed_events), "feed")
    steady_thread.join(10.0)
    assert [each.id for each in steady_events] == [
        Cursor(n, f"1_{n}").text(MATCH_ID) for n in range(1, 64)
    ]
    assert resumed_events == steady_events


def test_a_reconnecting_reader_of_changing_events_ends_with_the_same_feed(world: World) -> None:
    random_numbers = random.Random(7)
    steady_events, resumed_events = dict[str, StreamEvent](), dict[str, StreamEvent]()
    end = Cursor(200, "1_200").text(MATCH_ID)

    def read_from(feed: dict[str, StreamEvent], cursor: str, most: int) -> str:
        with world.stream(cursor) as stream:
            for each in stream:
                if each.name == "feed":
                    assert each.data is not None
                    feed[each.data["id"]] = each
                    cursor, most = each.id, most - 1
                if cursor == end or not most:
                    break
        return cursor

    steady_thread = threading.Thread(target=read_from, args=(steady_events, "earliest", 1_000))
    steady_thread.start()
    cursor = "earliest"
    for revision in range(4, 200):
        old = f"1_{random_numbers.randrange(1, revision)}"
        name = old if random_numbers.random() < 0.3 else f"1_{revision}"
        world.source.write(events={name: event_document(name, revision)})
        if not revision % 20:
            cursor = read_from(resumed_events, cursor, 3)
    world.source.bowl(200)
    assert read_from(resumed_events, cursor, 1_000) == end
    steady_thread.join(20.0)
    assert resumed_events == steady_events
    assert {name: each.id for name, each in steady_events.items()} == {
        name: each.cursor.text(MATCH_ID) for name, each in world.source.feed.items()
    }
