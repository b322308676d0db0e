"""Decides what the state of one provider's feed leads to, at a cost that depends on the changes.

An answer that only appends to the last one is decided incrementally (`log/append_only`). Any other
answer is decided by going through the whole match; for a long match this is done in a thread,
because all matches of the process share the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from scrbrd_ingest.answer_order import NO_OLDER_STREAK
from scrbrd_ingest.changes import FeedState
from scrbrd_ingest.gaps import Expectations
from scrbrd_ingest.known_names import NameMappings
from scrbrd_ingest.log.append_only import SettledDecision, appended_events, decide_appended
from scrbrd_ingest.log.decision import Decision, decide
from scrbrd_ingest.log.id_mapping import Mapped, Unmapped
from scrbrd_ingest.log.proof import ANSWERS_BEFORE_PROOF, Proof, TotalHistory
from scrbrd_ingest.log.store import Mode, Stored
from scrbrd_ingest.log.summary import GapCounts
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.log.write_plan import StoredLog
from scrbrd_ingest.model import Change

LONG: Final = 500
"""Number of events and actions from which a match is decided in a thread; below that a thread costs
more than it saves."""


@dataclass(frozen=True)
class FeedUpdate:
    """The state of a provider's feed with the context of its last answer.

    `changes` are those of the last answer, `counts` the gaps that were requested. `is_confirmed`:
    what the answer overturns was reported often and long enough.
    """

    state: FeedState
    changes: Sequence[Change] = ()
    counts: GapCounts = field(default_factory=GapCounts)
    is_confirmed: bool = False


@dataclass(frozen=True)
class DecisionInputs:
    """All inputs of a decision on a whole match: equal inputs give equal decisions."""

    stored: Stored
    state: FeedState
    mappings: Mapping[str, Mapped | Unmapped]
    proof: Proof
    is_confirmed: bool

    @property
    def is_written(self) -> bool:
        """Whether the provider writes the match."""
        return self.stored.mode is Mode.WRITES

    def decision(self, match_id: str, provider: str, laws: Laws) -> Decision:
        """Return the decision.

        If people score the match, the provider's events are counted on an empty log.
        """
        return decide(
            self.stored.known if self.is_written else StoredLog(match_id),
            self.state,
            provider,
            self.mappings,
            laws,
            expectations_of(self.stored),
            proof=self.proof,
            is_confirmed=self.is_confirmed,
            is_written=self.is_written,
        )


class MatchDecider:
    """Makes the decisions on one match, for one provider at a time."""

    def __init__(self, match_id: str) -> None:
        self._match_id = match_id
        self._laws: Laws | None = None
        self.start_provider("")

    def start_provider(self, provider: str) -> None:
        """Reset the state for a provider."""
        self._provider = provider
        self._total_history = TotalHistory()
        self.last: Decision | None = None
        self._settled: SettledDecision | None = None
        self._last_inputs: DecisionInputs | None = None
        self._last_full_decision: Decision | None = None

    @property
    def chase(self) -> tuple[int, int, int] | None:
        """Legal balls left, runs required and wickets left of the innings counted last. None if it
        is not a chase, has no over limit, or nothing was decided yet."""
        return None if self._laws is None else self._laws.chase()

    @property
    def has_result(self) -> bool:
        """Whether the match has a result according to the last decision."""
        return self._laws is not None and self._laws.has_result

    def is_all_written(self, stored: Stored) -> bool:
        """Return True if everything last decided is in the log and nobody wrote since.

        Always False if people score the match: their score still has to be compared.
        """
        is_last = self._settled is not None and self._settled.stored is stored
        return is_last and stored.mode is Mode.WRITES

    def mark_settled(self, settled: SettledDecision) -> None:
        """Record that a decision is fully written, or has nothing to write."""
        self._settled = settled

    def take_settled(self) -> SettledDecision | None:
        """Return the settled decision and clear it until the next one is written."""
        settled, self._settled = self._settled, None
        return settled

    async def decide(
        self,
        stored: Stored,
        update: FeedUpdate,
        names: NameMappings,
        settled: SettledDecision | None,
        now: datetime,
    ) -> Decision:
        """Return the decision on an update; `settled` is the result of `take_settled`."""
        if self._laws is None or self._laws.setup != stored.setup:
            self._laws, settled = Laws(stored.setup), None
        self._total_history = self._total_history.after(update.state.totals, now)
        decision = None
        if settled is not None and settled.stored is stored:
            decision = await self._decide_appended(update, names, settled)
        return decision or await self._decide_whole(stored, update, names, now)

    async def _decide_appended(
        self, update: FeedUpdate, names: NameMappings, settled: SettledDecision
    ) -> Decision | None:
        """Decide new events after all others; return None if the whole match must be decided."""
        events = appended_events(settled, update.state, update.changes)
        if events is None or self._laws is None:
            return None
        mappings = await names.more_mappings(events, main_innings(settled.stored))
        if mappings is None:
            return None
        expectations = expectations_of(settled.stored)
        return decide_appended(
            settled, update.state, self._provider, events, mappings, self._laws, expectations
        )

    async def _decide_whole(
        self, stored: Stored, update: FeedUpdate, names: NameMappings, now: datetime
    ) -> Decision:
        """Decide the whole match."""
        mappings = await names.mappings(update.state.events.values(), main_innings(stored))
        proof = Proof(
            update.counts.unfilled_gaps(ANSWERS_BEFORE_PROOF),
            self._total_history.unchanged_innings(now),
        )
        inputs = DecisionInputs(
            stored, without_answer_order(update.state), mappings, proof, update.is_confirmed
        )
        if self._last_full_decision is not None and inputs == self._last_inputs:
            return self._last_full_decision
        # A cancelled decision continues in its thread, so the next one needs a fold of its own.
        laws, self._laws = self._laws or Laws(stored.setup), None
        is_long = len(update.state.events) + len(stored.known.log) >= LONG
        decide_whole = partial(inputs.decision, self._match_id, self._provider, laws)
        self._last_full_decision = (
            await asyncio.to_thread(decide_whole) if is_long else decide_whole()
        )
        self._last_inputs, self._laws = inputs, laws
        return self._last_full_decision


def without_answer_order(state: FeedState) -> FeedState:
    """Return the state without the fields that order answers."""
    return replace(
        state,
        sequence=None,
        said_at=None,
        dropped_count=0,
        older_streak=NO_OLDER_STREAK,
        lagging_streak=0,
        clock_resets=0,
        orders={},
    )


def main_innings(stored: Stored) -> int:
    """Return the number of innings of both sides together: any later innings is a super over."""
    return 2 * stored.setup.conditions.innings_per_side


def expectations_of(stored: Stored) -> Expectations:
    """Return what the match needs to be complete."""
    return Expectations(stored.setup.conditions.balls_per_over, accepted=stored.accepted_gaps)
