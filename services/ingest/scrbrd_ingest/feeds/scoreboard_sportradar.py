"""Reads a Sportradar-like feed of other sports: a live schedule, and a timeline of each match."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from scrbrd_ingest.answer_order import NO_OLDER_STREAK, OlderStreak
from scrbrd_ingest.feeds.connector import Feed
from scrbrd_ingest.feeds.fields import (
    Fields,
    Unreadable,
    milliseconds,
    read_all,
    whole_answer,
)
from scrbrd_ingest.feeds.http import FeedHttp
from scrbrd_ingest.feeds.identity import require_match
from scrbrd_ingest.feeds.scoreboard_parts import (
    FaultLog,
    ReadMatches,
    boards_of,
    figures_of,
    maybe_score,
    player_ids,
    timeline_of,
)
from scrbrd_ingest.model import (
    Phase,
    Scoreboard,
    Side,
    Sport,
    Statistics,
    Timeline,
    TimelineEvent,
)

NAME = "sportradar"
Parsed = TypeVar("Parsed")

STATUSES = {
    "not_started": Phase.SCHEDULED,
    "scheduled": Phase.SCHEDULED,
    "start_delayed": Phase.SUSPENDED,
    "live": Phase.LIVE,
    "inprogress": Phase.LIVE,
    "interrupted": Phase.SUSPENDED,
    "suspended": Phase.SUSPENDED,
    "ended": Phase.FINISHED,
    "closed": Phase.FINISHED,
    "cancelled": Phase.CANCELLED,
    "postponed": Phase.SCHEDULED,
    "abandoned": Phase.CANCELLED,
}
BREAKS = frozenset({"halftime", "pause", "break", "period_break", "end_of_period"})
SIDES = frozenset({"home", "away"})
MOST_REMEMBERED = 1_000
"""Maximum number of matches whose timeline order is remembered."""


@dataclass(frozen=True)
class Order:
    """The order of the newest timeline of a match, in milliseconds since 1970; the streak of older
    ones since; and the ids of all its events so far."""

    newest: int
    older_streak: OlderStreak = NO_OLDER_STREAK
    event_ids: frozenset[str] = frozenset()


class SportradarScoreboards:
    """The connector: requests the live schedule of a league, and a match's timeline.

    A timeline older than an earlier one is ignored, because a cache may lag, until the provider's
    clock was certainly set back: a lagging mirror has no event that is not known.
    """

    name = NAME

    def __init__(self, http: FeedHttp) -> None:
        self.http = http
        self.faults = FaultLog(NAME)
        self.orders: OrderedDict[str, Order] = OrderedDict()

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return today's matches of a league. Raises ProviderError."""

        def read(value: Any) -> ReadMatches:
            return parse_scoreboards(sport, league, value, self.http.clock())

        path = f"/{sport}/leagues/{league}/schedules/live.json"
        return await boards_of(self.http, self.faults, league, path, read)

    async def timeline(self, sport: Sport, league: str, provider_match_id: str) -> Timeline | None:  # noqa: ARG002
        """Return a match's whole timeline; an empty one if it is outdated. Raises ProviderError."""
        read = partial(parse_timeline, provider_match_id)
        found, is_older = await self._timeline(sport, provider_match_id, read)
        self.faults.note(f"match {provider_match_id}", found.faults)
        return Timeline(provider_match_id, (), is_full=False) if is_older else found

    async def statistics(
        self,
        sport: Sport,
        league: str,  # noqa: ARG002
        provider_match_id: str,
    ) -> Statistics | None:
        """Return the figures in a match's timeline; None if it is outdated. Raises
        ProviderError."""
        read = partial(parse_statistics, provider_match_id)
        found, is_older = await self._timeline(sport, provider_match_id, read)
        return None if is_older else found

    def _is_older_timeline(self, provider_match_id: str, value: Any) -> bool:
        """Record the order of a timeline; return True if an earlier one was newer."""
        answer = Fields(value)
        said_at = answer.moment("generated_at")
        sequence = milliseconds(said_at)
        if sequence is None:
            return False
        event_ids = ids_in(answer)
        known = self.orders.pop(provider_match_id, Order(sequence))
        older_streak = (
            NO_OLDER_STREAK
            if sequence >= known.newest
            else known.older_streak.after(sequence, said_at)
        )
        is_clock_reset = older_streak.is_clock_reset and not event_ids <= known.event_ids
        is_older = sequence < known.newest and not is_clock_reset
        new = Order(sequence, event_ids=known.event_ids | event_ids)
        self.orders[provider_match_id] = (
            replace(known, older_streak=older_streak) if is_older else new
        )
        while len(self.orders) > MOST_REMEMBERED:
            self.orders.popitem(last=False)
        return is_older

    async def _timeline(
        self, sport: Sport, provider_match_id: str, parse: Callable[[Any], Parsed]
    ) -> tuple[Parsed, bool]:
        """Return the parsed timeline, and whether an earlier one was newer."""

        def read(value: Any) -> tuple[Parsed, bool]:
            found = parse(value)
            return found, self._is_older_timeline(provider_match_id, value)

        path = f"/{sport}/sport_events/{provider_match_id}/timeline.json"
        found: tuple[Parsed, bool] = (await self.http.get(path, read=read)).value
        return found


