"""Follows one match of cricket: asks the current provider, and brings what it says into the log.

One poll is one question, one pure decision, and as many commits as the changes need. Everything
that matters between polls is stored: whoever takes the match over goes on from there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from scrbrd_ingest.beside_people import Comparison, Found
from scrbrd_ingest.changes import ENDED, SET_BACK, FeedState, Unread, is_older, observe
from scrbrd_ingest.deciding import Deciding, Word
from scrbrd_ingest.failed_polls import IN_A_ROW, FailedPolls
from scrbrd_ingest.follow_settings import FollowSettings, Importance, no_importance
from scrbrd_ingest.known_names import KnownNames
from scrbrd_ingest.log.comparing import Compared
from scrbrd_ingest.log.decision import Decision
from scrbrd_ingest.log.going_on import Settled
from scrbrd_ingest.log.other_match import listed, lost_match, other_match
from scrbrd_ingest.log.overturning import Doubts
from scrbrd_ingest.log.planning import Group
from scrbrd_ingest.log.store import LogStore, Mode, Stored
from scrbrd_ingest.log.summary import (
    NOT_CLOSED,
    GapCounts,
    UnfilledGap,
    feed_fields,
    has_changed,
    order_fields,
    refused_fields,
    resumed,
)
from scrbrd_ingest.log.synthetic import SCORE_CHANGE, synthetic_groups
from scrbrd_ingest.match_writer import MatchWriter, entered_in
from scrbrd_ingest.measures import Fault, Measures, NotMeasured
from scrbrd_ingest.model import WHOLE_MATCH, Change, Observation, Sport, Tier
from scrbrd_ingest.ports import (
    Ask,
    BadAnswer,
    Closed,
    CricketProvider,
    Polled,
    Selector,
    Unavailable,
    Want,
)
from scrbrd_ingest.recalling import with_earlier_words
from scrbrd_ingest.retrying import retried

Outcome = TypeVar("Outcome")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CricketFeed:
    """A provider of the match, with the match's id there."""

    provider: CricketProvider
    match_id: str


