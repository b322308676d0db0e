"""A match that a test writes, and a source of rooms that listens to it without a database."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping

from scrbrd.domain.json_types import Json
from scrbrd_gateway.earlier_score import StoredLog
from scrbrd_gateway.encoding import encode, feed_event, shown
from scrbrd_gateway.library import Followed, League, LeagueKind
from scrbrd_gateway.match_feed import MatchFeed, Seen
from scrbrd_gateway.model import START, Cursor, FeedEvent, MatchView, Shown
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.source import FirstRead, Hear, Target, Versions

MATCH_ID = "m1"


def event_document(event_id: str, revision: int, *types: str) -> Json:
    """A document of the feed."""
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
    """An event of the feed."""
    name = event_id or f"1_{revision}"
    return feed_event(MATCH_ID, name, event_document(name, revision))


class FakeListener:
    """A listener of the fake source; one that `is_deaf` misses what is written."""

    def __init__(self, source: FakeSource, target: Target, behind: Cursor, hear: Hear) -> None:
        self.source = source
        self.target = target
        self.behind = behind
        self.hear: Hear = hear
        self.is_alive = True
        self.is_deaf = False
        self.has_lost = False
        self.is_distrusted = False

    def distrust(self) -> None:
        """Note that it is not believed any more."""
        self.is_distrusted = True

    def tell(self, seen: Seen) -> None:
        """Call back with what is of this target."""
        if self.is_deaf or not self.is_alive:
            return
        match self.target:
            case Target.SCORE if seen.score is not None:
                self.hear(Seen(score=seen.score))
            case Target.TICKER if seen.ticker is not None:
                self.hear(Seen(ticker=seen.ticker))
            case Target.EVENTS if seen.events:
                self.hear(Seen(events=seen.events))

    async def close(self) -> None:
        """End it."""
        self.is_alive = False
        self.source.listeners.remove(self)


class FakeSource:
    """Matches in memory: what is written is told to whoever listens, as Firestore does."""

    def __init__(self, *match_ids: str) -> None:
        self.match_ids = set(match_ids or (MATCH_ID,))
        self.score: Json | None = None
        self.created = 1
        """When the score's document was made."""
        self.ticker: Json | None = None
        self.feed: dict[str, FeedEvent] = {}
        self.listeners: list[FakeListener] = []
        self.opened = 0
        self.queries = 0
        self.looks = 0
        self.loop: asyncio.AbstractEventLoop | None = None
        self.match: Json = {"status": "live"}
        self.error: Exception | None = None
        self.away: Exception | None = None
        """What reads of the feed fail with."""

    def write(
        self,
        score: Json | None = None,
        ticker: Json | None = None,
        events: Mapping[str, Json] | None = None,
    ) -> None:
        """Write documents, and tell the listeners."""
        self.score, self.ticker = score or self.score, ticker or self.ticker
        written = [feed_event(MATCH_ID, name, each) for name, each in (events or {}).items()]
        self.feed |= {each.cursor.id: each for each in written}
        seen = Seen(
            shown(score, self.created) if score else None,
            shown(ticker) if ticker else None,
            tuple(written),
        )
        for listener in [*self.listeners]:
            listener.tell(seen)

    def bowl(self, revision: int, *types: str) -> None:
        """Write a ball with the score after it."""
        name = f"1_{revision}"
        score = {"version": revision, "status": "live", "lastActionId": name}
        self.write(score, {"version": revision}, {name: event_document(name, revision, *types)})

    def delete(self) -> None:
        """Delete what the functions wrote, and tell the listeners; what is written next is made
        anew."""
        self.score = self.ticker = None
        self.feed.clear()
        self.created += 1
        for listener in self.listeners:
            listener.has_lost = not listener.is_deaf

    def ordered(self) -> list[FeedEvent]:
        """The feed, in its order."""
        return sorted(self.feed.values(), key=lambda each: each.cursor)

    async def open(self, match_id: str, most: int) -> FirstRead:
        """Read a match with its newest events."""
        await asyncio.sleep(0)
        self.opened += 1
        self.loop = asyncio.get_running_loop()
        if self.error is not None:
            raise self.error
        if match_id not in self.match_ids:
            raise UnknownMatch(match_id)
        newest = self.ordered()[-most - 1 :]
        seen = Seen(
            shown(self.score, self.created) if self.score else None,
            shown(self.ticker) if self.ticker else None,
            tuple(newest),
        )
        return FirstRead(seen, is_whole=len(newest) <= most)

    async def events_behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events behind a cursor."""
        assert match_id in self.match_ids
        await asyncio.sleep(0)
        self.queries += 1
        if self.away is not None:
            raise self.away
        return [each for each in self.ordered() if each.cursor > cursor][:limit]

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event."""
        assert match_id in self.match_ids
        await asyncio.sleep(0)
        self.queries += 1
        if self.away is not None:
            raise self.away
        return self.feed.get(event_id)

    async def versions(self, match_id: str) -> Versions:
        """Read how new the documents are."""
        assert match_id in self.match_ids
        self.looks += 1
        if self.error is not None:
            raise self.error
        newest = self.ordered()[-1].cursor if self.feed else START
        return Versions(
            (self.score or {}).get("version", 0), (self.ticker or {}).get("version", 0), newest
        )

    async def listen(
        self, match_id: str, target: Target, behind: Cursor, hear: Hear
    ) -> FakeListener:
        """Listen, and hear at once what is there."""
        assert match_id in self.match_ids
        listener = FakeListener(self, target, behind, hear)
        self.listeners.append(listener)
        events = tuple(each for each in self.ordered() if each.cursor > behind)
        listener.tell(
            Seen(
                shown(self.score, self.created) if self.score else None,
                shown(self.ticker) if self.ticker else None,
                events,
            )
        )
        return listener


