"""Tests the polling formulas: intervals, back-off, priority, sharing, staleness and flags."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy import assignment, backoff, intervals
from scrbrd_ingest.policy.flags import Flag, read_flags
from scrbrd_ingest.policy.intervals import Load, interval, plain_interval
from scrbrd_ingest.policy.polling_pace import (
    MatchPace,
    after_crash,
    after_poll,
    after_takeover,
    next_wait,
)
from scrbrd_ingest.policy.priority import chase_importance, priority
from scrbrd_ingest.policy.staleness import MOST_BETWEEN, is_stale, most_silence
from scrbrd_ingest.ports import PollResult

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPORTS, PHASES, TIERS = st.sampled_from(Sport), st.sampled_from(Phase), st.sampled_from(Tier)
RANDOM_NUMBERS = st.floats(0.0, 1.0)
LOADS = st.builds(
    Load,
    subscribers=st.integers(0, 10**6),
    health=st.floats(0.0, 1.0),
    usage=st.floats(0.0, 2.0),
    slowdown=st.floats(1.0, 32.0),
)


BASE_INTERVALS = {
    Sport.SOCCER: (3.0, 15.0, 60.0, 120.0),
    Sport.BASKETBALL: (2.0, 10.0, 60.0, 120.0),
    Sport.HOCKEY: (3.0, 12.0, 60.0, 120.0),
    Sport.BASEBALL: (5.0, 20.0, 60.0, 120.0),
    Sport.CRICKET: (1.0, 10.0, 60.0, 120.0),
}
"""Required intervals in seconds: in play, in a break, before or suspended, over."""


@pytest.mark.parametrize("sport", Sport)
def test_the_base_interval_depends_on_sport_and_phase(sport: Sport) -> None:
    in_play, at_break, before, over = BASE_INTERVALS[sport]
    expected = {
        Phase.LIVE: in_play,
        Phase.BREAK: at_break,
        Phase.SCHEDULED: before,
        Phase.SUSPENDED: before,
        Phase.FINISHED: over,
        Phase.CANCELLED: over,
    }
    actual = {each: interval(sport, each, Tier.SCOREBOARD, Load(), 0.0) for each in Phase}
    assert actual == expected


def test_events_are_polled_half_as_often_as_the_scoreboard_statistics_a_tenth() -> None:
    actual = [interval(Sport.SOCCER, Phase.LIVE, each, Load(), 0.0) for each in Tier]
    assert dict(zip(Tier, actual, strict=True)) == {
        Tier.SCOREBOARD: 3.0,
        Tier.EVENTS: 6.0,
        Tier.STATS: 30.0,
    }


def test_cricket_in_play_is_polled_each_second() -> None:
    assert interval(Sport.CRICKET, Phase.LIVE, Tier.EVENTS, Load(), 0.0) == 1.0


@given(SPORTS, PHASES, TIERS, LOADS, st.floats(-1.0, 1.0))
def test_an_interval_is_the_clamped_product(
    sport: Sport, phase: Phase, tier: Tier, load: Load, random_number: float
) -> None:
    actual = interval(sport, phase, tier, load, random_number)
    product = (
        intervals.base_interval(sport, phase, tier)
        * 1 / (1 + math.log(1 + load.subscribers))
        * (1 + 2 * (1 - load.health))
        * (1 + 5 * max(0, load.usage - 0.7))
        * load.slowdown
    )  # fmt: skip
    assert 1.0 <= actual <= 120.0
    assert actual == pytest.approx(min(120.0, max(1.0, product * (1 + 0.1 * random_number))))


@given(SPORTS, PHASES, TIERS, LOADS, st.integers(0, 1000), st.floats(0.0, 1.0), RANDOM_NUMBERS)
def test_more_subscribers_or_health_never_slow_and_more_usage_never_speeds_up(
    sport: Sport,
    phase: Phase,
    tier: Tier,
    load: Load,
    more: int,
    worse: float,
    random_number: float,
) -> None:
    def wait_with(**fields: float) -> float:
        return interval(sport, phase, tier, Load(**{**vars(load), **fields}), random_number)

    unchanged = wait_with()
    assert wait_with(subscribers=load.subscribers + more) <= unchanged
    assert wait_with(health=load.health * worse) >= unchanged
    assert wait_with(usage=load.usage + worse) >= unchanged


@given(SPORTS, PHASES, TIERS, st.floats(1.0, 32.0))
def test_the_plain_interval_is_two_and_a_half_seconds_in_play(
    sport: Sport, phase: Phase, tier: Tier, slowdown: float
) -> None:
    actual = plain_interval(sport, phase, tier, slowdown)
    assert 1.0 <= actual <= 120.0
    if phase is Phase.LIVE and tier is not Tier.STATS:
        assert actual == min(120.0, 2.5 * slowdown)


@given(st.integers(1, 200), RANDOM_NUMBERS, st.none() | st.floats(0.0, 7200.0))
def test_a_back_off_obeys_retry_after_and_is_bounded_without_it(
    failures: int, random_number: float, retry_after: float | None
) -> None:
    wait = backoff.backoff(failures, random_number, retry_after)
    longest = min(60.0, 2.0 ** (failures - 1))
    assert wait >= longest / 2
    if retry_after is None:
        assert wait <= longest
    else:
        assert wait >= retry_after
        assert wait <= max(longest, 1.1 * retry_after)


@given(st.lists(st.booleans(), max_size=60))
def test_repeated_429s_slow_a_match_and_sixteen_good_answers_restore_it(
    rate_limited: list[bool],
) -> None:
    slowdown = 1.0
    for each in rate_limited:
        before = slowdown
        slowdown = backoff.slow_down(slowdown) if each else backoff.speed_up(slowdown)
        assert (slowdown > before or slowdown == 32.0) if each else slowdown <= before
        assert 1.0 <= slowdown <= 32.0
    for _ in range(16):
        slowdown = backoff.speed_up(slowdown)
    assert slowdown == 1.0


@given(
    SPORTS,
    PHASES,
    TIERS,
    LOADS,
    st.booleans(),
    RANDOM_NUMBERS,
    st.lists(st.booleans(), max_size=20),
)
def test_the_next_wait_is_within_the_clamp_and_not_below_the_back_off(
    sport: Sport, phase: Phase, tier: Tier, load: Load, is_fast: bool, random_number: float,
    failed: list[bool],
) -> None:  # fmt: skip
    pace = MatchPace(sport, NOON, NOON)
    for each in failed:
        failure = "unavailable" if each else None
        pace = after_poll(pace, PollResult("p", tier, NOON, 0.1, phase=phase, failure=failure))
    wait = next_wait(pace, tier, load, is_fast, random_number, None)
    assert 1.0 <= wait <= 120.0
    if pace.failures:
        assert wait >= backoff.backoff(pace.failures, random_number)


def test_a_failed_poll_changes_nothing_about_the_match() -> None:
    pace = MatchPace(Sport.CRICKET, NOON, NOON, Phase.BREAK, importance=0.5)
    later = NOON + timedelta(seconds=9)
    failed = after_poll(pace, PollResult("p", Tier.EVENTS, later, 1.0, failure="bad_answer"))
    assert (failed.phase, failed.importance, failed.failures) == (Phase.BREAK, 0.5, 1)
    assert failed.last_answer_at == failed.last_change_at == NOON
    assert after_crash(failed).failures == 2
    after_answer = after_poll(failed, PollResult("p", Tier.EVENTS, later, 1.0, phase=Phase.BREAK))
    assert (after_answer.failures, after_answer.last_answer_at, after_answer.last_change_at) == (
        0,
        later,
        NOON,
    )
    after_change = after_poll(
        after_answer, PollResult("p", Tier.EVENTS, later, 1.0, phase=Phase.LIVE)
    )
    assert after_change.last_change_at == later, "a change of phase is news"


@given(PHASES, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_final_overs_of_a_close_match_precede_all_equally_late_polls(
    phase: Phase, importance: float, other_importance: float
) -> None:
    assert priority(Phase.LIVE, 1.0, 0.0) >= priority(phase, importance, 0.0)
    assert priority(Phase.LIVE, max(importance, other_importance), 0.0) >= priority(
        Phase.LIVE, other_importance, 0.0
    )
    assert priority(phase, importance, 200.0) > priority(Phase.LIVE, 1.0, 0.0), "nobody starves"


def test_priorities_by_phase_and_importance_counts_only_in_play() -> None:
    actual = {each: priority(each, 0.0, 0.0) for each in Phase}
    assert actual == {
        Phase.LIVE: 100.0,
        Phase.SUSPENDED: 40.0,
        Phase.BREAK: 30.0,
        Phase.SCHEDULED: 20.0,
        Phase.FINISHED: 10.0,
        Phase.CANCELLED: 0.0,
    }
    assert priority(Phase.LIVE, 0.5, 0.0) == 125.0
    assert priority(Phase.BREAK, 0.5, 0.0) == 30.0
    assert priority(Phase.BREAK, 0.5, 96.0) > priority(Phase.LIVE, 0.5, 0.0), "a minute and a half"


def test_the_importance_of_a_chase() -> None:
    close = chase_importance(6, 9, 4)
    assert close > 0.7
    assert chase_importance(6, 36, 4) < close, "out of reach"
    assert chase_importance(6, 1, 8) < close, "as good as won"
    assert chase_importance(60, 84, 8) == 0.0, "ten overs to go"
    assert chase_importance(0, 5, 3) == chase_importance(4, 0, 3) == chase_importance(4, 5, 0) == 0


@given(st.integers(-5, 400), st.integers(-5, 400), st.integers(-1, 10))
def test_importance_is_between_0_and_1(balls: int, runs: int, wickets: int) -> None:
    assert 0.0 <= chase_importance(balls, runs, wickets) <= 1.0


@given(st.sets(st.text("abcdef", min_size=1), min_size=1, max_size=6), st.data())
def test_each_match_has_one_worker_and_only_a_removed_workers_matches_move(
    members: set[str], data: st.DataObject
) -> None:
    matches = [f"match-{number}" for number in range(40)]
    before = {each: assignment.member_of(each, members) for each in matches}
    removed = data.draw(st.sampled_from(sorted(members)))
    remaining = members - {removed}
    for each in matches:
        after = assignment.member_of(each, remaining)
        assert (after is None) == (not remaining)
        if remaining and before[each] != removed:
            assert after == before[each]
    assert set(before.values()) <= members


def test_processes_of_two_releases_assign_matches_alike() -> None:
    members = ["worker-1", "worker-2", "worker-3"]
    matches = [f"match-{number}" for number in range(8)]
    shared = {each for each in matches if assignment.member_of(each, members) == "worker-2"}
    assert shared == {"match-0", "match-4", "match-5"}, "another hash would follow matches twice"


def test_matches_are_shared_about_evenly() -> None:
    members = [f"worker-{number}.{number}" for number in range(4)]
    actual = Counter(assignment.member_of(f"m{number}", members) for number in range(2_000))
    assert min(actual.values()) > 400


@given(SPORTS, PHASES, st.timedeltas(timedelta(0), timedelta(days=5)))
def test_a_match_is_stale_after_a_longer_silence_than_its_limit(
    sport: Sport, phase: Phase, silence: timedelta
) -> None:
    late = NOON + timedelta(days=2)
    assert is_stale(sport, phase, silence, NOON, late) == (silence > most_silence(sport, phase))
    is_before = phase is Phase.SCHEDULED
    for starts_at in (None, late):
        actual = is_stale(sport, phase, silence, starts_at, late)
        assert actual == (silence > most_silence(sport, phase) and not is_before)
    assert most_silence(Sport.CRICKET, phase) >= most_silence(Sport.SOCCER, phase)


def test_a_match_that_just_ended_is_polled_as_in_a_break() -> None:
    def wait(minutes: float, *, is_final: bool = False, is_fast: bool = True) -> float:
        now = NOON + timedelta(minutes=minutes)
        pace = MatchPace(Sport.CRICKET, NOON, now, Phase.FINISHED, is_final=is_final)
        return next_wait(pace, Tier.EVENTS, Load(), is_fast, 0.5, None)

    assert wait(0.1) == wait(0.1, is_fast=False) == 10.0
    assert wait(6.0) == wait(6.0, is_fast=False) == 120.0
    assert wait(0.1, is_final=True) == 10.0
    assert wait(6.0, is_final=True) == 120.0


def test_silence_counts_only_with_answers_and_a_closed_match_waits_longest() -> None:
    pace = MatchPace(Sport.SOCCER, NOON, NOON)

    def after_answer(after: MatchPace, minutes: float, **fields: Any) -> MatchPace:
        at = NOON + timedelta(minutes=minutes)
        return after_poll(after, PollResult("p", Tier.EVENTS, at, 0.1, **fields))

    pace = after_answer(pace, 3)
    pace = after_answer(after_answer(pace, 30, failure="unavailable"), 200, failure="bad_answer")
    assert pace.silence == timedelta(minutes=3)
    pace = after_answer(pace, 201)
    assert pace.silence == timedelta(minutes=3) + MOST_BETWEEN
    closed = replace(pace, closed_at=NOON)
    assert next_wait(closed, Tier.EVENTS, Load(subscribers=9), True, 0.5, None) == 120.0
    assert after_answer(closed, 202).is_closed
    after_change = after_answer(closed, 202, changes=1)
    assert (after_change.silence, after_change.is_closed) == (timedelta(0), False)
    later = NOON + timedelta(hours=9)
    taken_over = after_takeover(pace, later)
    assert (taken_over.last_change_at, taken_over.last_answer_at, taken_over.silence) == (
        later,
        later,
        timedelta(0),
    )


FLAG_VALUES = st.dictionaries(st.sampled_from(Flag), st.booleans())


@given(FLAG_VALUES, FLAG_VALUES, FLAG_VALUES, FLAG_VALUES, st.sampled_from(Flag))
def test_the_flag_of_the_narrowest_scope_applies(
    environment: dict[Flag, bool], everywhere: dict[Flag, bool], provider: dict[Flag, bool],
    match: dict[Flag, bool], flag: Flag,
) -> None:  # fmt: skip
    scopes = {"providers": {"p": provider}, "matches": {"m": match}}
    document = {str(name): each for name, each in everywhere.items()} | scopes
    flags = read_flags(document, environment)
    flags_set = [each[flag] for each in (match, provider, everywhere, environment) if flag in each]
    assert flags.is_on(flag, "p", "m") == (flags_set[0] if flags_set else True)
    defaults = environment | everywhere
    assert flags.is_on(flag, "q", "n") == defaults.get(flag, True)
    assert flags.faults == ()


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"enable_fast_updates": "yes"}, "config/ingest.enable_fast_updates must be true or false"),
        ({"providers": []}, "config/ingest.providers must be a map"),
        ({"matches": {"m": True}}, "config/ingest.matches.m must be a map"),
        (
            {"matches": {"m": {"enable_fast_updates": 1}}},
            "config/ingest.matches.m.enable_fast_updates must be true or false",
        ),
    ],
)
def test_an_unreadable_flag_is_reported_and_off(document: dict[str, object], fault: str) -> None:
    flags = read_flags(document, {Flag.FAST_UPDATES: True})
    assert len(flags.faults) == 1
    assert flags.faults[0].startswith(fault)
    if "providers" not in document:
        assert not flags.is_on(Flag.FAST_UPDATES, "p", "m")
