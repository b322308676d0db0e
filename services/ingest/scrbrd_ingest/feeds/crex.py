"""Reads a CREX-like latest state: a score (sV3) and a card (sC4), without ids and times.

The score has the newest overs as tokens and the batters who are in; `crex_balls` works out who
faced. What cannot be worked out is requested from the page's ball feeds, which name bowler and
batters; what these lack is left out and reported, never guessed. Event ids are derived from places.
docs/ingest-feeds.md lists the observed fields, and says that the terms of use are doubtful.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.feeds.connector import Feed
from scrbrd_ingest.feeds.crex_balls import (
    State,
    Token,
    UnknownStriker,
    work_out_strikers,
)
from scrbrd_ingest.feeds.crex_feeds import ReadBalls, lags_card, lags_score, read_innings, read_over
from scrbrd_ingest.feeds.crex_parts import (
    MOST_INNINGS,
    Card,
    Score,
    delivery,
    read_cards,
    read_score,
    require_one_match,
)
from scrbrd_ingest.feeds.fields import (
    LAST,
    whole_answer,
)
from scrbrd_ingest.feeds.http import FeedHttp, Fetched, NotThere
from scrbrd_ingest.feeds.parts import fetch_with_retries
from scrbrd_ingest.model import (
    WHOLE_MATCH,
    FeedEvent,
    InningsTotal,
    Observation,
    Place,
    Span,
)
from scrbrd_ingest.ports import FeedRequest, RequestScope

NAME = "crex"
BALL_FEEDS = "/commentary/getBallFeeds"
MOST_OVERS_REQUESTED = 6
"""Maximum number of overs that are requested one by one; three are displayed. If more are needed,
the innings is requested."""

MOST_REMEMBERED = 200
"""Maximum number of matches whose last reading is kept."""


MOVES_BATTERS = frozenset(
    {
        ActionType.BATTER_RETIRED,
        ActionType.BATTER_RESUMED,
        ActionType.BATTER_ARRIVED,
        ActionType.BATTER_DISMISSED,
    }
)


@dataclass(frozen=True)
class LastReading:
    """The last reading of a match: its state, the events of its displayed overs, its note ids."""

    state: State
    events: tuple[FeedEvent, ...]
    notes: frozenset[str]


class CrexCricket:
    """The connector: requests score and card, and ball feeds if strikers are unclear."""

    name = NAME

    def __init__(self, http: FeedHttp) -> None:
        self.http = http
        self.last_readings: OrderedDict[str, LastReading] = OrderedDict()

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the provider's current data. Raises ProviderError."""
        score_answer = await self._get("/w/sV3.php", provider_match_id)
        card_answer = await self._get("/w/sC4.php", provider_match_id)
        score = whole_answer(NAME, provider_match_id, lambda: read_score(score_answer.value))
        cards = whole_answer(NAME, provider_match_id, lambda: read_cards(card_answer.value))
        whole_answer(NAME, provider_match_id, lambda: require_one_match(score, cards))
        at = score_answer.received_at
        if request.over is not None:
            found = await self._fetch_over(provider_match_id, score, cards, *request.over)
        else:
            found = await self._read_newest_or_all(provider_match_id, request, score, cards)
        return observation(provider_match_id, at, score, cards, found)

    async def _read_newest_or_all(
        self, provider_match_id: str, request: FeedRequest, score: Score, cards: Sequence[Card]
    ) -> BallsFound:
        """Return the newest overs if the strikers are certain, else all balls of the ball feeds."""
        last_reading = self.last_readings.get(provider_match_id)
        state = state_of(score, cards)
        if request.scope is RequestScope.LATEST and last_reading is not None and state is not None:
            newest = await self._read_displayed_overs(
                provider_match_id, last_reading, state, score, cards
            )
            if newest is not None and newest.reaches(request.since):
                self._keep_reading(provider_match_id, state, newest, score)
                return newest
        found = await self._fetch_all_innings(provider_match_id, score, cards)
        if state is not None:
            self._keep_reading(provider_match_id, state, found, score)
        return found

    async def _read_displayed_overs(
        self,
        provider_match_id: str,
        last_reading: LastReading,
        state: State,
        score: Score,
        cards: Sequence[Card],
    ) -> BallsFound | None:
        """Return the displayed overs, worked out or requested; None if more are needed."""
        try:
            return continue_reading(last_reading, state, score.notes)
        except UnknownStriker as why:
            if not is_continued(last_reading, state) or len(state.overs) > MOST_OVERS_REQUESTED:
                return None
            return await self._fetch_displayed_overs(
                provider_match_id, state, score, cards, str(why)
            )

    async def _fetch_displayed_overs(
        self,
        provider_match_id: str,
        state: State,
        score: Score,
        cards: Sequence[Card],
        why: str,
    ) -> BallsFound:
        """Request the displayed overs from the ball feeds."""
        first = Place(state.innings, min(state.overs))
        found = BallsFound((), Span(first, Place(state.innings, LAST, LAST)))
        for over in sorted(state.overs):
            part = await self._fetch_over(provider_match_id, score, cards, state.innings, over, why)
            found = BallsFound(
                found.events + part.events,
                None if part.covers is None else found.covers,
                found.faults + part.faults,
            )
        return found

    async def _fetch_over(
        self,
        provider_match_id: str,
        score: Score,
        cards: Sequence[Card],
        innings: int,
        over: int,
        why: str = "",
    ) -> BallsFound:
        """Request one over from the ball feeds; return a fault if they do not have it."""
        query = {"inning": str(innings), "over": str(over + 1)}

        def read(value: Any) -> ReadBalls:
            read_part = partial(read_over, score, cards, innings, over, value)
            events, faults = whole_answer(NAME, provider_match_id, read_part)
            if not events and not faults:
                raise NotThere(f"{NAME}, match {provider_match_id}: nothing of {query}")
            return events, faults

        try:
            answer = await self._get(BALL_FEEDS, provider_match_id, query, read)
        except NotThere:
            text = f"innings {innings}, over {over + 1}: {why or 'not in the ball feeds'}"
            return BallsFound((), None, (f"{text}; who faced is not known",))
        events, faults = answer.value
        last = LAST if over == max(score.overs, default=over) else over
        span = Span(Place(innings, over), Place(innings, last, LAST, LAST))
        is_whole = not faults and not lags_score(events, score, innings, {over})
        return BallsFound(events, span if is_whole else None, faults)

    async def _fetch_all_innings(
        self, provider_match_id: str, score: Score, cards: Sequence[Card]
    ) -> BallsFound:
        """Request all innings from the ball feeds."""
        parts: list[ReadBalls] = []

        def read(innings: int, value: Any) -> ReadBalls:
            read_part = partial(read_innings, cards, parts, innings, value)
            return whole_answer(NAME, provider_match_id, read_part)

        for innings in range(1, min(score.innings, MOST_INNINGS) + 1):
            query = {"inning": str(innings)}
            fetch = partial(self._get, BALL_FEEDS, provider_match_id, query, partial(read, innings))
            parts.append((await fetch_with_retries(fetch)).value)
        events = tuple(event for found, _ in parts for event in found)
        faults = tuple(fault for _, wrong in parts for fault in wrong)
        is_lagging = lags_score(events, score, score.innings, score.overs.keys())
        is_whole = not faults and not is_lagging and not lags_card(events, cards)
        return BallsFound(events, WHOLE_MATCH if is_whole else None, faults)

    async def _get(
        self,
        path: str,
        provider_match_id: str,
        query: Mapping[str, str] | None = None,
        read: Callable[[Any], Any] | None = None,
    ) -> Fetched:
        return await self.http.get(path, {"key": provider_match_id, **(query or {})}, read=read)

    def _keep_reading(
        self, provider_match_id: str, state: State, found: BallsFound, score: Score
    ) -> None:
        """Keep the reading if all of its balls are known; else drop it, to request them again."""
        self.last_readings.pop(provider_match_id, None)
        displayed = {
            (over, ball) for over, tokens in state.overs.items() for ball in ball_numbers(tokens)
        }
        events = [
            event
            for event in found.events
            if event.place.innings == state.innings and event.place.over in state.overs
        ]
        if found.faults or {(each.place.over, each.place.ball) for each in events} != displayed:
            return
        notes = frozenset(event.id for event in score.notes if moves_batters(event))
        self.last_readings[provider_match_id] = LastReading(state, tuple(events), notes)
        while len(self.last_readings) > MOST_REMEMBERED:
            self.last_readings.popitem(last=False)


