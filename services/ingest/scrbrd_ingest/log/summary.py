"""Builds `provider_feeds/{matchId}`: the progress of a feed and its problems. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scrbrd.domain.json_types import Json
from scrbrd_ingest.changes import NO_STATE, EnteredEvent, FeedState
from scrbrd_ingest.gaps import Gap
from scrbrd_ingest.log.decision import Decision
from scrbrd_ingest.log.records import RecordState, place_fields
from scrbrd_ingest.log.score_difference import Compared
from scrbrd_ingest.log.store import Mode, Stored

MOST_PROBLEMS: Final = 20
NOT_CLOSED: Final = {"closed": None, "closedAt": None}
"""The fields of a match that is polled normally."""

LONGEST_MESSAGE: Final = 500

OTHER_MATCH: Final = "other_match"


@dataclass(frozen=True)
class GapCounts:
    """The current gap, and by gap name (`Gap.name`) how many answers did not fill each gap since it
    was first seen.

    The counts are kept until there is no gap at all, because of two gaps either may be the first
    one.
    """

    gap: Gap | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        """Number of answers that did not fill the current gap."""
        return 0 if self.gap is None else self.counts[self.gap.name]

    def after(self, gap: Gap | None, *, is_waived: bool = False) -> GapCounts:
        """Return the counts after another answer.

        `is_waived`: totals disprove a gap; its count is kept, because otherwise they would disprove
        it no longer.
        """
        if gap is None:
            return replace(self, gap=None) if is_waived else GapCounts()
        return GapCounts(gap, {**self.counts, gap.name: self.counts.get(gap.name, -1) + 1})

    def unfilled_gaps(self, least: int) -> frozenset[str]:
        """Return the gaps that at least `least` answers did not fill."""
        return frozenset(name for name, count in self.counts.items() if count >= least)


@dataclass(frozen=True)
class UnfilledGap:
    """The name of the current gap, and by gap name the providers that did not fill each gap; kept
    until there is no gap."""

    gap: str = ""
    providers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def failed_providers(self) -> frozenset[str]:
        """The providers that did not fill the current gap."""
        return self.providers.get(self.gap, frozenset())

    def after(self, counts: GapCounts, provider: str, most_requests: int) -> UnfilledGap:
        """Return the state after another answer of a provider.

        The provider counts as unable to fill the gap once more than `most_requests` answers did not
        fill it.
        """
        if counts.gap is None:
            return UnfilledGap()
        current = UnfilledGap(counts.gap.name, self.providers)
        if counts.answers <= most_requests:
            return current
        failed = current.failed_providers | {provider}
        return replace(current, providers={**self.providers, current.gap: failed})


def feed_fields(
    stored: Stored,
    provider: str,
    state: FeedState,
    decision: Decision,
    counts: GapCounts,
    compared: Compared,
    *,
    is_unfilled: bool,
) -> Json:
    """Return the fields describing the match; `lastActionId`, `fence` and times are added when
    written.

    Request counts are left out: the document would otherwise change, and be written, with every
    answer.
    """
    return {
        "provider": provider,
        "mode": str(stored.mode),
        "why": stored.why,
        "phase": str(state.phase),
        "gaps": [] if counts.gap is None else [gap_fields(counts.gap, is_unfilled)],
        "waiting": decision.target.waiting,
        "problems": list(problems(state, decision, counts, is_unfilled))[:MOST_PROBLEMS],
        "comparing": {"provider": provider, "open": sorted(compared.open)}
        if stored.mode is Mode.COMPARES
        else None,
        **{name: (stored.feed or {}).get(name) for name in NOT_CLOSED},
    }


def order_fields(feed: Mapping[str, Any] | None, provider: str, state: FeedState) -> Json:
    """Return the order of the newest answer of each provider.

    It is written together with other changes, never alone, because it changes with every answer.
    """
    stored_orders = (feed or {}).get("newest", {})
    return {
        "newest": {**stored_orders, provider: {"sequence": state.sequence, "saidAt": state.said_at}}
    }


def resumed_state(stored: Stored, provider: str, state: FeedState = NO_STATE) -> FeedState:
    """Return the state of a provider before its whole match was read.

    Has the provider's events that are in the log, and the order of the newest answer written by
    another process or before another provider was used. Of the given state, only events that are in
    the log unchanged are kept.
    """
    newest = (stored.feed or {}).get("newest", {}).get(provider, {})
    sequence, said_at = newest.get("sequence"), newest.get("saidAt")
    entered = {
        each.event_id: EnteredEvent(each.content_hash, each.place)
        for each in stored.known.records.values()
        if each.provider == provider and each.state is RecordState.ENTERED
    }
    hashes = {name: each.content_hash for name, each in entered.items()}
    return replace(
        state,
        is_whole=False,
        entered=entered,
        events={n: each for n, each in state.events.items() if hashes.get(n) == each.content_hash},
        deleted={name: each for name, each in state.deleted.items() if name not in entered},
        earlier={},
        lagging_streak=0,
        sequence=state.sequence if sequence is None else sequence,
        said_at=state.said_at if said_at is None else said_at,
    )


def refusal_fields(stored: Stored, provider: str, state: FeedState, why: str) -> Json:
    """Return the fields that report an answer of another match, on top of the stored fields."""
    defaults: Json = {"gaps": [], "waiting": 0, "problems": [], "comparing": None, **NOT_CLOSED}
    before = defaults | {
        name: each for name, each in (stored.feed or {}).items() if name in defaults
    }
    remedy = "it was refused; check the provider's id of the match, mappings and line-ups"
    refusal = problem(OTHER_MATCH, f"the last answer is of another match: {why}; {remedy}")
    others = [each for each in before["problems"] if each.get("code") != OTHER_MATCH]
    return {
        **before,
        "provider": provider,
        "mode": str(stored.mode),
        "why": stored.why,
        "phase": str(state.phase),
        "problems": [refusal, *others][:MOST_PROBLEMS],
    }


def gap_fields(gap: Gap, is_unfilled: bool) -> Json:
    """Return a gap in document form; `key` goes into `acceptedGaps` if nothing is missing."""
    return {
        "key": gap.key,
        "kind": str(gap.kind),
        "place": place_fields(gap.place),
        "state": "unfilled" if is_unfilled else "asked",
    }


def problems(
    state: FeedState, decision: Decision, counts: GapCounts, is_unfilled: bool
) -> Iterator[Json]:
    """Yield the problems, each with what to do."""
    for each in decision.target.unmapped:
        yield problem("unmapped" if each.missing else "not_in_log", each.message)
    if counts.gap is not None and is_unfilled:
        why = f"{counts.gap.text}; no provider that was asked fills it"
        accept = f"accept it as {counts.gap.key!r} in acceptedGaps, or "
        yield problem("gap", f"{why}: {accept if counts.gap.may_be_accepted else ''}score on")
    for fault in state.faults:
        yield problem("unreadable", f"{fault}; compare the feed with its fixture, or score on")
    if decision.is_doubted:
        why = "the last answer removes or changes more of the log than one answer may"
        yield problem(
            "doubted", f"{why}; it is accepted if further answers agree for half a minute"
        )
    if counts.gap is None and not decision.target.waiting and state.is_readable:
        for text in decision.total_differences.values():
            yield problem("totals", f"{text}; compare the provider's card with ours")


def problem(code: str, message: str) -> Json:
    """Return a problem in document form."""
    return {"code": code, "message": message[:LONGEST_MESSAGE]}


def has_news(stored: Mapping[str, Any] | None, fields: Json) -> bool:
    """Return True if the fields have something new of the match. What is reported of a gap is not:
    each process counts the answers that did not fill it."""
    return has_changed(stored, {name: fields[name] for name in ("mode", "phase", "waiting")})


def has_changed(stored: Mapping[str, Any] | None, fields: Json) -> bool:
    """Return True if the fields differ from the stored document."""
    return stored is None or any(stored.get(name) != value for name, value in fields.items())
