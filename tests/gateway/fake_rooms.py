"""Rooms without Firestore: a test publishes the states and events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from scrbrd_gateway.model import Cursor, EncodedDocument, FeedEvent, MatchView
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.reader import Reader


def encoded_state(version: int, document: Mapping[str, Any]) -> EncodedDocument:
    """Return a state as a listener would store it."""
    versioned = {**document, "version": version}
    return EncodedDocument.of(version, versioned, json.dumps(versioned).encode())


def feed_event(revision: int, action_id: str, document: Mapping[str, Any]) -> FeedEvent:
    """Return an event as a listener would store it."""
    return FeedEvent(Cursor(revision, action_id), document, json.dumps(document).encode())


class FakeRoom:
    """One match. An event that is published again replaces its older version."""

    def __init__(self, match_id: str) -> None:
        self.view = MatchView(match_id)
        self.readers: list[Reader] = []
        self.feed: dict[str, FeedEvent] = {}
        self.reads = 0
        self.pause = 0
        """How often `events_after` lets other tasks run before it reads, and again before it
        answers."""
        self.failure: Exception | None = None

    async def events_after(self, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Return the events after a cursor, at most `limit`, or raise `failure` if it is set."""
        self.reads += 1
        if self.failure:
            raise self.failure
        for _ in range(self.pause):
            await asyncio.sleep(0)
        events = sorted(
            (each for each in self.feed.values() if each.cursor > cursor),
            key=lambda each: each.cursor,
        )[:limit]
        for _ in range(self.pause):
            await asyncio.sleep(0)
        return events

    async def find_event(self, cursor: Cursor) -> FeedEvent | None:
        """Return the present version of a cursor's event."""
        self.reads += 1
        if self.failure:
            raise self.failure
        return self.feed.get(cursor.id)

    def join(self, reader: Reader) -> MatchView:
        """Add a reader; return the present view of the match."""
        self.readers.append(reader)
        return self.view

    def leave(self, reader: Reader) -> None:
        """Remove a reader."""
        self.readers.remove(reader)

    def publish_state(
        self, score: EncodedDocument | None = None, ticker: EncodedDocument | None = None
    ) -> None:
        """Publish a new state."""
        self.view = replace(
            self.view, score=score or self.view.score, ticker=ticker or self.view.ticker
        )
        for each in self.readers:
            each.add(self.view, ())

    def publish_event(self, event: FeedEvent) -> None:
        """Publish an event."""
        self.feed[event.cursor.id] = event
        self.view = replace(self.view, newest=max(self.view.newest, event.cursor))
        for each in self.readers:
            each.add(None, (event,))

    def expire_event(self, action_id: str) -> None:
        """Delete an event, as the database does when it has expired."""
        del self.feed[action_id]


class FakeRooms:
    """Rooms of some matches; every other match is unknown."""

    def __init__(self, *match_ids: str) -> None:
        self.rooms = {each: FakeRoom(each) for each in match_ids}
        self.readers_inside = 0

    def __getitem__(self, match_id: str) -> FakeRoom:
        return self.rooms[match_id]

    @asynccontextmanager
    async def enter(self, match_id: str) -> AsyncIterator[FakeRoom]:
        """Yield the room of a match."""
        await asyncio.sleep(0)
        if match_id not in self.rooms:
            raise UnknownMatch(match_id)
        self.readers_inside += 1
        try:
            yield self.rooms[match_id]
        finally:
            self.readers_inside -= 1


def ball(number: int, runs: int = 1, innings: int = 1) -> dict[str, Any]:
    """Return the feed document of a ball."""
    return {
        "matchId": "m",
        "inningsNumber": innings,
        "sequenceNumber": number,
        "orderKey": f"{number:04}",
        "events": [{"type": "BALL_BOWLED", "data": ball_data(number, runs)}],
        "commentary": f"Away 11 to Home 1, {runs} run{'s' * (runs != 1)}",
        "timestamp": "2026-11-23T10:00:00Z",
        "isRetracted": False,
        "revision": number,
        "expireAt": None,
    }


def ball_data(number: int, runs: int) -> dict[str, Any]:
    """Return the data of a BALL_BOWLED event."""
    over, ball_in_over = divmod(number - 1, 6)
    return {
        "over": f"{over}.{ball_in_over + 1}",
        "battingTeamId": "home", "battingTeam": "Home",
        "overNumber": over, "ballInOver": ball_in_over + 1,
        "strikerId": "h1", "strikerName": "Home 1",
        "nonStrikerId": "h2", "nonStrikerName": "Home 2",
        "bowlerId": "a11", "bowlerName": "Away 11",
        "runsOffBat": runs, "totalRuns": runs,
        "extras": {"wide": 0, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0},
        "isLegalDelivery": True, "isWicket": False, "display": str(runs),
    }  # fmt: skip


def over_complete() -> dict[str, Any]:
    """Return an OVER_COMPLETE event."""
    return {
        "type": "OVER_COMPLETE",
        "data": {
            "overNumber": 0, "runs": 6, "wickets": 0, "balls": 6,
            "bowlerIds": ["a11"], "bowlerNames": ["Away 11"],
            "battingTeamId": "home", "battingTeam": "Home",
            "inningsRuns": 6, "inningsWickets": 0, "bowlers": [], "batters": [],
        },
    }  # fmt: skip


def score(number: int) -> dict[str, Any]:
    """Return `live/score` after `number` balls of the first innings, one run each."""
    return {
        "matchId": "m",
        "status": "live",
        "inningsNumber": 1,
        "currentInnings": {
            "battingTeamId": "home", "battingTeam": "Home", "bowlingTeamId": "away",
            "runs": number, "wickets": 0, "overs": 0.1, "balls": number,
            "strikerId": "h1", "nonStrikerId": None, "bowlerId": "a11",
            "isFreeHit": False, "currentRunRate": 6.0,
        },
        "batsmen": [{"playerId": f"h{place}", "runs": number, "note": "x" * 9} for place in (1, 2)],
        "bowlers": [{"playerId": "a11", "balls": number}],
        "currentOver": [{"runs": 1, "display": "1"} for _ in range(number % 6)],
        "lastActionId": f"1_{number}",
    }  # fmt: skip


def ticker(number: int) -> dict[str, Any]:
    """Return `tickers/{matchId}` after `number` balls."""
    return {
        "matchId": "m",
        "status": "live",
        "teams": [
            {"id": each, "name": f"{each} Cricket Club", "shortName": each[:3].upper()}
            for each in ("home", "away")
        ],
        "batters": [{"playerId": f"h{each}", "playerName": f"Home {each}"} for each in (1, 2)],
        "bowler": {"playerId": "a11", "playerName": "Away 11", "figures": "0-12"},
        "innings": [{"battingTeamId": "home", "runs": number, "wickets": 0}],
        "lastBall": {"actionId": f"1_{number}", "commentary": "1 run"},
    }


def bowl(room: FakeRoom, number: int, *more_events: dict[str, Any]) -> None:
    """Publish the states and the event of a ball, as one commit delivers them."""
    document = ball(number)
    document["events"] += more_events
    room.publish_state(
        encoded_state(number * 1000, score(number)), encoded_state(number * 1000, ticker(number))
    )
    room.publish_event(feed_event(number, f"1_{number}", document))
