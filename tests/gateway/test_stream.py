"""Server-sent events: where a stream begins, what comes, and that nobody misses an event."""

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
from tests.gateway.client_models import BEFORE_MARKS
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource, event_document
from tests.gateway.serving import SETTINGS, Served, await_that, connect_to, served

PATH = f"/v1/matches/{MATCH_ID}/stream"


@dataclass(frozen=True)
class Told:
    """One event of a stream; a comment has no name."""

    name: str = ""
    id: str = ""
    data: Json | None = None


def received(lines: Iterator[str]) -> Iterator[Told]:
    """Read a stream as EventSource does."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            data = json.loads(fields["data"]) if "data" in fields else None
            yield Told(fields.get("event", ""), fields.get("id", ""), data)
            fields = {}


@dataclass
class World:
    """A gateway to a fake match whose writes are made on its loop's thread or any other."""

    gateway: Served
    source: FakeSource

    @contextmanager
    def stream(
        self, cursor: str | None = None, query: str = "", match_id: str = MATCH_ID
    ) -> Iterator[Iterator[Told]]:
        """Open a stream."""
        headers = {} if cursor is None else {"Last-Event-ID": cursor}
        url = f"{self.gateway.url}/v1/matches/{match_id}/stream{query}"
        with (
            httpx.Client(timeout=10.0) as client,
            client.stream("GET", url, headers=headers) as got,
        ):
            assert got.status_code == 200
            assert got.headers["content-type"].startswith("text/event-stream")
            assert got.headers["cache-control"] == "no-store"
            yield received(got.iter_lines())


@contextmanager
def world_with(**settings: object) -> Iterator[World]:
    source = FakeSource()
    for revision in (1, 2, 3):
        source.bowl(revision)
    changed = SETTINGS.model_copy(update=settings)
    with served(changed, connect_to(source, FakeLibrary(source))) as gateway:
        yield World(gateway, source)


@pytest.fixture
def world() -> Iterator[World]:
    with world_with() as found:
        yield found


def first(stream: Iterator[Told], count: int, *names: str) -> list[Told]:
    """Read so many events of some names, or of any but comments."""
    found = list[Told]()
    for each in stream:
        if each.name in names if names else each.name:
            found.append(each)
        if len(found) == count:
            return found
    return found


def start_of(opening: Told) -> tuple[bool, str | None, str]:
    assert opening.name == "start"
    assert opening.data is not None
    return opening.data["resumed"], opening.data["reason"], opening.data["cursor"]


def test_a_new_reader_gets_the_state_and_what_comes(world: World) -> None:
    with world.stream() as stream:
        opening, score, ticker = first(stream, 3)
        newest = Cursor(3, "1_3").text(MATCH_ID)
        assert start_of(opening) == (False, "new", newest)
        assert opening.id == newest
        assert (score.name, score.data and score.data["version"]) == ("score", 3)
        assert (ticker.name, score.id, ticker.id) == ("ticker", "", "")
        world.source.bowl(4)
        [ball] = first(stream, 1, "feed")
        assert (ball.id, ball.data and ball.data["id"]) == (Cursor(4, "1_4").text(MATCH_ID), "1_4")
        [score] = first(stream, 1, "score")
        assert score.data
        assert score.data["version"] == 4
        registry = world.gateway.gateway.metrics.registry
        await_that(lambda: registry.get_sample_value("broadcast_latency_seconds_count") != 0)


def test_who_comes_back_gets_every_event_since(world: World) -> None:
    with world.stream(Cursor(1, "1_1").text(MATCH_ID)) as stream:
        opening, *_ = first(stream, 3)
        assert start_of(opening) == (True, None, Cursor(1, "1_1").text(MATCH_ID))
        assert [each.id for each in first(stream, 2)] == [
            Cursor(2, "1_2").text(MATCH_ID),
            Cursor(3, "1_3").text(MATCH_ID),
        ]
    with world.stream(query=f"?last_event_id={Cursor(2, '1_2').text(MATCH_ID)}") as stream:
        opening, *_ = first(stream, 3)
        assert start_of(opening)[0] is True
        assert [each.id for each in first(stream, 1)] == [Cursor(3, "1_3").text(MATCH_ID)]


def test_the_header_wins_over_the_address(world: World) -> None:
    with world.stream(
        Cursor(2, "1_2").text(MATCH_ID), f"?last_event_id={Cursor(1, '1_1').text(MATCH_ID)}"
    ) as stream:
        assert start_of(first(stream, 1)[0]) == (True, None, Cursor(2, "1_2").text(MATCH_ID))


