"""Finds who says the same, and makes one ball of it: the quorum's score, each detail by itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scrbrd.consensus.entries import SEATS, Entry, Said, Seat
from scrbrd.consensus.words import ANCHORS, DETAILS, OF_WICKET, same, with_fields
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.vocabulary import ActionType

NOTHING: Any = object()
ALIKE = 2
"""Voices that settle a detail."""

Expect = Callable[[], Mapping[str, Any]]
"""Returns what the laws expect of this ball; called only where it is needed."""


def ranked(voices: Mapping[Seat, Said]) -> dict[Seat, Said]:
    """Return voices, the highest seat first."""
    return {seat: voices[seat] for seat in SEATS if seat in voices}


def largest_group(voices: Mapping[Seat, Said]) -> dict[Seat, Said]:
    """Return the most who say the same; of groups of a size that of the highest seat."""
    found: dict[Seat, Said] = {}
    ordered = ranked(voices)
    for said in ordered.values():
        group = {
            seat: each for seat, each in ordered.items() if same(said.entry.words, each.entry.words)
        }
        if len(group) > len(found):
            found = group
    return found


def merged_action(
    group: Mapping[Seat, Said], speakers: Mapping[Seat, Said], expect: Expect
) -> Action:
    """Return the ball that a group agrees on, with details by all who spoke of it."""
    base = next(iter(ranked(group).values())).entry
    voices = [said.entry for said in ranked({**speakers, **group}).values()]
    return with_fields(base.action, settle_details(base, voices, expect))


def settle_details(base: Entry, voices: Sequence[Entry], expect: Expect) -> dict[str, Any]:
    """Return the anchors and details that are other than those of an entry.

    Two equal voices settle one; else what the laws expect, if anybody says so; else the highest.
    """
    like = [each for each in voices if each.words.kind == base.words.kind]
    if base.words.kind is not ActionType.DELIVERY or all(
        each.words.key == base.words.key and each.words.details == base.words.details
        for each in like
    ):
        return {}
    values: dict[str, Any] = {}
    for name in (*ANCHORS, *DETAILS):
        chosen = settle(name, who_may_say(name, base, like, values), expect)
        if chosen is not NOTHING and chosen != base.words.value(name):
            values[name] = chosen
    return values


def who_may_say(
    name: str, base: Entry, voices: Sequence[Entry], settled: Mapping[str, Any]
) -> list[Entry]:
    """Return whose word counts of a detail: the non-striker goes with the striker that was settled,
    a wicket's details with who is out."""
    if name == "nonStrikerId":
        striker = settled.get("strikerId", base.words.value("strikerId"))
        return [each for each in voices if each.words.value("strikerId") == striker]
    if name.startswith(OF_WICKET):
        return [each for each in voices if out_of(each) == out_of(base)]
    return list(voices)


def out_of(entry: Entry) -> Any:
    """Return who is out by an entry."""
    action = entry.action
    wicket = action.wicket if isinstance(action, Delivery) else None
    return None if wicket is None else wicket.dismissed_player_id


def settle(name: str, voices: Sequence[Entry], expect: Expect) -> Any:
    """Return what a detail is by the voices, the highest first; NOTHING where nobody speaks."""
    values = [each.words.value(name) for each in voices]
    if not values:
        return NOTHING
    if len(set(values)) == 1:
        return values[0]
    for value in values:
        if values.count(value) >= ALIKE:
            return value
    expected = expect().get(name, NOTHING)
    return expected if expected in values else values[0]
