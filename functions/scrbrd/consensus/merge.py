"""Finds the seats that agree, and merges their entries into one ball.

The score is that of the quorum; each detail is settled by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scrbrd.consensus.content import ANCHORS, DETAILS, WICKET_PREFIX, is_same_ball, with_fields
from scrbrd.consensus.entries import SEATS, EffectiveEntry, Entry, Seat
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.vocabulary import ActionType

UNSETTLED: Any = object()
VOICES_NEEDED = 2
"""Voices that settle a detail."""

Expect = Callable[[], Mapping[str, Any]]
"""Returns the fields that the laws expect of this ball; called only where needed."""


def by_rank(voices: Mapping[Seat, EffectiveEntry]) -> dict[Seat, EffectiveEntry]:
    """Return voices, the highest seat first."""
    return {seat: voices[seat] for seat in SEATS if seat in voices}


def largest_group(voices: Mapping[Seat, EffectiveEntry]) -> dict[Seat, EffectiveEntry]:
    """Return the largest group of equal voices; among equal sizes the highest seat's."""
    found: dict[Seat, EffectiveEntry] = {}
    ordered = by_rank(voices)
    for entry in ordered.values():
        group = {
            seat: each
            for seat, each in ordered.items()
            if is_same_ball(entry.version.content, each.version.content)
        }
        if len(group) > len(found):
            found = group
    return found


def merged_action(
    group: Mapping[Seat, EffectiveEntry], others: Mapping[Seat, EffectiveEntry], expect: Expect
) -> Action:
    """Return the ball that a group agrees on, with details from all who have an entry for it."""
    base = next(iter(by_rank(group).values())).version
    voices = [entry.version for entry in by_rank({**others, **group}).values()]
    return with_fields(base.action, settle_details(base, voices, expect))


def settle_details(base: Entry, voices: Sequence[Entry], expect: Expect) -> dict[str, Any]:
    """Return the anchors and details that change from those of the entry `base`.

    Two equal voices settle one; else the laws' expectation, if any voice has it; else the highest
    seat.
    """
    same_kind = [each for each in voices if each.content.kind == base.content.kind]
    if base.content.kind is not ActionType.DELIVERY or all(
        each.content.key == base.content.key and each.content.details == base.content.details
        for each in same_kind
    ):
        return {}
    values: dict[str, Any] = {}
    for name in (*ANCHORS, *DETAILS):
        chosen = settle(name, voices_on(name, base, same_kind, values), expect)
        if chosen is not UNSETTLED and chosen != base.content.value(name):
            values[name] = chosen
    return values


def voices_on(
    name: str, base: Entry, voices: Sequence[Entry], settled: Mapping[str, Any]
) -> list[Entry]:
    """Return the voices that count for a detail.

    The non-striker goes with the settled striker, a wicket's details with who is out.
    """
    if name == "nonStrikerId":
        striker = settled.get("strikerId", base.content.value("strikerId"))
        return [each for each in voices if each.content.value("strikerId") == striker]
    if name.startswith(WICKET_PREFIX):
        return [each for each in voices if dismissed_player(each) == dismissed_player(base)]
    return list(voices)


def dismissed_player(entry: Entry) -> Any:
    """Return who is out by an entry."""
    action = entry.action
    wicket = action.wicket if isinstance(action, Delivery) else None
    return None if wicket is None else wicket.dismissed_player_id


def settle(name: str, voices: Sequence[Entry], expect: Expect) -> Any:
    """Return a detail's value by the voices, the highest first; UNSETTLED without any voice."""
    values = [each.content.value(name) for each in voices]
    if not values:
        return UNSETTLED
    if len(set(values)) == 1:
        return values[0]
    for value in values:
        if values.count(value) >= VOICES_NEEDED:
            return value
    expected = expect().get(name, UNSETTLED)
    return expected if expected in values else values[0]
