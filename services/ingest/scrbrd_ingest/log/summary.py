"""Builds `provider_feeds/{matchId}`: how far a feed was brought in, and what is wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from scrbrd.domain.json_types import Json
from scrbrd_ingest.changes import NO_STATE, Entered, FeedState
from scrbrd_ingest.gaps import Gap
from scrbrd_ingest.log.comparing import Compared
from scrbrd_ingest.log.decision import Decision
from scrbrd_ingest.log.records import RecordState, place_fields
from scrbrd_ingest.log.store import Mode, Stored

MOST_PROBLEMS: Final = 20
NOT_CLOSED: Final = {"closed": None, "closedAt": None}
"""The fields of a match that is asked for as ever."""

LONGEST_MESSAGE: Final = 500

OTHER_MATCH: Final = "other_match"


@dataclass(frozen=True)
class GapCounts:
    """The gap that is there, and by the names of gaps (`Gap.name`), how many answers did not fill
    each since it was first seen.

    They are counted until there is no gap: of two, now one and now the other may be the first.
    """

    gap: Gap | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        """How many answers did not fill the gap that is there."""
        return 0 if self.gap is None else self.counts[self.gap.name]

    def after(self, gap: Gap | None, *, is_waived: bool = False) -> GapCounts:
        """Return it after another answer. `is_waived`: a gap is there that totals prove to be none,
        as they will no more if the count of it begins anew."""
        if gap is None:
            return replace(self, gap=None) if is_waived else GapCounts()
        return GapCounts(gap, {**self.counts, gap.name: self.counts.get(gap.name, -1) + 1})

    def names(self, least: int) -> frozenset[str]:
        """Return the gaps that at least so many answers did not fill."""
        return frozenset(name for name, count in self.counts.items() if count >= least)


@dataclass(frozen=True)
class UnfilledGap:
    """The name of the gap that is there, and by the names of gaps, the providers that did not fill
    each; those of a gap are known until there is none."""

    gap: str = ""
    providers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def by(self) -> frozenset[str]:
        """The providers that did not fill the gap that is there."""
        return self.providers.get(self.gap, frozenset())

    def after(self, counts: GapCounts, provider: str, most_asks: int) -> UnfilledGap:
        """Return it after another answer of a provider, which counts as one that does not fill the
        gap once more than `most_asks` answers did not."""
        if counts.gap is None:
            return UnfilledGap()
        known = UnfilledGap(counts.gap.name, self.providers)
        if counts.answers <= most_asks:
            return known
        return replace(known, providers={**self.providers, known.gap: known.by | {provider}})


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
    """Return the fields that tell of the match; `lastActionId`, `fence` and times come with them.

    Counts of questions are left out: a document that changed with every answer would be written
    with every answer.
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
    """Return by what the newest answer of each provider is ordered. It goes with what is written,
    and is no reason to write: it moves with every answer."""
    known = (feed or {}).get("newest", {})
    return {"newest": {**known, provider: {"sequence": state.sequence, "saidAt": state.said_at}}}


def resumed(stored: Stored, provider: str, state: FeedState = NO_STATE) -> FeedState:
    """Return what is known of a provider before it has said everything: what was said already,
    what of it is in the log, and which answers are older than those that were brought in, by
    another process or before another provider was asked. Of what was said only that is kept which
    stands so in the log."""
    known = (stored.feed or {}).get("newest", {}).get(provider, {})
    sequence, said_at = known.get("sequence"), known.get("saidAt")
    entered = {
        each.event_id: Entered(each.content_hash, each.place)
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
        lacking=0,
        sequence=state.sequence if sequence is None else sequence,
        said_at=state.said_at if said_at is None else said_at,
    )


def refused_fields(stored: Stored, provider: str, state: FeedState, why: str) -> Json:
    """Return the fields that tell of an answer of another match, over what was told before."""
    nothing: Json = {"gaps": [], "waiting": 0, "problems": [], "comparing": None, **NOT_CLOSED}
    before = nothing | {name: each for name, each in (stored.feed or {}).items() if name in nothing}
    remedy = "it was refused; check the provider's id of the match, mappings and line-ups"
    refused = problem(OTHER_MATCH, f"the last answer is of another match: {why}; {remedy}")
    others = [each for each in before["problems"] if each.get("code") != OTHER_MATCH]
    return {
        **before,
        "provider": provider,
        "mode": str(stored.mode),
        "why": stored.why,
        "phase": str(state.phase),
        "problems": [refused, *others][:MOST_PROBLEMS],
    }


def gap_fields(gap: Gap, is_unfilled: bool) -> Json:
    """Return a gap; `key` is what operators put into `acceptedGaps` where nothing is missing."""
    return {
        "key": gap.key,
        "kind": str(gap.kind),
        "place": place_fields(gap.place),
        "state": "unfilled" if is_unfilled else "asked",
    }


def problems(
    state: FeedState, decision: Decision, counts: GapCounts, is_unfilled: bool
) -> Iterator[Json]:
    """Yield what is wrong, each with what to do."""
    for each in decision.target.unmapped:
        yield problem("unmapped" if each.missing else "not_in_log", each.message)
    if counts.gap is not None and is_unfilled:
        why = f"{counts.gap.text}; no provider that was asked fills it"
        accept = f"accept it as {counts.gap.key!r} in acceptedGaps, or "
        yield problem("gap", f"{why}: {accept if counts.gap.may_be_accepted else ''}score on")
    for fault in state.faults:
        yield problem("unreadable", f"{fault}; compare the feed with its fixture, or score on")
    if decision.is_doubted:
        why = "the last answer takes out or changes more of the log than one may"
        yield problem("doubted", f"{why}; it must say so for half a minute")
    if counts.gap is None and not decision.target.waiting and state.is_readable:
        for text in decision.differing.values():
            yield problem("totals", f"{text}; compare the provider's card with ours")


def problem(code: str, message: str) -> Json:
    """Return a problem as the document has it."""
    return {"code": code, "message": message[:LONGEST_MESSAGE]}


def has_changed(known: Mapping[str, Any] | None, fields: Json) -> bool:
    """Return whether the document would say something else."""
    return known is None or any(known.get(name) != value for name, value in fields.items())
