"""A gap that one provider does not fill is requested from another."""

from __future__ import annotations

from scrbrd_ingest.model import Phase
from scrbrd_ingest.policy.failover import RECOVERY
from scrbrd_ingest.ports import Unavailable
from scrbrd_ingest.selecting import HealthBook, MatchSelector
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events

MISSING = 20


class Chosen(Ground):
    """A match of two providers, chosen by the health book."""

    def __init__(self) -> None:
        self.moves: list[str] = []
        super().__init__()
        self.alpha.hidden = {self.alpha.events[MISSING].id}
        self.alpha.until = self.beta.until = 30
        self.health_selector = MatchSelector(
            "m1", ["alpha", "beta"], HealthBook(), self.clock(), lambda _, to: self.moves.append(to)
        )
        self.follower._selector = self.health_selector

    def poll(self, times: int) -> bool:
        """Poll once per second; return True if nothing more needs to be requested."""
        is_final = False
        for _ in range(times):
            self.clock.forward(1)
            is_final = poll_events(self.follower).is_final
        return is_final

    @property
    def length(self) -> int:
        """How many actions the log has."""
        return len(self.store.known.log)


def test_a_gap_that_the_first_provider_does_not_fill_is_filled_by_the_second() -> None:
    ground = Chosen()
    ground.poll(6)
    assert (ground.length, ground.moves) == (MISSING, [])
    ground.poll(2)
    assert (ground.length, ground.moves) == (30, ["beta"])
    assert ground.agrees_with_log
    assert ground.problems == []
    ground.alpha.until = ground.beta.until = 36
    ground.poll(2 * int(RECOVERY.total_seconds()))
    assert ground.moves == ["beta", "alpha"], "its gap is no gap of the log any more"
    assert ground.length == 36
    assert ground.agrees_with_log
    assert ground.measures.missed_balls == 1


def test_a_gap_that_nobody_fills_is_told_once_and_asked_of_each() -> None:
    ground = Chosen()
    ground.beta.hidden = {ground.beta.events[MISSING].id}
    ground.poll(300)
    assert ground.length == MISSING
    assert ground.moves == ["beta", "alpha"], "and there it stays"
    assert ground.measures.missed_balls == 1
    assert ground.store.feed is not None
    assert ground.store.feed["gaps"][0]["state"] == "unfilled"


def test_a_match_with_a_gap_ends_when_both_have_been_asked() -> None:
    ground = Chosen()
    ground.beta.hidden = {ground.beta.events[MISSING].id}
    ground.alpha.phase = ground.beta.phase = Phase.FINISHED
    assert not ground.poll(7)
    assert ground.moves == []
    assert ground.poll(9)
    assert ground.moves == ["beta"]


def test_one_that_fails_is_left_for_one_that_lacks_the_ball() -> None:
    ground = Chosen()
    ground.beta.hidden = {ground.beta.events[MISSING].id}
    ground.poll(200)
    assert ground.moves == ["beta", "alpha"]
    ground.alpha.failure = Unavailable("gone")
    ground.poll(120)
    assert ground.moves[2:3] == ["beta"]
