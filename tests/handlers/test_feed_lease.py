"""Tests that pending documents of the feed are written under a lease: no ball waits for them, no
two workers write them, and a killed, paused or late worker leaves a correct feed for all readers.
"""

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
from tests.handlers.scored_matches import SECOND, ScoredMatch, before_each_write, kill_before_write
from tests.handlers.test_feed_reader import MATCH_ID, WorkerKilled, feed_from_log


def void_first_ball(match: ScoredMatch) -> int:
    """Void the first ball, which changes hundreds of documents; return the number of tries."""
    return catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()]).tries


def reschedule(match: ScoredMatch) -> int:
    """Move the match to another day, which changes every document's expiry; return the tries."""
    match.store.match = (match.store.match or {}) | {"scheduledAt": "2026-05-02"}
    return refresh_inputs(match.store, match.now, MATCH_ID).tries


@pytest.mark.parametrize(
    ("balls", "change", "min_writes"),
    [(600, void_first_ball, 200), pytest.param(3_000, reschedule, 3_000, marks=pytest.mark.slow)],
)
def test_balls_are_scored_at_once_while_a_long_feed_is_written_in_pages(
    balls: int, change: Callable[[ScoredMatch], int], min_writes: int
) -> None:
    match = ScoredMatch(balls, scheduledAt="2026-05-01")
    match.store.limits = replace(match.store.limits, page_size=balls // 30)
    readers = (Reader(), Reader())
    readers[0].read(match.store.events)
    scored_at: list[int] = []
    before = match.store.writes

    def score_ball_and_read(number: int) -> None:
        if 0 < number <= 12:  # the lease is taken
            match.score_next_ball()
            scored_at.append(number)
        readers[0].read(match.store.events)
        readers[1].read(match.store.events, limit=50)

    before_each_write(match.store, score_ball_and_read)
    assert change(match) == 1
    match.store.before_follow_up = None
    assert len(scored_at) >= 7
    assert match.store.writes - before > min_writes
    match.score_next_ball()
    match.check_feed()
    for reader in readers:
        reader.read(match.store.events)
        assert reader.documents == match.store.events


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_a_page_between_the_read_and_the_commit_of_a_ball_does_not_contend_with_it() -> None:
    match = ScoredMatch(30)
    kill_before_write(match.store, 0)
    with pytest.raises(WorkerKilled):
        catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])

    def write_some_pages() -> None:
        kill_before_write(match.store, 4)
        with pytest.raises(WorkerKilled):
            finish(match.store, match.now, MATCH_ID)
        match.store.before_follow_up = None

    match.store.before_commit, before = write_some_pages, match.store.lease_token
    match.score_next_ball()
    assert match.store.lease_token == before + 4
    match.now.at += 60 * SECOND
    match.score_next_ball()
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
@pytest.mark.parametrize("number", range(12))
def test_a_worker_killed_before_any_write_leaves_the_rest_to_the_worker_of_a_later_ball(
    number: int,
) -> None:
    match, reader = ScoredMatch(30), Reader()
    reader.read(match.store.events)
    kill_before_write(match.store, number)
    try:
        catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    except WorkerKilled:
        reader.read(match.store.events)
        match.store.before_follow_up = None
        match.score_next_ball()
        assert match.has_pending_feed() == (number > 0), (
            "as long as its lease is good, it is left alone"
        )
        match.now.at += LIMITS.lease
    match.store.before_follow_up = None
    match.score_next_ball()
    match.check_feed()
    reader.read(match.store.events)
    assert reader.documents == match.store.events


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_reconcile_finishes_a_killed_workers_pages_when_its_lease_has_expired() -> None:
    match = ScoredMatch(30)
    kill_before_write(match.store, 3)
    with pytest.raises(WorkerKilled):
        catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    assert reconcile(match.store, match.now, MATCH_ID).healed == ()
    match.now.at += LIMITS.lease
    assert reconcile(match.store, match.now, MATCH_ID).healed == ("finish",)
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_each_page_renews_the_lease() -> None:
    """If all pages take longer than one lease, no other worker starts to write them."""
    match, others_wrote = ScoredMatch(30), []

    def run_other_worker(_: int) -> None:
        match.now.at += LIMITS.lease / 3
        if match.store.lease is not None and match.store.lease["until"] is not None:
            others_wrote.append(finish(match.store, match.now, MATCH_ID).wrote)

    before_each_write(match.store, run_other_worker)
    catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    assert others_wrote == [False] * len(others_wrote)
    assert len(others_wrote) > 5
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
@pytest.mark.parametrize("number", range(1, 8))
def test_a_worker_that_wakes_after_another_took_over_writes_nothing(number: int) -> None:
    match, reader = ScoredMatch(48), Reader()

    def sleep_while_others_write(each: int) -> None:
        reader.read(match.store.events)
        if each != number:
            return
        match.now.at += 2 * LIMITS.lease
        match.store.before_follow_up = None
        match.score_next_ball()
        assert not match.has_pending_feed()
        match.score_next_ball()
        feeds_after_takeover.append(dict(match.store.events))

    feeds_after_takeover: list[Json] = []
    before_each_write(match.store, sleep_while_others_write)
    catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    assert feeds_after_takeover == [match.store.events], "it was long overtaken"
    match.check_feed()
    reader.read(match.store.events)
    assert reader.documents == match.store.events


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_two_workers_write_no_document_twice() -> None:
    match = ScoredMatch(30)
    written: list[str] = []
    write = match.store.write_page

    def counting_write(match_id: str, token: object | None, page: FeedPage) -> object:
        token = write(match_id, token, page)
        written.extend(page.events)
        return token

    match.store.write_page = counting_write  # type: ignore[method-assign]
    kill_before_write(match.store, 4)
    with pytest.raises(WorkerKilled):
        catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    match.now.at += LIMITS.lease
    finish(match.store, match.now, MATCH_ID)
    assert len(written) == len(set(written)) > 3
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_a_lease_by_a_clock_that_was_ahead_does_not_delay_other_workers() -> None:
    match = ScoredMatch(30)
    match.now.at += timedelta(hours=1)
    kill_before_write(match.store, 3)
    with pytest.raises(WorkerKilled):
        catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    match.now.at -= timedelta(hours=1)
    match.score_next_ball()
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_the_feed_of_a_match_that_never_pauses_is_handed_on_and_each_pass_kept() -> None:
    """A ball before each write of the lease's holder: something is always pending."""
    match = ScoredMatch(30)
    before_each_write(match.store, lambda number: match.score_next_ball() if number > 1 else None)
    catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    assert match.has_pending_feed()
    assert len(match.store.events) > 30 + LIMITS.feed_passes, "pages came all the same"
    match.score_next_ball()
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_a_chunk_lost_while_pages_are_pending_causes_a_rebuild_that_writes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scrbrd.engine.chunks.CHUNK_ACTIONS", 8)
    match = ScoredMatch(30)
    kill_before_write(match.store, 0)
    with pytest.raises(WorkerKilled):
        catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    del match.store.chunks["1_1"]
    result = catch_up(match.store, match.now, MATCH_ID, [match.write_next_ball()])
    assert result.path == Route.REBUILD
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
@pytest.mark.parametrize("number", range(1, 8))
def test_a_rebuild_and_a_new_date_while_pages_are_written_are_in_the_final_feed(
    number: int,
) -> None:
    match = ScoredMatch(30)

    def rebuild_and_reschedule(each: int) -> None:
        if each == number:
            match.store.before_follow_up = None
            rebuild(match.store, match.now, MATCH_ID, "meanwhile")
            match.store.match = (match.store.match or {}) | {"scheduledAt": "2026-05-02"}
            refresh_inputs(match.store, match.now, MATCH_ID)

    before_each_write(match.store, rebuild_and_reschedule)
    catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_revisions_continue_after_pages_and_after_a_lost_revision() -> None:
    match = ScoredMatch(30)
    catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    greatest = max(map(publish.revision_of, match.store.events.values()))
    assert packing.read_state(match.store.state or {}).revision == greatest
    match.now.at -= timedelta(hours=1)
    match.score_next_ball()
    newest = match.store.events[match.log[match.next_index - 1][0]]["revision"]
    assert newest > greatest
    del (match.store.state or {})["revision"]  # damage: a rebuild continues from the documents
    match.now.at += timedelta(hours=2)
    catch_up(match.store, match.now, MATCH_ID, [match.write_next_ball()])
    assert match.store.events[match.log[match.next_index - 1][0]]["revision"] > newest


