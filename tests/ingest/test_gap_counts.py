"""A gap is counted while it is there, though another comes first or totals prove it to be none."""

from __future__ import annotations

from dataclasses import replace

from scrbrd_ingest.gaps import Gap, GapKind
from scrbrd_ingest.log.summary import GapCounts, UnfilledGap
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import Place
from scrbrd_ingest.ports import RequestScope
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.test_wrong_numbers import stated


def test_an_innings_that_goes_on_below_the_next_is_told_and_asked_for_seldom() -> None:
    ground = Ground()
    ground.play_to(40)
    start = next(n for n, each in enumerate(ground.events) if each.place.innings == 2)
    early = ground.events[start : start + 3]
    for until in range(41, 70):
        ground.alpha.events = [*ground.events[:until], *early]
        ground.alpha.until = until + 3
        for _ in range(4):
            ground.clock.forward(5)
            poll_events(ground.follower)
    assert ground.problems == ["gap"]
    assert ground.measures.missed_balls == 1
    whole = [each for each in ground.alpha.requests[10:] if each.scope is RequestScope.WHOLE]
    assert len(whole) < len(ground.alpha.requests) / 5


def test_two_gaps_of_which_totals_hide_one_are_told() -> None:
    ground = Ground()
    ground.play_to(180)
    index = next(n for n in range(170, 180) if ground.events[n].action["type"] == "delivery")
    stray = replace(ground.events[index], id="stray", place=Place(3, 0, 1))
    ground.alpha.events = [*ground.events[:180], stray]
    ground.alpha.until = 181
    ground.alpha.totals = stated(ground, 180)
    for _ in range(30):
        ground.clock.forward(10)
        poll_events(ground.follower)
    assert ground.problems == ["gap"]
    assert ground.measures.missed_balls <= 2
    assert len(ground.store.known.log) == 180


def test_a_gap_that_totals_prove_to_be_none_stays_none() -> None:
    ground = Ground()
    over = [each for each in ground.events if each.place.over == 4]
    hidden = ground.events.index(over[2])
    ground.play_to(hidden)
    ground.alpha.hidden = {ground.events[hidden].id}
    without_hidden = [each for n, each in enumerate(ground.actions) if n != hidden]
    lengths = []
    for until in range(hidden + 3, hidden + 12):
        ground.alpha.until = until
        ground.alpha.totals = tuple(
            Laws(ground.store.setup).totals(without_hidden[: until - 1]).values()
        )
        poll_events(ground.follower)
        lengths.append(len(ground.store.known.log))
    assert lengths == [hidden] * 3 + list(range(hidden + 5, hidden + 11))


def test_counts_end_with_the_last_gap() -> None:
    first = Gap(GapKind.BALL, Place(1, 3, 2), 5)
    other = Gap(GapKind.OPEN_INNINGS, Place(1, 4, 1), 9)
    counts = GapCounts().after(first).after(other).after(first)
    assert counts.answers == 1
    assert counts.after(replace(other, place=Place(1, 5, 6))).answers == 1
    assert counts.after(None, is_waived=True).after(first).answers == 2
    assert counts.after(None).after(first).answers == 0
    unfilled = UnfilledGap().after(counts, "alpha", 0).after(counts.after(other), "beta", 0)
    assert unfilled.failed_providers == {"beta"}
    assert unfilled.after(counts.after(first), "beta", 0).failed_providers == {"alpha", "beta"}