@dataclass(frozen=True)
class BallsFound:
    """The deliveries that were read, and the span that they cover completely."""

    events: tuple[FeedEvent, ...]
    covers: Span | None
    faults: tuple[str, ...] = ()

    def reaches(self, since: Place | None) -> bool:
        """Return True if nothing can be missing between the known and the new events."""
        if since is None or self.covers is None or self.covers.first is None:
            return True
        first = self.covers.first
        return (first.innings, first.over) <= (since.innings, since.over)


def ball_numbers(tokens: Sequence[Token]) -> range:
    """Return the numbers of an over's balls, starting at 1."""
    return range(1, len(tokens) + 1)


def observation(
    provider_match_id: str,
    received_at: datetime,
    score: Score,
    cards: Sequence[Card],
    found: BallsFound,
) -> Observation:
    """Return the combined content of the answers; an unreadable note leaves nothing covered."""
    events = tuple(sorted((*found.events, *score.notes), key=lambda event: event.place))
    return Observation(
        provider=NAME,
        provider_match_id=provider_match_id,
        received_at=received_at,
        phase=score.phase,
        events=events,
        covers=None if score.faults or found.faults else found.covers,
        totals=totals_of(score, cards),
        faults=(*score.faults, *found.faults),
        team_ids=score.team_ids,
    )


