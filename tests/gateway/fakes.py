"""A match in memory that a test writes, and a source for rooms that listens to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping

from scrbrd.domain.json_types import Json
from scrbrd_gateway.earlier_score import StoredLog
from scrbrd_gateway.encoding import encode, encoded_state, feed_event
from scrbrd_gateway.library import FollowedMatches, League, LeagueKind
from scrbrd_gateway.match_feed import MatchFeed, MatchUpdate
from scrbrd_gateway.model import START, Cursor, EncodedDocument, FeedEvent, MatchView
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.source import FirstRead, OnUpdate, Target, Versions

MATCH_ID = "m1"


def event_document(event_id: str, revision: int, *types: str) -> Json:
    """Return a document of the feed."""
    innings, _, sequence = event_id.partition("_")
    return {
        "matchId": MATCH_ID,
        "inningsNumber": int(innings),
        "sequenceNumber": int(sequence),
        "orderKey": f"{int(sequence):04}",
        "events": [{"type": each, "data": {}} for each in types or ("BALL_BOWLED",)],
        "isRetracted": False,
        "revision": revision,
    }


def event(revision: int, event_id: str | None = None) -> FeedEvent:
    """Return an event of the feed."""
    name = event_id or f"1_{revision}"
    return feed_event(MATCH_ID, name, event_document(name, revision))


class FakeListener:
    """A listener of the fake source; while `misses_updates` is true, it gets no writes."""

    def __init__(
        self, source: FakeSource, target: Target, after: Cursor, on_update: OnUpdate
    ) -> None:
        self.source = source
        self.target = target
        self.after = after
        self.on_update: OnUpdate = on_update
        self.is_alive = True
        self.misses_updates = False
        self.has_lost_documents = False
        self.has_reconnected = False

    def reconnect(self) -> None:
        """Record a reopened connection."""
        self.has_reconnected = True

    def pass_on(self, update: MatchUpdate) -> None:
        """Pass on the part of an update that belongs to its target."""
        if self.misses_updates or not self.is_alive:
            return
        match self.target:
            case Target.SCORE if update.score is not None:
                self.on_update(MatchUpdate(score=update.score))
            case Target.TICKER if update.ticker is not None:
                self.on_update(MatchUpdate(ticker=update.ticker))
            case Target.EVENTS if update.events:
                self.on_update(MatchUpdate(events=update.events))

    async def close(self) -> None:
        """End the listener."""
        self.is_alive = False
        self.source.listeners.remove(self)


class FakeSource:
    """Matches in memory. Writes are passed on to the listeners, as Firestore does."""

    def __init__(self, *match_ids: str) -> None:
        self.match_ids = set(match_ids or (MATCH_ID,))
        self.score: Json | None = None
        self.created = 1
        """The creation time of the score's document."""
        self.ticker: Json | None = None
        self.feed: dict[str, FeedEvent] = {}
        self.events_created = 0
        """The creation time of the feed's documents; 0: unknown."""
        self.listeners: list[FakeListener] = []
        self.open_count = 0
        self.queries = 0
        self.version_reads = 0
        self.loop: asyncio.AbstractEventLoop | None = None
        self.match: Json = {"status": "live"}
        self.error: Exception | None = None
        self.feed_error: Exception | None = None
        """The error that reads of the feed raise."""

    def write(
        self,
        score: Json | None = None,
        ticker: Json | None = None,
        events: Mapping[str, Json] | None = None,
    ) -> None:
        """Write documents and notify the listeners."""
        self.score, self.ticker = score or self.score, ticker or self.ticker
        written = [
            feed_event(MATCH_ID, name, each, self.events_created)
            for name, each in (events or {}).items()
        ]
        self.feed |= {each.cursor.id: each for each in written}
        update = MatchUpdate(
            encoded_state(score, self.created) if score else None,
            encoded_state(ticker) if ticker else None,
            tuple(written),
        )
        for listener in [*self.listeners]:
            listener.pass_on(update)

    def bowl(self, revision: int, *types: str) -> None:
        """Write a ball with the score after it."""
        name = f"1_{revision}"
        score = {"version": revision, "status": "live", "lastActionId": name}
        self.write(score, {"version": revision}, {name: event_document(name, revision, *types)})

    def delete(self) -> None:
        """Delete the functions' documents and notify the listeners; the next score is a new one."""
        self.score = self.ticker = None
        self.feed.clear()
        self.created += 1
        self.events_created += bool(self.events_created)
        for listener in self.listeners:
            listener.has_lost_documents = not listener.misses_updates

    def sorted_feed(self) -> list[FeedEvent]:
        """Return the events of the feed in order."""
        return sorted(self.feed.values(), key=lambda each: each.cursor)

    async def open(self, match_id: str, most: int) -> FirstRead:
        """Read a match with its newest events."""
        await asyncio.sleep(0)
        self.open_count += 1
        self.loop = asyncio.get_running_loop()
        if self.error is not None:
            raise self.error
        if match_id not in self.match_ids:
            raise UnknownMatch(match_id)
        newest = self.sorted_feed()[-most - 1 :]
        update = MatchUpdate(
            encoded_state(self.score, self.created) if self.score else None,
            encoded_state(self.ticker) if self.ticker else None,
            tuple(newest),
        )
        return FirstRead(update, is_whole=len(newest) <= most)

    async def events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events after a cursor."""
        assert match_id in self.match_ids
        await asyncio.sleep(0)
        self.queries += 1
        if self.feed_error is not None:
            raise self.feed_error
        return [each for each in self.sorted_feed() if each.cursor > cursor][:limit]

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event."""
        assert match_id in self.match_ids
        await asyncio.sleep(0)
        self.queries += 1
        if self.feed_error is not None:
            raise self.feed_error
        return self.feed.get(event_id)

    async def versions(self, match_id: str) -> Versions:
        """Read the versions of the documents."""
        assert match_id in self.match_ids
        self.version_reads += 1
        if self.error is not None:
            raise self.error
        newest = self.sorted_feed()[-1].cursor if self.feed else START
        return Versions(
            (self.score or {}).get("version", 0), (self.ticker or {}).get("version", 0), newest
        )

    async def listen(
        self, match_id: str, target: Target, after: Cursor, on_update: OnUpdate
    ) -> FakeListener:
        """Listen; the stored documents arrive at once."""
        assert match_id in self.match_ids
        listener = FakeListener(self, target, after, on_update)
        self.listeners.append(listener)
        events = tuple(each for each in self.sorted_feed() if each.cursor > after)
        listener.pass_on(
            MatchUpdate(
                encoded_state(self.score, self.created) if self.score else None,
                encoded_state(self.ticker) if self.ticker else None,
                events,
            )
        )
        return listener


