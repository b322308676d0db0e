"""Answers the read requests of REST from watched matches in memory, or by reads cached for
seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from scrbrd.domain.vocabulary import MatchStatus
from scrbrd_gateway.answers import Answer, CachePolicy, digest
from scrbrd_gateway.earlier_score import EarlierScores
from scrbrd_gateway.encoding import json_value, with_cursor
from scrbrd_gateway.firestore.followed_matches import ENDED, leagues_of, sport_and_league
from scrbrd_gateway.library import FollowedMatches, League, LeagueKind, Library, parse_league
from scrbrd_gateway.model import (
    START,
    BadCursor,
    Cursor,
    Document,
    EncodedDocument,
    FeedEvent,
    ForeignCursor,
    MatchView,
)
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.preview import Preview, preview_of
from scrbrd_gateway.problems import (
    Problem,
    bad_cursor,
    bad_value,
    not_scored,
    unavailable,
    unknown_action,
    unknown_league,
)
from scrbrd_gateway.read_caches import cache_of_answers, cache_of_logs, cache_of_pages
from scrbrd_gateway.resume import cursor_text, has_reached, is_in_feed, read_cursor
from scrbrd_gateway.rooms import WatchedRooms
from scrbrd_gateway.scoring.refusals import why_closed
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.timeline import followed_parts, page_of, scored_parts
from scrbrd_gateway.turns import Turns

IN_PLAY: Final = frozenset({MatchStatus.LIVE.value, MatchStatus.INNINGS_BREAK.value})
LISTED_SECONDS: Final = 15.0
"""How long the list of leagues is reused, as its `Cache-Control` allows too: building it reads
every season, competition and followed match."""

IN_UTC: Final = "Z"
"""The end of a time in plain values."""

LOG_SECONDS = 60.0
"""How long a log is cached at most. It is replaced earlier when the score has a newer version."""

FOLD_RETRY_SECONDS: Final = 2
"""`Retry-After` of a request that is refused because too many wait for a fold."""


class MatchReads:
    """The answers to REST's read requests about leagues and matches."""

    def __init__(self, settings: Settings, rooms: WatchedRooms, library: Library) -> None:
        self._settings = settings
        self._rooms = rooms
        self._library = library
        self._cache = cache_of_answers(settings.most_cached)
        self._pages = cache_of_pages(settings.most_cached)
        self._logs = cache_of_logs()
        self._folding = Turns(settings.most_folds, settings.most_folds_waiting)

    async def leagues(self) -> Answer:
        """Answer with all leagues, grouped by sport."""

        async def read() -> Answer:
            leagues = [*await self._library.leagues(), *await self._followed.leagues()]
            return Answer.of({"sports": group_by_sport(leagues)}, CachePolicy.LISTED)

        seconds = max(LISTED_SECONDS, self._settings.fresh)
        return await self._cache.get("leagues", seconds, read)

    async def scoreboard(self, name: str, limit: int) -> Answer:
        """Answer with the scoreboard of a league: its matches, the latest first."""
        parsed = parse_league(name)
        if parsed is None:
            raise unknown_league(name)
        kind, league_id = parsed

        async def read() -> Answer:
            if kind is LeagueKind.FEED:
                return await self._followed_scoreboard(name, league_id, limit)
            league = await self._library.league(kind, league_id)
            if league is None:
                raise unknown_league(name)
            matches = await self._library.tickers(kind, league_id, limit)
            return Answer.of(
                {"league": league_document(league), "matches": matches}, CachePolicy.LIVE
            )

        return await self._cache.get(("scoreboard", name, limit), self._settings.fresh, read)

    async def match(self, match_id: str) -> Answer:
        """Answer with `matches/{matchId}`, or with the scoreboard of a followed match.

        Raises UnknownMatch.
        """
        board = await self._board(match_id)
        if board is not None:
            return Answer.of(board, board_cache_policy(board))
        match = await self._match(match_id)
        return Answer(match.encoded, str(match.version), cache_policy_of(match))

    async def score(self, match_id: str) -> Answer:
        """Answer with `live/score`. Raises UnknownMatch, and a Problem before the first ball."""
        match, view = await self.scored_match(match_id), await self._view(match_id)
        if view.score is None:
            detail = "nothing of the match was scored yet"
            title = "The match has no score yet"
            raise Problem(404, "no_score", detail, title=title, match=match_id)
        return Answer(view.score.encoded, str(view.score.version), cache_policy_of(match))

    async def scored_match(self, match_id: str) -> EncodedDocument:
        """Return the document of a match that is scored here. Raises UnknownMatch, and a Problem
        for a match that is only followed."""
        try:
            return await self._match(match_id)
        except UnknownMatch:
            if await self._board(match_id) is None:
                raise
        raise not_scored(match_id)

    async def preview(self, match_id: str) -> Preview:
        """Return the link preview of a match. Raises UnknownMatch."""
        match, view = await self._match(match_id), await self._view(match_id)
        return preview_of(match.document, view.ticker.document if view.ticker else None)

    async def timeline(
        self, match_id: str, after: str | None, limit: int, *, include_synthetic: bool
    ) -> Answer:
        """Answer with the events after a cursor, oldest first. Raises UnknownMatch, and a Problem
        for a cursor that cannot be used."""
        board = await self._board(match_id)
        is_scored = board is None
        cache_policy = (
            cache_policy_of(await self._match(match_id))
            if board is None
            else board_cache_policy(board)
        )
        events_after = partial(self._events_after if is_scored else self._followed_after, match_id)
        cursor = parse_cursor(after, match_id)
        found = await events_after(cursor, limit + 1)
        if not found and not await has_reached(events_after, cursor):
            raise unusable_cursor("unknown_cursor", match_id, "the feed has not come so far")
        find_event = (
            partial(self._find_event, match_id, found[-1].cursor if found else cursor)
            if is_scored
            else partial(self._find_followed_event, match_id)
        )
        get_view = partial(self._view if is_scored else self._followed_view, match_id)
        if not await is_in_feed(find_event, cursor, get_view):
            raise unusable_cursor("gap", match_id, "its event is not in the feed any more")
        events = found[:limit]
        end = cursor_text(events[-1].cursor if events else cursor, match_id)
        parts = scored_parts if is_scored else followed_parts
        documents = parts(events, synthetic=include_synthetic)
        body = page_of(match_id, end, documents, has_more=len(found) > limit)
        return Answer(body, digest(body), cache_policy)

    async def stats(self, match_id: str) -> Answer:
        """Answer with a match's contributions to the statistics; for a followed match, with the
        figures of both sides. Raises UnknownMatch."""
        board = await self._board(match_id)
        if board is not None:
            return await self._followed_stats(board)
        match = await self._match(match_id)

        async def read() -> Answer:
            return Answer.of(await self._library.stats(match_id), cache_policy_of(match))

        return await self._cache.get(("stats", match_id), self._settings.fresh, read)

    async def score_at(self, match_id: str, action: str) -> Answer:
        """Answer with the score as it was after an action. Raises UnknownMatch."""
        place = place_or_none(action)
        if place is None:
            raise bad_value("action", f"{action[:40]!r} is no action's id such as 1_37")
        match, view = await self.scored_match(match_id), await self._view(match_id)
        version = view.score.version if view.score else 0

        async def read_log() -> EarlierScores:
            return EarlierScores(await self._library.log(match_id))

        async def fold() -> Answer:
            scores = await self._logs.get((match_id, version), LOG_SECONDS, read_log)
            if place not in scores.log.entries:
                raise unknown_action(match_id, action, scores.log.last_action_id)

            def answer() -> Answer:
                value = {
                    "matchId": match_id,
                    "action": action,
                    "score": json_value(scores.score_at(place)),
                }
                return Answer.of(value, cache_policy_of(match))

            async with self._folding.turn("the score after an earlier action", FOLD_RETRY_SECONDS):
                return await asyncio.to_thread(answer)

        return await self._cache.get(("at", match_id, version, place), LOG_SECONDS, fold)

    async def ping(self) -> None:
        """Read something, to check that the database answers; at most once in a few seconds."""
        await self._cache.get("ping", self._settings.fresh, self._ping)

    async def _ping(self) -> None:
        try:
            async with asyncio.timeout(self._settings.read_wait):
                await self._library.ping()
        except TimeoutError:
            raise unavailable("the database does not answer") from None

    @property
    def _followed(self) -> FollowedMatches:
        return self._library.followed

    async def _board(self, match_id: str) -> dict[str, Any] | None:
        """Return the scoreboard of a match that is followed and not scored; None for other
        matches."""

        async def read() -> dict[str, Any] | None:
            if await self._is_scored(match_id):
                return None
            return await self._followed.board(match_id)

        return await self._cache.get(("board", match_id), self._settings.fresh, read)

    async def _is_scored(self, match_id: str) -> bool:
        try:
            await self._match(match_id)
        except UnknownMatch:
            return False
        return True

    async def _followed_scoreboard(self, name: str, league_id: str, limit: int) -> Answer:
        matches = await self._followed.scoreboards_of_league(*sport_and_league(league_id), limit)
        if not matches:
            raise unknown_league(name)
        [league] = leagues_of(matches[:1])
        return Answer.of({"league": league_document(league), "matches": matches}, CachePolicy.LIVE)

    async def _followed_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Return the events of a followed match after a cursor, oldest first, at most `limit`.

        No two of them have the same revision.
        """

        async def read() -> list[FeedEvent]:
            before = cursor.revision - 1
            events = await self._followed.events_after(match_id, before, limit + 1)
            found = [with_cursor(match_id, str(each["id"]), each) for each in events]
            return [each for each in found if each.cursor > cursor][:limit]

        key = ("followed", match_id, cursor, limit)
        return await self._pages.get(key, self._settings.fresh, read)

    async def _find_followed_event(self, match_id: str, cursor: Cursor) -> FeedEvent | None:
        """Return the event with a cursor's id in a followed match; None if it is not there."""

        async def read() -> FeedEvent | None:
            found = await self._followed.event(match_id, cursor.id)
            return None if found is None else with_cursor(match_id, cursor.id, found)

        return await self._cache.get(("followed", match_id, cursor), self._settings.fresh, read)

    async def _followed_view(self, match_id: str) -> MatchView:
        """Return the view of a followed match, which has no score."""
        return MatchView(match_id)

    async def _followed_stats(self, board: Mapping[str, Any]) -> Answer:
        match_id = str(board["id"])

        async def read() -> Answer:
            sides = await self._followed.stats(match_id)
            empty: dict[str, Any] = {"players": [], "teams": [], "summary": None}
            return Answer.of(
                {"matchId": match_id, **empty, "sides": sides}, board_cache_policy(board)
            )

        return await self._cache.get(("sides", match_id), self._settings.fresh, read)

    async def _match(self, match_id: str) -> EncodedDocument:
        async def read() -> EncodedDocument:
            match = await self._library.match(match_id)
            if match is None:
                raise UnknownMatch(match_id)
            return match

        return await self._cache.get(("match", match_id), self._settings.fresh, read)

    async def _is_watched(self, match_id: str) -> bool:
        """Return True if a match is watched or should be: a match in play has listeners for REST
        too."""
        if self._rooms.view(match_id) is not None:
            return True
        if self._rooms.is_full:
            return False
        return (await self._match(match_id)).document.get("status") in IN_PLAY

    async def _view(self, match_id: str) -> MatchView:
        if await self._is_watched(match_id):
            async with self._rooms.enter(match_id) as room:
                return room.view

        async def read() -> MatchView:
            return await self._library.view(match_id)

        return await self._cache.get(("view", match_id), self._settings.fresh, read)

    async def _events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        if await self._is_watched(match_id):
            async with self._rooms.enter(match_id) as room:
                return await room.events_after(cursor, limit)

        async def read() -> list[FeedEvent]:
            return await self._library.events_after(match_id, cursor, limit)

        key = ("events", match_id, cursor, limit)
        return await self._pages.get(key, self._settings.fresh, read)

    async def _find_event(self, match_id: str, newest: Cursor, cursor: Cursor) -> FeedEvent | None:
        """Return the event with a cursor's id; None if it is not in the feed. `newest` is the last
        event of the page after the cursor: a lookup from before that event does not count."""
        if await self._is_watched(match_id):
            async with self._rooms.enter(match_id) as room:
                return await room.find_event(cursor)

        async def read() -> FeedEvent | None:
            return await self._library.event(match_id, cursor.id)

        key = ("event", match_id, cursor, newest)
        return await self._cache.get(key, self._settings.fresh, read)