def test_the_whole_feed_comes_from_the_earliest(world: World) -> None:
    with world.stream(query="?last_event_id=earliest") as stream:
        assert start_of(first(stream, 1)[0]) == (True, None, "earliest")
        assert [each.data and each.data["id"] for each in first(stream, 3, "feed")] == [
            "1_1", "1_2", "1_3",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", Cursor(9, "1_9").text(MATCH_ID), Cursor(3, "1_3").text("m2"), BEFORE_MARKS],
    ids=["no cursor", "not of this feed", "of another match", "of before marks"],
)
def test_an_unknown_cursor_is_said_and_answered_with_the_state(world: World, cursor: str) -> None:
    with world.stream(cursor) as stream:
        opening, score, _ = first(stream, 3)
        assert start_of(opening) == (False, "unknown_cursor", Cursor(3, "1_3").text(MATCH_ID))
        assert score.name == "score"


def test_a_cursor_that_another_process_gave_out_is_known(world: World) -> None:
    with world.stream() as stream:
        first(stream, 3)
        for listener in world.source.listeners:
            listener.misses_updates = True
        world.source.bowl(4)
        with world.stream(Cursor(4, "1_4").text(MATCH_ID)) as ahead:
            assert start_of(first(ahead, 1)[0]) == (True, None, Cursor(4, "1_4").text(MATCH_ID))
            for listener in world.source.listeners:
                listener.misses_updates = False
            world.source.write(events={"1_4": event_document("1_4", 4)})
            world.source.bowl(5)
            assert [each.id for each in first(ahead, 1, "feed")] == [
                Cursor(5, "1_5").text(MATCH_ID)
            ]


def test_a_cursor_whose_event_was_deleted_is_a_gap(world: World) -> None:
    deleted = Cursor(2, "1_9")
    with world.stream(deleted.text(MATCH_ID)) as stream:
        [opening] = first(stream, 1)
        assert start_of(opening) == (False, "gap", Cursor(3, "1_3").text(MATCH_ID))


def test_who_lacks_too_much_is_told_so() -> None:
    with world_with(replay=1) as world, world.stream(Cursor(1, "1_1").text(MATCH_ID)) as stream:
        opening, score, _ = first(stream, 3)
        assert start_of(opening) == (False, "too_old", Cursor(3, "1_3").text(MATCH_ID))
        assert score.name == "score"


def test_a_silent_stream_has_a_heartbeat() -> None:
    with world_with(heartbeat=0.02) as world, world.stream() as stream:
        first(stream, 3)
        assert [next(stream).name for _ in range(3)] == ["", "", ""]


def test_a_match_before_its_first_ball_resumes_from_the_earliest() -> None:
    with world_with() as world:
        world.source.score = world.source.ticker = None
        world.source.feed = {}
        with world.stream() as stream:
            opening = first(stream, 1)[0]
            assert (start_of(opening), opening.id) == ((False, "new", "earliest"), "earliest")
        world.source.bowl(1)
        with world.stream(opening.id) as stream:
            assert [each.id for each in first(stream, 1, "feed")] == [
                Cursor(1, "1_1").text(MATCH_ID)
            ]


def test_a_slow_reader_is_sent_away_and_resumes() -> None:
    with world_with(queue=5) as world, world.stream() as stream:
        *_, last = first(stream, 3)
        waits, goes_on = threading.Event(), threading.Event()

        def hold_up() -> None:
            waits.set()
            goes_on.wait(5.0)

        assert world.source.loop is not None
        world.source.loop.call_soon_threadsafe(hold_up)
        waits.wait(5.0)
        for revision in range(4, 14):
            world.source.bowl(revision)
        goes_on.set()
        assert last.name == "ticker"
        [end] = first(stream, 1, "end")
        assert end.data == {"reason": "slow", "retryMs": SETTINGS.retry}
        assert list(stream) == []
        with world.stream(Cursor(3, "1_3").text(MATCH_ID)) as again:
            found = first(again, 10, "feed")
        assert [each.id for each in found] == [
            Cursor(n, f"1_{n}").text(MATCH_ID) for n in range(4, 14)
        ]


def test_a_process_that_ends_says_so_and_lets_nobody_in() -> None:
    with world_with() as world, world.stream() as stream:
        first(stream, 3)
        world.gateway.end()
        [end] = first(stream, 1, "end")
        assert end.data is not None
        assert end.data["reason"] == "restart"
        assert 0 <= end.data["retryMs"] < 5_000


def end_of(stream: Iterator[Told]) -> Json:
    """Return what the only event of a stream says, which is its end."""
    [end] = stream
    assert (end.name, end.id) == ("end", "")
    assert end.data is not None
    return end.data


def test_who_comes_while_the_process_ends_is_told_when_to_come_back() -> None:
    with world_with() as world:
        with world.stream() as stream:
            first(stream, 3)
            assert world.source.loop is not None
            world.source.loop.call_soon_threadsafe(world.gateway.gateway.draining.begin)
            first(stream, 1, "end")
        with world.stream() as stream:
            end = end_of(stream)
    assert end["reason"] == "restart"
    assert 0 <= end["retryMs"] < 5_000


