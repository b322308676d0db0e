"""Reads a CREX-like latest state: a score (sV3) and a card (sC4), without ids and without times.

The score has the newest overs as tokens and the pair that is in; `crex_balls` works out who faced.
What cannot be told so is asked for in the page's ball feeds, which name bowler and batters; where
those have nothing it is left out and named, never guessed. Ids are made of places.
docs/ingest-feeds.md says which fields were seen, and that the terms of use are doubtful.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.feeds.crex_balls import (
    State,
    Token,
    Unsure,
    work_out,
)
from scrbrd_ingest.feeds.crex_feeds import Read, is_behind, lags_behind, read_innings, read_over
from scrbrd_ingest.feeds.crex_reading import (
    MOST_INNINGS,
    Card,
    Score,
    delivery,
    read_cards,
    read_score,
    require_one_match,
)
from scrbrd_ingest.feeds.http import FeedHttp, Fetched, NotThere
from scrbrd_ingest.feeds.making import Feed
from scrbrd_ingest.feeds.parts import persistently
from scrbrd_ingest.feeds.reading import (
    LAST,
    whole_answer,
)
from scrbrd_ingest.model import (
    WHOLE_MATCH,
    FeedEvent,
    InningsTotal,
    Observation,
    Place,
    Span,
)
from scrbrd_ingest.ports import Ask, Want

NAME = "crex"
BALL_FEEDS = "/commentary/getBallFeeds"
MOST_OVERS_ASKED = 6
"""Overs that are asked for one by one, each by a request; three are shown. Of more the innings is
asked for."""

MOST_REMEMBERED = 200
"""Matches whose last state is kept."""


MOVES_BATTERS = frozenset(
    {
        ActionType.BATTER_RETIRED,
        ActionType.BATTER_RESUMED,
        ActionType.BATTER_ARRIVED,
        ActionType.BATTER_DISMISSED,
    }
)


@dataclass(frozen=True)
class Memory:
    """What was read of a match last: its state and the events of the overs in it."""

    state: State
    events: tuple[FeedEvent, ...]
    notes: frozenset[str]


class CrexCricket:
    """Asks for score and card, and for the ball feeds where these do not tell who faced."""

    name = NAME

    def __init__(self, http: FeedHttp) -> None:
        self.http = http
        self.remembered: OrderedDict[str, Memory] = OrderedDict()

    async def observe(self, provider_match_id: str, ask: Ask) -> Observation:
        """Return what the provider says now. Raises ProviderError."""
        score_answer = await self._get("/w/sV3.php", provider_match_id)
        card_answer = await self._get("/w/sC4.php", provider_match_id)
        score = whole_answer(NAME, provider_match_id, lambda: read_score(score_answer.value))
        cards = whole_answer(NAME, provider_match_id, lambda: read_cards(card_answer.value))
        whole_answer(NAME, provider_match_id, lambda: require_one_match(score, cards))
        at = score_answer.received_at
        if ask.over is not None:
            found = await self._over(provider_match_id, score, cards, *ask.over)
        else:
            found = await self._innings(provider_match_id, ask, score, cards)
        return observation(provider_match_id, at, score, cards, found)

    async def _innings(
        self, provider_match_id: str, ask: Ask, score: Score, cards: Sequence[Card]
    ) -> Found:
        """The newest overs if it is certain who faced, else what the ball feeds say."""
        memory = self.remembered.get(provider_match_id)
        state = state_of(score, cards)
        if ask.want is Want.LATEST and memory is not None and state is not None:
            newest = await self._newest(provider_match_id, memory, state, score, cards)
            if newest is not None and newest.reaches(ask.since):
                self._remember(provider_match_id, state, newest, score)
                return newest
        found = await self._whole(provider_match_id, score, cards)
        if state is not None:
            self._remember(provider_match_id, state, found, score)
        return found

    async def _newest(
        self,
        provider_match_id: str,
        memory: Memory,
        state: State,
        score: Score,
        cards: Sequence[Card],
    ) -> Found | None:
        """The overs shown: worked out, or asked for; None where more than these is needed."""
        try:
            return continued(memory, state, score.notes)
        except Unsure as why:
            if not is_continued(memory, state) or len(state.overs) > MOST_OVERS_ASKED:
                return None
            return await self._more(provider_match_id, state, score, cards, str(why))

    async def _more(
        self,
        provider_match_id: str,
        state: State,
        score: Score,
        cards: Sequence[Card],
        why: str,
    ) -> Found:
        """The overs shown, from the ball feeds."""
        first = Place(state.innings, min(state.overs))
        found = Found((), Span(first, Place(state.innings, LAST, LAST)))
        for over in sorted(state.overs):
            part = await self._over(provider_match_id, score, cards, state.innings, over, why)
            found = Found(
                found.events + part.events,
                None if part.covers is None else found.covers,
                found.faults + part.faults,
            )
        return found

    async def _over(
        self,
        provider_match_id: str,
        score: Score,
        cards: Sequence[Card],
        innings: int,
        over: int,
        why: str = "",
    ) -> Found:
        """One over of the ball feeds; a fault that names it where they have nothing of it."""
        query = {"inning": str(innings), "over": str(over + 1)}

        def read(value: Any) -> Read:
            there = partial(read_over, score, cards, innings, over, value)
            events, faults = whole_answer(NAME, provider_match_id, there)
            if not events and not faults:
                raise NotThere(f"{NAME}, match {provider_match_id}: nothing of {query}")
            return events, faults

        try:
            answer = await self._get(BALL_FEEDS, provider_match_id, query, read)
        except NotThere:
            text = f"innings {innings}, over {over + 1}: {why or 'not in the ball feeds'}"
            return Found((), None, (f"{text}; who faced is not known",))
        events, faults = answer.value
        last = LAST if over == max(score.overs, default=over) else over
        span = Span(Place(innings, over), Place(innings, last, LAST, LAST))
        is_whole = not faults and not is_behind(events, score, innings, {over})
        return Found(events, span if is_whole else None, faults)

    async def _whole(self, provider_match_id: str, score: Score, cards: Sequence[Card]) -> Found:
        """All innings, from the ball feeds."""
        parts: list[Read] = []

        def read(innings: int, value: Any) -> Read:
            there = partial(read_innings, cards, parts, innings, value)
            return whole_answer(NAME, provider_match_id, there)

        for innings in range(1, min(score.innings, MOST_INNINGS) + 1):
            query = {"inning": str(innings)}
            ask = partial(self._get, BALL_FEEDS, provider_match_id, query, partial(read, innings))
            parts.append((await persistently(ask)).value)
        events = tuple(event for found, _ in parts for event in found)
        faults = tuple(fault for _, wrong in parts for fault in wrong)
        is_late = is_behind(events, score, score.innings, score.overs.keys())
        is_whole = not faults and not is_late and not lags_behind(events, cards)
        return Found(events, WHOLE_MATCH if is_whole else None, faults)

    async def _get(
        self,
        path: str,
        provider_match_id: str,
        query: Mapping[str, str] | None = None,
        read: Callable[[Any], Any] | None = None,
    ) -> Fetched:
        return await self.http.get(path, {"key": provider_match_id, **(query or {})}, read=read)

    def _remember(self, provider_match_id: str, state: State, found: Found, score: Score) -> None:
        """Keep the state; one whose balls are not all known is forgotten, to be asked for anew."""
        self.remembered.pop(provider_match_id, None)
        shown = {(over, ball) for over, tokens in state.overs.items() for ball in numbers(tokens)}
        events = [
            event
            for event in found.events
            if event.place.innings == state.innings and event.place.over in state.overs
        ]
        if found.faults or {(each.place.over, each.place.ball) for each in events} != shown:
            return
        notes = frozenset(event.id for event in score.notes if moves_batters(event))
        self.remembered[provider_match_id] = Memory(state, tuple(events), notes)
        while len(self.remembered) > MOST_REMEMBERED:
            self.remembered.popitem(last=False)


@dataclass(frozen=True)
class Found:
    """The deliveries that were read, and the span that they are all of."""

    events: tuple[FeedEvent, ...]
    covers: Span | None
    faults: tuple[str, ...] = ()

    def reaches(self, since: Place | None) -> bool:
        """Return whether nothing can lie between what is known and what was read."""
        if since is None or self.covers is None or self.covers.first is None:
            return True
        first = self.covers.first
        return (first.innings, first.over) <= (since.innings, since.over)


def numbers(tokens: Sequence[Token]) -> range:
    """Return the numbers of an over's balls, from 1 on."""
    return range(1, len(tokens) + 1)


