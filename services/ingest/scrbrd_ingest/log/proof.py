"""Determines which gaps are disproved by the totals that a provider states. Pure.

An innings whose stated totals equal those of all known events lacks no ball. This does not prove
that it is over: the totals also agree after each ball of an innings in play.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from scrbrd_ingest.changes import ENDED, FeedState
from scrbrd_ingest.gaps import NUMBERING_KINDS, Expectations, Gap, GapKind
from scrbrd_ingest.log.target import InheritedAction, Item, Laws, Target, target_of
from scrbrd_ingest.model import InningsTotal, Phase

ANSWERS_BEFORE_PROOF: Final = 2
"""Number of answers after which stated totals may prove that a gap is none."""

TOTAL_UNCHANGED_FOR: Final = timedelta(minutes=2)
"""How long a finished innings' total must be unchanged: longer than from ball to ball."""


@dataclass(frozen=True)
class TotalHistory:
    """The totals stated by a provider, by innings (1-based), each with its time of change."""

    since: Mapping[int, tuple[InningsTotal, datetime]] = field(default_factory=dict)

    def after(self, totals: Mapping[int, InningsTotal], now: datetime) -> TotalHistory:
        """Return the history after another answer."""
        found: dict[int, tuple[InningsTotal, datetime]] = {}
        for innings, total in totals.items():
            known = self.since.get(innings)
            found[innings] = known if known is not None and known[0] == total else (total, now)
        return TotalHistory(found)

    def unchanged_innings(self, now: datetime) -> frozenset[int]:
        """Return the innings whose total has been unchanged for TOTAL_UNCHANGED_FOR."""
        return frozenset(
            name for name, (_, at) in self.since.items() if now - at >= TOTAL_UNCHANGED_FOR
        )


@dataclass(frozen=True)
class Proof:
    """What may prove that a gap is none.

    `unfilled_gaps` are the gaps (`Gap.name`) that were requested from the provider and not filled;
    `settled_innings` the innings whose stated total has been unchanged for long.
    """

    unfilled_gaps: Container[str] = frozenset()
    settled_innings: frozenset[int] = frozenset()


NO_PROOF: Final = Proof()


def proven_target(
    items: Sequence[Item],
    overlapping: Sequence[InheritedAction],
    expectations: Expectations,
    laws: Laws,
    state: FeedState,
    total_differences: Mapping[int, str],
    proof: Proof,
) -> Target:
    """Return the target up to the first gap that is not disproved.

    For `overlapping` see `target_of`.
    """
    target = target_of(items, expectations, laws, overlapping)
    if any(each.action is None for each in items):
        return target
    proven = proven_innings(state.totals, total_differences)
    ended = ended_innings(items, state.phase, proven, proof.settled_innings)
    while (gap := target.gap) is not None and gap.name in proof.unfilled_gaps:
        widened = expectations_with_waiver(expectations, gap, proven, ended)
        if widened == expectations:
            break
        expectations = widened
        target = replace(target_of(items, expectations, laws, overlapping), is_waived=True)
    return target


def expectations_with_waiver(
    expectations: Expectations, gap: Gap, proven: frozenset[int], ended: frozenset[int]
) -> Expectations:
    """Return the expectations without what is proven for the innings of a gap."""
    innings = frozenset({gap.place.innings})
    if gap.kind in NUMBERING_KINDS:
        return replace(expectations, proven=expectations.proven | (innings & proven))
    if gap.kind is GapKind.OPEN_INNINGS:
        return replace(expectations, ended=expectations.ended | (innings & ended))
    return expectations


def proven_innings(
    stated: Mapping[int, InningsTotal], total_differences: Mapping[int, str]
) -> frozenset[int]:
    """Return the innings in which all known events make exactly the stated totals.

    The provider must state legal balls too: a missing dot ball adds no run.
    """
    return frozenset(
        innings
        for innings, total in stated.items()
        if innings not in total_differences and total.legal_balls is not None
    )


def ended_innings(
    items: Sequence[Item], phase: Phase, proven: frozenset[int], settled_innings: frozenset[int]
) -> frozenset[int]:
    """Return the innings that are over among those that lack no ball: the match is over, or the
    next innings is being played and the total is unchanged.

    The beginning of the next innings alone is not enough: scorecards are prepared early, and lunch
    is a break too.
    """
    if phase in ENDED:
        return proven
    played = {each.place.innings for each in items if each.placed_action.is_ball}
    resting = proven if phase is Phase.BREAK else proven & settled_innings
    return frozenset(innings for innings in resting if innings + 1 in played)
