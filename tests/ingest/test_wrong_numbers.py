"""Tests that a ball revised into a wrong innings or over does not stop the innings in play."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd_ingest.gaps import Expectations, GapKind, PlacedAction, find_first_gap
from scrbrd_ingest.log.target import Item, Laws
from scrbrd_ingest.log.write_plan import StoredLog, plan
from scrbrd_ingest.model import FeedEvent, InningsTotal, Phase, Place
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import names_of


def ball_before(match: FollowedMatch, index: int) -> int:
    """Return the index of the last delivery before an event."""
    balls = (n for n in range(index - 1, 0, -1) if match.events[n].action["type"] == "delivery")
    return next(balls)


def with_revision(match: FollowedMatch, index: int, event: FeedEvent) -> list[FeedEvent]:
    """Return the events with one of them revised."""
    return [*match.events[:index], event, *match.events[index + 1 :]]


@pytest.mark.parametrize(
    ("until", "wrong_place"),
    [(190, {"innings": 3}), (60, {"innings": 2}), (60, {"innings": 40}), (60, {"over": 19})],
    ids=["2-for-3", "1-for-2", "1-for-40", "over-19"],
)
@pytest.mark.parametrize("steps_back", [1, 2], ids=["the-last", "one-before"])
def test_a_wrong_innings_or_over_number_leaves_the_log_unchanged(
    until: int, wrong_place: dict[str, int], steps_back: int
) -> None:
    match = FollowedMatch()
    match.play_to(until)
    index = until
    for _ in range(steps_back):
        index = ball_before(match, index)
    event = match.events[index]
    revised = replace(event, place=replace(event.place, **wrong_place))
    before = dict(match.store.known.log)
    match.alpha.events = with_revision(match, index, revised)
    poll_events(match.follower, times=10)
    assert match.store.known.log == before
    assert match.problems == ["gap"]
    match.alpha.events = match.events
    match.alpha.until = until + 4
    poll_events(match.follower, times=21)
    assert match.problems == []
    assert match.agrees_with_log


def test_another_provider_voids_a_ball_of_an_innings_that_has_not_begun() -> None:
    match = FollowedMatch()
    match.play_to(60)
    # Older versions of the service wrote such a ball.
    stray_ball = match.store.known.log[match.actions[40].id].model_copy(
        update={"id": "2_1", "innings_number": 2, "sequence_number": 1, "follows": ""}
    )
    known = match.store.known
    match.store.known = replace(known, log={**known.log, stray_ball.id: stray_ball})
    match.follower = match.new_follower()
    match.selector.name = "beta"
    match.beta.until = match.alpha.until = 64
    poll_events(match.follower, times=2)
    assert match.store.known.log[stray_ball.id].is_voided
    assert match.agrees_with_log


def test_an_innings_begun_by_another_provider_stays_if_the_current_one_is_behind() -> None:
    match = FollowedMatch()
    second_innings_index = next(n for n, each in enumerate(match.events) if each.place.innings == 2)
    match.play_to(second_innings_index + 4)
    before = dict(match.store.known.log)
    match.selector.name = "beta"
    match.beta.until = second_innings_index - 1
    poll_events(match.follower, times=2)
    assert match.store.known.log == before


def test_no_innings_begins_with_a_ball() -> None:
    match = FollowedMatch()
    ball = next(each for each in match.actions if isinstance(each, Delivery))
    event = FeedEvent("stray", Place(2, 0, 1), {"type": "delivery"})
    item = Item(event.place, event.id, event, ball)
    assert plan(StoredLog("m1"), "alpha", [item]).is_empty
    placed_actions = [PlacedAction(Place(1, 0, 1), {"type": "delivery"})]
    gap = find_first_gap(placed_actions, Expectations(accepted=frozenset({"1.0"})), lambda _: False)
    assert gap is not None
    assert gap.kind is GapKind.START


def test_a_revision_with_an_unmapped_player_moves_no_ball() -> None:
    match = FollowedMatch()
    match.play_to(60)
    match.store.maps_every_id = False
    names = names_of(match.events)
    match.store.mappings = {("alpha", name): ours for name, ours in names.items()}
    index = ball_before(match, 58)
    event = match.events[index]
    before = dict(match.store.known.log)
    unknown = {**event.action, "bowlerId": "p:nobody-yet"}
    revised = replace(event, place=replace(event.place, innings=2), action=unknown)
    match.alpha.events = with_revision(match, index, revised)
    poll_events(match.follower)
    assert match.store.known.log == before
    assert match.problems == ["unmapped"]
    match.alpha.events = match.events
    poll_events(match.follower, times=2)
    assert match.store.known.log == before
    assert match.problems == []


def totals_after(match: FollowedMatch, until: int) -> tuple[InningsTotal, ...]:
    """Return the totals after some number of actions."""
    return tuple(Laws(match.store.setup).totals(list(match.actions[:until])).values())


def test_totals_of_an_innings_in_play_do_not_end_it() -> None:
    match = FollowedMatch()
    match.play_to(60)
    start = next(each for each in match.events if each.place.innings == 2)
    for until in (60, 66, 72):
        match.alpha.events = [*match.events[:until], start]
        match.alpha.until = until + 1
        match.alpha.totals = totals_after(match, until)
        for phase in (Phase.LIVE, Phase.BREAK):
            match.alpha.phase = phase
            for _ in range(4):
                match.clock.forward(60)
                poll_events(match.follower)
        assert start.id not in {each.event_id for each in match.store.known.records.values()}
        assert len(match.store.known.log) == until, "the innings in play goes on"
    assert match.problems == ["gap"]
    assert match.measures.missed_balls == 1, "one gap, however long the innings goes on"


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
def test_an_innings_without_an_end_event_is_over_when_the_next_is_in_play(
    balls: int, phase: Phase, seconds: int, *, is_over: bool
) -> None:
    match = FollowedMatch()
    match.play_to(60)
    second_innings_index = next(n for n, each in enumerate(match.events) if each.place.innings == 2)
    first_ball = next(
        n
        for n in range(second_innings_index, len(match.events))
        if match.events[n].action["type"] == "delivery"
    )
    end = first_ball + 1 if balls else second_innings_index + 1
    match.alpha.events = [*match.events[:60], *match.events[second_innings_index:end]]
    match.alpha.until = len(match.alpha.events)
    match.alpha.totals = totals_after(match, 60)
    match.alpha.phase = phase
    for _ in range(5):
        match.clock.forward(seconds / 5)
        poll_events(match.follower)
    assert ("2_1" in match.store.known.log) is is_over