LEAGUES = [
    League(LeagueKind.SEASON, "2026", {"name": "Season 2026"}),
    League(LeagueKind.COMPETITION, "cup", {"name": "The Cup", "seasonId": "2026", "format": "T20"}),
    League(LeagueKind.SEASON, "puck", {"name": "Winter", "sport": "Ice Hockey"}),
]


class NothingFollowed:
    """No match of another sport is followed."""

    async def leagues(self) -> list[League]:
        """Return none."""
        return []

    async def of_league(self, _sport: str, _league: str, _limit: int, /) -> list[Json]:
        """Return none."""
        return []

    async def board(self, _match_id: str, /) -> Json | None:
        """Return None."""
        return None

    async def events_behind(self, _match_id: str, _revision: int, _limit: int, /) -> list[Json]:
        """Return none."""
        return []

    async def event(self, _match_id: str, _event_id: str, /) -> Json | None:
        """Return None."""
        return None

    async def stats(self, _match_id: str, /) -> Json:
        """Return none."""
        return {}


class FakeLibrary:
    """What REST reads of a fake source; `reads` counts by name."""

    def __init__(self, source: FakeSource, log: StoredLog | None = None) -> None:
        self.source = source
        self.reads: Counter[str] = Counter()
        self.stored_log = log
        self.followed: Followed = NothingFollowed()

    async def match(self, match_id: str) -> Shown | None:
        """Read the match document."""
        self.reads["match"] += 1
        if self.source.error is not None:
            raise self.source.error
        if match_id not in self.source.match_ids:
            return None
        values = {**self.source.match, "id": match_id}
        return Shown.of(1_000, values, encode(values))

    async def view(self, match_id: str) -> MatchView:
        """Read the state."""
        self.reads["view"] += 1
        opening = await self.source.open(match_id, 1)
        return MatchFeed(match_id, 1, opening.seen, is_whole=opening.is_whole).view

    async def events_behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read events."""
        self.reads["events"] += 1
        return await self.source.events_behind(match_id, cursor, limit)

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event."""
        self.reads["event"] += 1
        return await self.source.event(match_id, event_id)

    async def leagues(self) -> list[League]:
        """Read all leagues."""
        self.reads["leagues"] += 1
        return LEAGUES

    async def league(self, kind: LeagueKind, league_id: str) -> League | None:
        """Read one."""
        return next((each for each in LEAGUES if (each.kind, each.id) == (kind, league_id)), None)

    async def tickers(self, kind: LeagueKind, league_id: str, limit: int) -> list[Json]:
        """Read the only ticker."""
        self.reads["tickers"] += 1
        return [self.source.ticker][:limit] if self.source.ticker and kind and league_id else []

    async def stats(self, match_id: str) -> Json:
        """Read figures."""
        return {"matchId": match_id, "players": [], "teams": [], "summary": None}

    async def log(self, match_id: str) -> StoredLog:
        """Read the log."""
        self.reads["log"] += 1
        if self.stored_log is None:
            raise UnknownMatch(match_id)
        return self.stored_log

    async def ping(self) -> None:
        """Fail where the source does."""
        if self.source.error is not None:
            raise self.source.error
