"""Follows a match on a fake provider, without sockets, and compares the events with the log."""

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
MAX_TRIES = 60


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
class ObservedMatch:
    """The events of a match, by id, as observed in the answers so far."""

    events: dict[str, FeedEvent] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    added: int = 0

    def apply(self, observation: Observation) -> None:
        """Add, revise and delete events according to an answer."""
        self.faults += observation.faults
        answer_ids = {event.id for event in observation.events}
        if observation.covers is not None:
            self.events = {
                name: event
                for name, event in self.events.items()
                if name in answer_ids or not observation.covers.contains(event.place)
            }
        self.added += sum(event.id not in self.events for event in observation.events)
        self.events |= {event.id: event for event in observation.events}

    @property
    def ordered(self) -> list[FeedEvent]:
        """The events in order."""
        return sorted(self.events.values(), key=lambda event: event.place)

    @property
    def last(self) -> Place | None:
        """The place of the last observed event."""
        return max((event.place for event in self.events.values()), default=None)


async def fetch_with_retries(
    fetch: Callable[[], Awaitable[ResultT]], errors: list[str] | None = None
) -> ResultT:
    """Return an answer, retrying after failures of the provider."""
    for _ in range(MAX_TRIES):
        try:
            return await fetch()
        except ProviderError as error:
            if errors is not None:
                errors.append(str(error))
    raise AssertionError(f"no answer in {MAX_TRIES} tries: {errors}")


async def follow(
    feeds: FakeFeeds,
    provider: str,
    match_id: str,
    polls: list[datetime],
    whole_every: int | None = None,
    is_checked: bool = False,
) -> ObservedMatch:
    """Poll the latest events at given moments, and the whole match at intervals and at the end.

    `is_checked`: after each poll the observed events must be those that the provider shows then.
    """
    observed_match = ObservedMatch()
    broadcast = feeds.broadcast(provider, match_id)
    provider_match_id = feeds.ids(provider, match_id).match_id
    async with client_of(feeds) as client:
        source = connector(provider, http_of(feeds, provider, client))
        for number, moment in enumerate(polls, start=1):
            feeds.clock.set(moment)
            is_whole = bool(whole_every) and number % (whole_every or 1) == 0
            request = FeedRequest(
                RequestScope.WHOLE if is_whole else RequestScope.LATEST, since=observed_match.last
            )
            observation = await fetch_with_retries(
                partial(source.observe, provider_match_id, request), observed_match.errors
            )
            observed_match.apply(observation)
            if is_checked:
                displayed = [
                    comparable_fields(each.action) for each in broadcast.view(moment).events
                ]
                assert observed_fields(feeds, provider, match_id, observed_match) == displayed, (
                    moment
                )
        feeds.clock.set(feeds.final_moment(match_id))
        request = FeedRequest(RequestScope.WHOLE)
        observed_match.apply(
            await fetch_with_retries(
                partial(source.observe, provider_match_id, request), observed_match.errors
            )
        )
    return observed_match


def follow_to_end(*args: Any, **kwargs: Any) -> ObservedMatch:
    """Follow a match to its end, synchronously."""
    return asyncio.run(follow(*args, **kwargs))


def poll_times(feeds: FakeFeeds, provider: str, match_id: str, events: float) -> list[datetime]:
    """Return poll times from a match's start to its end, the time of `events` events apart."""
    broadcast = feeds.broadcast(provider, match_id)
    step = timedelta(seconds=events * broadcast.pace)
    moments, moment = [], broadcast.starts_at + timedelta(seconds=broadcast.pace * 0.1)
    while moment < broadcast.final_at:
        moments.append(moment)
        moment += step
    return moments


def log_fields(log: MatchLog) -> list[dict[str, Any]]:
    """Return the log's actions, reduced to the fields that providers send and that affect the
    score."""
    return [comparable_fields(body_of(action)) for action in effective_log(log.actions).actions]


def observed_fields(
    feeds: FakeFeeds, provider: str, match_id: str, observed_match: ObservedMatch
) -> list[Any]:
    """Return the same fields of the observed events, with our ids."""
    ids = feeds.ids(provider, match_id)
    return [comparable_fields(ids.to_our_ids(event.action)) for event in observed_match.ordered]


def observed_log(
    feeds: FakeFeeds, provider: str, log: MatchLog, observed_match: ObservedMatch
) -> MatchLog:
    """Return the observed events as a log of the same match."""
    ids = feeds.ids(provider, log.match_id)
    actions, sequence, innings = [], 0, 0
    for event in observed_match.ordered:
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


def differences_from_log(
    feeds: FakeFeeds, provider: str, log: MatchLog, observed_match: ObservedMatch
) -> list[str]:
    """Return the differences in events, innings and result from the log."""
    expected, observed = (
        log_fields(log),
        observed_fields(feeds, provider, log.match_id, observed_match),
    )
    differences = [
        f"event {number}: {theirs} is not {ours}"
        for number, (ours, theirs) in enumerate(zip(expected, observed, strict=False))
        if ours != theirs
    ]
    if len(expected) != len(observed):
        differences.append(f"{len(observed)} events, not {len(expected)}")
    if not differences:
        ours, theirs = (
            FoldedLog.of(each) for each in (log, observed_log(feeds, provider, log, observed_match))
        )
        differences += theirs.differences()
        if ours.state.innings != theirs.state.innings or ours.state.result != theirs.state.result:
            differences.append("scorecards or result differ")
    return differences