def observation(
    provider_match_id: str,
    received_at: datetime,
    score: Score,
    cards: Sequence[Card],
    found: Found,
) -> Observation:
    """Return what the answers say together. A note that cannot be read leaves nothing covered."""
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
    """Return the totals of the card; none where it and the score are not of one moment, or of one
    match."""
    current = next((each for each in cards if each.innings == score.innings), None)
    if current is not None and score.score not in (None, (current.runs, current.wickets)):
        return ()
    return tuple(InningsTotal(each.innings, each.runs, each.wickets) for each in cards)


def continued(memory: Memory, state: State, notes: Iterable[FeedEvent]) -> Found:
    """Return the events of the overs shown: those known and those worked out. Raises Unsure."""
    moved = {event.id for event in notes if moves_batters(event)}
    faced = work_out(memory.state, state, disturbed=moved != memory.notes)
    known = tuple(event for event in memory.events if event.place.over in state.overs)
    new = tuple(delivery(state.innings, each) for each in faced)
    first = Place(state.innings, min(state.overs, default=0))
    return Found(known + new, Span(first, None))


def is_continued(memory: Memory, state: State) -> bool:
    """Return whether the overs shown go on from those known, with none between them."""
    if state.innings != memory.state.innings or not state.overs:
        return False
    return min(state.overs) <= max(memory.state.overs, default=-1) + 1


def moves_batters(event: FeedEvent) -> bool:
    """Return whether a fact changes who is in."""
    return event.action["type"] in MOVES_BATTERS


def state_of(score: Score, cards: Sequence[Card]) -> State | None:
    """Return the innings in progress; None where the card does not have it yet."""
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
