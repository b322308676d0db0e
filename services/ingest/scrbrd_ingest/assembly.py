"""Assembles a process from its settings.

`connectors.all_feeds` lists the connectors, `followers.FOLLOWERS` the followers.
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

from scrbrd_ingest.budgeted_transport import BudgetedTransport
from scrbrd_ingest.clocks import SteadyClock, boot_seconds
from scrbrd_ingest.connectors import all_feeds
from scrbrd_ingest.feeds.connector import MakeProvider, Provider, ProviderParts
from scrbrd_ingest.feeds.http import create_client
from scrbrd_ingest.firestore_demand import FirestoreDemand
from scrbrd_ingest.firestore_endings import OngoingMatches
from scrbrd_ingest.firestore_leases import FirestoreLeaseStore
from scrbrd_ingest.firestore_plan import FirestoreBoard
from scrbrd_ingest.follow_list import (
    Followers,
    ListsMatches,
    MappedMatches,
    MatchesFile,
    MatchToFollow,
)
from scrbrd_ingest.followers import FOLLOWERS, FollowerParts, MakeFollower, ThreadedClient
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport
from scrbrd_ingest.policy.budget import least_parts
from scrbrd_ingest.ports import Follower
from scrbrd_ingest.provider_selector import HealthBook, MatchSelector
from scrbrd_ingest.scheduling.gate import RequestGate
from scrbrd_ingest.scheduling.instance import Instance, Intervals
from scrbrd_ingest.scheduling.leadership import Leading
from scrbrd_ingest.scheduling.lease_holder import Holder
from scrbrd_ingest.scheduling.poll_loop import LoopLimits, LoopParts, PollLoop
from scrbrd_ingest.scheduling.worker_lease import Working
from scrbrd_ingest.settings import Settings


class UnknownFeed(ValueError):
    """A provider's settings name a feed that has no connector."""


@dataclass(frozen=True)
class Dependencies:
    """The external dependencies of a process, replaced in tests.

    `transport` carries the requests to providers; None: the network. `lease_seconds` is the clock
    that measures leases.
    """

    clock: Callable[[], datetime] = field(default_factory=SteadyClock)
    monotonic: Callable[[], float] = time.monotonic
    lease_seconds: Callable[[], float] = boot_seconds
    chance: Callable[[], float] = random.random
    feeds: Mapping[str, MakeProvider] = field(default_factory=all_feeds)
    followers: Mapping[Sport, MakeFollower] = field(default_factory=lambda: FOLLOWERS)
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None


@asynccontextmanager
async def assemble(
    settings: Settings, metrics: Metrics, dependencies: Dependencies | None = None
) -> AsyncIterator[Instance]:
    """Yield a process built from settings, not yet running; close its clients at the end.

    Raises UnknownFeed if a provider's feed has no connector.
    """
    dependencies = dependencies or Dependencies()
    async with AsyncExitStack() as stack:
        client = AsyncClient(project=settings.project or None)
        stack.callback(client.close)
        leases, board = FirestoreLeaseStore(client), FirestoreBoard(client)
        holder = Holder(uuid4().hex, settings.lease)
        working = Working(leases, board, holder, metrics, dependencies.lease_seconds)
        leading = Leading(
            leases,
            board,
            holder,
            metrics,
            settings.spare_shares,
            dependencies.lease_seconds,
            least_parts(settings.limits.values()),
        )
        gate = RequestGate(
            settings.limits, working.share, settings.most_requests, dependencies.monotonic
        )
        book = HealthBook()
        providers = {
            name: await stack.enter_async_context(
                provider_of(name, settings, gate, metrics, dependencies)
            )
            for name in settings.providers
        }
        documents = stack.enter_context(documents_client(settings))
        make = follower_maker(settings, providers, (book, gate), documents, metrics, dependencies)
        limits = LoopLimits(settings.most_polls, settings.hangs_after, settings.grace)
        parts = LoopParts(
            working, gate, book, metrics, dependencies.clock, dependencies.chance, limits
        )
        yield Instance(
            leading,
            working,
            PollLoop(parts),
            Followers(
                OngoingMatches(match_source(settings, client), client, dependencies.clock), make
            ),
            FirestoreDemand(client, dependencies.clock),
            Intervals(
                settings.lease,
                settings.plan_interval,
                settings.follow_interval,
                settings.demand_interval,
            ),
            settings.switches,
            dependencies.monotonic,
        )


@contextmanager
def documents_client(settings: Settings) -> Iterator[ThreadedClient]:
    """Yield the Firestore client used by followers, with the threads for its blocking calls."""
    threads = ThreadPoolExecutor(settings.most_requests, thread_name_prefix="documents")
    client = Client(project=settings.project or None)
    try:
        yield ThreadedClient(client, threads)
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        client.close()


@asynccontextmanager
async def provider_of(
    name: str, settings: Settings, gate: RequestGate, metrics: Metrics, dependencies: Dependencies
) -> AsyncIterator[Provider]:
    """Yield a connector whose HTTP client keeps every request within the budget.

    Raises UnknownFeed if the provider's feed has no connector.
    """
    provider_settings = settings.providers[name]
    make = dependencies.feeds.get(provider_settings.feed)
    if make is None:
        known = ", ".join(sorted(dependencies.feeds)) or "none"
        feed = provider_settings.feed
        raise UnknownFeed(
            f"INGEST_PROVIDERS: provider {name} has feed {feed!r}; known are: {known}"
        )
    inner = dependencies.transport() if dependencies.transport else None
    transport = BudgetedTransport(name, gate, metrics, inner, dependencies.monotonic)
    async with create_client(
        transport, provider_settings.base_url, settings.request_timeout
    ) as client:
        yield make(ProviderParts(name, provider_settings, client, dependencies.clock))


def match_source(settings: Settings, client: AsyncClient) -> ListsMatches:
    """Return the source that lists the matches to follow."""
    if settings.matches_file:
        return MatchesFile(Path(settings.matches_file))
    return MappedMatches(client, list(settings.providers))


def follower_maker(
    settings: Settings,
    providers: Mapping[str, Provider],
    provider_state: tuple[HealthBook, RequestGate],
    documents: ThreadedClient,
    metrics: Metrics,
    dependencies: Dependencies,
) -> Callable[[MatchToFollow], Follower]:
    """Return the function that creates a match's follower. It raises ValueError for a match without
    one.

    `provider_state` are the health samples, and the gate that may close a provider.
    """
    book, gate = provider_state

    def count_failover(_before: str, after: str) -> None:
        metrics.failovers.labels(after).inc()

    def make(match: MatchToFollow) -> Follower:
        follower = dependencies.followers.get(match.sport)
        order = [name for name in match.providers if name in providers]
        if follower is None:
            raise ValueError(f"{match.sport} has no follower")
        selector = MatchSelector(
            match.match_id, order, book, dependencies.clock(), count_failover, gate.closed_for
        )
        available = {name: providers[name] for name in order}
        parts = FollowerParts(settings, available, selector, documents, metrics, dependencies.clock)
        return follower(match, parts)

    return make
