"""A logged ball is revised into a wrong innings or over: the innings in play continues."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd_ingest.gaps import Expectations, GapKind, PlacedAction, find_first_gap
from scrbrd_ingest.log.planning import StoredLog, plan
from scrbrd_ingest.log.target import Item, Laws
from scrbrd_ingest.model import FeedEvent, InningsTotal, Phase, Place
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import names_of


def ball_before(ground: Ground, index: int) -> int:
    """The last delivery before an event."""
    balls = (n for n in range(index - 1, 0, -1) if ground.events[n].action["type"] == "delivery")
    return next(balls)


def with_revision(ground: Ground, index: int, event: FeedEvent) -> list[FeedEvent]:
    """Return the events with one of them revised."""
    return [*ground.events[:index], event, *ground.events[index + 1 :]]


@pytest.mark.parametrize(
    ("until", "wrong"),
    [(190, {"innings": 3}), (60, {"innings": 2}), (60, {"innings": 40}), (60, {"over": 19})],
    ids=["2-for-3", "1-for-2", "1-for-40", "over-19"],
)
@pytest.mark.parametrize("back", [1, 2], ids=["the-last", "one-before"])
def test_a_wrong_digit_leaves_the_log_as_it_is(
    until: int, wrong: dict[str, int], back: int
) -> None:
    ground = Ground()
    ground.play_to(until)
    index = until
    for _ in range(back):
        index = ball_before(ground, index)
    event = ground.events[index]
    revised = replace(event, place=replace(event.place, **wrong))
    before = dict(ground.store.known.log)
    ground.alpha.events = with_revision(ground, index, revised)
    poll_events(ground.follower, times=10)
    assert ground.store.known.log == before
    assert ground.problems == ["gap"]
    ground.alpha.events = ground.events
    ground.alpha.until = until + 4
    poll_events(ground.follower, times=21)
    assert ground.problems == []
    assert ground.agrees_with_log


def test_another_provider_takes_out_a_ball_of_an_innings_that_nobody_has_begun() -> None:
    ground = Ground()
    ground.play_to(60)
    # As older versions of the service wrote it.
    stray = ground.store.known.log[ground.actions[40].id].model_copy(
        update={"id": "2_1", "innings_number": 2, "sequence_number": 1, "follows": ""}
    )
    known = ground.store.known
    ground.store.known = replace(known, log={**known.log, stray.id: stray})
    ground.follower = ground.new_follower()
    ground.selector.name = "beta"
    ground.beta.until = ground.alpha.until = 64
    poll_events(ground.follower, times=2)
    assert ground.store.known.log[stray.id].is_voided
    assert ground.agrees_with_log


def test_what_another_provider_began_stays_where_one_has_not_come_so_far() -> None:
    ground = Ground()
    begun = next(n for n, each in enumerate(ground.events) if each.place.innings == 2)
    ground.play_to(begun + 4)
    before = dict(ground.store.known.log)
    ground.selector.name = "beta"
    ground.beta.until = begun - 1
    poll_events(ground.follower, times=2)
    assert ground.store.known.log == before


def test_no_innings_begins_with_a_ball() -> None:
    ground = Ground()
    ball = next(each for each in ground.actions if isinstance(each, Delivery))
    event = FeedEvent("stray", Place(2, 0, 1), {"type": "delivery"})
    item = Item(event.place, event.id, event, ball)
    assert plan(StoredLog("m1"), "alpha", [item]).is_empty
    seen = [PlacedAction(Place(1, 0, 1), {"type": "delivery"})]
    gap = find_first_gap(seen, Expectations(accepted=frozenset({"1.0"})), lambda _: False)
    assert gap is not None
    assert gap.kind is GapKind.START


def test_a_revision_that_cannot_be_read_moves_no_ball() -> None:
    ground = Ground()
    ground.play_to(60)
    ground.store.every_name = False
    names = names_of(ground.events)
    ground.store.mappings = {("alpha", name): ours for name, ours in names.items()}
    index = ball_before(ground, 58)
    event = ground.events[index]
    before = dict(ground.store.known.log)
    unknown = {**event.action, "bowlerId": "p:nobody-yet"}
    revised = replace(event, place=replace(event.place, innings=2), action=unknown)
    ground.alpha.events = with_revision(ground, index, revised)
    poll_events(ground.follower)
    assert ground.store.known.log == before
    assert ground.problems == ["unmapped"]
    ground.alpha.events = ground.events
    poll_events(ground.follower, times=2)
    assert ground.store.known.log == before
    assert ground.problems == []


def stated(ground: Ground, until: int) -> tuple[InningsTotal, ...]:
    """Return the totals after some number of actions."""
    return tuple(Laws(ground.store.setup).totals(list(ground.actions[:until])).values())


def test_totals_of_an_innings_in_play_do_not_end_it() -> None:
    ground = Ground()
    ground.play_to(60)
    start = next(each for each in ground.events if each.place.innings == 2)
    for until in (60, 66, 72):
        ground.alpha.events = [*ground.events[:until], start]
        ground.alpha.until = until + 1
        ground.alpha.totals = stated(ground, until)
        for phase in (Phase.LIVE, Phase.BREAK):
            ground.alpha.phase = phase
            for _ in range(4):
                ground.clock.forward(60)
                poll_events(ground.follower)
        assert start.id not in {each.event_id for each in ground.store.known.records.values()}
        assert len(ground.store.known.log) == until, "the innings in play goes on"
    assert ground.problems == ["gap"]
    assert ground.measures.missed_balls == 1, "one gap, however long the innings goes on"


@pytest.mark.parametrize(
    ("balls", "phase", "seconds", "is_over"),
    [
        (0, Phase.LIVE, 600, False),
        (1, Phase.LIVE, 60, False),
        (1, Phase.LIVE, 160, True),
        (1, Phase.BREAK, 20, True),
        (0, Phase.FINISHED, 20, True),
    ],
    ids=["prepared", "just-now", "stands", "break", "ended"],
)
def test_an_innings_whose_end_is_not_told_is_over_when_the_next_is_played(
    balls: int, phase: Phase, seconds: int, *, is_over: bool
) -> None:
    ground = Ground()
    ground.play_to(60)
    begun = next(n for n, each in enumerate(ground.events) if each.place.innings == 2)
    first_ball = next(
        n for n in range(begun, len(ground.events)) if ground.events[n].action["type"] == "delivery"
    )
    end = first_ball + 1 if balls else begun + 1
    ground.alpha.events = [*ground.events[:60], *ground.events[begun:end]]
    ground.alpha.until = len(ground.alpha.events)
    ground.alpha.totals = stated(ground, 60)
    ground.alpha.phase = phase
    for _ in range(5):
        ground.clock.forward(seconds / 5)
        poll_events(ground.follower)
    assert ("2_1" in ground.store.known.log) is is_over
