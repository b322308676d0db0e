"""Tests that every match is the same after passing every feed format: events, cards, result."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.logfile import load_match
from admin.matchlog import MatchLog
from devtools.feeds.server import CRICKET, FakeFeeds
from tests.ingest.feeds.following import (
    ObservedMatch,
    differences_from_log,
    follow_to_end,
    poll_times,
)

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(
    [*(ROOT / "tests/data/matches").glob("*.log"), *(ROOT / "scripts/matches").glob("*.log")]
)
NAMES = [path.stem for path in FILES]
SHORT_MATCHES = ("1216517", "1370352", "1386111", "1273144")
"""Short matches with super overs, retirements, replacements, and an awarded result."""


DEFAULT_CASES = {
    ("1205779", "sportradar"),
    ("1348326", "espn"),
    ("237242", "crex"),
    ("1273144", "roanuz"),
    ("1410196", "sportradar"),
}
"""Cases of the default run: each feed once, with an ODI and a first-class match among them."""

CASES = [
    pytest.param(
        name, provider, marks=() if (name, provider) in DEFAULT_CASES else pytest.mark.slow
    )
    for name in NAMES
    for provider in CRICKET
]


def match_log(name: str) -> MatchLog:
    """Return a match by the number of its file."""
    return load_match(next(path for path in FILES if path.stem == name))


def test_the_committed_matches_are_found() -> None:
    assert len(FILES) >= 12


def read_finished_match(log: MatchLog, provider: str) -> tuple[FakeFeeds, ObservedMatch]:
    """Read a match once, after its end."""
    feeds = FakeFeeds()
    feeds.add_match(log)
    return feeds, follow_to_end(feeds, provider, log.match_id, [])


@pytest.mark.parametrize(("name", "provider"), CASES)
def test_a_match_read_as_a_whole_equals_its_log(name: str, provider: str) -> None:
    log = match_log(name)
    feeds, observed_match = read_finished_match(log, provider)
    assert differences_from_log(feeds, provider, log, observed_match) == []
    assert observed_match.faults == []


@pytest.mark.parametrize("provider", CRICKET)
@pytest.mark.parametrize(
    "name",
    [SHORT_MATCHES[0], *(pytest.param(each, marks=pytest.mark.slow) for each in SHORT_MATCHES[1:])],
)
@pytest.mark.parametrize(
    "events",
    [7.3, pytest.param(1, marks=pytest.mark.slow), pytest.param(2.6, marks=pytest.mark.slow)],
)
def test_every_poll_observes_everything_that_the_provider_shows(
    name: str, provider: str, events: float
) -> None:
    log = match_log(name)
    feeds = FakeFeeds()
    feeds.add_match(log)
    moments = poll_times(feeds, provider, log.match_id, events)
    observed_match = follow_to_end(feeds, provider, log.match_id, moments, is_checked=True)
    assert differences_from_log(feeds, provider, log, observed_match) == []
    assert observed_match.faults == []
    assert observed_match.added == len(observed_match.events), "nothing came twice"


@pytest.mark.parametrize("provider", CRICKET)
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_match_with_faults_is_correct_in_the_end(provider: str, seed: int) -> None:
    check_with_faults(match_log("1417850"), provider, seed, events=9)


@pytest.mark.slow
@pytest.mark.parametrize("provider", CRICKET)
@pytest.mark.parametrize("name", NAMES)
def test_every_match_with_faults_is_correct_in_the_end(name: str, provider: str) -> None:
    check_with_faults(match_log(name), provider, seed=3, events=5)


def check_with_faults(log: MatchLog, provider: str, seed: int, events: float) -> None:
    """Follow a match sent with mistakes by a provider whose requests also fail."""
    feeds = FakeFeeds()
    feeds.add_match(log, seed=seed)
    feeds.fail(seed, slow_seconds=0)
    moments = poll_times(feeds, provider, log.match_id, events)
    observed_match = follow_to_end(feeds, provider, log.match_id, moments, whole_every=10)
    assert differences_from_log(feeds, provider, log, observed_match) == []
    assert observed_match.errors, "no answer failed"
    slots = feeds.broadcast(provider, log.match_id).slots
    assert any(len(slot.steps) > 1 for slot in slots), "no ball was revised"