def totals_of(score: Score, cards: Sequence[Card]) -> tuple[InningsTotal, ...]:
    """Return the totals of the card; empty if card and score do not fit together."""
    current = next((each for each in cards if each.innings == score.innings), None)
    if current is not None and score.score not in (None, (current.runs, current.wickets)):
        return ()
    return tuple(InningsTotal(each.innings, each.runs, each.wickets) for each in cards)


def continue_reading(
    last_reading: LastReading, state: State, notes: Iterable[FeedEvent]
) -> BallsFound:
    """Return the events of the displayed overs, known or worked out. Raises UnknownStriker."""
    moved = {event.id for event in notes if moves_batters(event)}
    faced = work_out_strikers(last_reading.state, state, is_disturbed=moved != last_reading.notes)
    known = tuple(event for event in last_reading.events if event.place.over in state.overs)
    new = tuple(delivery(state.innings, each) for each in faced)
    first = Place(state.innings, min(state.overs, default=0))
    return BallsFound(known + new, Span(first, None))


def is_continued(last_reading: LastReading, state: State) -> bool:
    """Return True if the displayed overs continue the known ones without a missing over."""
    if state.innings != last_reading.state.innings or not state.overs:
        return False
    return min(state.overs) <= max(last_reading.state.overs, default=-1) + 1


def moves_batters(event: FeedEvent) -> bool:
    """Return True if an event changes who is batting."""
    return event.action["type"] in MOVES_BATTERS


def state_of(score: Score, cards: Sequence[Card]) -> State | None:
    """Return the state of the innings in progress; None if the card does not have it yet."""
    card = next((each for each in cards if each.innings == score.innings), None)
    if card is None:
        return None
    total = (card.runs, card.wickets)
    return State(
        score.innings,
        score.overs,
        score.pair,
        card.batters,
        card.bowlers,
        total,
        is_consistent=score.score == total,
    )


FEED = Feed("crex", lambda parts: CrexCricket(parts.http()))
