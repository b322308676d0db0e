"""Every committed match is the same after passing every feed format: events, cards, result."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.logfile import load_match
from admin.matchlog import MatchLog
from devtools.feeds.server import CRICKET, FakeFeeds
from tests.ingest.feeds.following import Followed, disagreements, every, followed

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(
    [*(ROOT / "tests/data/matches").glob("*.log"), *(ROOT / "scripts/matches").glob("*.log")]
)
NAMES = [path.stem for path in FILES]
SHORT = ("1216517", "1370352", "1386111", "1273144")
"""With super overs, retirements, replacements, and a result that was awarded."""


QUICK = {
    ("1205779", "sportradar"),
    ("1348326", "espn"),
    ("237242", "crex"),
    ("1273144", "roanuz"),
    ("1410196", "sportradar"),
}
"""What the default run reads whole: each feed once, an ODI and a first-class match among them."""

CASES = [
    pytest.param(name, provider, marks=() if (name, provider) in QUICK else pytest.mark.slow)
    for name in NAMES
    for provider in CRICKET
]


def of(name: str) -> MatchLog:
    """Return a match by the number of its file."""
    return load_match(next(path for path in FILES if path.stem == name))


def test_there_are_matches() -> None:
    assert len(FILES) >= 12


def whole(log: MatchLog, provider: str) -> tuple[FakeFeeds, Followed]:
    """Read a match once, when it is over."""
    feeds = FakeFeeds()
    feeds.add_match(log)
    return feeds, followed(feeds, provider, log.match_id, [])


@pytest.mark.parametrize(("name", "provider"), CASES)
def test_a_match_read_whole_is_the_log_itself(name: str, provider: str) -> None:
    log = of(name)
    feeds, known = whole(log, provider)
    assert disagreements(feeds, provider, log, known) == []
    assert known.faults == []


@pytest.mark.parametrize("provider", CRICKET)
@pytest.mark.parametrize(
    "name", [SHORT[0], *(pytest.param(each, marks=pytest.mark.slow) for each in SHORT[1:])]
)
@pytest.mark.parametrize(
    "events",
    [7.3, pytest.param(1, marks=pytest.mark.slow), pytest.param(2.6, marks=pytest.mark.slow)],
)
def test_after_every_poll_everything_shown_is_known(
    name: str, provider: str, events: float
) -> None:
    log = of(name)
    feeds = FakeFeeds()
    feeds.add_match(log)
    moments = every(feeds, provider, log.match_id, events)
    known = followed(feeds, provider, log.match_id, moments, is_checked=True)
    assert disagreements(feeds, provider, log, known) == []
    assert known.faults == []
    assert known.added == len(known.events), "nothing came twice"


@pytest.mark.parametrize("provider", CRICKET)
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_match_with_faults_is_right_in_the_end(provider: str, seed: int) -> None:
    check_with_faults(of("1417850"), provider, seed, events=9)


@pytest.mark.slow
@pytest.mark.parametrize("provider", CRICKET)
@pytest.mark.parametrize("name", NAMES)
def test_every_match_with_faults_is_right_in_the_end(name: str, provider: str) -> None:
    check_with_faults(of(name), provider, seed=3, events=5)


def check_with_faults(log: MatchLog, provider: str, seed: int, events: float) -> None:
    """Follow a match that is sent with mistakes, by a provider whose answers fail."""
    feeds = FakeFeeds()
    feeds.add_match(log, seed=seed)
    feeds.fail(seed, slow_seconds=0)
    moments = every(feeds, provider, log.match_id, events)
    known = followed(feeds, provider, log.match_id, moments, whole_every=10)
    assert disagreements(feeds, provider, log, known) == []
    assert known.errors, "no answer failed"
    slots = feeds.broadcast(provider, log.match_id).slots
    assert any(len(slot.steps) > 1 for slot in slots), "no ball was revised"
