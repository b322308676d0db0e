"""Follows a match on a fake provider, without sockets, and compares what was read with the log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import httpx

from admin.matchlog import FoldedLog, MatchLog
from devtools.feeds.broadcast import body_of, comparable_fields
from devtools.feeds.server import KEYS, PROJECT, FakeFeeds
from scrbrd.domain.actions import action_id, read_action
from scrbrd.domain.effective import effective_log
from scrbrd_ingest.feeds.crex import CrexCricket
from scrbrd_ingest.feeds.espn import EspnCricket
from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.feeds.roanuz import RoanuzCricket
from scrbrd_ingest.feeds.sportradar import SportradarCricket
from scrbrd_ingest.model import FeedEvent, Observation, Place
from scrbrd_ingest.ports import CricketProvider, FeedRequest, ProviderError, RequestScope

ResultT = TypeVar("ResultT")
MOST_TRIES = 60


def http_of(feeds: FakeFeeds, provider: str, client: httpx.AsyncClient) -> FeedHttp:
    """Return a provider's address on the fakes."""
    base_url = feeds.base_url(provider)
    return FeedHttp(provider, base_url, client, feeds.clock.now, headers=feeds.headers(provider))


def client_of(feeds: FakeFeeds) -> httpx.AsyncClient:
    """Return a client that calls the fakes' application, without sockets."""
    transport = httpx.ASGITransport(feeds.application(), raise_app_exceptions=False)
    return create_client(transport)


def connector(provider: str, http: FeedHttp) -> CricketProvider:
    """Return the connector of a provider of cricket."""
    match provider:
        case "sportradar":
            return SportradarCricket(http)
        case "espn":
            return EspnCricket(http)
        case "crex":
            return CrexCricket(http)
        case _:
            return RoanuzCricket(http, PROJECT, KEYS["roanuz"])


@dataclass
class Followed:
    """The events known of a match, by id, according to the answers."""

    events: dict[str, FeedEvent] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    added: int = 0

    def take(self, seen: Observation) -> None:
        """Add, revise and delete events according to an answer."""
        self.faults += seen.faults
        answer_ids = {event.id for event in seen.events}
        if seen.covers is not None:
            self.events = {
                name: event
                for name, event in self.events.items()
                if name in answer_ids or not seen.covers.contains(event.place)
            }
        self.added += sum(event.id not in self.events for event in seen.events)
        self.events |= {event.id: event for event in seen.events}

    @property
    def ordered(self) -> list[FeedEvent]:
        """The events in order."""
        return sorted(self.events.values(), key=lambda event: event.place)

    @property
    def last(self) -> Place | None:
        """The last place known."""
        return max((event.place for event in self.events.values()), default=None)


async def fetch_with_retries(
    ask: Callable[[], Awaitable[ResultT]], errors: list[str] | None = None
) -> ResultT:
    """Return an answer, retrying after failures of the provider."""
    for _ in range(MOST_TRIES):
        try:
            return await ask()
        except ProviderError as error:
            if errors is not None:
                errors.append(str(error))
    raise AssertionError(f"no answer in {MOST_TRIES} tries: {errors}")


async def follow(
    feeds: FakeFeeds,
    provider: str,
    match_id: str,
    polls: list[datetime],
    whole_every: int | None = None,
    is_checked: bool = False,
) -> Followed:
    """Poll the latest events at given moments, and the whole match at intervals and at the end.

    `is_checked`: what is known after each poll must be what the provider shows then.
    """
    followed = Followed()
    broadcast = feeds.broadcast(provider, match_id)
    provider_match_id = feeds.ids(provider, match_id).match_id
    async with client_of(feeds) as client:
        source = connector(provider, http_of(feeds, provider, client))
        for number, moment in enumerate(polls, start=1):
            feeds.clock.set(moment)
            is_whole = bool(whole_every) and number % (whole_every or 1) == 0
            ask = FeedRequest(
                RequestScope.WHOLE if is_whole else RequestScope.LATEST, since=followed.last
            )
            seen = await fetch_with_retries(
                partial(source.observe, provider_match_id, ask), followed.errors
            )
            followed.take(seen)
            if is_checked:
                shown = [comparable_fields(each.action) for each in broadcast.view(moment).events]
                assert read_of(feeds, provider, match_id, followed) == shown, moment
        feeds.clock.set(feeds.final_moment(match_id))
        ask = FeedRequest(RequestScope.WHOLE)
        followed.take(
            await fetch_with_retries(
                partial(source.observe, provider_match_id, ask), followed.errors
            )
        )
    return followed


def followed(*args: Any, **kwargs: Any) -> Followed:
    """Follow a match to its end."""
    return asyncio.run(follow(*args, **kwargs))


def every(feeds: FakeFeeds, provider: str, match_id: str, events: float) -> list[datetime]:
    """Return moments from the beginning of a match to its end, some number of events apart."""
    broadcast = feeds.broadcast(provider, match_id)
    step = timedelta(seconds=events * broadcast.pace)
    moments, moment = [], broadcast.starts_at + timedelta(seconds=broadcast.pace * 0.1)
    while moment < broadcast.final_at:
        moments.append(moment)
        moment += step
    return moments


def truth_of(log: MatchLog) -> list[dict[str, Any]]:
    """Return the log's own actions, reduced to what a provider can send and the score depends
    on."""
    return [comparable_fields(body_of(action)) for action in effective_log(log.actions).actions]


def read_of(feeds: FakeFeeds, provider: str, match_id: str, known: Followed) -> list[Any]:
    """Return what was read, in our ids."""
    ids = feeds.ids(provider, match_id)
    return [comparable_fields(ids.to_our_ids(event.action)) for event in known.ordered]


def log_of(feeds: FakeFeeds, provider: str, log: MatchLog, known: Followed) -> MatchLog:
    """Return what was read as a log of the same match."""
    ids = feeds.ids(provider, log.match_id)
    actions, sequence, innings = [], 0, 0
    for event in known.ordered:
        sequence = sequence + 1 if event.place.innings == innings else 1
        innings = event.place.innings
        identity = {
            "id": action_id(innings, sequence),
            "matchId": log.match_id,
            "inningsNumber": innings,
            "sequenceNumber": sequence,
        }
        actions.append(read_action({**ids.to_our_ids(event.action), **identity}))
    return replace(log, actions=tuple(actions))


def disagreements(feeds: FakeFeeds, provider: str, log: MatchLog, known: Followed) -> list[str]:
    """Return where events, innings or result are not those of the log."""
    truth, found = truth_of(log), read_of(feeds, provider, log.match_id, known)
    wrong = [
        f"event {number}: {theirs} is not {ours}"
        for number, (ours, theirs) in enumerate(zip(truth, found, strict=False))
        if ours != theirs
    ]
    if len(truth) != len(found):
        wrong.append(f"{len(found)} events, not {len(truth)}")
    if not wrong:
        ours, theirs = (FoldedLog.of(each) for each in (log, log_of(feeds, provider, log, known)))
        wrong += theirs.differences()
        if ours.state.innings != theirs.state.innings or ours.state.result != theirs.state.result:
            wrong.append("scorecards or result differ")
    return wrong
