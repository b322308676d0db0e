"""Follows a match in memory: answers in, a log out. A minimal version of the follower."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scrbrd.domain.actions import Action
from scrbrd.domain.state import Setup
from scrbrd_ingest.changes import NO_STATE, FeedState, observe
from scrbrd_ingest.gaps import Expectations
from scrbrd_ingest.log.decision import Decision, decide
from scrbrd_ingest.log.id_mapping import ProviderId, map_event
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.log.write_plan import Append, StoredLog
from scrbrd_ingest.model import FeedEvent, Observation, Place
from tests.ingest.provider_events import MARK, names_of


@dataclass
class MemoryFollower:
    """A log updated from providers' answers; every write is checked as in Firestore."""

    setup: Setup
    known: StoredLog = field(default_factory=lambda: StoredLog("m1"))
    states: dict[str, FeedState] = field(default_factory=dict)
    names: dict[ProviderId, str] = field(default_factory=dict)
    doubts: int = 0

    def receive(
        self, observation: Observation, *, is_confirmed: bool = False, mark: str = MARK
    ) -> Decision | None:
        """Apply an answer; return None until its provider has sent the whole match."""
        provider = observation.provider
        state, _ = observe(self.states.get(provider, NO_STATE), observation)
        self.states[provider] = state
        self.names |= names_of(state.events.values(), mark)
        if not state.is_whole:
            return None
        decision = self.decide(provider, is_confirmed=is_confirmed)
        for group in decision.plan.groups:
            for write in group.writes:
                if isinstance(write, Append):
                    self.check(write.action)
            self.known = self.known.after([group])
        return decision

    def decide(self, provider: str, *, is_confirmed: bool = False) -> Decision:
        """Return the decision on the provider's current state."""
        state = self.states[provider]
        mappings = {
            each.id: map_event(self.known.match_id, provider, each, self.names)
            for each in state.events.values()
        }
        expectations = Expectations(self.setup.conditions.balls_per_over)
        return decide(
            self.known,
            state,
            provider,
            mappings,
            Laws(self.setup),
            expectations,
            is_confirmed=is_confirmed,
        )

    def check(self, action: Action) -> None:
        """Check an action against the invariants of the log, as in the security rules."""
        log = self.known.log
        number, sequence = action.innings_number, action.sequence_number
        assert action.id not in log, f"{action.id} is there"
        if sequence == 1:
            assert action.follows == ""
            assert number == 1 or f"{number - 1}_1" in log, f"innings {number} has none before"
        else:
            assert log[f"{number}_{sequence - 1}"].nonce == action.follows  # type: ignore[index]
        for reference in (action.corrects, action.after):
            assert reference is None or reference in log, f"{reference} is not there"
        assert action.corrects is None or action.after is None
        assert len(action.nonce) >= 8
        assert action.source == "provider"

    @property
    def log(self) -> list[Action]:
        """The actions of the log."""
        return list(self.known.log.values())


def with_random_errors(rng: random.Random, events: Sequence[FeedEvent]) -> list[FeedEvent]:
    """Return a timeline with a few errors: lost, doubled, revised and renumbered events."""
    events = list(events)
    for _ in range(rng.randint(0, 3)):
        if not events:
            break
        index = rng.randrange(len(events))
        event = events[index]
        error_kind = rng.choice(("lost", "lost", "phantom", "runs", "shifted", "facts", "moved"))
        if error_kind == "lost":
            del events[index]
        elif error_kind == "phantom":
            place = replace(event.place, ball=event.place.ball + 1)
            events.insert(index + 1, FeedEvent(f"phantom-{index}", place, event.action))
        elif error_kind == "runs":
            runs = {"runsOffBat": rng.randint(0, 6), "boundary": False}
            events[index] = replace(event, action={**event.action, **runs})
        elif error_kind == "shifted":  # a miscounted over: its events have other numbers
            events[index:] = [with_next_ball_number(each, event.place) for each in events[index:]]
        elif error_kind == "moved":
            place = replace(event.place, over=event.place.over + 1, ball=1)
            events[index] = replace(event, place=place)
        else:
            events = [each for each in events if each.place.part == 0]
    return [each for each in events if is_legible(each)]


def with_next_ball_number(event: FeedEvent, since: Place) -> FeedEvent:
    """Return an event of the same over with the next ball number."""
    place = event.place
    if (place.innings, place.over) != (since.innings, since.over) or place.ball == 0:
        return event
    action = event.action
    if "ballInOver" in action:
        action = {**action, "ballInOver": action["ballInOver"] + 1}
    return replace(event, place=replace(place, ball=place.ball + 1), action=action)


def is_legible(event: FeedEvent) -> bool:
    """Return True if an event with errors is still an action."""
    return event.action.get("type") != "delivery" or "runsOffBat" in event.action
