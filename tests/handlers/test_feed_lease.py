"""Owed documents of the feed are written under a lease: no ball waits for them, no two workers
write them, and whoever is killed, paused or late leaves nothing wrong, for every reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scrbrd.adapters import packing
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import Route, catch_up, finish, rebuild
from scrbrd.handlers.commit import build as publish
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.ports import FeedPage
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refresh import refresh_inputs
from tests.fakes.reader import Reader
from tests.handlers.scored import SECOND, Scored, at_each_write, killed_at
from tests.handlers.test_feed_reader import MATCH_ID, Broken, feed_from_nothing


def corrected(match: Scored) -> int:
    """The first ball is voided, which makes hundreds of documents untrue."""
    return catch_up(match.store, match.now, MATCH_ID, [match.corrected()]).tries


def moved(match: Scored) -> int:
    """The match is moved to another day, which changes when every document expires."""
    match.store.match = (match.store.match or {}) | {"scheduledAt": "2026-05-02"}
    return refresh_inputs(match.store, match.now, MATCH_ID).tries


@pytest.mark.parametrize(
    ("balls", "change", "least"),
    [(600, corrected, 200), pytest.param(3_000, moved, 3_000, marks=pytest.mark.slow)],
)
def test_balls_are_scored_at_once_while_a_long_feed_is_written_in_pages(
    balls: int, change: Callable[[Scored], int], least: int
) -> None:
    match = Scored(balls, scheduledAt="2026-05-01")
    match.store.limits = replace(match.store.limits, page_size=balls // 30)
    readers = (Reader(), Reader())
    readers[0].read(match.store.events)
    seen: list[int] = []
    before = match.store.writes

    def ball(number: int) -> None:
        if 0 < number <= 12:  # the lease is taken
            match.scored()
            seen.append(number)
        readers[0].read(match.store.events)
        readers[1].read(match.store.events, most=50)

    at_each_write(match.store, ball)
    assert change(match) == 1
    match.store.before_after = None
    assert len(seen) >= 7
    assert match.store.writes - before > least
    match.scored()
    match.check()
    for reader in readers:
        reader.read(match.store.events)
        assert reader.held == match.store.events


@pytest.mark.usefixtures("small_pages", "deep")
def test_a_page_between_the_read_and_the_commit_of_a_ball_does_not_contend_with_it() -> None:
    match = Scored(30)
    killed_at(match.store, 0)
    with pytest.raises(Broken):
        catch_up(match.store, match.now, MATCH_ID, [match.corrected()])

    def pages() -> None:
        killed_at(match.store, 4)
        with pytest.raises(Broken):
            finish(match.store, match.now, MATCH_ID)
        match.store.before_after = None

    match.store.before_commit, before = pages, match.store.lease_token
    match.scored()
    assert match.store.lease_token == before + 4
    match.now.at += 60 * SECOND
    match.scored()
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
@pytest.mark.parametrize("number", range(12))
def test_a_worker_killed_before_any_write_leaves_the_rest_to_the_worker_of_a_later_ball(
    number: int,
) -> None:
    match, reader = Scored(30), Reader()
    reader.read(match.store.events)
    killed_at(match.store, number)
    try:
        catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    except Broken:
        reader.read(match.store.events)
        match.store.before_after = None
        match.scored()
        assert match.is_owed() == (number > 0), "as long as its lease is good, it is left alone"
        match.now.at += LIMITS.lease
    match.store.before_after = None
    match.scored()
    match.check()
    reader.read(match.store.events)
    assert reader.held == match.store.events


@pytest.mark.usefixtures("small_pages", "deep")
def test_reconcile_finishes_what_a_killed_worker_left_when_its_lease_is_over() -> None:
    match = Scored(30)
    killed_at(match.store, 3)
    with pytest.raises(Broken):
        catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    assert reconcile(match.store, match.now, MATCH_ID).healed == ()
    match.now.at += LIMITS.lease
    assert reconcile(match.store, match.now, MATCH_ID).healed == ("finish",)
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
def test_each_page_renews_the_lease() -> None:
    """Pages that take longer than a lease, all together, are not begun by another worker."""
    match, others = Scored(30), []

    def other(_: int) -> None:
        match.now.at += LIMITS.lease / 3
        if match.store.lease is not None and match.store.lease["until"] is not None:
            others.append(finish(match.store, match.now, MATCH_ID).wrote)

    at_each_write(match.store, other)
    catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    assert others == [False] * len(others)
    assert len(others) > 5
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
@pytest.mark.parametrize("number", range(1, 8))
def test_a_worker_that_wakes_after_another_took_over_writes_nothing(number: int) -> None:
    match, reader = Scored(48), Reader()

    def asleep(each: int) -> None:
        reader.read(match.store.events)
        if each != number:
            return
        match.now.at += 2 * LIMITS.lease
        match.store.before_after = None
        match.scored()
        assert not match.is_owed()
        match.scored()
        later.append(dict(match.store.events))

    later: list[Json] = []
    at_each_write(match.store, asleep)
    catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    assert later == [match.store.events], "it was long overtaken"
    match.check()
    reader.read(match.store.events)
    assert reader.held == match.store.events


@pytest.mark.usefixtures("small_pages", "deep")
def test_two_workers_write_no_document_twice() -> None:
    match = Scored(30)
    written: list[str] = []
    write = match.store.write_page

    def counted(match_id: str, token: object | None, page: FeedPage) -> object:
        token = write(match_id, token, page)
        written.extend(page.events)
        return token

    match.store.write_page = counted  # type: ignore[method-assign]
    killed_at(match.store, 4)
    with pytest.raises(Broken):
        catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    match.now.at += LIMITS.lease
    finish(match.store, match.now, MATCH_ID)
    assert len(written) == len(set(written)) > 3
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
def test_a_lease_by_a_clock_that_was_ahead_holds_nobody_up() -> None:
    match = Scored(30)
    match.now.at += timedelta(hours=1)
    killed_at(match.store, 3)
    with pytest.raises(Broken):
        catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    match.now.at -= timedelta(hours=1)
    match.scored()
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
def test_a_match_that_never_rests_is_handed_on_and_each_pass_is_kept() -> None:
    """A ball before each write of the holder: it can never say that nothing is owed."""
    match = Scored(30)
    at_each_write(match.store, lambda number: match.scored() if number > 1 else None)
    catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    assert match.is_owed()
    assert len(match.store.events) > 30 + LIMITS.feed_passes, "pages came all the same"
    match.scored()
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
def test_a_chunk_lost_while_pages_are_owed_ends_in_a_rebuild_that_writes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scrbrd.engine.chunks.CHUNK_ACTIONS", 8)
    match = Scored(30)
    killed_at(match.store, 0)
    with pytest.raises(Broken):
        catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    del match.store.chunks["1_1"]
    done = catch_up(match.store, match.now, MATCH_ID, [match.ball()])
    assert done.path == Route.REBUILD
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
@pytest.mark.parametrize("number", range(1, 8))
def test_a_rebuild_or_other_names_while_pages_are_written_are_told_in_the_end(number: int) -> None:
    match = Scored(30)

    def meanwhile(each: int) -> None:
        if each == number:
            match.store.before_after = None
            rebuild(match.store, match.now, MATCH_ID, "meanwhile")
            match.store.match = (match.store.match or {}) | {"scheduledAt": "2026-05-02"}
            refresh_inputs(match.store, match.now, MATCH_ID)

    at_each_write(match.store, meanwhile)
    catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
def test_revisions_go_on_from_the_pages_and_from_functions_of_before() -> None:
    match = Scored(30)
    catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    greatest = max(map(publish.revision_of, match.store.events.values()))
    assert packing.read_state(match.store.state or {}).revision == greatest
    match.now.at -= timedelta(hours=1)
    match.scored()
    newest = match.store.events[match.log[match.next - 1][0]]["revision"]
    assert newest > greatest
    del (match.store.state or {})["revision"]  # damage: a rebuild goes on from the documents
    match.now.at += timedelta(hours=2)
    catch_up(match.store, match.now, MATCH_ID, [match.ball()])
    assert match.store.events[match.log[match.next - 1][0]]["revision"] > newest


@pytest.mark.usefixtures("small_pages", "deep")
@pytest.mark.parametrize("number", range(2, 9))
def test_functions_of_before_that_finish_the_feed_without_a_lease_are_made_good(
    number: int,
) -> None:
    """They write all pages and clear what is owed under the state's guard alone; then the ball is
    put back, and the holder's older pages must not replace what is told of that for good."""
    match = Scored(48)

    def as_before(each: int) -> None:
        if each != number:
            return
        store = match.store
        store.before_after = None
        stored = store.state or {}
        store.state = stored | packing.settled_fields(stored["revision"])
        store.token += 1
        rest = feed_from_nothing(store)
        store.events |= {name: store.events[name] | body for name, body in rest.items()}
        limits, store.limits = store.limits, replace(store.limits, events_in_a_commit=300)
        catch_up(store, match.now, MATCH_ID, [store.put(*match.log[1])])
        store.limits = limits
        assert not match.is_owed()

    at_each_write(match.store, as_before)
    catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    match.scored()
    match.check()


@pytest.mark.usefixtures("small_pages", "deep")
def test_what_a_killed_worker_of_another_release_wrote_is_told_anew_to_those_who_read_it() -> None:
    """The next worker's pages have a greater revision, though the score has not moved."""
    match, reader = Scored(30), Reader()
    killed_at(match.store, 4)
    with pytest.raises(Broken):
        catch_up(match.store, match.now, MATCH_ID, [match.corrected()])
    match.store.before_after = None
    _, first = min((doc["revision"], name) for name, doc in match.store.events.items())
    for name in (first, "1_2"):
        match.store.events[name] = match.store.events[name] | {"orderKey": "as told before"}
    reader.read(match.store.events)
    match.now.at += LIMITS.lease
    finish(match.store, match.now, MATCH_ID)
    reader.read(match.store.events)
    assert reader.held == match.store.events
    match.check()


def test_a_lease_of_any_shape_is_taken_over() -> None:
    match = Scored(30)
    for odd in ({}, {"until": "tomorrow", "revision": "x"}, {"until": 7, "revision": None}):
        match.store.lease = dict(odd)
        rebuild(match.store, match.now, MATCH_ID, "once more")
        match.check()
