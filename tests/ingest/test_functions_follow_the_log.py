"""Tests that score, feed and ledger follow a provider's log through the functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from admin.transfer.ids import with_our_ids
from scrbrd.handlers.catch_up import Route, catch_up
from scrbrd.handlers.verify import verify
from scrbrd_ingest.log.write_plan import Append, Group, Void
from scrbrd_ingest.model import FeedEvent
from tests.fakes.ledgers import all_links, first_fault, link_texts, published_head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.handlers.test_feed_races import without_stamps
from tests.handlers.test_feed_reader import feed_from_log
from tests.ingest.minimal_follower import MemoryFollower
from tests.ingest.provider_events import MARK, answer, committed_matches, events_of

MATCH = "1205779"
LOG = committed_matches()[MATCH]
BALLS = 20


class ProjectedMatch:
    """A match from a provider; each of its writes calls the function."""

    def __init__(self) -> None:
        self.follower = MemoryFollower(LOG.inputs.setup)
        self.store = MemoryMatchStore()
        self.store.match = with_our_ids(LOG.match.to_document()) | {"scoredBy": "provider"}
        self.store.lineups = {
            f"{each.team_id}_{each.player_id}": each.to_document() for each in LOG.lineups
        }
        self.events = events_of(LOG.actions)[: BALLS + 1]
        self.routes: list[Route] = []
        self.answer_count = 0
        self.receive()

    def receive(self) -> None:
        """Receive the provider's whole match, and let the functions process the writes."""
        self.answer_count += 1
        decision = self.follower.receive(answer(self.events, self.answer_count))
        assert decision is not None
        self.write(decision.plan.groups)

    def write(self, groups: Iterable[Group]) -> None:
        """Write as the service does, each action followed by its trigger."""
        for group in groups:
            for each in group.writes:
                if isinstance(each, Void):
                    fields = {"voidReason": each.reason, "voidedBy": each.by, "voidedAt": NOON}
                    self.put(each.action_id, {"isVoided": True, **fields})
                else:
                    self.append(each)

    def append(self, write: Append) -> None:
        """Create an action, and stamp the one that it corrects."""
        document = write.action.to_document()
        self.put(write.action.id, document)
        if write.action.corrects is not None:
            self.put(write.action.corrects, {"correctedBy": write.action.id})

    def put(self, name: str, fields: dict[str, Any]) -> None:
        """Write fields of an action, and call the function."""
        observed = self.store.put(name, self.store.log.get(name, {}) | fields)
        self.routes.append(catch_up(self.store, lambda: NOON, self.store.match_id, [observed]).path)

    def assert_consistent(self) -> None:
        """Assert that score and feed match the log, all of it counts, and the ledger is sound."""
        assert verify(self.store, lambda: NOON, self.store.match_id) == []
        assert without_stamps(self.store.events) == feed_from_log(self.store)
        assert first_fault(self.store, published_head(self.store)) is None
        assert (self.store.health or {})["problems"] == []

    @property
    def runs(self) -> int:
        """Runs of the first innings, as spectators see them."""
        runs: int = (self.store.score or {})["currentInnings"]["runs"]
        return runs


@pytest.fixture
def match() -> ProjectedMatch:
    return ProjectedMatch()


def test_a_providers_balls_are_scored_published_and_linked(match: ProjectedMatch) -> None:
    match.assert_consistent()
    assert link_texts(match.store) == [f"appended 1_{number}" for number in range(1, BALLS + 2)]
    assert {each["source"] for each in match.store.log.values()} == {"provider"}
    assert {each["recordedBy"] for each in match.store.log.values()} == {"provider:alpha"}
    assert match.runs == sum(getattr(each, "total_runs", 0) for each in LOG.actions[: BALLS + 1])
    assert set(match.routes[1:]) == {Route.NEXT}


def test_a_revised_ball_is_corrected(match: ProjectedMatch) -> None:
    runs, event = match.runs, match.events[7]
    revised_fields = {name: event.action[name] + 2 for name in ("runsOffBat", "totalRuns")}
    match.events[7] = replace(event, action={**event.action, **revised_fields, "boundary": False})
    match.receive()
    match.assert_consistent()
    assert match.runs == runs + 2
    assert link_texts(match.store)[-1] == f"corrected 1_{BALLS + 2}"


def test_a_withdrawn_ball_is_voided_and_counts_again_when_it_returns(match: ProjectedMatch) -> None:
    runs, last = match.runs, match.events.pop()
    ball_runs = last.action["totalRuns"]
    match.receive()
    match.assert_consistent()
    assert match.runs == runs - ball_runs
    assert link_texts(match.store)[-1] == f"voided 1_{BALLS + 1}"
    assert all_links(match.store)[-1].void["voidedBy"] == "provider:alpha"
    match.events.append(last)
    match.receive()
    match.assert_consistent()
    assert match.runs == runs
    assert link_texts(match.store)[-1] == f"corrected 1_{BALLS + 2}"


def test_a_late_event_is_inserted_at_its_place(match: ProjectedMatch) -> None:
    runs, before = match.runs, match.events[9]
    batting = match.events[0].action["battingTeamId"]
    assert batting.startswith(MARK)
    place = replace(before.place, part=before.place.part + 1)
    penalty = {"type": "penalty_awarded", "toTeamId": batting, "runs": 5}
    match.events.insert(10, FeedEvent("late", place, penalty))
    match.receive()
    match.assert_consistent()
    assert match.runs == runs + 5
    name = f"1_{BALLS + 2}"
    assert match.store.log[name]["after"] == "1_10"
    assert link_texts(match.store)[-1] == f"appended {name}"
