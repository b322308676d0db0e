"""Tests the health of providers and the choice between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd_ingest.model import Tier
from scrbrd_ingest.policy.failover import PIN, RECOVERY, Choice, ProviderView, choose
from scrbrd_ingest.policy.health import WINDOW, Sample, health, rated_health
from scrbrd_ingest.ports import PollResult
from scrbrd_ingest.provider_selector import HealthBook, MatchSelector

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ORDER = ("one", "two", "three")
SAMPLES = st.lists(
    st.builds(
        Sample,
        at=st.integers(0, 119).map(lambda ago: NOON - ago * SECOND),
        latency=st.floats(0.0, 30.0),
        is_error=st.booleans(),
        is_rate_limited=st.just(False),
        freshness=st.none() | st.floats(0.0, 1e4),
    )
)


def sample(**fields: object) -> Sample:
    return Sample(**{"at": NOON, "latency": 0.1, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([], 1.0),
        ([sample()], 1.0),
        ([sample(), sample(is_error=True)], 1 - 0.40 / 2),
        ([sample(latency=2.75)], 1 - 0.25 / 2),
        ([sample(latency=99.0)], 1 - 0.25),
        ([sample(is_rate_limited=True), *[sample()] * 9], 1 - 0.20 / 2),
        ([sample(is_rate_limited=True), sample()], 1 - 0.20),
        ([sample(freshness=67.5)], 1 - 0.15 / 2),
        ([sample(freshness=1e9), sample()], 1 - 0.15),
        ([sample(is_error=True)] * 3, 1 - 0.40 - 0.25 - 0.15),
        ([sample(at=NOON - WINDOW, is_error=True), sample()], 1.0),
    ],
)
def test_health_is_the_weighted_sum(samples: list[Sample], expected: float) -> None:
    assert health(samples, NOON) == pytest.approx(expected)


@given(SAMPLES)
def test_health_is_between_0_and_1_and_an_error_never_raises_it(
    samples: list[Sample],
) -> None:
    before = health(samples, NOON)
    assert 0.0 <= before <= 1.0
    if samples:
        worse = [*samples[:-1], sample(at=samples[-1].at, is_error=True)]
        all_are_fast = all(each.latency <= 0.5 for each in samples)
        if all_are_fast and all((each.freshness or 0) <= 15 for each in samples):
            assert health(worse, NOON) <= before + 1e-9


def test_a_single_failure_after_the_start_does_not_lower_the_rated_health() -> None:
    failed = [sample(is_error=True)]
    assert rated_health(failed, NOON) == 1.0
    assert rated_health(failed * 5, NOON) == health(failed, NOON) < 0.5


def choices_for(
    views: Iterable[dict[str, ProviderView]], interval: timedelta = SECOND
) -> list[tuple[datetime, str]]:
    """Return the provider chosen at each step, for a sequence of views."""
    choice, now, choices = Choice("one", NOON), NOON, []
    for each in views:
        choice = choose(ORDER, choice, each, now)
        choices.append((now, choice.current))
        now += interval
    return choices


def provider_changes(choices: list[tuple[datetime, str]]) -> list[tuple[datetime, str]]:
    """Return when the provider changed, and to which one."""
    return [
        after for before, after in zip([(NOON, "one"), *choices], choices, strict=False)
        if after[1] != before[1]
    ]  # fmt: skip


def test_a_provider_that_fails_three_times_is_left_at_once_for_the_next() -> None:
    assert provider_changes(choices_for([{"one": ProviderView(failures=2)}])) == []
    assert provider_changes(choices_for([{"one": ProviderView(failures=3)}])) == [(NOON, "two")]


def test_a_bad_provider_is_left_only_for_a_clearly_better_one() -> None:
    assert (
        provider_changes(
            choices_for(
                [{"one": ProviderView(0.4), "two": ProviderView(0.55), "three": ProviderView(0.1)}]
            )
        )
        == []
    )
    assert provider_changes(
        choices_for([{"one": ProviderView(0.3), "two": ProviderView(0.55)}])
    ) == [(NOON, "two")]
    bad = {"one": ProviderView(0.2), "two": ProviderView(0.1), "three": ProviderView(0.45)}
    assert provider_changes(choices_for([bad])) == [(NOON, "three")]


def test_the_first_provider_is_chosen_again_after_the_recovery_time() -> None:
    unhealthy = [{"one": ProviderView(0.2)}] * 30
    [left_at, back] = provider_changes(choices_for(unhealthy + [{}] * 300))
    assert left_at == (NOON, "two")
    assert back[1] == "one"
    assert back[0] - (NOON + 30 * SECOND) == RECOVERY - SECOND, "since it was last seen ill"


def test_a_provider_that_soon_fails_again_must_be_healthy_twice_as_long() -> None:
    choices = choices_for({"one": ProviderView(failures=3)} for _ in range(1_000))
    times = [at for at, provider in provider_changes(choices) if provider == "one"]
    waits = [(after - before) for before, after in pairwise(times)]
    assert waits, "it is tried again"
    for before, after in pairwise(waits):
        assert after >= 1.9 * before


def test_a_change_is_pinned_for_a_minute_despite_bad_health_but_not_failures() -> None:
    dead, bad = (
        {"one": ProviderView(failures=3)},
        {"two": ProviderView(0.1), "one": ProviderView(0.2)},
    )
    [first, second] = provider_changes(choices_for([dead] + [bad] * 90))
    assert (first, second[1]) == ((NOON, "two"), "three")
    assert second[0] - NOON == PIN == timedelta(seconds=60)
    [first, second] = provider_changes(
        choices_for([dead] * 5 + [{**dead, "two": ProviderView(failures=3)}])
    )
    assert (first, second) == ((NOON, "two"), (NOON + 5 * SECOND, "three"))


VIEWS = st.fixed_dictionaries(
    {name: st.builds(ProviderView, st.floats(0.0, 1.0), st.integers(0, 4)) for name in ORDER}
)


@given(st.lists(VIEWS, min_size=1, max_size=200))
def test_no_provider_is_chosen_again_within_the_pin_after_it_was_left(
    views: list[dict[str, ProviderView]],
) -> None:
    choices = provider_changes(choices_for(views))
    before = (NOON, "one")
    left_at: dict[str, datetime] = {}
    for at, provider in choices:
        left_at[before[1]] = at
        assert provider not in left_at or at - left_at[provider] >= PIN
        before = at, provider
    times_within_pin = [at for at, _ in choices if at < NOON + PIN]
    assert len(times_within_pin) <= len(ORDER) - 1, "each is entered once at most"


def poll_of(provider: str, at: datetime, failure: str | None = None) -> PollResult:
    return PollResult(provider, Tier.EVENTS, at, 0.1, failure=failure)


def test_a_provider_that_fails_in_mid_over_is_left_after_three_polls() -> None:
    moves = list[tuple[str, str]]()
    selector = MatchSelector("m", ["one", "two"], HealthBook(), NOON, lambda *to: moves.append(to))
    at = NOON
    for expected in ("one", "one", "one", "two"):
        assert selector.current(at) == expected
        selector.report(poll_of(expected, at, "unavailable" if expected == "one" else None))
        at += SECOND
    assert moves == [("one", "two")]
    for _ in range(115):
        assert selector.current(at) == "two"
        selector.report(poll_of("two", at))
        at += SECOND
    at += 10 * SECOND
    assert selector.current(at) == "one", "its errors are too old to count: it is tried"


def test_health_counts_all_matches_of_a_process_but_failures_in_a_row_only_one() -> None:
    book = HealthBook()
    first, second = (MatchSelector(each, ["one", "two"], book, NOON) for each in "mn")
    for number in range(20):
        first.report(poll_of("one", NOON + number * SECOND, "bad_answer"))
    assert book.health("one", NOON + 20 * SECOND) < 0.5
    assert second.current(NOON + 20 * SECOND) == "two"


def test_a_match_without_a_provider_is_refused() -> None:
    with pytest.raises(ValueError, match="match m: no provider"):
        MatchSelector("m", [], HealthBook(), NOON)
