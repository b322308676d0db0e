"""Rooms without Firestore: a test decides which state and which events arrive, and when."""

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
    """Return a document as a listener would keep it."""
    whole = {**document, "version": version}
    return EncodedDocument.of(version, whole, json.dumps(whole).encode())


def feed_event(revision: int, action_id: str, document: Mapping[str, Any]) -> FeedEvent:
    """Return an event as a listener would keep it."""
    return FeedEvent(Cursor(revision, action_id), document, json.dumps(document).encode())


class FakeRoom:
    """One match. An event that is published again replaces its older version."""

    def __init__(self, match_id: str) -> None:
        self.view = MatchView(match_id)
        self.readers: list[Reader] = []
        self.feed: dict[str, FeedEvent] = {}
        self.reads = 0
        self.pause = 0
        """How many times `events_after` lets other tasks run before it reads, and again before it
        answers."""
        self.failure: Exception | None = None

    async def events_after(self, cursor: Cursor, limit: int) -> list[FeedEvent]:
        self.reads += 1
        if self.failure:
            raise self.failure
        for _ in range(self.pause):
            await asyncio.sleep(0)
        found = sorted(
            (each for each in self.feed.values() if each.cursor > cursor),
            key=lambda each: each.cursor,
        )[:limit]
        for _ in range(self.pause):
            await asyncio.sleep(0)
        return found

    async def find_event(self, cursor: Cursor) -> FeedEvent | None:
        self.reads += 1
        if self.failure:
            raise self.failure
        return self.feed.get(cursor.id)

    def join(self, reader: Reader) -> MatchView:
        self.readers.append(reader)
        return self.view

    def leave(self, reader: Reader) -> None:
        self.readers.remove(reader)

    def publish_state(
        self, score: EncodedDocument | None = None, ticker: EncodedDocument | None = None
    ) -> None:
        """Publish another state."""
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

    def forget(self, action_id: str) -> None:
        """Delete an event, as the database does when it has expired."""
        del self.feed[action_id]


class FakeRooms:
    """Some matches; every other one is unknown."""

    def __init__(self, *match_ids: str) -> None:
        self.rooms = {each: FakeRoom(each) for each in match_ids}
        self.inside = 0

    def __getitem__(self, match_id: str) -> FakeRoom:
        return self.rooms[match_id]

    @asynccontextmanager
    async def enter(self, match_id: str) -> AsyncIterator[FakeRoom]:
        await asyncio.sleep(0)
        if match_id not in self.rooms:
            raise UnknownMatch(match_id)
        self.inside += 1
        try:
            yield self.rooms[match_id]
        finally:
            self.inside -= 1


def ball(number: int, runs: int = 1, innings: int = 1) -> dict[str, Any]:
    """Return the feed's document of a ball."""
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
    """Return what BALL_BOWLED says."""
    over, place = divmod(number - 1, 6)
    return {
        "over": f"{over}.{place + 1}",
        "battingTeamId": "home", "battingTeam": "Home",
        "overNumber": over, "ballInOver": place + 1,
        "strikerId": "h1", "strikerName": "Home 1",
        "nonStrikerId": "h2", "nonStrikerName": "Home 2",
        "bowlerId": "a11", "bowlerName": "Away 11",
        "runsOffBat": runs, "totalRuns": runs,
        "extras": {"wide": 0, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0},
        "isLegalDelivery": True, "isWicket": False, "display": str(runs),
    }  # fmt: skip


def over_complete() -> dict[str, Any]:
    """Return an OVER_COMPLETE."""
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
    """Return `live/score` after so many balls of the first innings, a run each."""
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
    """Return `tickers/{matchId}` after so many balls."""
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


def bowl(room: FakeRoom, number: int, *more: dict[str, Any]) -> None:
    """Publish the score and the event of a ball, as one commit brings them."""
    document = ball(number)
    document["events"] += more
    room.publish_state(
        encoded_state(number * 1000, score(number)), encoded_state(number * 1000, ticker(number))
    )
    room.publish_event(feed_event(number, f"1_{number}", document))
