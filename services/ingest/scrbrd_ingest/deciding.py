"""Decides what one provider's word of one match leads to, at the cost of what is new in it.

An answer that only goes on from the last one is decided by itself (`log/going_on`); any other by
going through the whole match, a long one beside the loop, on which all matches of a process wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from scrbrd_ingest.changes import NOT_BEHIND, FeedState
from scrbrd_ingest.gaps import Expectations
from scrbrd_ingest.known_names import KnownNames
from scrbrd_ingest.log.decision import Decision, decide
from scrbrd_ingest.log.going_on import Settled, events_behind, go_on
from scrbrd_ingest.log.mapping import Mapped, Unmapped
from scrbrd_ingest.log.planning import Known
from scrbrd_ingest.log.proof import PROOF, Proof, Stood
from scrbrd_ingest.log.store import Mode, Stored
from scrbrd_ingest.log.summary import GapCounts
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import Change

LONG: Final = 500
"""Events and actions from which on a match is decided beside the loop: a thread costs more than it
spares where there are fewer."""


@dataclass(frozen=True)
class Word:
    """What a provider says of a match, and what is known around it: the changes of its last answer,
    the gaps that it was asked for, and whether what it overturns was said often and long enough."""

    state: FeedState
    changes: Sequence[Change] = ()
    counts: GapCounts = field(default_factory=GapCounts)
    is_confirmed: bool = False


@dataclass(frozen=True)
class Question:
    """All that a decision on a whole match depends on: the same leads to the same."""

    stored: Stored
    said: FeedState
    mappings: Mapping[str, Mapped | Unmapped]
    proof: Proof
    is_confirmed: bool

    @property
    def is_written(self) -> bool:
        """Whether the provider writes the match."""
        return self.stored.mode is Mode.WRITES

    def decision(self, match_id: str, provider: str, laws: Laws) -> Decision:
        """Return what it leads to. Beside people, the provider's word is counted by itself."""
        return decide(
            self.stored.known if self.is_written else Known(match_id),
            self.said,
            provider,
            self.mappings,
            laws,
            wants_of(self.stored),
            proof=self.proof,
            is_confirmed=self.is_confirmed,
            is_written=self.is_written,
        )


class Deciding:
    """The decisions on one match, of one provider at a time."""

    def __init__(self, match_id: str) -> None:
        self._match_id = match_id
        self._laws: Laws | None = None
        self.begin("")

    def begin(self, provider: str) -> None:
        """Begin anew with a provider."""
        self._provider = provider
        self._stood = Stood()
        self.last: Decision | None = None
        self._settled: Settled | None = None
        self._asked: Question | None = None
        self._found: Decision | None = None

    @property
    def chase(self) -> tuple[int, int, int] | None:
        """Return legal balls left, runs required and wickets left of the innings counted last;
        None where it chases nothing or is not limited, or nothing is decided."""
        return None if self._laws is None else self._laws.chase()

    @property
    def has_result(self) -> bool:
        """Whether the match has a result by what was decided last."""
        return self._laws is not None and self._laws.has_result

    def is_settled(self, stored: Stored) -> bool:
        """Return whether all that was decided last is in the log, which nobody wrote since. Beside
        people there is more to be done: they go on."""
        is_last = self._settled is not None and self._settled.stored is stored
        return is_last and stored.mode is Mode.WRITES

    def settle(self, settled: Settled) -> None:
        """Note that a decision is in the log, or has nothing to be there."""
        self._settled = settled

    def unsettle(self) -> Settled | None:
        """Return what was settled. Nothing is, from then on, until it is written."""
        found, self._settled = self._settled, None
        return found

    async def decide(
        self, stored: Stored, word: Word, names: KnownNames, settled: Settled | None, now: datetime
    ) -> Decision:
        """Return what a word leads to; `settled` is what `unsettle` returned."""
        if self._laws is None or self._laws.setup != stored.setup:
            self._laws, settled = Laws(stored.setup), None
        self._stood = self._stood.after(word.state.totals, now)
        found = None
        if settled is not None and settled.stored is stored:
            found = await self._gone_on(word, names, settled)
        return found or await self._decided(stored, word, names, now)

    async def _gone_on(self, word: Word, names: KnownNames, settled: Settled) -> Decision | None:
        """Return what new events behind all others lead to; None where all has to be decided."""
        events = events_behind(settled, word.state, word.changes)
        if events is None or self._laws is None:
            return None
        mappings = await names.more_mappings(events, main_innings(settled.stored))
        if mappings is None:
            return None
        wants = wants_of(settled.stored)
        return go_on(settled, word.state, self._provider, events, mappings, self._laws, wants)

    async def _decided(
        self, stored: Stored, word: Word, names: KnownNames, now: datetime
    ) -> Decision:
        """Return what all that a provider says leads to."""
        mappings = await names.mappings(word.state.events.values(), main_innings(stored))
        proof = Proof(word.counts.names(PROOF), self._stood.long(now))
        asked = Question(stored, said_in(word.state), mappings, proof, word.is_confirmed)
        if self._found is not None and asked == self._asked:
            return self._found
        # What is cut goes on in its thread: the next decision has a fold of its own then.
        laws, self._laws = self._laws or Laws(stored.setup), None
        is_long = len(word.state.events) + len(stored.known.log) >= LONG
        deciding = partial(asked.decision, self._match_id, self._provider, laws)
        self._found = await asyncio.to_thread(deciding) if is_long else deciding()
        self._asked, self._laws = asked, laws
        return self._found


def said_in(state: FeedState) -> FeedState:
    """Return what a provider has said, without how its answers were ordered."""
    return replace(
        state,
        sequence=None,
        said_at=None,
        dropped=0,
        behind=NOT_BEHIND,
        lacking=0,
        turned=0,
        orders={},
    )


def main_innings(stored: Stored) -> int:
    """Return the innings of both sides together: only super overs can follow them."""
    return 2 * stored.setup.conditions.innings_per_side


def wants_of(stored: Stored) -> Expectations:
    """Return what the match needs to be whole."""
    return Expectations(stored.setup.conditions.balls_per_over, accepted=stored.accepted_gaps)