def cache_policy_of(match: EncodedDocument) -> CachePolicy:
    """Return the cache policy of an answer about a match: a short time while its scorers may still
    undo the action that ended it."""
    if match.document.get("status") != MatchStatus.COMPLETED.value:
        return CachePolicy.LIVE
    return CachePolicy.CORRECTABLE if is_open_to_scorers(match.document) else CachePolicy.OVER


def is_open_to_scorers(match: Document) -> bool:
    """Return True if the scorers of a match, given as plain values, may change it now."""
    completed = match.get("completedAt")
    if isinstance(completed, str) and completed.endswith(IN_UTC):
        with suppress(ValueError):  # stays a text: then the rules admit no scorer either
            completed = datetime.fromisoformat(completed)
    return why_closed("", {**match, "completedAt": completed}, datetime.now(UTC)) is None


def board_cache_policy(board: Mapping[str, Any]) -> CachePolicy:
    """Return the cache policy of an answer about a followed match."""
    return CachePolicy.OVER if str(board.get("phase")) in ENDED else CachePolicy.LIVE


def parse_cursor(text: str | None, match_id: str) -> Cursor:
    """Return the cursor that a caller sent; the place before the first event if it sent none.
    Raises Problem."""
    if not text:
        return START
    try:
        return read_cursor(text, match_id)
    except ForeignCursor:
        raise unusable_cursor("unknown_cursor", match_id, "it is not of this match") from None
    except BadCursor as error:
        raise bad_cursor("after_seq", str(error)) from None


def unusable_cursor(code: str, match_id: str, why: str) -> Problem:
    """Return the problem of a cursor that cannot be used any more."""
    title = "The cursor is not of this feed"
    detail = f"{why}: begin again without after_seq"
    return Problem(410, code, detail, title=title, match=match_id, field="after_seq")


def league_document(league: League) -> dict[str, Any]:
    """Return a league as clients get it."""
    return {**league.fields, "id": league.name, "kind": league.kind.value, "sport": league.sport}


def group_by_sport(leagues: Iterable[League]) -> list[dict[str, Any]]:
    """Return leagues by sport: competitions before seasons, each ordered by id."""
    by_sport: dict[str, list[dict[str, Any]]] = {}
    for league in sorted(leagues, key=lambda each: (each.sport, each.kind, each.id)):
        by_sport.setdefault(league.sport, []).append(league_document(league))
    return [{"sport": sport, "leagues": found} for sport, found in by_sport.items()]
