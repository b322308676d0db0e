"""Resolves the effective log: corrections in place, late balls inserted, voided ones dropped.

An action's place is its (innings, sequence); a correction takes the place of what it corrects, a
late action stands behind its anchor. Both are found by id alone, so the order in which the
documents arrive never matters, and an anchor that is voided or missing keeps its place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.places import FIRST, Place, PlacesTaken, taken
from scrbrd.domain.problems import Problem, ProblemCode, Severity, shortened
from scrbrd.domain.vocabulary import ActionId

MOST_OF_A_REFERENCE = 200
"""Characters that are known of why an entry cannot be read, without reading it: there may be
thousands."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document of the log that is no action; it holds its place, so that it can be corrected."""

    id: ActionId
    innings_number: int
    sequence_number: int
    message: str
    is_voided: bool = False


LogEntry = Action | Unreadable
Item = TypeVar("Item")
Placed = tuple[Place, Action]
"""An action that counts, with the place whose turn it is in: its own, or its anchor's."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What the log as a whole must know of an entry that is no plain action.

    It refers to another place (`corrects`, `after`) or cannot be read (`unreadable`: why not).
    """

    place: Place
    is_voided: bool
    corrects: ActionId | None = None
    after: ActionId | None = None
    unreadable: str | None = None

    @property
    def target(self) -> Place | None:
        """The earlier place of the same innings that it refers to; None if it refers to none."""
        reference = self.corrects or self.after
        if reference is None:
            return None
        innings, sequence = parse_action_id(reference)
        earlier = innings == self.place[0] and sequence < self.place[1]
        return (innings, sequence) if earlier else None


class Chain(NamedTuple, Generic[Item]):
    """What was recorded of one happening: `members` are the first word and its corrections, by
    sequence, voided ones too.

    `place` is where it stands, `turn` the place whose turn it is played in: the same, or that of
    the first of its anchors. `has_behind`: others were put in behind it.
    """

    turn: Place
    place: Place
    members: tuple[Item, ...]
    has_behind: bool


@dataclass(frozen=True, slots=True)
class EffectiveLog:
    """What counts, in order; what is wrong with the log itself; the last id present (or None)."""

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...]
    last_action_id: ActionId | None


def effective_log(entries: Iterable[LogEntry]) -> EffectiveLog:
    """Resolve a raw log given in any order; of repeated entries the last given counts."""
    by_place = {place_of(entry): entry for entry in entries}
    present = taken(by_place)
    references = [
        reference for reference in map(reference_of, by_place.values()) if reference is not None
    ]
    return EffectiveLog(
        tuple(action for _, action in in_order_of_play(by_place)),
        log_problems(present, references),
        last_action_id(present),
    )


def place_of(entry: LogEntry) -> Place:
    """Where an entry stands in the raw log."""
    return entry.innings_number, entry.sequence_number


def reference_of(entry: LogEntry) -> Reference | None:
    """The reference on an entry; None for a plain action."""
    if isinstance(entry, Unreadable):
        why = shortened(entry.message, MOST_OF_A_REFERENCE)
        return Reference(place_of(entry), entry.is_voided, unreadable=why)
    if entry.corrects or entry.after:
        return Reference(place_of(entry), entry.is_voided, entry.corrects, entry.after)
    return None


def last_action_id(present: PlacesTaken) -> ActionId | None:
    """The greatest id present, voided or not; None in an empty log."""
    return action_id(*present.last) if present.last else None


def in_order_of_play(by_place: Mapping[Place, LogEntry], first: Place = FIRST) -> list[Placed]:
    """The actions that count and whose turn is at `first` or later, in order of play.

    Given a part of the log, from some place to the end, it leaves out what belongs before `first`:
    a correction there of an earlier ball has its turn in the part that is not given.
    """
    actions = [by_place[place] for place in sorted(by_place)]
    readable = [entry for entry in actions if isinstance(entry, Action)]
    if any(action.corrects or action.after for action in readable):
        ordered = resolve(readable)
    else:
        ordered = [(place_of(action), action) for action in readable if not action.is_voided]
    return [(place, action) for place, action in ordered if place >= first]


def resolve(actions: Iterable[Action]) -> list[Placed]:
    """Put corrections and late actions in their places; later corrections and sequences win."""
    return [
        (chain.turn, standing[-1])
        for chain in chains(actions, lambda action: action)
        if (standing := [each for each in chain.members if not each.is_voided])
    ]


def chains(items: Iterable[Item], action_of: Callable[[Item], Action]) -> list[Chain[Item]]:
    """Return all that was recorded, voided too, in order of play: each with its corrections.

    `items` have one action each and come in any order. One that refers to no earlier place of its
    innings is left out; one that refers to a hole or an unreadable document stands in its place.
    """
    actions = ((action_of(item), item) for item in items)
    placed = [(place_of(action), action, item) for action, item in actions]
    placed.sort(key=itemgetter(0))
    if not any(action.corrects or action.after for _, action, _ in placed):
        return [Chain(place, place, (item,), False) for place, _, item in placed]
    members: dict[Place, list[Item]] = {}
    root: dict[Place, Place] = {}
    behind: dict[Place, list[Place]] = {}
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
            if target not in root:  # a hole or an unreadable document: its place is known
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
        for top, place in walk(sorted(tops), behind)
        if place in members
    ]


def walk(tops: list[Place], behind: Mapping[Place, list[Place]]) -> Iterator[tuple[Place, Place]]:
    """Yield each place with the first of its anchors, then what was put in behind it, by
    sequence."""
    for top in tops:
        waiting = [top]
        while waiting:
            place = waiting.pop()
            yield top, place
            waiting.extend(reversed(behind.get(place, [])))


def homes(references: Iterable[Reference]) -> dict[Place, Place]:
    """The place that each correction stands in: of what it corrects, or of what that one corrects.

    In order of places, so that a chain of a thousand is gone through once.
    """
    found: dict[Place, Place] = {}
    for reference in sorted(references, key=lambda each: each.place):
        if reference.corrects and reference.target is not None:
            found[reference.place] = found.get(reference.target, reference.target)
    return found


def turns(references: Iterable[Reference]) -> dict[Place, Place]:
    """The place whose turn each entry that refers to another is played in: the first of its chain
    of anchors."""
    found: dict[Place, Place] = {}
    for reference in sorted(references, key=lambda each: each.place):
        if reference.target is not None:
            found[reference.place] = found.get(reference.target, reference.target)
    return found


def log_problems(present: PlacesTaken, references: Sequence[Reference]) -> tuple[Problem, ...]:
    """What is wrong with the log as such: holes, unreadable documents, references to nowhere."""
    references = sorted(references, key=lambda reference: reference.place)
    return (*missing_actions(present), *still_unreadable(references), *bad_references(references))


def still_unreadable(references: Sequence[Reference]) -> list[Problem]:
    """A Problem for every unreadable document that nobody has voided or corrected since."""
    home = homes(references)
    mended = {
        home[reference.place]
        for reference in references
        if reference.place in home and not reference.is_voided
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
        and reference.place not in mended
    ]


def bad_references(references: Sequence[Reference]) -> list[Problem]:
    """A Problem for each reference that leads nowhere; undoing its action is how to mend it."""
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
    """A Problem for every gap in the sequence of an innings, and for an innings left out."""
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
    """The Problem of a gap, by the id of its first hole: one, however wide the gap is."""
    start, end = action_id(innings, first), action_id(innings, last)
    holes = start if start == end else f"{start} to {end}"
    return Problem(
        start,
        ProblemCode.MISSING_ACTION,
        Severity.ERROR,
        f"the log has no {holes}; the score is folded without",
    )