@pytest.mark.usefixtures("small_pages", "small_commits")
@pytest.mark.parametrize("number", range(2, 9))
def test_a_feed_that_an_earlier_release_finished_without_a_lease_is_corrected(
    number: int,
) -> None:
    """The earlier release writes all pages and clears the pending mark under the state's guard
    alone; then the ball is redone, and the holder's older pages must not permanently replace its
    documents."""
    match = ScoredMatch(48)

    def finish_as_earlier_release(each: int) -> None:
        if each != number:
            return
        store = match.store
        store.before_follow_up = None
        stored = store.state or {}
        store.state = stored | packing.settled_fields(stored["revision"])
        store.token += 1
        remaining = feed_from_log(store)
        store.events |= {name: store.events[name] | body for name, body in remaining.items()}
        limits, store.limits = store.limits, replace(store.limits, events_in_a_commit=300)
        catch_up(store, match.now, MATCH_ID, [store.put(*match.log[1])])
        store.limits = limits
        assert not match.has_pending_feed()

    before_each_write(match.store, finish_as_earlier_release)
    catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    match.score_next_ball()
    match.check_feed()


@pytest.mark.usefixtures("small_pages", "small_commits")
def test_readers_of_pages_from_a_killed_worker_of_another_release_get_them_again() -> None:
    """The next worker's pages have a greater revision, although the score has not changed."""
    match, reader = ScoredMatch(30), Reader()
    kill_before_write(match.store, 4)
    with pytest.raises(WorkerKilled):
        catch_up(match.store, match.now, MATCH_ID, [match.void_first_ball()])
    match.store.before_follow_up = None
    _, first = min((doc["revision"], name) for name, doc in match.store.events.items())
    for name in (first, "1_2"):
        match.store.events[name] = match.store.events[name] | {"orderKey": "as told before"}
    reader.read(match.store.events)
    match.now.at += LIMITS.lease
    finish(match.store, match.now, MATCH_ID)
    reader.read(match.store.events)
    assert reader.documents == match.store.events
    match.check_feed()


def test_a_lease_of_any_shape_is_taken_over() -> None:
    match = ScoredMatch(30)
    for odd in ({}, {"until": "tomorrow", "revision": "x"}, {"until": 7, "revision": None}):
        match.store.lease = dict(odd)
        rebuild(match.store, match.now, MATCH_ID, "once more")
        match.check_feed()
