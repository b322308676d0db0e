"""Test doubles for a cricket follower: a store in memory, fake providers, a clock."""

# ruff: noqa: ARG002  doubles have the parameters of their protocols

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Setup
from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.firestore_log import changed_actions
from scrbrd_ingest.log.id_mapping import ProviderId
from scrbrd_ingest.log.score_difference import parsed_dispute_id
from scrbrd_ingest.log.slots import foreign_act
from scrbrd_ingest.log.store import NO_DISPUTES, Mode, Stored
from scrbrd_ingest.log.write_plan import Append, Group, StoredLog
from scrbrd_ingest.model import FeedEvent, InningsTotal, Observation, Phase, Span, Tier
from scrbrd_ingest.ports import FeedRequest, FencedOut, PollResult, RequestScope
from tests.ingest.provider_events import START, answer


class Clock:
    """A clock that the test advances."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        """Advance the clock."""
        self.now += timedelta(seconds=seconds)


@dataclass
class MemoryLog:
    """Implements LogStore in memory, with the guard and the fence of the real store."""

    setup: Setup
    known: StoredLog = field(default_factory=lambda: StoredLog("m1"))
    mode_now: Mode = Mode.WRITES
    feed: Json | None = None
    token: int | None = None
    mappings: dict[tuple[str, ProviderId], str] = field(default_factory=dict)
    maps_every_id: bool = True
    score: list[InningsTotal] = field(default_factory=list)
    disputes: dict[str, Json] = field(default_factory=dict)
    commits: int = 0
    most_commits: int | None = None
    loads: int = 0
    starts_at: datetime | None = None
    failures: dict[str, list[BaseException]] = field(default_factory=dict)
    """Exceptions for the next calls of a step; at `committed` everything is written
    nevertheless."""

    def step(self, name: str) -> None:
        """Raise the next exception that is set for a step, if any."""
        if exceptions := self.failures.get(name):
            raise exceptions.pop(0)

    async def load(self, match_id: str) -> Stored:
        """Return everything that is stored."""
        self.step("load")
        self.loads += 1
        feed = self.feed or {}
        settled = frozenset(feed.get("acceptedGaps", ()))
        foreign = foreign_act(self.known.log.values())
        return Stored(
            self.setup,
            self.known,
            Mode.COMPARES if foreign else self.mode_now,
            foreign,
            self.feed,
            self.token,
            feed.get("fence", 0),
            settled,
            self.starts_at,
            configured_mode=self.mode_now,
            open_disputes=frozenset(
                parsed
                for name, each in self.disputes.items()
                if each["status"] == "open" and (parsed := parsed_dispute_id(name))
            ),
        )

    async def mode(self, match_id: str) -> tuple[Mode, str]:
        """Return the mode."""
        self.step("mode")
        return self.mode_now, ""

    async def setup_of(self, match_id: str) -> tuple[Setup, datetime | None]:
        """Return the setup and the start time."""
        self.step("setup_of")
        return self.setup, self.starts_at

    async def acts_since(
        self, match_id: str, since: datetime | None
    ) -> tuple[str, datetime | None]:
        """Return the changes that others than providers made in the log."""
        self.step("acts_since")
        return foreign_act(self.known.log.values()), None

    async def accepted_gaps(self, match_id: str) -> frozenset[str]:
        """Return the overs accepted by operators."""
        self.step("accepted_gaps")
        return frozenset((self.feed or {}).get("acceptedGaps", ()))

    async def commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        groups: Sequence[Group],
        feed: Json,
        now: datetime,
        disputes: Mapping[str, Json] = NO_DISPUTES,
    ) -> Any:
        """Write under the guard; raise ProcessKilled once `most_commits` is reached."""
        self.step("commit")
        if self.most_commits is not None and self.commits >= self.most_commits:
            raise ProcessKilled
        if token != self.token:
            stored = (self.feed or {}).get("fence", 0)
            if stored > fence:
                raise FencedOut(f"{stored} is newer than {fence}")
            raise ContendedError("somebody else wrote")
        self.check_people(groups)
        for group in groups:
            self.check(group)
        self.commits += 1
        self.known = self.known.after(groups)
        self.feed = {**(self.feed or {}), **feed, "fence": fence}
        self.token = (self.token or 0) + 1
        for name, fields in disputes.items():
            self.disputes[name] = {**self.disputes.get(name, {}), **fields}
        self.step("committed")
        return self.token

    def check_people(self, groups: Sequence[Group]) -> None:
        """Raise ContendedError if people interfered with the writes."""
        writes = [write for group in groups for write in group.writes]
        if writes and self.mode_now is not Mode.WRITES:
            raise ContendedError("the match was handed over")
        changed = [self.known.log[name] for name in changed_actions(writes)]
        if foreign := foreign_act(changed):
            raise ContendedError(foreign)

    def check(self, group: Group) -> None:
        """Check that created documents are new and updated ones exist."""
        created = [each.key for each in group.created]
        assert not set(created) & set(self.known.records), f"of {created} some are there"
        assert all(each.key in self.known.records for each in group.records)
        appended = [each.action.id for each in group.writes if isinstance(each, Append)]
        assert not set(appended) & set(self.known.log), f"of {appended} some are there"

    async def names(self, provider: str, wanted: Iterable[ProviderId]) -> dict[ProviderId, str]:
        """Return the mappings: the listed ones, or each provider id without its prefix."""
        self.step("names")
        if self.maps_every_id:
            return {each: each[1].split(":", 1)[1] for each in wanted}
        mappings = {each: self.mappings.get((provider, each)) for each in wanted}
        return {name: each for name, each in mappings.items() if each is not None}

    async def existing_names(
        self, provider: str, wanted: Iterable[ProviderId]
    ) -> dict[ProviderId, str]:
        """Return the mappings; this store generates none."""
        return await self.names(provider, wanted)

    async def totals(self, match_id: str) -> list[InningsTotal]:
        """Return the innings totals of the human scorers."""
        self.step("totals")
        return self.score


class ProcessKilled(BaseException):
    """The process was killed: none of its work continues."""


@dataclass
class FakeProvider:
    """A provider with the first `until` events of a match; returns all or the last `window`."""

    name: str
    events: list[FeedEvent]
    until: int = 0
    window: int = 6
    phase: Phase = Phase.LIVE
    totals: tuple[InningsTotal, ...] = ()
    hidden: set[str] = field(default_factory=set)
    failure: Exception | None = None
    requests: list[FeedRequest] = field(default_factory=list)
    distort: Callable[[list[FeedEvent]], list[FeedEvent]] = list
    sequence: int = 0
    faults: tuple[str, ...] = ()
    team_ids: tuple[str, ...] = ()
    hangs: bool = False

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        self.requests.append(request)
        self.sequence += 1
        if self.failure is not None:
            raise self.failure
        if self.hangs:
            await asyncio.sleep(3_600)
        events = self.distort(
            [each for each in self.events[: self.until] if each.id not in self.hidden]
        )
        covers: Span | None = Span()
        if request.scope is RequestScope.LATEST:
            events, covers = events[-self.window :], None
        covers = None if self.faults else covers
        return replace(
            answer(events, self.sequence, covers=covers, phase=self.phase, totals=self.totals),
            provider=self.name,
            faults=self.faults,
            team_ids=self.team_ids,
        )


@dataclass
class FixedSelector:
    """A selector whose provider the test sets; it keeps all results."""

    name: str
    polls: list[PollResult] = field(default_factory=list)

    def current(self, now: datetime) -> str:
        """Return the name of the provider."""
        return self.name

    def report(self, result: PollResult) -> None:
        """Keep a result."""
        self.polls.append(result)


@dataclass
class RecordedMeasures:
    """Metrics kept for assertions."""

    missed_balls: int = 0
    delays: list[float] = field(default_factory=list)
    synthetic_events: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)

    def count_missed_balls(self, balls: int) -> None:
        """Add to the missed balls."""
        self.missed_balls += balls

    def record_delay(self, seconds: float) -> None:
        """Keep the delay."""
        self.delays.append(seconds)

    def count_synthetic(self, kind: str, count: int) -> None:
        """Add to the synthetic events."""
        self.synthetic_events += count

    def count_fault(self, provider: str, kind: str) -> None:
        """Keep the fault."""
        self.faults.append((provider, kind))


def poll_events(follower: Any, fence: int = 1, times: int = 1) -> PollResult:
    """Poll the events `times` times; return the last result."""

    async def poll() -> PollResult:
        for _ in range(times - 1):
            await follower.poll(Tier.EVENTS, fence)
        result: PollResult = await follower.poll(Tier.EVENTS, fence)
        return result

    return asyncio.run(poll())
