"""Tests that a gap is counted while it exists, even behind another gap or while totals waive it."""

from __future__ import annotations

from dataclasses import replace

from scrbrd_ingest.gaps import Gap, GapKind
from scrbrd_ingest.log.summary import GapCounts, UnfilledGap
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import Place
from scrbrd_ingest.ports import RequestScope
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.test_wrong_numbers import totals_after


def test_an_innings_continued_after_events_of_the_next_is_reported_and_rarely_requested() -> None:
    match = FollowedMatch()
    match.play_to(40)
    start = next(n for n, each in enumerate(match.events) if each.place.innings == 2)
    early_events = match.events[start : start + 3]
    for until in range(41, 70):
        match.alpha.events = [*match.events[:until], *early_events]
        match.alpha.until = until + 3
        for _ in range(4):
            match.clock.forward(5)
            poll_events(match.follower)
    assert match.problems == ["gap"]
    assert match.measures.missed_balls == 1
    whole_requests = [
        each for each in match.alpha.requests[10:] if each.scope is RequestScope.WHOLE
    ]
    assert len(whole_requests) < len(match.alpha.requests) / 5


def test_two_gaps_are_reported_although_totals_waive_one_of_them() -> None:
    match = FollowedMatch()
    match.play_to(180)
    index = next(n for n in range(170, 180) if match.events[n].action["type"] == "delivery")
    stray_event = replace(match.events[index], id="stray", place=Place(3, 0, 1))
    match.alpha.events = [*match.events[:180], stray_event]
    match.alpha.until = 181
    match.alpha.totals = totals_after(match, 180)
    for _ in range(30):
        match.clock.forward(10)
        poll_events(match.follower)
    assert match.problems == ["gap"]
    assert match.measures.missed_balls <= 2
    assert len(match.store.known.log) == 180


def test_a_place_that_totals_prove_to_be_no_gap_never_becomes_one() -> None:
    match = FollowedMatch()
    balls_of_over = [each for each in match.events if each.place.over == 4]
    hidden_index = match.events.index(balls_of_over[2])
    match.play_to(hidden_index)
    match.alpha.hidden = {match.events[hidden_index].id}
    without_hidden = [each for n, each in enumerate(match.actions) if n != hidden_index]
    lengths = []
    for until in range(hidden_index + 3, hidden_index + 12):
        match.alpha.until = until
        match.alpha.totals = tuple(
            Laws(match.store.setup).totals(without_hidden[: until - 1]).values()
        )
        poll_events(match.follower)
        lengths.append(len(match.store.known.log))
    assert lengths == [hidden_index] * 3 + list(range(hidden_index + 5, hidden_index + 11))


def test_counts_of_gaps_are_reset_when_no_gap_is_left() -> None:
    first_gap = Gap(GapKind.BALL, Place(1, 3, 2), 5)
    other_gap = Gap(GapKind.OPEN_INNINGS, Place(1, 4, 1), 9)
    counts = GapCounts().after(first_gap).after(other_gap).after(first_gap)
    assert counts.answers == 1
    assert counts.after(replace(other_gap, place=Place(1, 5, 6))).answers == 1
    assert counts.after(None, is_waived=True).after(first_gap).answers == 2
    assert counts.after(None).after(first_gap).answers == 0
    unfilled = UnfilledGap().after(counts, "alpha", 0).after(counts.after(other_gap), "beta", 0)
    assert unfilled.failed_providers == {"beta"}
    assert unfilled.after(counts.after(first_gap), "beta", 0).failed_providers == {"alpha", "beta"}