def test_what_was_missed_and_cannot_be_read_now_is_asked_for_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with world_with(tail=1) as world:
        world.source.away = ServiceUnavailable("not now")
        with world.stream("earliest") as stream:
            [end] = stream
        assert end.data is not None
        assert (end.name, end.data["reason"]) == ("end", "unavailable")
        assert end.data["retryMs"] >= world.gateway.gateway.settings.retry
        world.source.away = None
        with world.stream("earliest") as stream:
            assert first(stream, 1)[0].name == "start"
    assert "Exception in ASGI application" not in caplog.text


def test_a_browser_is_told_to_come_back_when_the_stream_says() -> None:
    with world_with(most_streams=1) as world, world.stream() as stream:
        first(stream, 1)
        lines = httpx.get(f"{world.gateway.url}{PATH}").text.splitlines()
        wait = json.loads(lines[2].removeprefix("data: "))["retryMs"]
        assert lines[:2] == [f"retry: {wait}", "event: end"]


@pytest.mark.parametrize(
    "limit", ["most_streams", "sockets_per_address"], ids=["of all", "of an address"]
)
def test_there_is_an_end_to_the_streams(limit: str) -> None:
    with world_with(**{limit: 1}) as world:
        with world.stream() as stream:
            first(stream, 1)
            with world.stream() as refused:
                end = end_of(refused)
            assert end["reason"] == "full"
            assert SETTINGS.retry <= end["retryMs"] < SETTINGS.retry + 5_000
        metrics = world.gateway.gateway.metrics
        await_that(lambda: not metrics.open_streams)
        with world.stream() as stream:
            assert first(stream, 1)[0].name == "start"


def test_an_address_follows_as_many_matches_as_it_may_and_each_as_often_as_it_likes() -> None:
    with world_with(matches_per_address=1) as world:
        world.source.match_ids.add("m2")
        with world.stream() as stream, world.stream() as again:
            first(stream, 1)
            assert first(again, 1)[0].name == "start"
            with world.stream(match_id="m2") as refused:
                [end] = first(refused, 1)
            assert (end.name, end.data and end.data["reason"]) == ("end", "full")


def test_a_match_too_many_is_said_by_a_stream_that_ends() -> None:
    with world_with(most_rooms=1) as world:
        world.source.match_ids.add("m2")
        with world.stream() as stream:
            first(stream, 1)
            with world.stream(match_id="m2") as refused:
                [end] = first(refused, 1)
            assert (end.name, end.data and end.data["reason"]) == ("end", "full")


def test_who_loses_the_connection_ten_times_has_the_same_feed_as_who_stays(world: World) -> None:
    stayed = list[Told]()

    def stay() -> None:
        with world.stream("earliest") as stream:
            stayed.extend(first(stream, 63, "feed"))

    staying = threading.Thread(target=stay)
    staying.start()
    came_back, cursor = list[Told](), "earliest"
    for turn in range(10):
        for revision in range(4 + 6 * turn, 10 + 6 * turn):
            world.source.bowl(revision)
        with world.stream(cursor) as stream:
            lost = first(stream, 1 + turn, "feed")
        came_back += lost
        cursor = lost[-1].id
    with world.stream(cursor) as stream:
        came_back += first(stream, 63 - len(came_back), "feed")
    staying.join(10.0)
    assert [each.id for each in stayed] == [
        Cursor(n, f"1_{n}").text(MATCH_ID) for n in range(1, 64)
    ]
    assert came_back == stayed


def test_events_that_change_again_end_in_the_same_feed_for_who_comes_back(world: World) -> None:
    chance = random.Random(7)
    stayed, came_back = dict[str, Told](), dict[str, Told]()
    end = Cursor(200, "1_200").text(MATCH_ID)

    def take(found: dict[str, Told], cursor: str, most: int) -> str:
        with world.stream(cursor) as stream:
            for each in stream:
                if each.name == "feed":
                    assert each.data is not None
                    found[each.data["id"]] = each
                    cursor, most = each.id, most - 1
                if cursor == end or not most:
                    break
        return cursor

    staying = threading.Thread(target=take, args=(stayed, "earliest", 1_000))
    staying.start()
    cursor = "earliest"
    for revision in range(4, 200):
        old = f"1_{chance.randrange(1, revision)}"
        name = old if chance.random() < 0.3 else f"1_{revision}"
        world.source.write(events={name: event_document(name, revision)})
        if not revision % 20:
            cursor = take(came_back, cursor, 3)
    world.source.bowl(200)
    assert take(came_back, cursor, 1_000) == end
    staying.join(20.0)
    assert came_back == stayed
    assert {name: each.id for name, each in stayed.items()} == {
        name: each.cursor.text(MATCH_ID) for name, each in world.source.feed.items()
    }
