"""Follows one match of another sport: its state, events and figures, each at a pace of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from scrbrd.domain.json_types import Json
from scrbrd_ingest.changes import ENDED, NOT_BEHIND, Behind
from scrbrd_ingest.failed_polls import IN_A_ROW, FailedPolls
from scrbrd_ingest.log.planning import MOST_WRITES
from scrbrd_ingest.log.summary import NOT_CLOSED
from scrbrd_ingest.measures import Fault, Measures, NotMeasured
from scrbrd_ingest.model import Phase, Scoreboard, Sport, Statistics, Tier, Timeline
from scrbrd_ingest.ports import (
    THE_MATCH,
    BadAnswer,
    Closed,
    FencedOut,
    Polled,
    ScoreboardProvider,
    Selector,
    Unavailable,
)
from scrbrd_ingest.retrying import retried
from scrbrd_ingest.scoreboard_events import (
    SCORE_CHANGE,
    TOLD,
    beyond_score,
    come_to,
    synthetic_events,
    timeline_changes,
    untold_score,
)
from scrbrd_ingest.scoreboards import (
    ScoreboardStore,
    StoredScoreboard,
    board_document,
    differs,
    is_news,
    is_set_back,
    next_version,
    not_ahead,
    stats_documents,
)

Told = Scoreboard | Timeline | Statistics | None
BEGUN = frozenset({Phase.LIVE, Phase.BREAK, Phase.SUSPENDED})
TRIES = 6
"""Attempts of one write against other writers."""


@dataclass(frozen=True)
class ScoreboardFeed:
    """A provider of the match, with the match's id there."""

    provider: ScoreboardProvider
    match_id: str


@dataclass(frozen=True)
class Wanted:
    """What is to be written: fields of the scoreboard, events, figures. Empty: nothing."""

    document: Json = field(default_factory=dict)
    events: Mapping[str, Json] = field(default_factory=dict)
    stats: Mapping[str, Json] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        """How many documents say another thing."""
        return bool(self.document) + len(self.events) + len(self.stats)


