"""Resolves the effective log: corrections in place, late balls inserted, voided ones dropped.

An action's place is its (innings, sequence). A correction takes the place of the action it
corrects; a late action follows its anchor. Both are found by id alone, so the order in which the
documents arrive never matters, and an anchor that is voided or missing keeps its place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.places import FIRST, Place, PlacesTaken, places_taken
from scrbrd.domain.problems import Problem, ProblemCode, Severity, shorten_message
from scrbrd.domain.vocabulary import ActionId

MOST_REASON_CHARACTERS = 200
"""Characters kept of the reason why an entry cannot be read; there may be thousands of entries."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document of the log that is no action; it keeps its place, so that it can be corrected."""

    id: ActionId
    innings_number: int
    sequence_number: int
    message: str
    is_voided: bool = False


LogEntry = Action | Unreadable
Item = TypeVar("Item")
Placed = tuple[Place, Action]
"""An effective action, with the place at which it is played: its own, or its anchor's."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What the log as a whole must know about an entry that is no plain action.

    The entry refers to another place (`corrects`, `after`) or cannot be read (`unreadable`: the
    reason).
    """

    place: Place
    is_voided: bool
    corrects: ActionId | None = None
    after: ActionId | None = None
    unreadable: str | None = None

    @property
    def target(self) -> Place | None:
        """The earlier place of the same innings that it refers to; None if there is none."""
        reference = self.corrects or self.after
        if reference is None:
            return None
        innings, sequence = parse_action_id(reference)
        earlier = innings == self.place[0] and sequence < self.place[1]
        return (innings, sequence) if earlier else None


class Chain(NamedTuple, Generic[Item]):
    """One event as it was recorded: `members` are the first entry and its corrections.

    The members are in order of sequence and include voided ones. `place` is the event's place,
    `turn` the place at which it is played: the same, or that of the first of its anchors.
    `has_behind`: other events were inserted after it.
    """

    turn: Place
    place: Place
    members: tuple[Item, ...]
    has_behind: bool


@dataclass(frozen=True, slots=True)
class EffectiveLog:
    """The effective actions in order, the problems of the log itself, and the last id present."""

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...]
    last_action_id: ActionId | None


def effective_log(entries: Iterable[LogEntry]) -> EffectiveLog:
    """Resolve a raw log given in any order; of repeated entries the last one counts."""
    by_place = {place_of(entry): entry for entry in entries}
    present = places_taken(by_place)
    references = [
        reference for reference in map(reference_of, by_place.values()) if reference is not None
    ]
    return EffectiveLog(
        tuple(action for _, action in order_of_play(by_place)),
        log_problems(present, references),
        last_action_id(present),
    )


def place_of(entry: LogEntry) -> Place:
    """Return the place of an entry in the raw log."""
    return entry.innings_number, entry.sequence_number


def reference_of(entry: LogEntry) -> Reference | None:
    """Return the reference of an entry; None for a plain action."""
    if isinstance(entry, Unreadable):
        why = shorten_message(entry.message, MOST_REASON_CHARACTERS)
        return Reference(place_of(entry), entry.is_voided, unreadable=why)
    if entry.corrects or entry.after:
        return Reference(place_of(entry), entry.is_voided, entry.corrects, entry.after)
    return None


def last_action_id(present: PlacesTaken) -> ActionId | None:
    """Return the greatest id present, voided or not; None in an empty log."""
    return action_id(*present.last) if present.last else None


def order_of_play(by_place: Mapping[Place, LogEntry], first: Place = FIRST) -> list[Placed]:
    """Return the effective actions that are played at `first` or later, in order of play.

    If only the log from `first` on is given, a correction in it of an earlier ball is left out,
    because its turn is in the part that is not given.
    """
    actions = [by_place[place] for place in sorted(by_place)]
    readable = [entry for entry in actions if isinstance(entry, Action)]
    if any(action.corrects or action.after for action in readable):
        ordered = resolve(readable)
    else:
        ordered = [(place_of(action), action) for action in readable if not action.is_voided]
    return [(place, action) for place, action in ordered if place >= first]


def resolve(actions: Iterable[Action]) -> list[Placed]:
    """Put corrections and late actions in their places; the latest correction counts."""
    return [
        (chain.turn, standing[-1])
        for chain in chains(actions, lambda action: action)
        if (standing := [each for each in chain.members if not each.is_voided])
    ]