def ids_in(answer: Fields) -> frozenset[str]:
    """Return the ids of all events in a timeline, including unreadable ones."""
    items = answer.value.get("timeline")
    return frozenset(
        str(each.get("id"))
        for each in (items if isinstance(items, list) else [])
        if isinstance(each, dict)
    )


def parse_scoreboards(sport: Sport, league: str, value: Any, received_at: datetime) -> ReadMatches:
    """Return the readable matches. Raises BadAnswer if the answer is not a schedule."""

    def read() -> ReadMatches:
        answer = Fields(value)
        said_at = answer.moment("generated_at")
        return read_all(
            answer.items("schedules"),
            "schedules",
            lambda match: read_match(sport, league, match, received_at, said_at),
        )

    return whole_answer(NAME, f"league {league}", read)


def read_match(
    sport: Sport, league: str, match: Fields, received_at: datetime, said_at: datetime | None
) -> Scoreboard:
    """Return one match of a schedule. Raises Unreadable."""
    event, status = match.child("sport_event"), match.child("sport_event_status")
    sides = {each.text("qualifier"): each for each in event.children("competitors")}
    if not set(sides) >= SIDES:
        raise Unreadable(f"{event.where('competitors')}: home or away is missing")
    clock = status.child("clock") if status.has("clock") else None
    return Scoreboard(
        provider=NAME,
        provider_match_id=event.text("id"),
        sport=sport,
        league=league,
        phase=phase_of(status),
        home=Side(
            sides["home"].text("id"), sides["home"].text("name"), maybe_score(status, "home_score")
        ),
        away=Side(
            sides["away"].text("id"), sides["away"].text("name"), maybe_score(status, "away_score")
        ),
        received_at=received_at,
        period=status.maybe_number("period"),
        clock=clock.maybe_text("played") if clock is not None else None,
        starts_at=event.moment("start_time"),
        sequence=milliseconds(said_at),
        said_at=said_at,
    )


def phase_of(status: Fields) -> Phase:
    """Return the phase of the match: a break only while it is live."""
    phase = STATUSES.get(status.text("status"), Phase.LIVE)
    is_break = phase is Phase.LIVE and status.maybe_text("match_status") in BREAKS
    return Phase.BREAK if is_break else phase


def parse_timeline(provider_match_id: str, value: Any) -> Timeline:
    """Return the events; if one cannot be read, the timeline is not full."""

    def read() -> Timeline:
        answer = Fields(value)
        require_own(answer, provider_match_id)
        return timeline_of(provider_match_id, answer.items("timeline"), "timeline", read_event)

    return whole_answer(NAME, provider_match_id, read)


def require_own(answer: Fields, provider_match_id: str) -> None:
    """Raise Unreadable if an answer is of another match."""
    if answer.has("sport_event"):
        require_match(answer.child("sport_event"), "id", provider_match_id)


def read_event(item: Fields) -> TimelineEvent:
    """Return one event. Raises Unreadable."""
    side = item.maybe_text("competitor")
    kind, method = item.text("type").lower(), item.maybe_text("method")
    return TimelineEvent(
        id=item.text("id"),
        type=kind if kind != "score_change" or method is None else method.lower(),
        period=item.maybe_number("period"),
        clock=item.maybe_text("match_clock") or item.maybe_text("match_time"),
        side=side if side in SIDES else None,
        text=item.maybe_text("description") or "",
        home_score=maybe_score(item, "home_score"),
        away_score=maybe_score(item, "away_score"),
        player_ids=player_ids(item, "players", lambda each: each.text("id")),
        said_at=item.moment("time"),
    )


def parse_statistics(provider_match_id: str, value: Any) -> Statistics | None:
    """Return the figures of both sides; None if there are none. Raises BadAnswer."""

    def read() -> Statistics | None:
        answer = Fields(value)
        require_own(answer, provider_match_id)
        if not answer.has("statistics"):
            return None
        found: dict[str, dict[str, float]] = {}
        for team in answer.child("statistics").child("totals").children("competitors"):
            figures = team.child("statistics")
            values = [partial(figure_of, figures, str(name)) for name in figures.value]
            found[team.text("qualifier")] = figures_of(values, figures.path)
        return Statistics(provider_match_id, found.get("home", {}), found.get("away", {}))

    return whole_answer(NAME, provider_match_id, read)


def figure_of(figures: Fields, name: str) -> tuple[str, int]:
    """Return a figure with its name. Raises Unreadable."""
    return name, figures.number(name)


FEED = Feed("sportradar_scoreboards", lambda parts: SportradarScoreboards(parts.http("x-api-key")))