LEAGUES = [
    League(LeagueKind.SEASON, "2026", {"name": "Season 2026"}),
    League(LeagueKind.COMPETITION, "cup", {"name": "The Cup", "seasonId": "2026", "format": "T20"}),
    League(LeagueKind.SEASON, "puck", {"name": "Winter", "sport": "Ice Hockey"}),
]


class NoFollowedMatches:
    """A library without followed matches of other sports."""

    async def leagues(self) -> list[League]:
        """Return none."""
        return []

    async def scoreboards_of_league(self, _sport: str, _league: str, _limit: int, /) -> list[Json]:
        """Return none."""
        return []

    async def board(self, _match_id: str, /) -> Json | None:
        """Return None."""
        return None

    async def events_after(self, _match_id: str, _revision: int, _limit: int, /) -> list[Json]:
        """Return none."""
        return []

    async def event(self, _match_id: str, _event_id: str, /) -> Json | None:
        """Return None."""
        return None

    async def stats(self, _match_id: str, /) -> Json:
        """Return none."""
        return {}


class FakeLibrary:
    """The public documents of a fake source; `reads` counts the reads by kind."""

    def __init__(self, source: FakeSource, log: StoredLog | None = None) -> None:
        self.source = source
        self.reads: Counter[str] = Counter()
        self.stored_log = log
        self.followed: FollowedMatches = NoFollowedMatches()

    async def match(self, match_id: str) -> EncodedDocument | None:
        """Read the match document."""
        self.reads["match"] += 1
        if self.source.error is not None:
            raise self.source.error
        if match_id not in self.source.match_ids:
            return None
        values = {**self.source.match, "id": match_id}
        return EncodedDocument.of(1_000, values, encode(values))

    async def view(self, match_id: str) -> MatchView:
        """Read the state of a match."""
        self.reads["view"] += 1
        first_read = await self.source.open(match_id, 1)
        return MatchFeed(match_id, 1, first_read.update, is_whole=first_read.is_whole).view

    async def events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events after a cursor."""
        self.reads["events"] += 1
        return await self.source.events_after(match_id, cursor, limit)

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event."""
        self.reads["event"] += 1
        return await self.source.event(match_id, event_id)

    async def leagues(self) -> list[League]:
        """Read all leagues."""
        self.reads["leagues"] += 1
        return LEAGUES

    async def league(self, kind: LeagueKind, league_id: str) -> League | None:
        """Read one league."""
        return next((each for each in LEAGUES if (each.kind, each.id) == (kind, league_id)), None)

    async def tickers(self, kind: LeagueKind, league_id: str, limit: int) -> list[Json]:
        """Read the only ticker."""
        self.reads["tickers"] += 1
        return [self.source.ticker][:limit] if self.source.ticker and kind and league_id else []

    async def stats(self, match_id: str) -> Json:
        """Read the figures of a match, which are empty."""
        return {"matchId": match_id, "players": [], "teams": [], "summary": None}

    async def log(self, match_id: str) -> StoredLog:
        """Read the log."""
        self.reads["log"] += 1
        if self.stored_log is None:
            raise UnknownMatch(match_id)
        return self.stored_log

    async def ping(self) -> None:
        """Raise the source's error, if it has one."""
        if self.source.error is not None:
            raise self.source.error
