"""Says which gaps the totals that a provider states prove to be none. Pure.

An innings whose stated totals are those of all known events lacks no ball. That does not say that
it is over: they agree after each ball of an innings that goes on, too.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from scrbrd_ingest.changes import ENDED, FeedState
from scrbrd_ingest.gaps import NUMBERS, Expectations, Gap, GapKind
from scrbrd_ingest.log.target import Held, Item, Laws, Target, target_of
from scrbrd_ingest.model import InningsTotal, Phase

PROOF: Final = 2
"""Answers after which the stated totals may prove that a gap is none."""

STANDS: Final = timedelta(minutes=2)
"""How long the total of an innings has not moved that is over: longer than from ball to ball."""


@dataclass(frozen=True)
class Stood:
    """The totals that a provider states, by innings (1-based), with the time since when."""

    since: Mapping[int, tuple[InningsTotal, datetime]] = field(default_factory=dict)

    def after(self, totals: Mapping[int, InningsTotal], now: datetime) -> Stood:
        """Return it after another answer."""
        found: dict[int, tuple[InningsTotal, datetime]] = {}
        for innings, total in totals.items():
            known = self.since.get(innings)
            found[innings] = known if known is not None and known[0] == total else (total, now)
        return Stood(found)

    def long(self, now: datetime) -> frozenset[int]:
        """Return the innings whose total has stood as long as that of one that is over."""
        return frozenset(name for name, (_, at) in self.since.items() if now - at >= STANDS)


@dataclass(frozen=True)
class Proof:
    """What may prove that a gap is none: `asked` are the gaps (`Gap.name`) that the provider was
    asked for and did not fill, `stood` the innings whose stated total has not moved for long."""

    asked: Container[str] = frozenset()
    stood: frozenset[int] = frozenset()


NO_PROOF: Final = Proof()


def proven_target(
    items: Sequence[Item],
    beside: Sequence[Held],
    wants: Expectations,
    laws: Laws,
    state: FeedState,
    differing: Mapping[int, str],
    proof: Proof,
) -> Target:
    """Return what should stand, up to the first gap that is not proven to be none; see `target_of`
    for `beside`."""
    target = target_of(items, wants, laws, beside)
    if any(each.action is None for each in items):
        return target
    proven = proven_innings(state.totals, differing)
    ended = ended_innings(items, state.phase, proven, proof.stood)
    while (gap := target.gap) is not None and gap.name in proof.asked:
        wider = waived(wants, gap, proven, ended)
        if wider == wants:
            break
        wants = wider
        target = replace(target_of(items, wants, laws, beside), is_waived=True)
    return target


def waived(
    wants: Expectations, gap: Gap, proven: frozenset[int], ended: frozenset[int]
) -> Expectations:
    """Return what a match needs without what is proven of the innings of a gap."""
    innings = frozenset({gap.place.innings})
    if gap.kind in NUMBERS:
        return replace(wants, proven=wants.proven | (innings & proven))
    if gap.kind is GapKind.OPEN_INNINGS:
        return replace(wants, ended=wants.ended | (innings & ended))
    return wants


def proven_innings(
    stated: Mapping[int, InningsTotal], differing: Mapping[int, str]
) -> frozenset[int]:
    """Return the innings of which all known events make exactly the stated totals.

    Only where the provider states legal balls too: a dot ball that is missing adds no run.
    """
    return frozenset(
        innings
        for innings, total in stated.items()
        if innings not in differing and total.legal_balls is not None
    )


def ended_innings(
    items: Sequence[Item], phase: Phase, proven: frozenset[int], stood: frozenset[int]
) -> frozenset[int]:
    """Return the innings that are over, of those that lack no ball: the match is, or the next one
    is being played, and the total stands. The beginning of the next alone says nothing: scorecards
    are prepared, and lunch is a break too."""
    if phase in ENDED:
        return proven
    played = {each.place.innings for each in items if each.seen.is_ball}
    rests = proven if phase is Phase.BREAK else proven & stood
    return frozenset(innings for innings in rests if innings + 1 in played)
