"""Puts a process together out of its settings.

Which connectors there are says `connecting.all_feeds`, and which followers `followers.FOLLOWERS`.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx
from google.cloud.firestore import AsyncClient, Client

from scrbrd_ingest.asking import BudgetedTransport
from scrbrd_ingest.clocks import SteadyClock, boot_seconds
from scrbrd_ingest.connecting import all_feeds
from scrbrd_ingest.feeds.http import create_client
from scrbrd_ingest.feeds.making import MakeProvider, Provider, ProviderParts
from scrbrd_ingest.firestore_demand import FirestoreDemand
from scrbrd_ingest.firestore_endings import StillAsked
from scrbrd_ingest.firestore_leases import FirestoreLeaseStore
from scrbrd_ingest.firestore_plan import FirestoreBoard
from scrbrd_ingest.follow_list import (
    Followers,
    ListsMatches,
    MappedMatches,
    MatchesFile,
    MatchToFollow,
)
from scrbrd_ingest.followers import FOLLOWERS, FollowerParts, MakeFollower, Threaded
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport
from scrbrd_ingest.policy.budget import least_parts
from scrbrd_ingest.ports import Follower
from scrbrd_ingest.scheduling.gate import RequestGate
from scrbrd_ingest.scheduling.holding import Holder
from scrbrd_ingest.scheduling.instance import Instance, Intervals
from scrbrd_ingest.scheduling.leading import Leading
from scrbrd_ingest.scheduling.poll_loop import LoopLimits, LoopParts, PollLoop
from scrbrd_ingest.scheduling.working import Working
from scrbrd_ingest.selecting import HealthBook, MatchSelector
from scrbrd_ingest.settings import Settings


class UnknownFeed(ValueError):
    """A provider's settings name a feed that has no connector."""


@dataclass(frozen=True)
class Outside:
    """What a process takes from outside: replaced in tests. `transport` is of the requests to
    providers; None: the network. `lease_seconds` are those by which leases lapse here."""

    clock: Callable[[], datetime] = field(default_factory=SteadyClock)
    monotonic: Callable[[], float] = time.monotonic
    lease_seconds: Callable[[], float] = boot_seconds
    chance: Callable[[], float] = random.random
    feeds: Mapping[str, MakeProvider] = field(default_factory=all_feeds)
    followers: Mapping[Sport, MakeFollower] = field(default_factory=lambda: FOLLOWERS)
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None


@asynccontextmanager
async def assembled(
    settings: Settings, metrics: Metrics, outside: Outside | None = None
) -> AsyncIterator[Instance]:
    """Yield a process of its settings, not yet running; its clients are closed in the end.

    Raises UnknownFeed where a provider's feed has no connector.
    """
    outside = outside or Outside()
    async with AsyncExitStack() as stack:
        client = AsyncClient(project=settings.project or None)
        stack.callback(client.close)
        leases, board = FirestoreLeaseStore(client), FirestoreBoard(client)
        holder = Holder(uuid4().hex, settings.lease)
        working = Working(leases, board, holder, metrics, outside.lease_seconds)
        leading = Leading(
            leases,
            board,
            holder,
            metrics,
            settings.spare_shares,
            outside.lease_seconds,
            least_parts(settings.limits.values()),
        )
        gate = RequestGate(
            settings.limits, working.share, settings.most_requests, outside.monotonic
        )
        book = HealthBook()
        providers = {
            name: await stack.enter_async_context(
                provider_of(name, settings, gate, metrics, outside)
            )
            for name in settings.providers
        }
        documents = stack.enter_context(threaded(settings))
        make = maker(settings, providers, (book, gate), documents, metrics, outside)
        limits = LoopLimits(settings.most_polls, settings.hangs_after, settings.grace)
        parts = LoopParts(working, gate, book, metrics, outside.clock, outside.chance, limits)
        yield Instance(
            leading,
            working,
            PollLoop(parts),
            Followers(StillAsked(listed(settings, client), client, outside.clock), make),
            FirestoreDemand(client, outside.clock),
            Intervals(
                settings.lease,
                settings.plan_interval,
                settings.follow_interval,
                settings.demand_interval,
            ),
            settings.switches,
            outside.monotonic,
        )


@contextmanager
def threaded(settings: Settings) -> Iterator[Threaded]:
    """Yield the client by which followers write, and the threads that its calls block."""
    threads = ThreadPoolExecutor(settings.most_requests, thread_name_prefix="documents")
    client = Client(project=settings.project or None)
    try:
        yield Threaded(client, threads)
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        client.close()


@asynccontextmanager
async def provider_of(
    name: str, settings: Settings, gate: RequestGate, metrics: Metrics, outside: Outside
) -> AsyncIterator[Provider]:
    """Yield a connector with an HTTP client whose every request keeps to the budget.

    Raises UnknownFeed where the provider's feed has no connector.
    """
    chosen = settings.providers[name]
    make = outside.feeds.get(chosen.feed)
    if make is None:
        known = ", ".join(sorted(outside.feeds)) or "none"
        raise UnknownFeed(
            f"INGEST_PROVIDERS: provider {name} has feed {chosen.feed!r}; known are: {known}"
        )
    inner = outside.transport() if outside.transport else None
    transport = BudgetedTransport(name, gate, metrics, inner, outside.monotonic)
    async with create_client(transport, chosen.base_url, settings.request_timeout) as client:
        yield make(ProviderParts(name, chosen, client, outside.clock))


def listed(settings: Settings, client: AsyncClient) -> ListsMatches:
    """Return where the matches to follow are listed."""
    if settings.matches_file:
        return MatchesFile(Path(settings.matches_file))
    return MappedMatches(client, list(settings.providers))


def maker(
    settings: Settings,
    providers: Mapping[str, Provider],
    seen: tuple[HealthBook, RequestGate],
    documents: Threaded,
    metrics: Metrics,
    outside: Outside,
) -> Callable[[MatchToFollow], Follower]:
    """Return what makes a match's follower. It raises ValueError for a match without one.

    `seen` is what says how the providers do, and which of them may be asked.
    """
    book, gate = seen

    def began_to_ask(_before: str, after: str) -> None:
        metrics.failovers.labels(after).inc()

    def make(match: MatchToFollow) -> Follower:
        follower = outside.followers.get(match.sport)
        order = [name for name in match.providers if name in providers]
        if follower is None:
            raise ValueError(f"{match.sport} has no follower")
        selector = MatchSelector(
            match.match_id, order, book, outside.clock(), began_to_ask, gate.closed_for
        )
        having = {name: providers[name] for name in order}
        parts = FollowerParts(settings, having, selector, documents, metrics, outside.clock)
        return follower(match, parts)

    return make