class ScoreboardFollower:
    """Implements `scrbrd_ingest.ports.Follower` for sports that have no fold."""

    tiers: tuple[Tier, ...] = (Tier.SCOREBOARD, Tier.EVENTS, Tier.STATS)

    def __init__(
        self,
        match_id: str,
        sport: Sport,
        league: str,
        feeds: Mapping[str, ScoreboardFeed],
        selector: Selector,
        store: ScoreboardStore,
        clock: Callable[[], datetime],
        measures: Measures | None = None,
    ) -> None:
        self.match_id = match_id
        self.sport = sport
        self._league = league
        self._feeds = feeds
        self._selector = selector
        self._store = store
        self._clock = clock
        self._measures: Measures = measures or NotMeasured()
        self._stored: StoredScoreboard | None = None
        self._tells_events: dict[str, bool] = {}
        self._behind: dict[str, Behind] = {}
        self._boards: dict[str, set[Scoreboard]] = {}
        self._failures = FailedPolls(match_id, clock, self._measures)
        self._asked = ""
        self._absent: dict[str, int] = {}
        self._phase: Phase = Phase.SCHEDULED
        self._has_begun = False
        self._after_end: set[Tier] = set()

    async def poll(self, tier: Tier, fence: int) -> Polled:
        """Ask the current provider for one tier, and write what is new. Raises FencedOut.

        What a provider raises, and what its answer raises whatever it may be, comes back as a poll
        with a `failure`.
        """
        began = self._clock()
        name = self._selector.current(began)
        await self._load(fence)
        if name != self._asked:  # who is gone back to is judged by its next scoreboard alone
            self._asked = name
            self._absent[name] = min(self._absent.get(name, 0), IN_A_ROW - 1)
        try:
            told = await self._told(tier, name)
        except asyncio.CancelledError:  # whoever answers without end has not answered
            cut = Unavailable(f"{name}, match {self.match_id}: no whole answer in time")
            self._selector.report(self._failed(tier, name, began, cut))
            raise
        except Exception as error:
            polled = self._failed(tier, name, began, error)
        else:
            hearing = self._take_in(tier, name, began, told, fence)
            polled = await self._failures.taken_in(hearing, name, tier, began, lambda: self._phase)
        self._selector.report(polled)
        return polled

    async def close(self, fence: int, why: Closed) -> None:
        """Write that the match is asked for seldom, or no more. Raises FencedOut."""
        fields = {"closed": str(why), "closedAt": self._clock()}
        await self._write(fence, lambda _: Wanted(fields))

    async def _told(self, tier: Tier, name: str) -> Told:
        """Ask for a tier. Raises ProviderError."""
        feed = self._feeds[name]
        provider, match_id = feed.provider, feed.match_id
        match tier:
            case Tier.SCOREBOARD:
                boards = await provider.scoreboards(self.sport, self._league)
                board = next((each for each in boards if each.provider_match_id == match_id), None)
                # Documents name the provider as the settings do, whatever connector it has.
                return board and replace(
                    board, provider=name, said_at=not_ahead(board.said_at, board.received_at)
                )
            case Tier.EVENTS:
                told = await provider.timeline(self.sport, self._league, match_id)
                now = self._clock()
                return told and replace(
                    told,
                    events=tuple(
                        replace(each, said_at=not_ahead(each.said_at, now)) for each in told.events
                    ),
                )
            case Tier.STATS:
                return await provider.statistics(self.sport, self._league, match_id)

    async def _take_in(
        self, tier: Tier, name: str, began: datetime, told: Told, fence: int
    ) -> Polled:
        """Take an answer in."""
        latency = self._seconds_since(began)
        board = told if isinstance(told, Scoreboard) else None
        if tier is Tier.EVENTS:
            self._tells_events[name] = told is not None
            if isinstance(told, Timeline) and told.faults:
                self._measures.fault(name, Fault.UNREADABLE)
        elif tier is Tier.SCOREBOARD:
            self._note_listed(name, board)
        changes = await self._write_told(name, told, fence)
        document = (await self._load(fence)).document or {}
        said_at = None if board is None else board.said_at
        self._note_end(tier)
        if self._absent[name] >= IN_A_ROW and len(self._feeds) > 1:
            # Of whatever tier: what else it may say of the match does not make it up to date.
            why = f"{name}, match {self.match_id}: it has begun, and is not listed any more"
            failed = self._failed(tier, name, began, BadAnswer(why))
            return replace(failed, lacks=THE_MATCH)
        return Polled(
            name,
            tier,
            began,
            latency,
            changes=changes,
            phase=self._phase,
            freshness=None if said_at is None else self._seconds_since(said_at),
            is_final=self._after_end == set(self.tiers),
            closed_at=document.get("closedAt"),
            starts_at=document.get("startsAt") if board is None else board.starts_at,
        )

    def _note_listed(self, name: str, board: Scoreboard | None) -> None:
        """Note whether a provider lists the match, which has begun and is not over."""
        is_absent = board is None and self._phase in BEGUN
        self._absent[name] = self._absent[name] + 1 if is_absent else 0
        if is_absent and self._phase is Phase.LIVE:
            self._measures.fault(name, Fault.ABSENT)

    async def _write_told(self, name: str, told: Told, fence: int) -> int:
        """Write what is new of an answer; return how many documents changed."""
        match told:
            case Scoreboard():
                return await self._write_board(told, fence)
            case Timeline():
                return await self._write(fence, lambda known: events_wanted(known, name, told))
            case Statistics():
                return await self._write(
                    fence, lambda known: Wanted(stats=stats_documents(known.stats, name, told))
                )
            case None:
                if self._tells_events.get(name, True):
                    return await self._write(fence, lambda _: Wanted())
                return await self._write(
                    fence, lambda known: Wanted(events=untold_score(known, name))
                )

    def _note_end(self, tier: Tier) -> None:
        """Note which tiers were asked for since the match was over."""
        if self._phase in ENDED:
            self._after_end.add(tier)
        else:
            self._after_end.clear()

    async def _write_board(self, board: Scoreboard, fence: int) -> int:
        """Write a scoreboard if it is news; make an event of the score where none are told."""
        tells = self._tells_events.get(board.provider, True)
        begins_anew = self._begins_anew(await self._load(fence), board)

        def wanted(known: StoredScoreboard) -> Wanted:
            document = board_document(self.match_id, board)
            is_newer = is_news(known.document, board) and differs(known.document, document)
            if not is_newer and not begins_anew:
                return Wanted()
            if tells:
                return Wanted(document, beyond_score(known.events, board))
            return Wanted(document, synthetic_events(known.document, board, known.events))

        stored = await self._load(fence)
        if begins_anew or is_news(stored.document, board):
            self._phase = board.phase
        changes = await self._write(fence, wanted)
        if not changes:
            self._note_order(board)
        elif board.said_at is not None:
            self._measures.entered(self._seconds_since(board.said_at))
        return changes

    def _note_order(self, board: Scoreboard) -> None:
        """Note how new a scoreboard is that says nothing new, so that one which was said before it
        is older. It is not worth a write."""
        stored = self._stored
        if stored is not None and stored.document is not None and is_news(stored.document, board):
            order = {"sequence": board.sequence, "saidAt": board.said_at}
            told = {name: each for name, each in order.items() if each is not None}
            self._stored = replace(stored, document={**stored.document, **told})

    def _begins_anew(self, known: StoredScoreboard, board: Scoreboard) -> bool:
        """Note whether a scoreboard is older than what is known; return whether it is believed all
        the same, as the provider's clock went back: a mirror that lags says what was said, or what
        was so between two polls."""
        name, said = board.provider, self._boards.setdefault(board.provider, set())
        if is_news(known.document, board):
            said.add(timeless(board))
            self._behind.pop(name, None)
            return False
        behind = self._behind.get(name, NOT_BEHIND).after(board.sequence, board.said_at)
        is_believed = (
            behind.is_believed
            and timeless(board) not in said
            and is_set_back(known.document or {}, board)
        )
        self._behind[name] = NOT_BEHIND if is_believed else behind
        self._measures.fault(name, Fault.CLOCK if is_believed else Fault.OLDER)
        return is_believed

    async def _load(self, fence: int) -> StoredScoreboard:
        """Return what is stored, read once. Raises FencedOut."""
        if self._stored is None:
            self._stored = await self._store.load(self.match_id)
            self._begin(self._stored)
        if self._stored.fence > fence:
            raise FencedOut(
                f"match {self.match_id}: number {fence} writes no more, {self._stored.fence} does"
            )
        return self._stored

    def _begin(self, stored: StoredScoreboard) -> None:
        """Go on from the phase that is stored: a provider may list the match no more."""
        if not self._has_begun:
            self._has_begun = True
            self._phase = Phase((stored.document or {}).get("phase", Phase.SCHEDULED))

    async def _write(self, fence: int, wanted: Callable[[StoredScoreboard], Wanted]) -> int:
        """Write what is wanted of what is stored; return how many documents changed."""

        async def attempt() -> int:
            stored = await self._load(fence)
            found = wanted(stored)
            if not found.changes:
                if stored.document is not None and stored.fence != fence:
                    await self._commit(found, fence)  # from now on an older number is refused
                return 0
            if (stored.document or {}).get("closed"):
                found = replace(found, document={**NOT_CLOSED, **found.document})
            for part in parts(found):
                await self._commit(part, fence)
            made = sum(
                each["isSynthetic"] and each["state"] == TOLD for each in found.events.values()
            )
            if made:
                self._measures.synthetic(SCORE_CHANGE, made)
            return found.changes

        return await retried(attempt, self._forget, TRIES)

    async def _commit(self, part: Wanted, fence: int) -> None:
        stored = await self._load(fence)
        version = next_version(stored.document, self._clock())
        # Each event has a place of its own in the order of writes, for readers who come back.
        ordered = sorted(part.events.items(), key=lambda each: each[1]["order"])
        events = {
            name: each | {"revision": version + place}
            for place, (name, each) in enumerate(ordered, start=1)
        }
        version += len(events)
        document = {"matchId": self.match_id, **part.document, "version": version}
        token = await self._store.commit(
            self.match_id, stored.token, fence, document, events, part.stats
        )
        self._stored = replace(
            stored,
            document={**(stored.document or {}), **document, "fence": fence},
            events={**stored.events, **events},
            stats={**stored.stats, **part.stats},
            token=token,
        )

    def _forget(self) -> None:
        """Read again at the next load: somebody else wrote."""
        self._stored = None

    def _failed(self, tier: Tier, name: str, began: datetime, error: Exception) -> Polled:
        """Return what is told of an answer that did not come."""
        return self._failures.failed_poll(name, tier, began, self._phase, error)

    def _seconds_since(self, moment: datetime) -> float:
        return max(0.0, (self._clock() - moment).total_seconds())


def events_wanted(known: StoredScoreboard, provider: str, timeline: Timeline) -> Wanted:
    """Return what is written of a timeline."""
    until = come_to(known.document, provider)
    return Wanted(events=timeline_changes(known.events, provider, timeline, until))


def timeless(board: Scoreboard) -> Scoreboard:
    """Return what a scoreboard says of the match, whenever it was said."""
    return replace(board, received_at=datetime.fromtimestamp(0, UTC), sequence=None, said_at=None)


def parts(wanted: Wanted) -> list[Wanted]:
    """Return what is wanted in parts that fit into one commit each."""
    events = list(wanted.events.items())
    first = Wanted(wanted.document, dict(events[:MOST_WRITES]), wanted.stats)
    rest = range(MOST_WRITES, len(events), MOST_WRITES)
    return [first, *(Wanted(events=dict(events[at : at + MOST_WRITES])) for at in rest)]