class CricketFollower:
    """Implements `scrbrd_ingest.ports.Follower` for cricket."""

    sport: Sport = Sport.CRICKET
    tiers: tuple[Tier, ...] = (Tier.EVENTS,)

    def __init__(
        self,
        match_id: str,
        feeds: Mapping[str, CricketFeed],
        selector: Selector,
        store: LogStore,
        clock: Callable[[], datetime],
        measures: Measures | None = None,
        importance: Importance = no_importance,
    ) -> None:
        self.match_id = match_id
        self._feeds = feeds
        self._selector = selector
        self._store = store
        self._clock = clock
        self._settings = FollowSettings()
        self._measures: Measures = measures or NotMeasured()
        self._importance = importance
        self._writer = MatchWriter(match_id, store, clock, self._settings.look_again)
        self._failures = FailedPolls(match_id, clock, self._measures)
        self._deciding = Deciding(match_id)
        self._provider = ""
        self._unfilled = UnfilledGap()
        self._missed = set[str]()

    def _begin(self, name: str, stored: Stored) -> None:
        """Begin anew with a provider: nothing of it is written before it has said everything."""
        settings = self._settings
        self._provider = name
        self._state: FeedState = resumed(stored, name)
        self._names = KnownNames(self.match_id, name, self._store, self._clock, settings.look_again)
        self._comparison = Comparison(
            self.match_id, name, self._store, self._clock, settings.compare_every
        )
        self._counts = GapCounts()
        self._deciding.begin(name)
        self._doubts = Doubts()
        self._since_whole = 0
        self._is_whole_at_end = False
        self._unread = Unread()
        self._unanswered, self._late, self._asked_for_all = 0, 0, False

    async def poll(self, tier: Tier, fence: int) -> Polled:
        """Ask the current provider once, and bring in what is new.

        What a provider raises, and what its answer raises whatever it may be, comes back as a poll
        with a `failure`. What the store raises (`failed_polls.NOT_THE_PROVIDERS`: FencedOut,
        NoSuchMatch, ContendedError, an outage) is raised.
        """
        began = self._clock()
        name = self._selector.current(began)
        stored = await self._writer.load(fence)
        if name != self._provider:
            self._begin(name, stored)
        feed, ask = self._feeds[name], replace(self._next_ask(), newest=self._state.sequence)
        dropped = self._state.dropped
        try:
            answer = await feed.provider.observe(feed.match_id, ask)
        except asyncio.CancelledError:  # whoever answers without end has not answered
            cut = Unavailable(f"{name}, match {feed.match_id}: no whole answer in time")
            self._note_question(ask, is_answered=False)
            self._selector.report(self._failed(tier, began, cut))
            raise
        except Exception as error:
            self._note_question(ask, is_answered=False)
            polled = self._failed(tier, began, error)
        else:
            polled = await self._failures.taken_in(
                self._take_in(tier, began, ask, answer, fence),
                name,
                tier,
                began,
                lambda: self._state.phase,
            )
            is_late = self._state.dropped > dropped and not self._state.lacking
            self._note_question(ask, is_answered=True, is_late=is_late)
        self._selector.report(polled)
        return polled

    async def close(self, fence: int, why: Closed) -> None:
        """Write that the match is asked for seldom, or no more. Raises FencedOut."""
        fields = {"closed": str(why), "closedAt": self._clock()}
        await self._retried(lambda: self._writer.tell(fields, fence))

    # -- what is asked -----------------------------------------------------------------------

    def _next_ask(self) -> Ask:
        """Return the question: all of it at first, for a gap, every so often, and at the end."""
        if not self._state.is_whole or self._doubts.count:
            return Ask(Want.WHOLE)
        last = max((each.place for each in self._state.events.values()), default=None)
        latest = Ask(Want.LATEST, since=last)
        is_in_vain = self._unanswered >= IN_A_ROW or self._late >= SET_BACK
        if is_in_vain and self._asked_for_all:
            return latest
        gap, answers = self._counts.gap, self._counts.answers
        if gap is not None and answers <= self._settings.most_asks:
            return gap.ask(answers)
        is_due = self._since_whole >= self._settings.whole_every
        if is_due or (self._state.phase in ENDED and not self._is_whole_at_end):
            return Ask(Want.WHOLE)
        return latest

    def _note_question(self, ask: Ask, *, is_answered: bool, is_late: bool = False) -> None:
        """Note how often in a row all, or an over, was asked for and not had, or was older than
        what is known: then the latest is asked for in between, so that the match goes on."""
        self._asked_for_all = ask.want is Want.WHOLE
        if self._asked_for_all:
            self._unanswered = 0 if is_answered else self._unanswered + 1
            self._late = self._late + 1 if is_late else 0

    def _failed(self, tier: Tier, began: datetime, error: Exception) -> Polled:
        """Return what is told of an answer that did not come."""
        return self._failures.failed_poll(self._provider, tier, began, self._state.phase, error)

    # -- what is heard -----------------------------------------------------------------------

    async def _take_in(
        self, tier: Tier, began: datetime, ask: Ask, answer: Observation, fence: int
    ) -> Polled:
        """Take an answer in; one of another match counts as none."""
        is_whole = ask.want is Want.WHOLE and ask.over is None
        holds_all = is_whole or answer.covers == WHOLE_MATCH
        if why := await self._why_other(answer, fence, holds_all=holds_all):
            self._measures.fault(self._provider, Fault.OTHER_MATCH)
            await self._retried(lambda: self._tell_refused(why, fence))
            return self._failed(tier, began, BadAnswer(f"{self._provider}: {why}"))
        latency = (self._clock() - began).total_seconds()
        stored = await self._writer.load(fence)
        before = await with_earlier_words(self._state, answer, stored, self._provider, self._names)
        self._state, changes = observe(before, answer, asked_for_all=is_whole)
        self._note_faults(answer, before)
        self._note_extent(is_whole, before, answer)
        decision = None
        if self._state.is_whole and self._state.dropped == before.dropped:
            if not changes and await self._is_settled(before, fence):
                decision = self._deciding.last
            else:
                decision = await self._retried(lambda: self._bring_in(answer, fence, changes))
        if decision is not None and decision.is_denied:  # as if it had not been said
            self._state, changes, self._doubts = before, (), Doubts()
            self._since_whole = 0
        if self._is_unread(ask, answer, before, is_news=bool(changes)):
            why = f"{self._provider}: nothing new can be read, {len(answer.faults)} events cannot"
            return self._failed(tier, began, BadAnswer(why))
        said_at, stored = answer.said_at, await self._writer.load(fence)
        last = decision or self._deciding.last
        return Polled(
            self._provider,
            tier,
            began,
            latency,
            changes=len(changes),
            phase=self._state.phase,
            freshness=None if said_at is None else self._seconds_since(said_at),
            importance=self._current_importance(),
            is_final=decision is not None and self._is_final(decision),
            starts_at=stored.starts_at,
            lacks=self._unfilled.gap if self._provider in self._unfilled.by else "",
            waiting=last.target.waiting if last and stored.meant is Mode.WRITES else 0,
            closed_at=(stored.feed or {}).get("closedAt"),
            is_withheld=stored.is_withheld or (last is not None and last.is_doubted),
            is_undecided=not self._deciding.has_result,
        )

    async def _why_other(self, answer: Observation, fence: int, *, holds_all: bool) -> str:
        """Return why an answer is of another match than was asked for; empty where it is not."""
        stored = await self._writer.load(fence)
        if lost := lost_match(self._provider, answer, stored.known, holds_all=holds_all):
            return lost
        setup, teams = stored.setup, await self._names.of_teams(answer.team_ids)
        if answer.team_ids and not teams and stored.known.log:
            return f"no mapping has the sides it names, {listed('team', answer.team_ids)}"
        known = self._state.events
        new = [each for each in answer.events if known.get(each.id) != each]
        return other_match(setup, teams) or other_match(setup, await self._names.of_all(new))

    async def _tell_refused(self, why: str, fence: int) -> None:
        """Write down that an answer was refused, if that is not told yet. Raises ContendedError."""
        stored = await self._writer.load(fence)
        fields = refused_fields(stored, self._provider, self._state, why)
        if has_changed(stored.feed, fields):
            fields |= order_fields(stored.feed, self._provider, self._state)
            await self._writer.write(stored, [], fields, fence)

    async def _is_settled(self, before: FeedState, fence: int) -> bool:
        """Whether an answer that changes no event leaves nothing to decide: the last one's word is
        in the log, nothing is missing or waits, nobody else wrote, and whose ids are whose is
        known."""
        last = self._deciding.last
        if last is None or last.is_doubted or last.target.waiting or last.target.unmapped:
            return False
        if last.target.gap is not None:  # each answer that does not fill it counts
            return False
        if self._names.has_changed:
            return False
        state = self._state
        if (before.totals, before.phase, before.faults) != (
            state.totals,
            state.phase,
            state.faults,
        ):
            return False
        stored = await self._writer.load(fence)
        return self._deciding.is_settled(stored) and stored.fence == fence

    def _note_faults(self, answer: Observation, before: FeedState) -> None:
        """Measure what is wrong with an answer, and write down what no document tells."""
        if answer.faults:
            self._measures.fault(self._provider, Fault.UNREADABLE)
        if self._state.dropped > before.dropped:
            self._measures.fault(self._provider, Fault.OLDER)
        if self._state.turned > before.turned:
            self._measures.fault(self._provider, Fault.CLOCK)
            log.warning("match %s: the clock of %s went back", self.match_id, self._provider)

    def _is_unread(
        self, ask: Ask, answer: Observation, before: FeedState, *, is_news: bool
    ) -> bool:
        """Whether answers in a row hold nothing new but what cannot be read, and another provider
        has the match. An answer that was dropped says nothing of that."""
        if self._state.dropped == before.dropped:
            question = str(ask.want) if ask.over is None else "over"
            self._unread = self._unread.after(question, len(answer.faults), is_news=is_news)
        return self._unread.count >= IN_A_ROW and len(self._feeds) > 1

    def _note_extent(self, is_whole: bool, before: FeedState, answer: Observation) -> None:
        """Note whether all was told, and whether the provider said then that it is over. An answer
        that was dropped told nothing, one that is older than the newest not how it ended."""
        is_whole = is_whole and self._state.dropped == before.dropped
        self._since_whole = 0 if is_whole else self._since_whole + 1
        was_whole = self._is_whole_at_end and before.phase in ENDED
        is_end = is_whole and not is_older(before, answer)
        self._is_whole_at_end = self._state.phase in ENDED and (is_end or was_whole)

    def _seconds_since(self, moment: datetime) -> float:
        return max(0.0, (self._clock() - moment).total_seconds())

    def _current_importance(self) -> float:
        """Return how much the match matters now, 0 to 1."""
        chase = self._deciding.chase
        return 0.0 if chase is None else self._importance(*chase)

    def _is_final(self, decision: Decision) -> bool:
        """Whether nothing more is to be asked: all is said and in the log, or no provider fills
        what is missing and the operators were told."""
        is_told = self._unfilled.by >= self._feeds.keys()
        has_all = decision.target.gap is None and not decision.target.waiting
        is_over = self._state.phase in ENDED and self._is_whole_at_end
        return is_over and (has_all or is_told) and not decision.is_doubted

    # -- what is written ---------------------------------------------------------------------

    async def _retried(self, attempt: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Call anew, from what is stored then, where somebody else wrote meanwhile."""
        return await retried(attempt, self._writer.forget, self._settings.tries)

    async def _bring_in(
        self, answer: Observation, fence: int, changes: Sequence[Change]
    ) -> Decision | None:
        """Decide what the provider's word leads to, and write it; None where all of it is to be
        asked for first. Raises ContendedError."""
        settled = self._deciding.unsettle()
        stored = await self._writer.load(fence)
        if self._writer.was_elsewhere:  # what was heard there would count here as taken back
            self._writer.was_elsewhere = False
            self._state = resumed(stored, self._provider, self._state)
            return None
        word = Word(self._state, changes, self._counts, self._is_confirmed())
        decision = await self._deciding.decide(stored, word, self._names, settled, self._clock())
        writes = stored.mode is Mode.WRITES
        found = Found(Compared())
        if not writes:
            found = await self._comparison.compare(stored, decision)
        disputes = {**self._comparison.left(stored, writes=writes), **found.disputes}
        synthetic = synthetic_groups(
            self._provider, self._state.totals, decision.counted, stored.known.records
        )
        groups = [*(decision.plan.groups if writes else ()), *synthetic]
        counts = self._counts.after(decision.target.gap, is_waived=decision.target.is_waived)
        unfilled = self._unfilled.after(counts, self._provider, self._settings.most_asks)
        fields = feed_fields(
            stored,
            self._provider,
            self._state,
            decision,
            counts,
            found.compared,
            is_unfilled=bool(unfilled.by),
        )
        if groups or changes or has_changed(stored.feed, fields):
            fields |= NOT_CLOSED  # a match that was closed is open again
        if groups or disputes or stored.fence != fence or has_changed(stored.feed, fields):
            fields |= order_fields(stored.feed, self._provider, self._state)
            await self._writer.write(stored, groups, fields, fence, disputes)
        self._comparison.keep(found)
        gap, is_told = counts.gap, counts.answers > self._settings.most_asks
        if gap is not None and is_told and gap.name not in self._missed:
            self._missed.add(gap.name)
            self._measures.missed(gap.balls)
        self._counts, self._unfilled = counts, unfilled
        self._doubts = self._doubts.after(self._clock()) if decision.is_doubted else Doubts()
        # What was played before anybody followed the match has come late through nobody's fault.
        entered = entered_in(decision.plan.groups) if writes and stored.feed is not None else ()
        self._measure(answer, entered, synthetic)
        self._deciding.last = decision
        written = await self._writer.load(fence)
        self._deciding.settle(Settled(written, self._state, decision))
        return decision

    def _is_confirmed(self) -> bool:
        """Whether that many balls are gone has been said often and long enough."""
        doubts, settings = self._doubts.after(self._clock()), self._settings
        return doubts.count >= settings.confirmations and doubts.lasted >= settings.doubts_for

    def _measure(self, answer: Observation, entered: Sequence[str], made: list[Group]) -> None:
        """Measure what was written: of each event its own time, of a feed without them that of the
        answer."""
        events = [self._state.events[name] for name in entered if name in self._state.events]
        for moment in [each.said_at or answer.said_at for each in events]:
            if moment is not None:
                self._measures.entered(self._seconds_since(moment))
        created = sum(len(each.created) for each in made)
        if created:
            self._measures.synthetic(SCORE_CHANGE, created)
