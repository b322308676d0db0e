"""Owns the effective log: corrections in place, late balls inserted, voided ones dropped.

An action's place is its (innings, sequence); a correction takes the place of what it corrects, a
late action stands behind its anchor. Both are found by id alone, so the order in which the
documents arrive never matters, and an anchor that is voided or missing keeps its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.problems import Problem, ProblemCode, Severity
from scrbrd.domain.vocabulary import ActionId

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document of the log that is no action; it holds its place, so that it can be corrected."""

    id: ActionId
    innings_number: int
    sequence_number: int
    message: str
    is_voided: bool = False


LogEntry = Action | Unreadable


@dataclass(frozen=True, slots=True)
class EffectiveLog:
    """What counts, in order; what is wrong with the log itself; the last id present (or None)."""

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...]
    last_action_id: ActionId | None


def effective_log(entries: Iterable[LogEntry]) -> EffectiveLog:
    """Resolve a raw log given in any order; of repeated entries the last given counts."""
    by_place = {(entry.innings_number, entry.sequence_number): entry for entry in entries}
    places = sorted(by_place)
    entries = [by_place[place] for place in places]
    actions = [entry for entry in entries if isinstance(entry, Action)]
    problems = missing_actions(places) + still_unreadable(entries, actions)
    if any(action.corrects or action.after for action in actions):
        actions = resolve(actions, problems)
    else:
        actions = [action for action in actions if not action.is_voided]
    last = action_id(*places[-1]) if places else None
    return EffectiveLog(tuple(actions), tuple(problems), last)


def still_unreadable(entries: list[LogEntry], actions: list[Action]) -> list[Problem]:
    """A Problem for every unreadable document that nobody has voided or corrected since."""
    mended = {action.corrects for action in actions if not action.is_voided}
    return [
        Problem(entry.id, ProblemCode.UNREADABLE, Severity.ERROR, entry.message)
        for entry in entries
        if isinstance(entry, Unreadable) and not entry.is_voided and entry.id not in mended
    ]


def missing_actions(places: list[Place]) -> list[Problem]:
    """A Problem for every gap in the sequence of an innings, and for an innings left out."""
    problems: list[Problem] = []
    last: Place = (0, 0)
    for innings, sequence in places:
        problems.extend(gap(each, 1, 1) for each in range(last[0] + 1, innings))
        first = last[1] + 1 if innings == last[0] else 1
        if first < sequence:
            problems.append(gap(innings, first, sequence - 1))
        last = (innings, sequence)
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


def resolve(actions: list[Action], problems: list[Problem]) -> list[Action]:
    """Put corrections and late actions in their places; later corrections and sequences win."""
    standing: dict[Place, Action] = {}
    root: dict[Place, Place] = {}
    behind: dict[Place, list[Place]] = {}
    tops: list[Place] = []
    for action in actions:
        place = home = (action.innings_number, action.sequence_number)
        reference = action.corrects or action.after
        if reference is None:
            tops.append(place)
        else:
            target = referred_place(action, reference, problems)
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
        if not action.is_voided:
            standing[home] = action
    return in_order(sorted(tops), behind, standing)


def referred_place(action: Action, reference: ActionId, problems: list[Problem]) -> Place | None:
    """The place a correction or late action refers to; None, with a Problem, if it cannot.

    Undoing the action is how a scorer mends it, so a voided one is no Problem.
    """
    innings, sequence = parse_action_id(reference)
    if innings == action.innings_number and sequence < action.sequence_number:
        return innings, sequence
    if action.is_voided:
        return None
    field = "corrects" if action.corrects else "after"
    problems.append(
        Problem(
            action.id,
            ProblemCode.BAD_REFERENCE,
            Severity.ERROR,
            f"{field}: {reference} is not an earlier action of innings {action.innings_number}",
        )
    )
    return None


def in_order(
    tops: list[Place], behind: dict[Place, list[Place]], standing: dict[Place, Action]
) -> list[Action]:
    """Walk the places: each, then what was inserted behind it by sequence, each with its own."""
    ordered: list[Action] = []
    waiting = list(reversed(tops))
    while waiting:
        place = waiting.pop()
        if place in standing:
            ordered.append(standing[place])
        waiting.extend(reversed(behind.get(place, [])))
    return ordered
