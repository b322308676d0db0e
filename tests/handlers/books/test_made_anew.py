"""A match made anew under the id of a deleted one: late events of that one are none of it."""

from __future__ import annotations

from scrbrd.handlers.books.model import BookChange
from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.memory_store import NOON
from tests.handlers.books.playing import Ground

NO_BALL = {
    "kind": "dispute",
    "decidedAs": "umpire_on_field",
    "method": "umpire",
    "disputeId": "1_4",
    "entries": {"home": "1_4", "away": "1_4"},
    "accepts": "neither",
}


def two(balls: str) -> tuple[Scribe, Scribe]:
    """The scorers of both matches."""
    return Scribe(HOME, balls), Scribe(AWAY, balls)


def made_anew() -> tuple[Ground, list[BookChange]]:
    """A match of two balls, and the events of the match before it, the ruling's last."""
    deleted, ground = Ground(), Ground()
    events: list[BookChange] = [each for scribe in two("1 . 4 6") for each in deleted.write(scribe)]
    events.append(deleted.store.rule(NO_BALL))
    ground.store.clock = 1000
    ground.arrive(*two("1 ."))
    return ground, events


def test_a_ball_of_the_deleted_match_does_not_enter() -> None:
    ground, events = made_anew()
    for each in events:
        ground.agree(each)
    assert ground.log() == ["1", "0"]
    assert ground.store.disputes == {}
    assert reconcile_books(ground.books) is None


def test_the_new_match_goes_on_as_if_no_event_had_come() -> None:
    ground, events = made_anew()
    home, away = two("1 . 2 3")
    moved = [*events, *ground.write(home), *ground.write(away)]
    for each in moved:
        ground.agree(each)
    assert ground.log() == ["1", "0", "2", "3"]
    assert ground.score() == "6/0 (0.4)"


def test_a_ruling_of_the_deleted_match_rules_nothing() -> None:
    ground, events = made_anew()
    ground.agree(events[-1])
    ground.arrive(*two("1 . 2 3"))
    assert ground.log() == ["1", "0", "2", "3"]


def test_a_ball_that_comes_in_its_turn_is_not_read_again() -> None:
    ground, _ = made_anew()
    home, _ = two("1 . 2")
    [event] = ground.write(home)
    before = ground.store.reads
    ground.agree(event)
    assert ground.store.reads == before + 2


def test_an_event_older_than_all_that_is_kept_is_read_and_counts() -> None:
    ground = Ground()
    home, away = two("1 2")
    ground.arrive(away)
    ground.write(home)
    for name in home.entries:
        ground.store.times[(home.person, name)] = NOON  # before the first of the other's
        ground.agree(ground.store.observed(home.person, name))
    assert ground.log() == ["1", "2"]