def chains(items: Iterable[Item], action_of: Callable[[Item], Action]) -> list[Chain[Item]]:
    """Return all recorded events, voided ones too, in order of play: each with its corrections.

    `items` have one action each and come in any order. An item that refers to no earlier place of
    its innings is left out; one that refers to a hole or an unreadable document keeps that place.
    """
    actions = ((action_of(item), item) for item in items)
    placed = [(place_of(action), action, item) for action, item in actions]
    placed.sort(key=itemgetter(0))
    if not any(action.corrects or action.after for _, action, _ in placed):
        return [Chain(place, place, (item,), False) for place, _, item in placed]
    members: dict[Place, list[Item]] = {}
    root: dict[Place, Place] = {}  # of every place, the one that it stands in
    behind: dict[Place, list[Place]] = {}  # late actions by their anchor
    tops: list[Place] = []
    for place, action, item in placed:
        home = place
        reference = reference_of(action)
        if reference is None:
            tops.append(place)
        else:
            target = reference.target
            if target is None:
                continue
            if target not in root:  # a hole or an unreadable document still has its place
                root[target] = target
                tops.append(target)
            anchor = root[target]
            if action.corrects:
                home = anchor
            else:
                behind.setdefault(anchor, []).append(place)
        root[place] = home
        members.setdefault(home, []).append(item)
    return [
        Chain(top, place, tuple(members[place]), place in behind)
        for top, place in walk_chains(sorted(tops), behind)
        if place in members
    ]


def walk_chains(
    tops: list[Place], behind: Mapping[Place, list[Place]]
) -> Iterator[tuple[Place, Place]]:
    """Yield (turn, place) of each top place and then of those inserted after it, by sequence."""
    for top in tops:
        waiting = [top]
        while waiting:
            place = waiting.pop()
            yield top, place
            waiting.extend(reversed(behind.get(place, [])))


def correction_places(references: Iterable[Reference]) -> dict[Place, Place]:
    """Return the place of each correction: that of the entry it corrects, through chains.

    References are taken in order of places, so that a chain of a thousand is followed only once.
    """
    found: dict[Place, Place] = {}
    for reference in sorted(references, key=lambda each: each.place):
        if reference.corrects and reference.target is not None:
            found[reference.place] = found.get(reference.target, reference.target)
    return found


def reference_turns(references: Iterable[Reference]) -> dict[Place, Place]:
    """Return the place at which each referring entry is played: its first anchor's."""
    found: dict[Place, Place] = {}
    for reference in sorted(references, key=lambda each: each.place):
        if reference.target is not None:
            found[reference.place] = found.get(reference.target, reference.target)
    return found


def log_problems(present: PlacesTaken, references: Sequence[Reference]) -> tuple[Problem, ...]:
    """Return the problems of the log itself: holes, unreadable documents and bad references."""
    references = sorted(references, key=lambda reference: reference.place)
    return (
        *missing_actions(present),
        *unreadable_problems(references),
        *bad_references(references),
    )


def unreadable_problems(references: Sequence[Reference]) -> list[Problem]:
    """Return a Problem for every unreadable document that is neither voided nor corrected."""
    corrected_place = correction_places(references)
    corrected = {
        corrected_place[reference.place]
        for reference in references
        if reference.place in corrected_place and not reference.is_voided
    }
    return [
        Problem(
            action_id(*reference.place),
            ProblemCode.UNREADABLE,
            Severity.ERROR,
            reference.unreadable,
        )
        for reference in references
        if reference.unreadable is not None
        and not reference.is_voided
        and reference.place not in corrected
    ]


def bad_references(references: Sequence[Reference]) -> list[Problem]:
    """Return a Problem for each reference to no earlier action; voiding its action removes it."""
    return [
        Problem(
            action_id(*reference.place),
            ProblemCode.BAD_REFERENCE,
            Severity.ERROR,
            f"{'corrects' if reference.corrects else 'after'}:"
            f" {reference.corrects or reference.after} is not an earlier action"
            f" of innings {reference.place[0]}",
        )
        for reference in references
        if (reference.corrects or reference.after)
        and reference.target is None
        and not reference.is_voided
    ]


def missing_actions(present: PlacesTaken) -> list[Problem]:
    """Return a Problem for every gap in the sequence of an innings, and for a missing innings."""
    problems: list[Problem] = []
    last: Place = (0, 0)
    for run in present.runs:
        problems.extend(gap(each, 1, 1) for each in range(last[0] + 1, run.innings))
        first = last[1] + 1 if run.innings == last[0] else 1
        if first < run.first:
            problems.append(gap(run.innings, first, run.first - 1))
        last = (run.innings, run.last)
    return problems


def gap(innings: int, first: int, last: int) -> Problem:
    """Return the Problem of a gap, under the id of its first hole; one, however wide the gap is."""
    start, end = action_id(innings, first), action_id(innings, last)
    holes = start if start == end else f"{start} to {end}"
    return Problem(
        start,
        ProblemCode.MISSING_ACTION,
        Severity.ERROR,
        f"the log has no {holes}; the score is folded without",
    )
